"""Records: the reports of an archive one after the other, whatever it lies in.

Files, folders and ZIP archives of files; CSV and JSON lines with a column of texts; text files that
hold several reports. One is in memory at a time.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from medvoice.documents.document import Document, DocumentError, Page
from medvoice.documents.limits import Limits
from medvoice.documents.picture_reader import PictureReader
from medvoice.documents.plain_text import text_pages
from medvoice.documents.reading import DocumentReader, Source, Unread, files_under

LIMITS = Limits(most_bytes=8 << 30)
"""A table of a million reports has some gigabytes; it is read row by row."""
MOST_CHARACTERS = 300_000
"""Of one report; a long one has some 20,000."""
TABLES = (".csv", ".tsv", ".jsonl", ".ndjson")
TEXT_COLUMNS = (
    "text", "report", "report_text", "reporttext", "full_text", "body", "narrative", "note",
    "note_text", "content", "document", "report_body",
)  # fmt: skip
ID_COLUMNS = (
    "id", "report_id", "reportid", "accession", "accession_number", "case_id", "case_number",
    "study_id", "note_id", "document_id", "record_id", "exam_id",
)  # fmt: skip
_DELIMITERS = ",;\t|"
_MOST_LINE = 4_000_000
"""Characters of one line of JSON, or of a table's header."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How an archive is laid out. separator: what a line begins with that begins another report.
    text_column, id_column: of tables; "" finds the usual names."""

    separator: str = ""
    text_column: str = ""
    id_column: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """source: the file, as given. name: of the report in it, "" where the file is one. key: of
    this text at this place. offsets: page → where the report's text begins in the file's page."""

    source: str
    name: str
    document: Document
    key: str
    offsets: Mapping[int, int] = field(default_factory=dict)


class Archive:
    """paths: files and folders. pictures: reads pages that are pictures. Close it. read: bytes of
    the files that were begun."""

    def __init__(
        self, paths: Iterable[Path], shape: Shape, pictures: PictureReader | None = None
    ) -> None:
        self._paths = list(paths)
        self._shape = shape
        self._reader = DocumentReader(LIMITS, pictures)
        self.read = 0

    def close(self) -> None:
        self._reader.close()

    def records(self) -> Iterator[Record | Unread]:
        counted: Path | None = None
        for found in self._reader.sources(self._paths):
            if isinstance(found, Unread):
                yield found
                continue
            yield from self._of(found)
            if found.path != counted:  # an archive's members are of one file
                counted = found.path
                self.read += _size(found.path)

    def total(self) -> int:
        """Bytes of all files; 0 where a folder cannot be listed."""
        return sum(_size(file) for path in self._paths for file in files_under(path))

    def _of(self, source: Source) -> Iterator[Record | Unread]:
        suffix = Path(source.member or source.path.name).suffix.lower()
        shown = str(source.path) + (f"/{source.member}" if source.member else "")
        if suffix in TABLES:
            if source.member:
                yield Unread(shown, f"{shown}: a table inside an archive is not read. Unpack it.")
            else:
                yield from self._table(source.path, suffix)
            return
        try:
            document = self._reader.read(source)
        except DocumentError as error:
            yield Unread(shown, f"{error}.")
            return
        if not document.says_something:
            why = "; ".join(document.notes) or "it says nothing"
            yield Unread(shown, f"{shown}: {why}.")
        elif self._shape.separator:
            yield from map(_bounded, parts(document, shown, self._shape.separator))
        else:
            yield _bounded(record(shown, "", document))

    def _table(self, path: Path, suffix: str) -> Iterator[Record | Unread]:
        try:
            with path.open("rb") as file:
                encoding = _encoding(file.read(4))
            with path.open(encoding=encoding, errors="surrogateescape", newline="") as text:
                rows = _json_rows(text) if suffix in (".jsonl", ".ndjson") else _csv_rows(text)
                yield from self._rows(path, rows)
        except OSError as error:
            yield Unread(str(path), f"{path}: it cannot be read ({error.strerror}).")
        except UnicodeDecodeError:
            yield Unread(str(path), f"{path}: its text is broken; rows behind that were not read.")

    def _rows(self, path: Path, rows: Iterator[tuple[int, object]]) -> Iterator[Record | Unread]:
        """A fault of one row ends that row; one of the table's form ends the table."""
        columns: tuple[str, str] | None = None
        for number, row in rows:
            at = f"{path}: row {number}" if number else str(path)
            if isinstance(row, str):
                yield Unread(at, f"{at}: {row}.")
                continue
            assert isinstance(row, dict)
            try:
                columns = columns or self._columns(row)
            except ValueError as error:
                yield Unread(str(path), f"{path}: {error}.")
                return
            text, name = row.get(columns[0]), row.get(columns[1])
            if not isinstance(text, str) or not text.strip():
                yield Unread(at, f"{at}: there is no text in column {columns[0]}.")
                continue
            named = _plain(str(name)) if name not in (None, "") else f"row {number}"
            document = Document(f"{path.name}: {named}", text_pages(_plain(text)))
            yield _bounded(record(str(path), named, document, str(number)))

    def _columns(self, row: Mapping[str, object]) -> tuple[str, str]:
        """(text, id). Raises ValueError."""
        text = _column(row, self._shape.text_column, TEXT_COLUMNS)
        if not text:
            known = ", ".join(str(name) for name in list(row)[:20])
            asked = self._shape.text_column
            fault = f"there is no column {asked}" if asked else "which column holds the text?"
            raise ValueError(f"{fault} (columns: {known}); --text-column names it")
        name = _column(row, self._shape.id_column, ID_COLUMNS)
        if self._shape.id_column and not name:
            raise ValueError(f"there is no column {self._shape.id_column}; --id-column names it")
        return text, name


