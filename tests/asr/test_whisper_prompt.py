"""Priming: bounded, names only, and never written down as if it had been said."""

from __future__ import annotations

import numpy as np

from medvoice.asr.whisper_guards import HeardWord, Piece
from medvoice.asr.whisper_prompt import MOST, echoed, prompt_of
from medvoice.asr.whisper_recogniser import WhisperRecogniser
from medvoice.asr.whisper_worker import WhisperWorker
from medvoice.audio.block import SAMPLE_RATE
from medvoice.report.template import Templates
from medvoice.resources import templates_folder
from medvoice.session.expected_terms import expected_terms

SOUND = np.random.default_rng(3).normal(0, 0.05, 4 * SAMPLE_RATE).astype(np.float32)


def heard(text: str) -> tuple[HeardWord, ...]:
    return tuple(HeardWord(w, at * 0.3, at * 0.3 + 0.2, 0.9) for at, w in enumerate(text.split()))


class Echoes:
    """A Whisper that writes its prompt's first list down, and says "clear lungs" without one."""

    placed = "test"

    def __init__(self) -> None:
        self.calls: list[tuple[str, bool]] = []

    def quick(self, samples, prompt):
        self.calls.append((prompt, False))
        return (Piece(heard(prompt or "Clear lungs."), -0.2, 0.01),)

    def thorough(self, samples, prompt, careful):
        self.calls.append((prompt, careful))
        return (Piece(heard(prompt or "Clear lungs."), -0.2, 0.01),)


def test_every_templates_prompt_is_bounded_and_holds_names_only():
    templates = Templates([templates_folder()])
    for name in templates.names():
        prompt = prompt_of(expected_terms(templates.load(name)))
        assert 100 < len(prompt) <= MOST
        words = prompt.rstrip(".").split(", ")
        assert len(words) == len(set(words))
        assert all(len(word.split()) == 1 for word in words)
        assert not {"no", "not", "without"} & set(words)


def test_the_rare_words_come_first_and_nothing_makes_no_prompt():
    assert prompt_of(["lungs and pleura", "pneumothorax", "lung", "Lungs"]) == (
        "pneumothorax, pleura, lungs."
    )
    assert prompt_of(["pneumothorax", "cardiomediastinal"], most=22) == "cardiomediastinal."
    assert prompt_of([]) == prompt_of(["CT of the"]) == ""


def test_an_echo_is_four_words_in_the_prompts_order():
    prompt = prompt_of(["mediastinum", "parenchyma", "esophagus", "airways", "pleura"])
    assert echoed(heard("Mediastinum, parenchyma, esophagus, airways"), prompt)
    assert echoed(heard("So mediastinum parenchyma esophagus airways."), prompt)
    assert not echoed(heard("mediastinum parenchyma esophagus"), prompt)
    assert not echoed(heard("airways pleura mediastinum parenchyma"), prompt)
    assert not echoed(heard("mediastinum parenchyma esophagus airways"), "")


def test_a_prompt_that_is_written_down_is_heard_again_without_it():
    model = Echoes()
    plain = WhisperRecogniser(WhisperWorker(lambda: model), "scripted")
    primed = plain.favouring(("mediastinum", "parenchyma", "esophagus", "airways", "pleura"))
    turn = primed.open_turn(1, 0)
    shown = []
    for at in range(0, len(SOUND), 512):
        turn.feed(SOUND[at : at + 512])
        shown.append(turn.advance())
    final = turn.finish(len(SOUND)).result()
    plain.close()
    assert [word.text for word in final] == ["Clear", "lungs."]
    for heard_then in filter(None, shown):
        words = [word.text for word in (*heard_then.stable, *heard_then.tail)]
        assert words == ["Clear", "lungs."]
    assert ("", False) in model.calls
    assert model.calls[-1] == ("", False), "the final too"
    assert any("mediastinum" in prompt for prompt, _ in model.calls)


def test_priming_one_dictation_leaves_the_next_as_it_was():
    model = Echoes()
    plain = WhisperRecogniser(WhisperWorker(lambda: model), "scripted")
    plain.favouring(("mediastinum", "parenchyma", "esophagus", "airways")).transcribe(SOUND)
    model.calls.clear()
    plain.transcribe(SOUND)
    plain.close()
    assert model.calls[0] == ("", False)
