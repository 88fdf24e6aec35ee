"""SwitchedSource: a microphone that is switched on and off by hand: toggle, or hold to talk.

Off means that nothing is captured, but for the last moment: people press late and let go early.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator

from medvoice.audio.block import PAUSED, SAMPLE_RATE, AudioBlock, AudioGap, Captured, SourceState
from medvoice.audio.source import AudioSource

BEFORE = int(0.3 * SAMPLE_RATE)
"""Samples from before it was switched on that belong to it."""
AFTER = int(0.3 * SAMPLE_RATE)
"""Samples from after it was switched off that still do."""
OPEN = "open"


class SwitchedSource:
    """Implements AudioSource. `turn` from any thread."""

    def __init__(self, source: AudioSource, on: bool = True) -> None:
        self._source = source
        self._lock = threading.Lock()
        self._wanted = on
        self._on = on
        self._after = 0  # samples that came since it was switched off
        self._dropped = 0
        self._held: deque[AudioBlock] = deque()

    @property
    def name(self) -> str:
        return self._source.name

    @property
    def repaired(self) -> int:
        return self._source.repaired

    @property
    def on(self) -> bool:
        """Whether it is wanted on."""
        with self._lock:
            return self._wanted

    def turn(self, on: bool) -> None:
        with self._lock:
            self._wanted = on

    def close(self) -> None:
        self._source.close()

    def captured(self) -> Iterator[Captured]:
        first = True
        for item in self._source.captured():
            yield from self._switched()
            if isinstance(item, AudioBlock):
                yield from self._block(item)
            elif isinstance(item, AudioGap):
                if self._on:
                    yield AudioGap(item.at - self._dropped, item.missing, item.reason)
            else:
                yield item
                if not self._on and (first or item.state == OPEN):
                    yield self._state(PAUSED)
            first = False

    def _switched(self) -> Iterator[Captured]:
        wanted = self.on
        if wanted and not self._on:
            self._on = True
            yield self._state(OPEN)
            while self._held:
                yield self._moved(self._held.popleft())
        if wanted:
            self._after = 0
        elif self._on and self._after >= AFTER:
            self._on = False
            yield self._state(PAUSED)

    def _block(self, block: AudioBlock) -> Iterator[Captured]:
        if self._on:
            if not self.on:
                self._after += len(block.samples)
            yield self._moved(block)
            return
        self._held.append(block)
        while sum(len(one.samples) for one in self._held) > BEFORE:
            self._dropped += len(self._held.popleft().samples)

    def _moved(self, block: AudioBlock) -> AudioBlock:
        return AudioBlock(block.samples, block.start - self._dropped, block.time)

    def _state(self, state: str) -> SourceState:
        return SourceState(state, self.name, "by hand")