def _bounded(one: Record) -> Record | Unread:
    length = sum(len(page.text) for page in one.document.pages)
    if length <= MOST_CHARACTERS:
        return one
    where = f"{one.source}: {one.name}" if one.name else one.source
    return Unread(
        where,
        f"{where}: it has {length:,} characters, more than the {MOST_CHARACTERS:,} of a report. "
        "Are there several reports in it? --separator tells what each begins with.",
    )


def record(
    source: str,
    name: str,
    document: Document,
    place: str = "",
    offsets: Mapping[int, int] | None = None,
) -> Record:
    """place: of the report in its file, where its name may not be its own."""
    digest = hashlib.blake2b(digest_size=12)
    # Named by another path, it is the same report.
    for part in (os.path.realpath(source), name, place, *(page.text for page in document.pages)):
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return Record(source, name, document, digest.hexdigest(), offsets or {})


def parts(document: Document, source: str, separator: str) -> Iterator[Record]:
    """The reports of one file. The line that begins with `separator` belongs to none where it is
    nothing else, else to the report that it begins."""
    open_pages: list[Page] = []
    offsets: dict[int, int] = {}
    number = 0
    for page in document.pages:
        start = 0
        for begin, end in _separators(page.text, separator):
            before = page.text[start:begin]
            if before.strip():
                open_pages.append(Page(page.number, before, page.origin))
                offsets[page.number] = start
            if open_pages:
                number += 1
                yield _part(document, source, number, open_pages, offsets)
            open_pages, offsets = [], {}
            start = end
        rest = page.text[start:]
        if rest.strip():
            open_pages.append(Page(page.number, rest, page.origin))
            offsets[page.number] = start
    if open_pages:
        yield _part(document, source, number + 1, open_pages, offsets)


def _separators(text: str, separator: str) -> Iterator[tuple[int, int]]:
    """(where the report before ends, where the next one begins)."""
    at = 0
    for line in text.splitlines(keepends=True):
        if line.startswith(separator):
            alone = not line.strip().strip(separator).strip()
            yield at, at + len(line) if alone else at
        at += len(line)


def _part(
    document: Document, source: str, number: int, pages: list[Page], offsets: dict[int, int]
) -> Record:
    part = Document(f"{document.name}: report {number}", tuple(pages), document.notes)
    return record(source, f"report {number}", part, str(number), offsets)


def _column(row: Mapping[str, object], asked: str, usual: Iterable[str]) -> str:
    if asked:
        return asked if asked in row else ""
    by_name = {str(name).strip().lower().replace(" ", "_"): str(name) for name in row}
    return next((by_name[name] for name in usual if name in by_name), "")


def _csv_rows(file: TextIO) -> Iterator[tuple[int, object]]:
    """(number from 1, row) or (number, fault)."""
    header = file.readline(_MOST_LINE)
    delimiter = max(_DELIMITERS, key=header.count)
    names = next(csv.reader([header], delimiter=delimiter), [])
    if len(header) >= _MOST_LINE or not names:
        yield 0, "its first line names no columns"
        return
    number = 0
    # The csv module's own limit, 131,072 characters, is less than a report may have.
    csv.field_size_limit(max(csv.field_size_limit(), MOST_CHARACTERS * 4))
    # Not strict, a quote that is not closed takes the rows behind it into its own.
    reader = csv.reader(_bounded_lines(file), delimiter=delimiter, strict=True)
    while True:
        number += 1
        try:
            row = next(reader, None)
        except csv.Error as error:
            yield (
                number,
                f"its quotes or its length are broken ({error}); rows behind it were not read",
            )
            return
        if row is None:
            return
        if not row:
            number -= 1  # a blank line
        elif len(row) != len(names):
            yield number, f"it has {len(row)} columns, the first line names {len(names)}"
        else:
            yield number, dict(zip(names, row, strict=True))


def _bounded_lines(file: TextIO) -> Iterator[str]:
    """Raises csv.Error for a line that is too long."""
    while line := file.readline(_MOST_LINE):
        if len(line) >= _MOST_LINE:
            raise csv.Error("the line is too long")
        yield line


def _json_rows(file: TextIO) -> Iterator[tuple[int, object]]:
    number = 0
    while line := file.readline(_MOST_LINE):
        number += 1
        if not line.strip():
            continue
        if len(line) >= _MOST_LINE:
            yield number, "the line is too long; lines behind it were not read"
            return
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            yield number, "it is no JSON"
            continue
        yield number, row if isinstance(row, dict) else "it is no JSON object"


def _encoding(head: bytes) -> str:
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    return "utf-16" if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8"


def _plain(text: str) -> str:
    """Bytes that were no UTF-8 as Western European letters."""
    try:
        text.encode("utf-8")
        return text
    except UnicodeEncodeError:
        data = text.encode("utf-8", "surrogateescape")
        return data.decode("cp1252", "replace")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
