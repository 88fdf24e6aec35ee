"""JournalReader: what a journal holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from medvoice.audio.block import AudioBlock, Captured, SourceState
from medvoice.audio.journal_format import BadHeaderError, BadRecordError
from medvoice.audio.journal_records import UNNUMBERED, Records, SealedRecords, records_of
from medvoice.sealing.errors import SealError
from medvoice.sealing.stored_file import StoredFile, stored

SCAN_BYTES = 1 << 16
"""Bytes read at a time while looking for the next record behind a damaged one."""


class JournalError(ValueError):
    """A journal that cannot be used. path: which; fault: why."""

    def __init__(self, path: Path, fault: str) -> None:
        super().__init__(f"{path}: {fault}")
        self.path = path
        self.fault = fault


@dataclass(frozen=True, slots=True)
class JournalEnd:
    """Where a journal ends. place: bytes of its good part; 0: there is not even a header. sample:
    absolute sample up to which it reaches. message: of the last state of its source; since:
    absolute sample at which that came. number: of the next record, where they are numbered."""

    place: int = 0
    sample: int = 0
    message: str = ""
    since: int = 0
    number: int = 0


def end_of(file: Path | StoredFile) -> JournalEnd:
    """Where writing goes on; nothing for a file that is not there. Reads all of it (an hour takes
    half a second). Raises JournalError, OSError."""
    path = stored(file).path
    if not path.exists():
        return JournalEnd()
    reader = JournalReader(file)
    sample, message, since = 0, "", 0
    for item in reader.items():
        if isinstance(item, AudioBlock):
            sample = item.end
        elif isinstance(item, SourceState):
            message, since = item.message, sample
    place = path.stat().st_size - reader.ignored_bytes
    return JournalEnd(place, sample, message, since, reader.next_number)


class JournalReader:
    """Reads a journal, also while it is being written; memory does not grow with its length.

    A damaged record costs only itself: the reader goes on at the next whole one. The sound that is
    missing then shows as a jump in the blocks' start."""

    def __init__(self, file: Path | StoredFile) -> None:
        """Raises JournalError: unreadable, not a journal, another format version, no key. A file
        shorter than a header is a journal whose process died at once: it holds nothing."""
        self._path = path = stored(file).path
        self._ignored = 0
        self._damaged = 0
        self._missing = 0
        self._next = 0
        try:
            self._records: Records | None = records_of(stored(file))
        except OSError as error:
            raise JournalError(path, error.strerror or str(error)) from error
        except (BadHeaderError, SealError) as error:
            raise JournalError(path, str(error)) from error

    @property
    def ignored_bytes(self) -> int:
        """Bytes behind the last good record (a torn write), known when an iteration has ended."""
        return self._ignored

    @property
    def damaged_bytes(self) -> int:
        """Unreadable bytes between good records, known when an iteration has ended."""
        return self._damaged

    @property
    def sealed(self) -> bool:
        """Whether it is encrypted; False for one that holds nothing."""
        return isinstance(self._records, SealedRecords)

    @property
    def holds(self) -> bool:
        """Whether there is more than a torn header."""
        return self._records is not None

    @property
    def missing_records(self) -> int:
        """Numbered records that are not there, or not where they were written; known when an
        iteration has ended. Those at the end can only be missed by the ledger."""
        return self._missing

    @property
    def next_number(self) -> int:
        """Of the record that comes next in the file, known when an iteration has ended; 0 where
        they are not numbered."""
        return self._next

    def items(self, place: int | None = None) -> Iterator[Captured]:
        """Blocks, gaps and source states in order. place: bytes, none of the records behind it (a
        journal that is being written goes on there). Raises OSError."""
        size = self._path.stat().st_size
        if place is not None:
            size = min(size, place)
        self._damaged = self._missing = self._next = 0
        records = self._records
        if records is None:
            self._ignored = size
            return
        good = at = records.header_bytes  # end of the last good record
        with self._path.open("rb") as file:
            while at < size:
                try:
                    length, item = self._item(records, file, at)
                except BadRecordError:
                    at = _next_record(file, at + 1, size, records.magic)
                    continue
                self._damaged += at - good
                good = at = at + length
                yield item
        self._ignored = max(0, size - good)

    def _item(self, records: Records, file: BinaryIO, at: int) -> tuple[int, Captured]:
        """The record there and its length. Raises BadRecordError, also for a sealed one that
        stands behind a later one."""
        file.seek(at)
        head = file.read(records.head_bytes)
        record = head + file.read(records.behind(head))
        number, item = records.item(record)
        if number != UNNUMBERED:
            if number < self._next:
                raise BadRecordError("a record that stood further in front")
            self._missing += number - self._next
            self._next = number + 1
        return len(record), item

    def blocks(self) -> Iterator[AudioBlock]:
        """The sound alone."""
        return (item for item in self.items() if isinstance(item, AudioBlock))


def _next_record(file: BinaryIO, at: int, size: int, magic: bytes) -> int:
    """Where the next record may begin; `size` when nothing looks like one."""
    while at < size:
        file.seek(at)
        part = file.read(SCAN_BYTES)
        found = part.find(magic)
        if found >= 0:
            return at + found
        if len(part) < len(magic):
            break
        at += len(part) - len(magic) + 1
    return size
