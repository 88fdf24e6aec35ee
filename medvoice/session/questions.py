"""Commands about questions on what is loaded: ask, stop, take the answer into the report.

A question never reaches the report, nor does an answer by itself. What of an answer is put in
stands there word for word, with the origin that it has; a model's is marked until the speaker
accepts it.
"""

from __future__ import annotations

import re
from typing import Final

from medvoice.assistant.answer_notes import about_slices
from medvoice.assistant.answering import AnswerOrigin
from medvoice.audio.block import SAMPLE_RATE
from medvoice.report.context import RouterContext
from medvoice.report.dictated import DictatedSentence
from medvoice.report.document import Origin, Statement
from medvoice.session.desk import Desk, Given, Outcome, answered, done, refused
from medvoice.session.exchanges import (
    STOPPED,
    Exchanged,
    answer_places,
    is_answer_to,
    pending,
    statement_id,
    without_answer,
)
from medvoice.session.placing import ADDENDUM
from medvoice.session.question_events import (
    AnswerGiven,
    QuestionAsked,
    QuestionAwaited,
    QuestionDropped,
)
from medvoice.session.question_turns import ANNOUNCED
from medvoice.session.sound_events import SoundStopped

ASK: Final = "question"
AWAIT: Final = "ask"
INSERT: Final = "insert answer"
NO_STUDY = (
    "no study is loaded to ask about, no record and no documents: the page takes study and record, "
    '"medvoice dictate" --study FOLDER, --record FILE and --documents FOLDER'
)
MOST_WAITING = 8
"""Questions that wait for their answers."""

_ORDERS = frozenset("show tell describe list name compare explain".split())
"""A question that begins so is none to be written with a question mark."""
_OPEN = frozenset("the a an of and or than its their between what which many much".split())
_OPEN_START = frozenset("is are was were do does did has have".split())
"""A question that ends so was cut by a pause: the latter where it is no longer than "what is"."""


def ask(desk: Desk, given: Given) -> Outcome:
    """The slot is the question, as it was said and no further than that."""
    state = given.state
    if not state.study:
        return refused(NO_STUDY)
    announced = state.awaited if given.decision.reason == ANNOUNCED else None
    begun = announced.begun if announced is not None else ""
    words = given.slot_words(ASK)
    said = desk.writer.inside(words, begun) if words else given.text(ASK)
    text = written(f"{begun} {said}" if begun else said)
    if not text:
        return refused("there is no question in it")
    if words and _is_cut(text):
        at = int(words[-1].end * SAMPLE_RATE)
        more = QuestionAwaited(utterance=given.utterance, at=at, begun=text.rstrip("?."))
        return done(more, answer=f"{more.begun} …: go on")
    if len(pending(state.exchanges)) >= MOST_WAITING:
        return refused("too many questions wait for their answers")
    number = len(state.exchanges) + 1
    return done(
        QuestionAsked(utterance=given.utterance, number=number, text=text),
        answer=text,
    )


def await_question(desk: Desk, given: Given) -> Outcome:
    """What is said next is a question; sound that is played stops. Asked for twice by hand: none
    after all."""
    if not given.state.study:
        return refused(NO_STUDY)
    if given.state.awaited is not None and not given.words:
        return drop_question(desk, given)
    said_to = int(given.words[given.last - 1].end * SAMPLE_RATE) if given.words else 0
    at = given.at or said_to or given.state.heard_to
    event = QuestionAwaited(utterance=given.utterance, at=at)
    silence = (SoundStopped(utterance=given.utterance),) if given.state.playing else ()
    return done(event, *silence, answer='say the question; "never mind" drops it')


def drop_question(desk: Desk, given: Given) -> Outcome:
    return done(QuestionDropped(utterance=given.utterance), answer="no question")


def stop_answer(desk: Desk, given: Given) -> Outcome:
    events = without_answer(given.state.exchanges, STOPPED)
    if not events:
        return answered("no answer is under way")
    return done(*events, answer="stopped")


