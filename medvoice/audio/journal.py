"""JournalWriter: captured sound reaches the disk here before anything else sees it.

`append` returns after write(2): from then on the sound survives `kill -9`. A thread of its own
calls fdatasync, so that a slow disk never holds up the capture and the last words before a silence
are synced too; `durable_to` moves only after fdatasync returned.

A disk that refuses (full, quota, read-only, I/O error) turns the state to "memory": records are
kept, in order, up to `memory_s`, and written when the disk takes them again. After a failed
fdatasync the kernel may drop the pages it could not write and report success the next time, so
every record since the last good fdatasync is kept and written again.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from medvoice.audio.block import SAMPLE_RATE, AudioBlock, Captured
from medvoice.audio.journal_file import DiskFile, JournalFile
from medvoice.audio.journal_format import (
    RECORD_HEAD_BYTES,
    BadHeaderError,
    BadRecordError,
    encode_item,
)
from medvoice.audio.journal_reader import JournalEnd, JournalError, JournalReader
from medvoice.audio.journal_records import records_for_new, records_of
from medvoice.sealing.errors import SealError
from medvoice.sealing.stored_file import StoredFile, stored

__all__ = ["JournalError", "JournalReader", "JournalSettings", "JournalWriter", "Place"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class JournalSettings:
    """All in seconds. sync_every_s: pause between two fdatasync; the rest of the promised 200 ms is
    for the fdatasync itself, which a block that just missed one waits for twice. memory_s: sound
    kept while the disk refuses (10 minutes are 19 MB). retry_s: pause between attempts to write it
    out."""

    sync_every_s: float = 0.07
    memory_s: float = 600.0
    retry_s: float = 1.0


@dataclass(frozen=True, slots=True)
class Place:
    """Bytes [start, end) of the journal file; fixed when the item is appended."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Record:
    """data: its bytes. samples: how many it holds (0: a gap or a state). end: absolute sample up to
    which the journal reaches with it."""

    data: bytes
    samples: int
    end: int


