"""An answer about a study and the placing of dictation share one model: a random Gemma 3 with
images, in this process."""

from __future__ import annotations

import pytest
import torch
from assistant import tiny_gemma
from assistant.synthetic_study import pixels_of, study, volume
from dictations import until

from medvoice.assistant.answering import Answer, Question
from medvoice.assistant.levels import Level
from medvoice.assistant.loading import backend_of
from medvoice.assistant.structuring import DictatedRun, Proposal, Structurer
from medvoice.assistant.study_answerer import AnsweringSettings, StudyAnswerer
from medvoice.assistant.turnstile import Turnstile
from medvoice.report.document import Origin, Placement, Source, Statement
from medvoice.report.template import Templates
from medvoice.resources import templates_folder
from medvoice.session.assistant_thread import AssistantThread
from medvoice.session.assistant_work import Answered, Asked, StudyRead
from medvoice.study.study import LoadedStudy

HEAD = Templates([templates_folder()]).load("ct_head")


@pytest.fixture(scope="module")
def backend():
    torch.set_num_threads(1)
    tokenizer = tiny_gemma.tokenizer()
    model = tiny_gemma.image_model(tokenizer)
    return backend_of("tiny", model, tokenizer, tiny_gemma.processor(tokenizer))


@pytest.fixture(scope="module")
def loaded():
    return LoadedStudy(study(volume(9, BodyPartExamined="HEAD")))


def answerer(backend, loaded):
    return StudyAnswerer(
        loaded, pixels_of(loaded), backend, lambda text, loaded: None, AnsweringSettings(tokens=24)
    )


def run(number: int) -> DictatedRun:
    statement = Statement(
        f"u{number}.1", "Quondle xanthosis.", Origin.DICTATED, (Source(number, 0, 2),),
        "no rule places it",
    )  # fmt: skip
    return DictatedRun(f"{number}.0", number, (Placement("findings.additional", statement),), HEAD)


class Watched(AssistantThread):
    """Notes in which order things begin."""

    def _begun(self, work):
        self.order = [*getattr(self, "order", []), (type(work).__name__, len(self._under_way))]
        return super()._begun(work)


def test_both_are_done_and_the_answer_is_what_it_is_alone(backend, loaded):
    alone = None
    for event in answerer(backend, loaded).answer(Question("Is there blood?"), lambda: None):
        if isinstance(event, Answer):
            alone = event
    turnstile = Turnstile()
    thread = Watched(
        Structurer(backend, Level.VERBATIM), turnstile, 60.0, answerer(backend, loaded),
        interleaves=True,
    )  # fmt: skip
    thread.start(HEAD)
    try:
        assert thread.finish(60)
        until(lambda: "ReadStudy" in [name for name, _ in thread.order], 60)
        until(lambda: not thread._under_way, 60)
        with turnstile.speech():  # the answer has begun, and waits before a step
            thread.give(Asked(1, Question("Is there blood?")))
            until(lambda: turnstile.waiting, 60)
            for number in range(1, 6):
                thread.give(run(number))
        assert thread.finish_answers(60)
        assert thread.finish(60)
        found = thread.answered()
        assert [type(one) for one in found if not isinstance(one, Answered)] == [StudyRead]
        (told,) = [one for one in found if isinstance(one, Answered)]
        assert told.answer == alone
        assert "".join(text for _, text in thread.said()) == alone.text
        assert [type(one) for one in thread.taken()] == [Proposal] * 5
        assert thread.order[-6:] == [("Asked", 0), *[("DictatedRun", 1)] * 5]
    finally:
        thread.close()