def insert_answer(desk: Desk, given: Given) -> Outcome:
    """The newest answer, a statement for each of its lines; behind them, which slices of the series
    those are that a model counted its own way."""
    exchanges = given.state.exchanges
    if not exchanges:
        return refused("nothing was asked yet")
    newest = exchanges[-1]
    if newest.pending:
        return refused("the answer is still coming")
    given_answer = newest.given
    if given_answer is None:
        return refused(f"there is no answer: {newest.missing}")
    if AnswerOrigin(given_answer.origin) is AnswerOrigin.DECLINED:
        return refused("there is no answer to put in")
    if any(is_answer_to(s, newest.asked.number) for s in given.state.report.statements()):
        return refused("it stands in the report already")
    field = _field(desk, given, given_answer.text)
    if field is None:
        return refused(f'no field or section is called "{given.text("place")}"')
    new = _statements(newest, given_answer)
    contents = {field: (*given.report.field(field), *new)}
    name = desk.template.field(field).name if field in desk.template.field_ids() else field
    return done(given.edited(contents), answer=f"{name}: {given_answer.text}")


def to_read(given: Given) -> str:
    """The answer that "read that" or "read the answer" means, "" for none."""
    newest = next((one for one in reversed(given.state.exchanges) if one.given), None)
    if not given.value("last") or newest is None or newest.given is None:
        return ""
    steps = [s for s in given.state.undo if not s.by_model and s.label != INSERT]
    untouched = not steps or steps[-1].id == newest.step
    if given.value("last") == "answer" or untouched:
        return newest.given.text
    return ""


def written(text: str) -> str:
    """A question with its mark and capital."""
    text = " ".join(text.split()).rstrip(" .,;:?!")
    if not text:
        return ""
    end = "." if text.split()[0].lower() in _ORDERS else "?"
    return text[:1].upper() + text[1:] + end


def _is_cut(question: str) -> bool:
    words = question.rstrip("?.").lower().split()
    return words[-1] in _OPEN or (len(words) < 3 and words[-1] in _OPEN_START)


def _field(desk: Desk, given: Given, text: str) -> str | None:
    """Where it was told to go, else where a heading or "go to" has sent dictation, else by its
    words. None for a place that is none."""
    place = given.value("place")
    if given.state.status == ADDENDUM:
        return ADDENDUM
    if place:
        target = desk.router.resolve(place)
        if target is None:
            return None
        inside = [
            name for name in desk.template.field_ids() if name.split(".")[0] == target.section
        ]
        return target.field or next(iter(inside), desk.template.unplaced)
    router = given.memory.router
    if router.spoken and router.field in desk.template.field_ids():
        return router.field
    first = re.split(r"(?<=[.?!])\s", text, maxsplit=1)[0]
    placed, _ = desk.router.place(0, [DictatedSentence(first, 0, 0)], RouterContext("findings"))
    return placed[0].field if placed else desk.template.unplaced


def _statements(newest: Exchanged, answer: AnswerGiven) -> tuple[Statement, ...]:
    number = newest.asked.number
    origin, reason = _whose(answer)
    lines = [line.strip() for line in answer.text.splitlines() if line.strip()]
    lines += about_slices(answer.notes)
    return tuple(
        Statement(
            statement_id(number, at),
            line,
            origin,
            (),
            f"answer to question {number}, {reason}",
            1 if at > 1 else 0,
        )
        for at, line in enumerate(lines, 1)
    )


def _whose(answer: AnswerGiven) -> tuple[Origin, str]:
    """What it counts as in the report, and why it stands there."""
    places = "; ".join(answer_places(answer))
    match AnswerOrigin(answer.origin):
        case AnswerOrigin.STUDY:
            return Origin.STUDY, "from the study's data"
        case AnswerOrigin.RECORD | AnswerOrigin.DOCUMENTS:
            return Origin.CITED, f"from {places or 'the record'}"
        case _:
            rests = f", from {places}" if places else ""
            return Origin.MODEL, f"by {answer.model}{_saw(answer)}{rests}"


def _saw(answer: AnswerGiven) -> str:
    count = len(answer.saw)
    return f", which saw {count} image{'s' if count != 1 else ''}" if count else ""
