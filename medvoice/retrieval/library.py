"""The library: folders of documents, their index kept up to date, broken files left out by name."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from medvoice.documents.document import DocumentError
from medvoice.documents.document import shown as shown_name
from medvoice.documents.limits import Limits
from medvoice.documents.reading import DocumentReader, Source, Unread
from medvoice.retrieval.index import MOST_PASSAGES, Entry, Index

MOST_FILES = 20_000
OF_A_FILE = Limits(most_bytes=128 << 20, most_pages=2_000, most_characters=8_000_000)
"""A guideline of 2,000 pages has some 6 million characters."""
_CHUNK = 1 << 20

Between = Callable[[], None]


class LibraryError(Exception):
    """No question can be asked to the documents; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Contents:
    """documents: that can be asked. read: of them, read now and not before. left_out: a sentence
    for each file that could not be read. notes: for the user."""

    documents: int
    read: int
    left_out: tuple[str, ...]
    notes: tuple[str, ...] = ()


class Library:
    """Not thread-safe; close it."""

    def __init__(self, folders: Sequence[Path], cache: Path) -> None:
        """folders: or single files. cache: where indexes are kept, each under a name made of its
        folders. Raises LibraryError."""
        missing = [str(folder) for folder in folders if not folder.exists()]
        if missing or not folders:
            raise LibraryError(f"There are no documents: {', '.join(missing) or 'no folder'}.")
        self._folders = tuple(Path(os.path.abspath(folder)) for folder in folders)
        name = hashlib.sha256("\0".join(map(str, self._folders)).encode()).hexdigest()[:24]
        try:
            self.index = Index(cache / f"{name}.sqlite")
        except (OSError, sqlite3.Error) as error:
            raise LibraryError(
                f"The index of the documents cannot be kept in {cache}: {error}. documents.cache "
                "names another folder."
            ) from error

    def close(self) -> None:
        self.index.close()

    def update(
        self, between: Between, progress: Callable[[int, str], None] | None = None
    ) -> Contents:
        """Read what is new or has changed, forget what is gone. between: called from file to file.
        progress: told (files looked at, the next one's name). Raises LibraryError, and what
        `between` raises; what was read until then is kept."""
        try:
            with DocumentReader(OF_A_FILE) as reader:
                return self._update(reader, between, progress or (lambda count, name: None))
        except (sqlite3.Error, OSError) as error:
            raise LibraryError(f"The index of the documents cannot be written: {error}.") from error

    def _update(
        self, reader: DocumentReader, between: Between, progress: Callable[[int, str], None]
    ) -> Contents:
        known, keys = self.index.entries(), set(self.index.keys())
        entries: list[Entry] = []
        notes: list[str] = []
        count, size = 0, self.index.size
        stamps, digests = _Stamps(), _Digests()
        for found in reader.sources(self._folders):
            between()
            if len(entries) >= MOST_FILES:
                notes.append(f"Only the first {MOST_FILES:,} files were looked at.")
                break
            name = found.name if isinstance(found, Unread) else self._name(found)
            progress(len(entries), name)
            if isinstance(found, Unread):
                entries.append(Entry(name, "", fault=found.why))
                continue
            stamp = stamps.of(found.path)
            before = known.get(name)
            if before and _unchanged(before, stamp, keys):
                entries.append(before)
                continue
            if size >= MOST_PASSAGES:
                notes.append(f"The index is full; {name} and what comes behind it is not in it.")
                break
            entry, added = self._read(reader, found, name, stamp, keys, digests)
            entries.append(entry)
            size += added
            count += bool(added)
            keys.add(entry.key)
        self.index.keep(entries)
        left_out = tuple(one.fault for one in entries if one.fault)
        return Contents(len({e.key for e in entries if e.key}), count, left_out, tuple(notes))

    def _read(
        self,
        reader: DocumentReader,
        source: Source,
        name: str,
        stamp: str,
        keys: set[str],
        digests: _Digests,
    ) -> tuple[Entry, int]:
        """Its entry, and how many passages came with it."""
        try:
            key = digests.of(source, stamp)
        except OSError as error:
            return Entry(name, "", fault=f"{name}: it cannot be opened ({error.strerror})."), 0
        if key in keys:
            return Entry(name, stamp, key), 0
        try:
            document = reader.read(source)
        except DocumentError as error:
            return Entry(name, _today(stamp), fault=str(error)), 0
        if not document.says_something:
            why = "; ".join(document.notes) or "it holds no text"
            return Entry(name, _today(stamp), fault=f"{name}: {why}."), 0
        return Entry(name, stamp, key), self.index.add(key, document)

    def _name(self, source: Source) -> str:
        """Relative to its folder; with several folders, the folder's name in front."""
        for folder in self._folders:
            if source.path == folder:
                shown = Path(folder.name)
                break
            if source.path.is_relative_to(folder):
                inside = source.path.relative_to(folder)
                shown = Path(folder.name, inside) if len(self._folders) > 1 else inside
                break
        else:
            shown = Path(source.path.name)
        return shown_name(f"{shown}/{source.member}" if source.member else str(shown))


def _unchanged(before: Entry, stamp: str, keys: set[str]) -> bool:
    if before.fault:
        return before.stamp == _today(stamp)
    return before.stamp == stamp and before.key in keys


def _today(stamp: str) -> str:
    """What could not be read is tried again on another day: memory may have been short."""
    return f"{stamp} {date.today().isoformat()}"


class _Stamps:
    """Size and times of change: a file with the same ones is not hashed again."""

    def __init__(self) -> None:
        self._known: dict[Path, str] = {}

    def of(self, path: Path) -> str:
        if path not in self._known:
            with suppress(OSError):
                info = path.stat()
                self._known[path] = f"{info.st_size} {info.st_mtime_ns} {info.st_ctime_ns}"
        return self._known.get(path, "")


class _Digests:
    """Hashes of content. Of the last file it is remembered: an archive was hashed whole for every
    member."""

    def __init__(self) -> None:
        self._last: tuple[Path, str] | None = None
        self._digest = hashlib.sha256()

    def of(self, source: Source, stamp: str) -> str:
        """A member of an archive has the archive's and its own name. Raises OSError."""
        if not stamp or self._last != (source.path, stamp):
            self._last = None
            self._digest = hashlib.sha256()
            for chunk in _chunks(source.path):
                self._digest.update(chunk)
            self._last = (source.path, stamp)
        digest = self._digest.copy()
        if source.member:
            digest.update(b"\0" + source.member.encode("utf-8", "surrogateescape"))
        return digest.hexdigest()


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk
