"""How a journal's records lie in its file: plain, or each one sealed (medvoice/sealing/seal.py).

plain:  header, format 1; records of journal_format
sealed: header, format 2, then a sealed record with nothing in it, which says whether the key
        is the one of this file; sealed records, each with one of journal_format in it
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from medvoice.audio.block import Captured
from medvoice.audio.journal_format import (
    HEADER_BYTES,
    RECORD_HEAD_BYTES,
    RECORD_MAGIC,
    SEALED_VERSION,
    BadHeaderError,
    BadRecordError,
    check_header,
    decode_head,
    decode_item,
    encode_header,
)
from medvoice.sealing import seal as sealing
from medvoice.sealing.errors import SealBroken
from medvoice.sealing.seal import Seal, Writing
from medvoice.sealing.stored_file import StoredFile

UNNUMBERED = -1
"""Number of a plain record."""


class Records(Protocol):
    """One journal's. magic: what each begins with."""

    header_bytes: int
    magic: bytes
    head_bytes: int
    overhead: int
    """Bytes that a record is longer than a plain one."""

    def header(self) -> bytes: ...

    def check(self, header: bytes) -> None:
        """header: header_bytes. Raises BadHeaderError."""
        ...

    def begin(self, number: int) -> None:
        """`stored` comes next; number: of the first record."""
        ...

    def stored(self, plain: bytes) -> bytes:
        """A record as it is on disk. plain: as `encode_item` makes it."""
        ...

    def behind(self, head: bytes) -> int:
        """Bytes of a record behind its head. Raises BadRecordError."""
        ...

    def item(self, record: bytes) -> tuple[int, Captured]:
        """Its number in the file (UNNUMBERED where it says none) and what it holds. Raises
        BadRecordError."""
        ...


class PlainRecords:
    header_bytes = HEADER_BYTES
    magic = RECORD_MAGIC
    head_bytes = RECORD_HEAD_BYTES
    overhead = 0

    def header(self) -> bytes:
        return encode_header()

    def check(self, header: bytes) -> None:
        check_header(header)

    def begin(self, number: int) -> None: ...

    def stored(self, plain: bytes) -> bytes:
        return plain

    def behind(self, head: bytes) -> int:
        return decode_head(head).payload

    def item(self, record: bytes) -> tuple[int, Captured]:
        head = decode_head(record[:RECORD_HEAD_BYTES])
        return UNNUMBERED, decode_item(head, record[RECORD_HEAD_BYTES:])


class SealedRecords:
    header_bytes = HEADER_BYTES + sealing.OVERHEAD
    magic = sealing.MAGIC
    head_bytes = sealing.HEAD_BYTES
    overhead = sealing.OVERHEAD

    def __init__(self, seal: Seal, of_header: Seal) -> None:
        """of_header: another kind, so that no record can stand in for the header."""
        self._seal = seal
        self._of_header = of_header
        self._writing: Writing | None = None

    def header(self) -> bytes:
        return encode_header(SEALED_VERSION) + self._of_header.begin().seal(b"")

    def check(self, header: bytes) -> None:
        check_header(header[:HEADER_BYTES], SEALED_VERSION)
        try:
            self._of_header.open(header[HEADER_BYTES:])
        except SealBroken as error:
            raise BadHeaderError(
                "its header is damaged, or its folder's key is not the one of this file"
            ) from error

    def begin(self, number: int) -> None:
        self._writing = self._seal.begin(number)

    def stored(self, plain: bytes) -> bytes:
        if self._writing is None:
            raise ValueError("begin first")
        return self._writing.seal(plain)

    def behind(self, head: bytes) -> int:
        try:
            return sealing.length_behind(head)
        except SealBroken as error:
            raise BadRecordError(str(error)) from error

    def item(self, record: bytes) -> tuple[int, Captured]:
        try:
            opened = self._seal.open(record)
        except SealBroken as error:
            raise BadRecordError(str(error)) from error
        head = decode_head(opened.data[:RECORD_HEAD_BYTES])
        return opened.number, decode_item(head, opened.data[RECORD_HEAD_BYTES:])


def records_for_new(file: StoredFile) -> Records:
    """Of a journal that is begun. Raises SealError, OSError."""
    return _sealed(file) if file.sealed else PlainRecords()


def records_of(file: StoredFile) -> Records | None:
    """Of a journal that is there; None for one without a whole header, which holds nothing. Raises
    BadHeaderError, SealError, OSError."""
    raw = _first(file.path, SealedRecords.header_bytes)
    if len(raw) < HEADER_BYTES:
        return None
    plain = PlainRecords()
    try:
        plain.check(raw[:HEADER_BYTES])
        return plain
    except BadHeaderError:
        check_header(raw[:HEADER_BYTES], SEALED_VERSION)
    if len(raw) < SealedRecords.header_bytes:
        return None
    sealed = _sealed(file)
    sealed.check(raw)
    return sealed


def _sealed(file: StoredFile) -> SealedRecords:
    return SealedRecords(
        file.seal(), StoredFile(file.path, f"{file.kind} header", file.keys).seal()
    )


def _first(path: Path, size: int) -> bytes:
    with path.open("rb") as file:
        return file.read(size)
