"""A plan of sound heard by a listener, and what has to hold of every such run."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from truth import LoudnessVad, Plan, ScriptedRecogniser

from medvoice.audio.block import AudioBlock, AudioGap
from medvoice.audio.turn_settings import TurnSettings
from medvoice.audio.vad import FailSafeVad
from medvoice.session.listening import (
    Heard,
    Listener,
    ListenEvent,
    SpeechStarted,
    TurnFailed,
    TurnFinal,
)

RATE = 16_000
SETTINGS = TurnSettings.with_silence(800)


@dataclass
class Run:
    """events, and the listener's position when each came."""

    events: list[ListenEvent] = field(default_factory=list)
    at: list[int] = field(default_factory=list)
    most_kept: int = 0

    @property
    def finals(self) -> list[TurnFinal]:
        return [e for e in self.events if isinstance(e, TurnFinal)]

    @property
    def failed(self) -> list[TurnFailed]:
        return [e for e in self.events if isinstance(e, TurnFailed)]

    @property
    def ended(self) -> list[TurnFinal | TurnFailed]:
        return [e for e in self.events if isinstance(e, TurnFinal | TurnFailed)]

    @property
    def words(self) -> list[str]:
        return [w.text for f in self.finals for w in f.words]


def listen(
    truth: Plan,
    recogniser: ScriptedRecogniser | None = None,
    vad: LoudnessVad | FailSafeVad | None = None,
    cuts: list[int] | None = None,
    gaps: tuple[int, ...] = (),
    turn_settings: TurnSettings = SETTINGS,
) -> Run:
    """cuts: sizes of the blocks, repeated. gaps: absolute samples at which sound is missing."""
    recogniser = recogniser or ScriptedRecogniser(truth)
    listener = Listener(vad or LoudnessVad(), turn_settings, recogniser)
    run = Run()

    def take(events) -> None:
        for event in events:
            run.events.append(event)
            run.at.append(listener.position)
        run.most_kept = max(run.most_kept, listener.kept)

    sizes, at, turn = cuts or [480], 0, 0
    stops = [*sorted(g for g in gaps if g < len(truth.sound)), len(truth.sound)]
    for stop in stops:
        while at < stop:
            size = min(sizes[turn % len(sizes)], stop - at)
            turn += 1
            take(listener.accept(AudioBlock(truth.sound[at : at + size], at, at / RATE)))
            at += size
        if stop < len(truth.sound) or stop in gaps:
            take(listener.accept(AudioGap(stop, 1, "test")))
    take(listener.finish())
    listener.close()
    check_shape(run)
    return run


def check_shape(run: Run) -> None:
    """The contract of events, whatever happened."""
    open_turn, last_end, stable = 0, 0, ()
    for event in run.events:
        match event:
            case SpeechStarted():
                assert not open_turn
                assert event.start % 640 == 0
                assert event.start >= last_end, "no sample in two turns"
                assert event.onset >= event.start
                open_turn, stable = event.turn, ()
            case Heard():
                assert event.hypothesis.turn == open_turn
                assert event.hypothesis.stable[: len(stable)] == stable, "append-only"
                stable = event.hypothesis.stable
            case TurnFinal() | TurnFailed():
                assert event.turn == open_turn
                assert event.end > event.start
                open_turn, last_end = 0, event.end
    assert not open_turn, "every turn ends"


def covered(run: Run, length: int) -> np.ndarray:
    """int (length,): in how many turns each sample lies."""
    count = np.zeros(length, np.int64)
    for turn in run.ended:
        count[turn.start : turn.end] += 1
    return count
