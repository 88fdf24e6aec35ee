"""Sounding: a dictation's sounds out: what was said, from the journal, and text read aloud.

One at a time, on a thread of its own; what became of it is fetched by the thread that owns the
session."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Protocol

import numpy as np

from medvoice.audio.block import SAMPLE_RATE, to_pcm16
from medvoice.audio.devices import DeviceError
from medvoice.audio.journal_reader import JournalError, JournalReader
from medvoice.audio.loudspeaker import Loudspeaker, Samples
from medvoice.audio.reading_aloud import ReadingAloudError
from medvoice.sealing.stored_file import StoredFile, stored
from medvoice.session.sound_events import SoundAsked, SoundEnded, SoundStarted, SoundStopped

PAUSE_S = 0.15
"""Seconds between two pieces of a sentence that was said in pieces."""


Spans = tuple[tuple[int, int], ...]
"""[start, end) in samples of the session."""


class Voice(Protocol):
    """Reads text aloud."""

    def sound(self, text: str) -> tuple[Samples, int]:
        """Raises ReadingAloudError."""
        ...


@dataclass(frozen=True, slots=True)
class SoundOut:
    """What sounds are made with. voice: None where there is none; no_voice says why. audible: the
    microphone hears the loudspeaker (no headphones, no file in its place)."""

    loudspeaker: Loudspeaker
    voice: Voice | None = None
    no_voice: str = ""
    audible: bool = True


class Sounding:
    """`follow`, `taken` and `close` by the thread that owns the session."""

    def __init__(
        self,
        out: SoundOut,
        captured: Callable[[Spans], Samples],
        position: Callable[[], int],
        done: int = 0,
    ) -> None:
        """captured: the sound of spans, as `journal_sound`. position: sample of the session that is
        captured now; any thread. done: of those asked for, those that an earlier run of the session
        saw to."""
        self._out = out
        self._captured = captured
        self._position = position
        self._told: SimpleQueue[SoundStarted | SoundEnded] = SimpleQueue()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._done = done

    def follow(self, asked: tuple[SoundAsked | SoundStopped, ...]) -> None:
        """Do what was asked since the last call."""
        new, self._done = asked[self._done :], len(asked)
        for one in new:
            self._silence()
            if isinstance(one, SoundAsked):
                self._stop = threading.Event()
                self._thread = threading.Thread(
                    target=self._run, args=(one, self._stop), name="sound"
                )
                self._thread.start()

    def taken(self) -> list[SoundStarted | SoundEnded]:
        """What has happened since the last call."""
        found = []
        while True:
            try:
                found.append(self._told.get_nowait())
            except Empty:
                return found

    def close(self) -> None:
        self._silence()

    def _silence(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self, asked: SoundAsked, stop: threading.Event) -> None:
        fault = "it broke off"
        try:
            samples, rate = self._made(asked)
            if not stop.is_set():
                self._out.loudspeaker.play(
                    samples, rate, stop.is_set, lambda: self._begins(asked.utterance)
                )
            fault = ""
        except (DeviceError, JournalError, ReadingAloudError, OSError) as error:
            fault = str(error)
        finally:  # whatever happened: while sound counts as played nothing is dictated
            self._told.put(SoundEnded(utterance=asked.utterance, at=self._position(), fault=fault))

    def _begins(self, utterance: int) -> None:
        at, audible = self._position(), self._out.audible
        self._told.put(SoundStarted(utterance=utterance, at=at, audible=audible))

    def _made(self, asked: SoundAsked) -> tuple[Samples, int]:
        if asked.spans:
            return self._captured(asked.spans), SAMPLE_RATE
        if self._out.voice is None:
            raise ReadingAloudError(self._out.no_voice or "there is no voice to read it")
        return self._out.voice.sound(asked.text)


def captured_in(journal: Path | StoredFile) -> Callable[[Spans], Samples]:
    """`journal_sound` of one journal."""
    return lambda spans: journal_sound(journal, spans)


def journal_sound(journal: Path | StoredFile, spans: Spans) -> Samples:
    """The captured sound of [start, end) samples each, with short pauses between. Raises
    JournalError, OSError; JournalError where nothing of it is there."""
    pieces: dict[int, list[Samples]] = {number: [] for number in range(len(spans))}
    last = max(end for _, end in spans)
    for block in JournalReader(journal).blocks():
        if block.start >= last:
            break
        for number, (start, end) in enumerate(spans):
            if block.start < end and block.end > start:
                piece = block.samples[max(0, start - block.start) : end - block.start]
                pieces[number].append(piece)
    pause = np.zeros(int(PAUSE_S * SAMPLE_RATE), np.float32)
    found = [np.concatenate(own) for own in pieces.values() if own]
    if not found:
        raise JournalError(stored(journal).path, "the sound of it is not there")
    parts = [part for sound in found for part in (sound, pause)]
    return np.concatenate(parts[:-1])


def journal_pcm(journal: Path | StoredFile, spans: Spans) -> bytes:
    """As `journal_sound`, as 16-bit little-endian samples: what the journal holds, bit for bit."""
    return to_pcm16(journal_sound(journal, spans)).astype("<i2").tobytes()
