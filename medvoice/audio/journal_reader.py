"""JournalReader: what a journal holds, up to the first damage."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from medvoice.audio.block import AudioBlock, Captured
from medvoice.audio.journal_format import (
    HEADER_BYTES,
    RECORD_HEAD_BYTES,
    BadHeaderError,
    BadRecordError,
    check_header,
    decode_head,
    decode_item,
)


class JournalError(Exception):
    """A journal that cannot be used. path: which; fault: why."""

    def __init__(self, path: Path, fault: str) -> None:
        super().__init__(f"{path}: {fault}")
        self.path = path
        self.fault = fault


class JournalReader:
    """Reads a journal, also while it is being written; memory does not grow with its length."""

    def __init__(self, path: Path) -> None:
        """Raises JournalError: unreadable, not a journal, another format version. A file shorter
        than a header is a journal whose process died at once: it holds nothing."""
        self._path = path
        self._ignored = 0
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

    def items(self) -> Iterator[Captured]:
        """Blocks, gaps and source states in order, up to the first bad record. Raises OSError."""
        size = self._path.stat().st_size
        good = 0 if self._torn_header else HEADER_BYTES
        with self._path.open("rb") as file:
            file.seek(good)
            while not self._torn_header:
                try:
                    head = decode_head(file.read(RECORD_HEAD_BYTES))
                    item = decode_item(head, file.read(head.payload))
                except BadRecordError:
                    break
                good += RECORD_HEAD_BYTES + head.payload
                yield item
        self._ignored = max(0, size - good)

    def blocks(self) -> Iterator[AudioBlock]:
        """The sound alone."""
        return (item for item in self.items() if isinstance(item, AudioBlock))
