"""FileSource: a recording as if it were the microphone."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

from medvoice.audio.block import SAMPLE_RATE, AudioBlock, Captured, SourceState
from medvoice.audio.blocks import BlockMaker
from medvoice.audio.decode import SoundFile
from medvoice.audio.sound_file import SoundFileError

BLOCK = 480
"""Samples (30 ms), about what a sound card delivers."""

Pace = Literal["fast", "realtime"]


class FileSource:
    """pace "realtime": a block is yielded when its last sample would have been captured, by the
    monotonic clock from the first block on, so it never drifts; "fast": as fast as it is taken."""

    def __init__(
        self,
        path: Path,
        pace: Pace = "fast",
        clock: Callable[[], float] = time.monotonic,
        helpers: bool = True,
    ) -> None:
        """Raises SoundFileError. clock: for tests. helpers: see `SoundFile`."""
        self._path = path
        self._pace = pace
        self._clock = clock
        self._file = SoundFile(path, helpers)
        self._maker = BlockMaker(self._file.rate, BLOCK)
        self._closed = threading.Event()

    @property
    def name(self) -> str:
        return self._path.name

    @property
    def repaired(self) -> int:
        return self._maker.repaired

    @property
    def duration(self) -> float | None:
        """Seconds as the header tells; None where it does not."""
        return self._file.duration

    def captured(self) -> Iterator[Captured]:
        """Once only. Raises SoundFileError for a damaged or cut file, after yielding everything
        that could be decoded."""
        begin = self._clock()
        try:
            yield SourceState("open", self.name)
            fault: SoundFileError | None = None
            try:
                for frames in self._file.blocks():
                    yield from self._paced(self._maker.feed(frames, self._clock()), begin)
                    if self._closed.is_set():
                        return
            except SoundFileError as error:
                fault = error
            yield from self._paced(self._maker.flush(self._clock()), begin)
            if fault is not None:
                raise fault
        finally:
            self._file.close()

    def close(self) -> None:
        self._closed.set()

    def _paced(self, blocks: list[AudioBlock], begin: float) -> Iterator[AudioBlock]:
        for block in blocks:
            if self._pace == "realtime":
                wait = begin + block.end / SAMPLE_RATE - self._clock()
                if wait > 0:
                    self._closed.wait(wait)
                block = AudioBlock(block.samples, block.start, begin + block.start / SAMPLE_RATE)
            if self._closed.is_set():
                return
            yield block
