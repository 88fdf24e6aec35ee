"""The turns of a recording and the calls a Listener would make, from VAD and turn machine alone.

The recogniser's say is left out (it is pretended to hear tokens everywhere), so that every model
and every scheme gets exactly the same work.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from medvoice.audio.block import Samples
from medvoice.audio.turn_settings import TurnSettings
from medvoice.audio.turns import (
    TurnEnded,
    TurnEvent,
    TurnMachine,
    TurnOpened,
    TurnReopened,
    TurnSoftEnd,
)
from medvoice.audio.vad import VadFrame
from medvoice.audio.vad_choice import VadName, make_vad


@dataclass(frozen=True, slots=True)
class Step:
    """At `position` (absolute sample, all of it fed): "feed", "finish" (with end), "reopen"."""

    position: int
    action: str
    end: int = 0


@dataclass(slots=True)
class PlannedTurn:
    """[start, end) and the steps in stream order; the last "finish" is the one that counts."""

    start: int
    end: int = 0
    steps: list[Step] = field(default_factory=list)


def plan_turns(samples: Samples, vad: VadName = "both", silence_ms: int = 700) -> list[PlannedTurn]:
    """samples: float32 mono 16 kHz."""
    detector = make_vad(vad)
    machine = TurnMachine(TurnSettings.with_silence(silence_ms))
    turns: list[PlannedTurn] = []
    size = detector.frame
    for at in range(0, len(samples) - size + 1, size):
        frame = VadFrame(at, size, detector.speech(samples[at : at + size]))
        _note(turns, machine.feed(frame), frame.end)
        while machine.wants_coverage() is not None:
            _note(turns, machine.coverage(frame.end, frame.end), frame.end)
        if turns and not turns[-1].end:
            turns[-1].steps.append(Step(frame.end, "feed"))
    _note(turns, machine.finish(len(samples)), len(samples))
    return turns


def _note(turns: list[PlannedTurn], events: list[TurnEvent], at: int) -> None:
    for event in events:
        match event:
            case TurnOpened():
                turns.append(PlannedTurn(event.start))
            case TurnSoftEnd():
                turns[-1].steps.append(Step(at, "finish", event.end))
            case TurnReopened():
                turns[-1].steps.append(Step(at, "reopen"))
            case TurnEnded():
                turns[-1].end = event.end
