"""While the recogniser works, the language model stands at the turnstile; afterwards nothing does."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sounds import blocks_of
from truth import LoudnessVad, Plan, ScriptedRecogniser, ScriptedTurn, plan

from medvoice.asr.recogniser import RecogniserError
from medvoice.assistant.turnstile import Turnstile
from medvoice.audio.turn_settings import TurnSettings
from medvoice.session.listening import Listener, TurnFailed, TurnFinal
from medvoice.session.speech_first import SpeechFirst

TRUTH = plan(
    (".", 500), ("one", 900), (".", 400), ("two", 500), (".", 2000), ("three", 600), (".", 2000)
)


def _heard(truth: Plan, recogniser: SpeechFirst | ScriptedRecogniser) -> list[str]:
    listener = Listener(LoudnessVad(), TurnSettings.with_silence(800), recogniser)
    events = [e for block in blocks_of(truth.sound) for e in listener.accept(block)]
    events += listener.finish()
    finals = [e for e in events if isinstance(e, TurnFinal | TurnFailed)]
    return [w.text for f in finals if isinstance(f, TurnFinal) for w in f.words]


def test_it_hears_the_same_and_leaves_no_speech_behind() -> None:
    turnstile = Turnstile()
    beside = SpeechFirst(ScriptedRecogniser(TRUTH), turnstile)
    assert _heard(TRUTH, beside) == _heard(TRUTH, ScriptedRecogniser(TRUTH))
    assert turnstile.speaking == 0


@pytest.mark.parametrize("call", ["open", "feed", "advance", "finish", "result"])
def test_a_failure_leaves_no_speech_behind(call: str) -> None:
    turnstile = Turnstile()
    _heard(TRUTH, SpeechFirst(ScriptedRecogniser(TRUTH, fail={1: call}), turnstile))
    assert turnstile.speaking == 0


def test_there_is_speech_from_the_soft_end_until_the_text_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    turnstile = Turnstile()
    speaking: dict[str, list[int]] = {"advance": [], "finish": []}
    for call, seen in speaking.items():
        real = getattr(ScriptedTurn, call)

        def spied(self: ScriptedTurn, *given: int, real=real, seen=seen):  # type: ignore[no-untyped-def]
            seen.append(turnstile.speaking)
            return real(self, *given)

        monkeypatch.setattr(ScriptedTurn, call, spied)
    beside = SpeechFirst(ScriptedRecogniser(TRUTH), turnstile)
    turn = beside.open_turn(1, 0)
    turn.feed(TRUTH.sound[:32_000])
    turn.advance()
    assert turnstile.speaking == 0
    first = turn.finish(16_000)
    assert turnstile.speaking == 1
    first.cancel()
    assert turnstile.speaking == 0
    second = turn.finish(32_000)
    assert turnstile.speaking == 1
    assert [w.text for w in second.result()] == ["one"]
    assert turnstile.speaking == 0
    turn.finish(32_000)
    turn.close()
    assert turnstile.speaking == 0
    assert speaking == {"advance": [1], "finish": [0, 0, 0]}


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.lists(st.sampled_from(["finish", "cancel", "result", "advance"]), max_size=12))
def test_speech_ends_once_however_it_is_used(calls: list[str]) -> None:
    turnstile = Turnstile()
    turn = SpeechFirst(ScriptedRecogniser(TRUTH), turnstile).open_turn(1, 0)
    turn.feed(TRUTH.sound[:32_000])
    final = None
    for call in calls:
        if call == "advance":
            turn.advance()
        elif call == "finish":
            final = turn.finish(32_000)
        elif final is not None:
            with suppress(RecogniserError, AssertionError):  # a cancelled final is stale
                getattr(final, call)()
    turn.close()
    assert turnstile.speaking == 0


class Pending:
    """A turn whose streaming window is under way until the second poll."""

    def __init__(self, fails: bool = False) -> None:
        self.under_way, self._fails = False, fails

    def poll(self, seconds: float) -> None:
        if self.under_way and self._fails:
            self.under_way = False
            raise RecogniserError("broken")
        self.under_way = not self.under_way

    def close(self) -> None:
        self.under_way = False


class Opens:
    def __init__(self, turn: Pending) -> None:
        self._turn = turn

    def open_turn(self, turn: int, start: int) -> Pending:
        return self._turn


@pytest.mark.parametrize("end", ["poll", "close", "failure"])
def test_there_is_speech_while_a_live_window_is_under_way(end: str) -> None:
    """Nobody waits in the call, but the encoder works."""
    turnstile = Turnstile()
    turn = SpeechFirst(Opens(Pending(end == "failure")), turnstile).open_turn(1, 0)
    turn.poll(0)
    assert turnstile.speaking == 1
    if end == "close":
        turn.close()
    else:
        with suppress(RecogniserError):
            turn.poll(0)
    assert turnstile.speaking == 0
    turn.close()
    assert turnstile.speaking == 0
