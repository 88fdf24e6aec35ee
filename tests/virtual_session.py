"""Test helper: a session's pump on the virtual clock, dictated to in real time."""

from __future__ import annotations

from dataclasses import dataclass, field

from truth import LoudnessVad
from virtual_time import VirtualTime

from medvoice.asr.ctc_recogniser import CtcRecogniser
from medvoice.audio.block import AudioBlock
from medvoice.audio.turn_settings import TurnSettings
from medvoice.session.listening import Heard, Listener, TurnFinal

RATE = 16_000
BLOCK = 1600
SETTINGS = TurnSettings.with_silence(700)


@dataclass
class Heardof:
    """One session: what it showed, its turns, and how late each final came behind the hard end."""

    shown: list = field(default_factory=list)
    at: list[float] = field(default_factory=list)
    finals: list[TurnFinal] = field(default_factory=list)
    late: list[float] = field(default_factory=list)


def session(time: VirtualTime, recogniser: CtcRecogniser, sound, live: bool) -> Heardof:
    """A pump as `Dictation` has it, on the virtual clock. live: as it dictates; else it waits for
    every streaming window, as it did before."""
    found = Heardof()
    listener = Listener(LoudnessVad(), SETTINGS, recogniser, live=live)

    def take(events) -> None:
        for event in events:
            if isinstance(event, Heard):
                found.shown.append(event.hypothesis)
                found.at.append(time.now)
            elif isinstance(event, TurnFinal):
                found.finals.append(event)
                found.late.append(time.now - event.speech_end / RATE - 0.7)

    def work() -> None:
        for at in range(0, len(sound), BLOCK):
            block = AudioBlock(sound[at : at + BLOCK], at, at / RATE)
            while (left := block.end / RATE - time.now) > 1e-9:
                if live and listener.under_way:
                    time.sleep(min(left, 0.02))
                    take(listener.look(0))
                else:
                    time.sleep(left)
            take(listener.accept(block))
        take(listener.finish())
        listener.close()

    time.spawn(work)
    return found
