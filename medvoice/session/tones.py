"""Tones: short and quiet, since eyes are on the images: a command taken, one that was not done,
asleep, awake, the microphone lost. The same as the web page's (faces/web/script/tones.js).

They are no dictation and are not set aside like played sound (session/played.py): what is said
half a second around a tone counts. That the recogniser makes no words of them is measured
(benchmarks/tones.py).
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from enum import StrEnum
from queue import Empty, Full, Queue

import numpy as np

from medvoice.audio.devices import DeviceError
from medvoice.audio.loudspeaker import Loudspeaker, Samples
from medvoice.session.view import Mode, SessionView

RATE = 48_000
GAIN = 0.04
"""Of full scale: -28 dBFS."""
RAMP_S = 0.01
"""Up and down again: without it the ends click."""


class Tone(StrEnum):
    TAKEN = "taken"
    REFUSED = "refused"
    ASLEEP = "asleep"
    AWAKE = "awake"
    LOST = "lost"


NOTES: dict[Tone, Sequence[tuple[float, float]]] = {
    Tone.TAKEN: ((660, 0.05), (880, 0.06)),
    Tone.REFUSED: ((440, 0.08), (330, 0.12)),
    Tone.ASLEEP: ((520, 0.08), (390, 0.1), (290, 0.12)),
    Tone.AWAKE: ((390, 0.07), (520, 0.07), (660, 0.08)),
    Tone.LOST: ((880, 0.07), (0, 0.04), (880, 0.07), (0, 0.04), (880, 0.07)),
}
"""Hz (0: silence) and seconds. Of five tones of 300 Hz, two or three notes each, one or two opened
a turn, and the bundled model heard "it" in them (benchmarks/tones.py): none is like a voice now."""
NOT_DONE = "not done: "
"""How the answer of a command that was refused begins (session/live.py)."""
HEARD = frozenset({"play that", "read back", "stop playing"})
"""Commands that are answered by sound, or by its end."""
SILENT = frozenset({Mode.STARTING, Mode.PLAYING, Mode.ENDED})


def tone_between(before: SessionView | None, now: SessionView) -> Tone | None:
    """What has happened from one view to the next that wants a tone; the gravest, if several."""
    if before is None or before.mode is Mode.STARTING or now.mode in SILENT:
        return None
    lost = Mode.MICROPHONE_LOST
    if now.mode is lost:
        return Tone.LOST if before.mode is not lost else None
    if now.mode is Mode.ASLEEP and before.mode not in (Mode.ASLEEP, lost):
        return Tone.ASLEEP
    if before.mode is Mode.ASLEEP and now.mode is not Mode.ASLEEP:
        return Tone.AWAKE
    return _command(before, now)


def _command(before: SessionView, now: SessionView) -> Tone | None:
    """Of turns that are new: one with a command, or one that has something to say of itself."""
    newest = before.utterances[-1].id if before.utterances else 0
    new = [one for one in now.utterances if one.id > newest and not one.asleep]
    if any(one.answer.startswith(NOT_DONE) for one in new):
        return Tone.REFUSED
    if any(one.command and one.command not in HEARD for one in new):
        return Tone.TAKEN
    new = [one for one in new if not one.command]
    return Tone.REFUSED if any(one.answer for one in new) else None


def sound_of(tone: Tone) -> Samples:
    """Mono, at RATE."""
    parts = []
    for hertz, seconds in NOTES[tone]:
        count, ramp = int(seconds * RATE), int(RAMP_S * RATE)
        wave = np.sin(2 * np.pi * hertz * np.arange(count) / RATE) if hertz else np.zeros(count)
        edge = np.minimum(np.arange(count) / ramp, 1.0)
        parts.append(GAIN * wave * edge * edge[::-1])
    return np.concatenate(parts).astype(np.float32)


class TonePlayer:
    """Plays on a thread of its own; `look` never waits. A tone that comes while another one plays
    waits; a third one is left out."""

    def __init__(self, loudspeaker: Loudspeaker) -> None:
        self._loudspeaker = loudspeaker
        self._waiting: Queue[Tone] = Queue(1)
        self._stop = threading.Event()
        self._before: SessionView | None = None
        self._thread = threading.Thread(target=self._run, name="tones", daemon=True)
        self.fault = ""
        self._thread.start()

    def look(self, view: SessionView) -> None:
        """The next view of a dictation; one thread."""
        before, self._before = self._before, view
        tone = tone_between(before, view)
        if tone is not None:
            try:
                self._waiting.put_nowait(tone)
            except Full:
                return

    def close(self) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set() and not self.fault:
            try:
                tone = self._waiting.get(timeout=0.1)
            except Empty:
                continue
            try:
                self._loudspeaker.play(sound_of(tone), RATE, self._stop.is_set, lambda: None)
            except (DeviceError, OSError) as error:
                self.fault = f"No tones: {error}"  # said once; the dictation needs none
