"""Spool: the bounded hand-over from the capture thread to the pump. Journal first.

An item is on disk (or, while the disk refuses, in the journal's memory) before `get` can see it. At
most `keep_seconds` of sound wait in memory; a consumer further behind than that gets its sound read
back from the journal, so nothing is dropped and memory stays bounded however slow it is.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from medvoice.audio.block import SAMPLE_RATE, AudioBlock, Captured
from medvoice.audio.journal import JournalWriter, Place

REFUSED_S = 0.05
"""Seconds between two looks whether the journal has room again."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """place: in the journal; None: the journal refused it, so memory is the only copy."""

    item: Captured
    place: Place | None


class Spool:
    """One producer (`put`, `end`), one consumer (`get`)."""

    def __init__(
        self,
        journal: JournalWriter,
        keep_seconds: float = 30.0,
        patient: Callable[[], bool] = lambda: False,
    ) -> None:
        """patient: whether an item that the journal refuses (disk and memory full) waits until it
        is taken: the source's peer keeps what comes behind it."""
        self._journal = journal
        self._patient = patient
        self._keep = int(keep_seconds * SAMPLE_RATE)
        self._changed = threading.Condition()
        self._waiting: deque[_Waiting] = deque()
        self._kept = 0  # samples in _waiting
        # Older items that only the journal holds: the places [_behind, _front).
        self._behind = 0
        self._front = 0
        self._backlog = 0
        self._ended = False
        self._abandoned = False

    @property
    def backlog_samples(self) -> int:
        """Samples put and not yet got."""
        return self._backlog

    @property
    def waiting_samples(self) -> int:
        """Samples held in memory for the consumer."""
        return self._kept

    @property
    def ended(self) -> bool:
        """`end` was called and everything was got."""
        with self._changed:
            return self._ended and not self._waiting and self._behind == self._front

    def put(self, item: Captured) -> None:
        """Journal, then show. Blocks only where the journal has refused (disk full for longer than
        its memory bound) and the consumer is `keep_seconds` behind: the source then states what it
        could not hold as a gap. Of a patient source it waits for the journal, so that nothing is
        lost. Raises ValueError when the journal is closed."""
        place = self._journal.offer(item) if self._patient() else None
        while place is None and self._patient():
            time.sleep(REFUSED_S)
            place = self._journal.offer(item)
        if place is None:
            place = self._journal.append(item)
        with self._changed:
            if self._abandoned:
                return
            self._waiting.append(_Waiting(item, place))
            self._kept += _samples(item)
            self._backlog += _samples(item)
            self._changed.notify_all()
            self._leave_to_journal()
            self._changed.wait_for(
                lambda: self._abandoned or self._kept <= self._keep or self._all_in_journal()
            )

    def end(self) -> None:
        """No more items."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def abandon(self) -> None:
        """Nobody will `get` any more: from now on items only reach the journal."""
        with self._changed:
            self._abandoned = True
            self._waiting.clear()
            self._kept = self._backlog = 0
            self._behind = self._front
            self._changed.notify_all()

    def get(self, timeout: float) -> Captured | None:
        """The next item; None: nothing came for `timeout` seconds, or `ended`. Raises JournalError
        and OSError when the journal cannot be read back."""
        with self._changed:
            self._changed.wait_for(self._something, timeout)
            if self._behind == self._front:
                if not self._waiting:
                    return None
                item = self._waiting.popleft().item
                self._kept -= _samples(item)
                self._got(item)
                return item
            place = self._behind
        item, after = self._journal.read(place)
        with self._changed:
            self._behind = after
            self._got(item)
        return item

    def _something(self) -> bool:
        return bool(self._waiting) or self._behind != self._front or self._ended

    def _got(self, item: Captured) -> None:
        self._backlog -= _samples(item)
        self._changed.notify_all()

    def _all_in_journal(self) -> bool:
        return all(waiting.place is not None for waiting in self._waiting)

    def _leave_to_journal(self) -> None:
        """Forget the oldest waiting items that the journal holds, down to the bound."""
        while self._kept > self._keep and self._waiting:
            place = self._waiting[0].place
            if place is None:
                return
            if self._behind == self._front:
                self._behind = place.start
            self._front = place.end
            self._kept -= _samples(self._waiting.popleft().item)


def _samples(item: Captured) -> int:
    return len(item.samples) if isinstance(item, AudioBlock) else 0