class JournalWriter:
    """Append-only; one producer, any number of readers of its properties."""

    def __init__(
        self,
        place: Path | StoredFile,
        settings: JournalSettings | None = None,
        file: JournalFile | None = None,
        clock: Callable[[], float] = time.monotonic,
        after: JournalEnd | None = None,
    ) -> None:
        """after: goes on with a journal that ends there, sealed or plain as it is. Without it:
        raises FileExistsError. Raises OSError, JournalError. file, clock: for tests."""
        self._path = path = stored(place).path
        self._settings = settings or JournalSettings()
        try:
            goes_on = after is not None and after.place
            found = records_of(stored(place)) if goes_on else None
            self._records = found or records_for_new(stored(place))
            self._records.begin(after.number if after is not None else 0)
        except (SealError, BadHeaderError) as error:
            raise JournalError(path, str(error)) from error
        if file is None:
            file = DiskFile(path) if after is None else DiskFile.again(path, after.place)
        self._file: JournalFile = file
        self._clock = clock
        self._lock = threading.Lock()  # of everything below
        self._syncing = threading.Lock()  # one fdatasync at a time
        # Records by their place in the file. A record's place is fixed when it is appended, also
        # while the disk refuses, so that a reader's place stays good.
        self._unsynced: dict[int, _Record] = {}
        self._pending: dict[int, _Record] = {}
        self._end = 0  # place of the next record
        self._pending_samples = 0
        self._pending_bytes = 0
        # Of records as long as a sound card makes them, 30 ms. Bytes and not samples are counted,
        # because a flapping device writes many records without a sample.
        seconds = self._settings.memory_s
        longer = RECORD_HEAD_BYTES + self._records.overhead
        self._bound = round(seconds * (2 * SAMPLE_RATE + longer / 0.03))
        self._accepted_to = 0
        self._durable_to = 0
        self._lost = 0
        self._whole_to = sys.maxsize  # absolute sample of the first that was lost
        self._refusing = False
        self._retry_at = 0.0
        self._closed = False
        self._stop = threading.Event()
        if after is None or not after.place:
            self._accept(_Record(self._records.header(), 0, 0))
        else:
            self._end = after.place
            self._accepted_to = self._durable_to = after.sample
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    @property
    def durable_to(self) -> int:
        """Absolute sample: everything before it was written and an fdatasync after that returned
        (except what `lost` counts)."""
        return self._durable_to

    @property
    def safe_to(self) -> int:
        """Absolute sample: everything before it is on the device, and nothing was lost."""
        return min(self._durable_to, self._whole_to)

    @property
    def state(self) -> str:
        """ "disk", or "memory" while the disk refuses."""
        return "memory" if self._refusing else "disk"

    @property
    def lost(self) -> int:
        """Samples that are not in the journal: the disk refused for longer than `memory_s`."""
        return self._lost

    @property
    def in_memory(self) -> int:
        """Samples waiting for the disk."""
        return self._pending_samples

    @property
    def memory_bytes(self) -> int:
        """Bytes waiting for the disk."""
        return self._pending_bytes

    def append(self, item: Captured) -> Place | None:
        """Write one item. Returns its place for `read`, or None: refused, and counted in `lost`.

        Never raises for a disk fault. Raises ValueError after `close`."""
        place = self.offer(item)
        if place is None:
            with self._lock:
                if not self._lost:
                    seconds = self._settings.memory_s
                    log.error("journal: memory bound reached", extra={"bound_s": seconds})
                if isinstance(item, AudioBlock):
                    self._lost += len(item.samples)
                    self._whole_to = min(self._whole_to, item.start)
        return place

    def offer(self, item: Captured) -> Place | None:
        """As `append`; what is refused is not lost: the caller keeps it."""
        samples = len(item.samples) if isinstance(item, AudioBlock) else 0
        plain = encode_item(item)
        with self._lock:
            if self._closed:
                raise ValueError("the journal is closed")
            length = len(plain) + self._records.overhead
            full = self._pending_bytes + length > self._bound
            if self._pending and full:
                return None
            end = item.end if isinstance(item, AudioBlock) else self._accepted_to
            start = self._accept(_Record(self._records.stored(plain), samples, end))
            return Place(start, self._end)

    def read(self, place: int) -> tuple[Captured, int]:
        """The item that starts there and where it ends. Raises JournalError, OSError."""
        with self._lock:
            record = self._pending.get(place) or self._unsynced.get(place)
        try:
            data = record.data if record is not None else self._read_back(place)
            return self._records.item(data)[1], place + len(data)
        except BadRecordError as error:
            raise JournalError(self._path, f"cannot be read back: {error}") from error

    def _read_back(self, place: int) -> bytes:
        """A record. Raises BadRecordError, OSError."""
        head = self._file.read(self._records.head_bytes, place)
        behind = self._records.behind(head)
        return head + self._file.read(behind, place + self._records.head_bytes)

    def sync(self) -> None:
        """Write out what waits in memory, then fdatasync. Never raises for a disk fault."""
        with self._syncing:
            with self._lock:
                self._write_out()
                written = list(self._unsynced)
                end = max((r.end for r in self._unsynced.values()), default=self._durable_to)
            if not written:
                return
            try:
                self._file.sync()
            except OSError as error:
                with self._lock:
                    self._unsynced, again = {}, self._unsynced
                    self._pending = {**again, **self._pending}
                    self._pending_samples += sum(r.samples for r in again.values())
                    self._pending_bytes += sum(len(r.data) for r in again.values())
                    self._refused(error)
                return
            with self._lock:
                for place in written:
                    del self._unsynced[place]
                self._durable_to = max(self._durable_to, end)
                if self._refusing and not self._pending:
                    self._refusing = False
                    log.warning("journal: the disk takes sound again")

    def close(self) -> int:
        """Last sync. Returns the samples that the disk still refuses (0 if all is well); they are
        counted in `lost`. Idempotent."""
        with self._lock:
            if self._closed:
                return 0
            self._closed = True
        self._stop.set()
        self._thread.join()
        self.sync()
        with self._lock:
            left = self._pending_samples
            self._lost += left
        if left:
            log.error("journal: sound not written", extra={"samples": left})
        self._file.close()
        return left

    def _run(self) -> None:
        while not self._stop.wait(self._settings.sync_every_s):
            if not self._refusing or self._clock() >= self._retry_at:
                self.sync()

    def _accept(self, record: _Record) -> int:
        place = self._end
        self._end += len(record.data)
        self._accepted_to = record.end
        if self._pending or not self._write(place, record):
            self._pending[place] = record
            self._pending_samples += record.samples
            self._pending_bytes += len(record.data)
        return place

    def _write_out(self) -> None:
        """Write what waits, in order, until the disk refuses."""
        while self._pending:
            place, record = next(iter(self._pending.items()))
            if not self._write(place, record):
                return
            del self._pending[place]
            self._pending_samples -= record.samples
            self._pending_bytes -= len(record.data)

    def _write(self, place: int, record: _Record) -> bool:
        # Written at its place, so a torn attempt is simply written over by the next one.
        done = 0
        try:
            while done < len(record.data):
                done += self._file.write(record.data[done:], place + done)
        except OSError as error:
            self._refused(error)
            return False
        self._unsynced[place] = record
        return True

    def _refused(self, error: OSError) -> None:
        if not self._refusing:
            self._refusing = True
            log.error("journal: the disk refuses", extra={"fault": error.strerror})
        self._retry_at = self._clock() + self._settings.retry_s
