"""Engine: what listens to a dictation: recogniser, voice detector, and when turns end."""

from __future__ import annotations

from dataclasses import dataclass

from medvoice.asr.recogniser import Recogniser
from medvoice.audio.turn_settings import TurnSettings
from medvoice.audio.vad import Vad
from medvoice.session.listening import Listener


@dataclass(frozen=True, slots=True)
class Engine:
    """Parts that may serve one dictation after another, but one at a time (a VAD has a state).

    vad: as `audio.vad_choice.make_vad` makes it. turns: `TurnSettings.with_silence(ms)`."""

    recogniser: Recogniser
    vad: Vad
    turns: TurnSettings

    @property
    def silence_s(self) -> float:
        """Seconds of silence that end a turn."""
        return self.turns.hard_end / 1000

    def listener(self, start: int = 0, live: bool = False) -> Listener:
        """A fresh listener for sound from absolute sample `start` on. live: see Listener."""
        return Listener(self.vad, self.turns, self.recogniser, start, live)
