"""JournalReader: what a journal holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from medvoice.audio.block import AudioBlock, Captured, SourceState
from medvoice.audio.journal_format import (
    HEADER_BYTES,
    RECORD_HEAD_BYTES,
    RECORD_MAGIC,
    BadHeaderError,
    BadRecordError,
    check_header,
    decode_head,
    decode_item,
)

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
    absolute sample at which that came."""

    place: int = 0
    sample: int = 0
    message: str = ""
    since: int = 0


def end_of(path: Path) -> JournalEnd:
    """Where writing goes on; nothing for a file that is not there. Reads all of it (an hour takes
    half a second). Raises JournalError, OSError."""
    if not path.exists():
        return JournalEnd()
    reader = JournalReader(path)
    sample, message, since = 0, "", 0
    for item in reader.items():
        if isinstance(item, AudioBlock):
            sample = item.end
        elif isinstance(item, SourceState):
            message, since = item.message, sample
    return JournalEnd(path.stat().st_size - reader.ignored_bytes, sample, message, since)


class JournalReader:
    """Reads a journal, also while it is being written; memory does not grow with its length.

    A damaged record costs only itself: the reader goes on at the next whole one. The sound that is
    missing then shows as a jump in the blocks' start."""

    def __init__(self, path: Path) -> None:
        """Raises JournalError: unreadable, not a journal, another format version. A file shorter
        than a header is a journal whose process died at once: it holds nothing."""
        self._path = path
        self._ignored = 0
        self._damaged = 0
        try:
            with path.open("rb") as file:
                raw = file.read(HEADER_BYTES)
        except OSError as error:
            raise JournalError(path, error.strerror or str(error)) from error
        self._torn_header = len(raw) < HEADER_BYTES
        if not self._torn_header:
            try:
                check_header(raw)
            except BadHeaderError as error:
                raise JournalError(path, str(error)) from error

    @property
    def ignored_bytes(self) -> int:
        """Bytes behind the last good record (a torn write), known when an iteration has ended."""
        return self._ignored

    @property
    def damaged_bytes(self) -> int:
        """Unreadable bytes between good records, known when an iteration has ended."""
        return self._damaged

    def items(self) -> Iterator[Captured]:
        """Blocks, gaps and source states in order. Raises OSError."""
        size = self._path.stat().st_size
        self._damaged = 0
        good = 0 if self._torn_header else HEADER_BYTES  # end of the last good record
        at = good if not self._torn_header else size
        with self._path.open("rb") as file:
            while at < size:
                try:
                    file.seek(at)
                    head = decode_head(file.read(RECORD_HEAD_BYTES))
                    item = decode_item(head, file.read(head.payload))
                except BadRecordError:
                    at = _next_record(file, at + 1, size)
                    continue
                self._damaged += at - good
                good = at = at + RECORD_HEAD_BYTES + head.payload
                yield item
        self._ignored = max(0, size - good)

    def blocks(self) -> Iterator[AudioBlock]:
        """The sound alone."""
        return (item for item in self.items() if isinstance(item, AudioBlock))


def _next_record(file: BinaryIO, at: int, size: int) -> int:
    """Where the next record may begin; `size` when nothing looks like one."""
    while at < size:
        file.seek(at)
        part = file.read(SCAN_BYTES)
        found = part.find(RECORD_MAGIC)
        if found >= 0:
            return at + found
        if len(part) < len(RECORD_MAGIC):
            break
        at += len(part) - len(RECORD_MAGIC) + 1
    return size
