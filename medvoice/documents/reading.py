"""Files → documents, within bounds: plain text here, everything else in a process of its own."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from medvoice.documents import kinds, word_file
from medvoice.documents.document import Document, DocumentError, Page, TextOrigin, shown
from medvoice.documents.kinds import Kind
from medvoice.documents.limits import Limits
from medvoice.documents.picture_reader import (
    LONGEST,
    MOST_PICTURES,
    PictureReader,
    with_texts,
)
from medvoice.documents.plain_text import bounded_pages, bytes_read, decoded
from medvoice.documents.reader_process import ReaderEnded, ReaderProcess

ORDINARY = Limits()


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that could not be read. why: a whole sentence that names it."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Source:
    """One document's place: a file, or a member of an archive."""

    path: Path
    member: str = ""

    @property
    def name(self) -> str:
        return shown(f"{self.path.name}/{self.member}" if self.member else self.path.name)


def read(path: Path, limits: Limits = ORDINARY) -> Document:
    """One file. Raises DocumentError, which names it. For many files: `DocumentReader`."""
    with DocumentReader(limits) as reader:
        return reader.read(path)


class DocumentReader:
    """Reads file after file; close it. Thread-safe. pictures: reads pages that are pictures;
    without it they stay without text, and a note says so."""

    def __init__(self, limits: Limits = ORDINARY, pictures: PictureReader | None = None) -> None:
        self._limits = limits
        self._pictures = pictures
        self._process = ReaderProcess(limits)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._process.close()

    def read(self, source: Path | Source) -> Document:
        """An archive that holds one file is read as that file. Raises DocumentError."""
        source = source if isinstance(source, Source) else Source(source)
        with _named(source):
            kind = self._checked_document(source)
            if kind is Kind.TEXT and not source.member:
                return self._plain(source)
            if kind is Kind.ZIP and not source.member:
                inside = self._inside(source)
                if len(inside) > 1:
                    raise DocumentError(
                        f"it is an archive of {len(inside):,} files. Unpack it, or give it where "
                        "many files are taken"
                    )
                source = inside[0]
            return self._with_pictures_read(self._elsewhere(source), source)

    def read_all(self, paths: Iterable[Path]) -> Iterator[Document | Unread]:
        """Every file of every folder and archive, in order; one that cannot be read stops no
        other."""
        for found in self.sources(paths):
            if isinstance(found, Unread):
                yield found
                continue
            try:
                yield self.read(found)
            except DocumentError as error:
                yield Unread(found.name, str(error))

    def sources(self, paths: Iterable[Path]) -> Iterator[Source | Unread]:
        """The documents there; archives are opened, but nothing in them is read."""
        for path in paths:
            for file in files_under(path):
                source = Source(file)
                try:
                    with _named(source):
                        if self._checked(source) is Kind.ZIP:
                            yield from self._inside(source)
                        else:
                            yield source
                except DocumentError as error:
                    yield Unread(source.name, str(error))

    def picture(
        self, source: Path | Source, page: int = 1, longest: int = 1800
    ) -> NDArray[np.uint8]:
        """A page of a PDF or a picture file as rgb (rows x columns x 3). longest: pixels of the
        longer side, at most. Raises DocumentError."""
        source = source if isinstance(source, Source) else Source(source)
        with _named(source):
            self._checked_document(source)
            return self._picture(source, page, longest)

    def _picture(self, source: Source, page: int, longest: int) -> NDArray[np.uint8]:
        answers = self._process.asked(
            "picture", source.path, source.member, page=page, longest=longest
        )
        with closing(answers):
            head, data = next(answers)
        return np.frombuffer(data, dtype=np.uint8).reshape(head["shape"]).copy()

    def _with_pictures_read(self, document: Document, source: Source) -> Document:
        """A page that cannot be read stays a picture."""
        reader = self._pictures
        if reader is None or not document.pictures:
            return document
        texts: dict[int, str] = {}
        notes: list[str] = []
        for number in document.pictures[:MOST_PICTURES]:
            try:
                texts[number] = reader.text(self._picture(source, number, LONGEST))
            except DocumentError as error:
                notes.append(f"page {number}: {error}")
        document = with_texts(document, texts, reader.name)
        return replace(document, notes=(*document.notes, *notes))

    def _checked(self, source: Source) -> Kind:
        """What the file is; that of a member is found out where it is unpacked."""
        try:
            if not source.path.is_file():
                raise DocumentError("there is no such file")
            with source.path.open("rb") as file:
                head, size = file.read(kinds.HEAD), os.fstat(file.fileno()).st_size
        except OSError as error:
            raise DocumentError(f"it cannot be opened ({error.strerror})") from error
        self._not_above(self._limits.most_bytes, size)
        return kinds.kind_of(head)

    def _checked_document(self, source: Source) -> Kind:
        """As `_checked`; only tables and archives, which are read piece by piece, may be larger
        than an ordinary file."""
        kind = self._checked(source)
        if kind is not Kind.ZIP:
            try:
                self._not_above(ORDINARY.most_bytes, source.path.stat().st_size)
            except OSError as error:
                raise DocumentError(f"it cannot be opened ({error.strerror})") from error
        return kind

    @staticmethod
    def _not_above(most: int, size: int) -> None:
        if size > most:
            raise DocumentError(
                f"it has {size >> 20:,} MB, more than the {most >> 20:,} MB "
                "that are read of one file"
            )

    def _inside(self, source: Source) -> list[Source]:
        """A DOCX file is one document."""
        answers = self._process.asked("members", source.path)
        with closing(answers):
            names = next(answers)[0]["members"]
        if word_file.MARK in names:
            return [source]
        if not names:
            raise DocumentError("it is an archive without files")
        return [Source(source.path, name) for name in names]

    def _plain(self, source: Source) -> Document:
        try:
            most = min(self._limits.most_bytes, ORDINARY.most_bytes)
            with source.path.open("rb") as file:
                data = file.read(min(most, bytes_read(self._limits)))
                size = os.fstat(file.fileno()).st_size  # it may have grown meanwhile
        except OSError as error:
            raise DocumentError(f"it cannot be read ({error.strerror})") from error
        self._not_above(most, size)
        text, note = decoded(data, self._limits.most_characters)
        pages, notes = bounded_pages(text, note, self._limits)
        return Document(source.name, pages, tuple(notes + _blank(pages)))

    def _elsewhere(self, source: Source) -> Document:
        pages: list[Page] = []
        pictures: list[int] = []
        notes: list[str] = []
        try:
            for head, _ in self._process.asked("read", source.path, source.member):
                if "end" in head:
                    notes += head["notes"]
                    continue
                pages.append(Page(head["page"], head["text"], TextOrigin(head["origin"])))
                if head["picture"]:
                    pictures.append(head["page"])
        except ReaderEnded as error:
            if not pages:
                raise
            read = f"{len(pages):,} pages were" if len(pages) > 1 else "page was"
            notes.append(f"only its first {read} read: {error}")
        notes += _picture_notes(len(pages), pictures) or _blank(pages)
        recognised = [page.number for page in pages if page.origin is TextOrigin.RECOGNISED]
        if recognised:
            notes.append(
                f"{_those(recognised)}: a scanner's own text recognition wrote this text; it may "
                "be wrong"
            )
        return Document(source.name, tuple(pages), tuple(notes), tuple(pictures))


@contextmanager
def _named(source: Source) -> Iterator[None]:
    try:
        yield
    except DocumentError as error:
        raise DocumentError(f"{source.name}: {error}") from error


def files_under(path: Path) -> Iterator[Path]:
    """The path itself where it is no folder; hidden files of a folder are left out."""
    if not path.is_dir():
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (
            Path(folder, name)
            for name in sorted(names)
            if not name.startswith(".") and Path(folder, name).is_file()
        )


def _blank(pages: Sequence[Page]) -> list[str]:
    return [] if any(page.text.strip() for page in pages) else ["it says nothing"]


def _picture_notes(count: int, pictures: list[int]) -> list[str]:
    if not pictures:
        return []
    which = "it is" if len(pictures) == count else f"{_those(pictures)}:"
    return [
        f"{which} a picture without text (a scan or a photograph); a model that takes images can "
        "read it"
    ]


def _those(numbers: list[int]) -> str:
    """ "pages 1 to 3, 7"."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    said = ", ".join(str(a) if a == b else f"{a} to {b}" for a, b in runs)
    return f"page {said}" if len(numbers) == 1 else f"pages {said}"
