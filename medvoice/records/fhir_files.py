"""FHIR R4 from files: bundles, single resources, lists of them, NDJSON, and folders of all these.

Everything is bounded. What cannot be read is named and left out where other files can be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from medvoice.records.fhir_version import other_version
from medvoice.records.json_values import Node, NotJson, at, nodes, parsed, text
from medvoice.records.record_error import RecordError

MOST_BYTES = 64_000_000
"""Of one file: about 30,000 resources of the size that Synthea writes."""
MOST_BYTES_IN_ALL = 256_000_000
MOST_RESOURCES = 100_000
MOST_FILES = 5_000
_SUFFIXES = (".json", ".ndjson", ".jsonl")
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_TYPE = re.compile(r"[A-Z][A-Za-z]{1,63}")
_DELETED = re.compile(r"(?:^|/)([A-Z][A-Za-z]{1,63}/[A-Za-z0-9\-.]{1,64})$")
_DEEPEST_BUNDLE = 3
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Resource:
    """id: its own, else one made of its place ("#12"), which never stands in a file. url: under
    which its bundle knows it, "" for none."""

    type: str
    id: str
    body: Node = field(repr=False)
    url: str = ""

    @property
    def ref(self) -> str:
        return f"{self.type}/{self.id}"


@dataclass(frozen=True, slots=True)
class Files:
    """resources: in the files' order. left_out: a sentence each, without any of their text.
    partial: sentences that say why this is not the whole record."""

    resources: tuple[Resource, ...]
    left_out: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()


class _Fault(Exception):
    """A file, or a line of it, is not taken: half a sentence why."""


def read_files(paths: Sequence[Path]) -> Files:
    """Files and folders. Raises RecordError where nothing can be read, or where a file that was
    named itself cannot be."""
    reader = _Reader()
    for path in paths:
        if path.is_dir():
            reader.folder(path)
        else:
            try:
                reader.file(path, path.name)
            except _Fault as fault:
                raise RecordError(f"{path}: {fault}. Nothing was taken from it.") from None
    return _files_of(reader, ", ".join(map(str, paths)))


def _files_of(reader: _Reader, name: str) -> Files:
    """Raises RecordError."""
    if not reader.resources:
        why = f" {' '.join(reader.left_out[:_SHOWN])}" if reader.left_out else ""
        raise RecordError(
            f"{name}: no FHIR resource is there. JSON of FHIR R4 is read "
            f"(a bundle, a resource, NDJSON, or a folder of them).{why}"
        )
    kept = [one for one in reader.resources if one.ref not in reader.deleted]
    gone = sorted({one.ref for one in reader.resources} & reader.deleted)
    notes = [f"{ref} was deleted, so that no version of it counts." for ref in gone]
    return Files(tuple(kept), (*reader.left_out, *notes), tuple(reader.partial))


def read_text(data: bytes, most: int = MOST_BYTES) -> Files:
    """What one file holds, without the file: JSON or NDJSON. most: bytes. Raises RecordError."""
    reader = _Reader()
    try:
        if len(data) > most:
            raise _Fault(f"is too large ({most:,} bytes at most)")
        reader.words(data.decode("utf-8-sig"), "The record")
    except UnicodeDecodeError:
        raise RecordError("The record is not UTF-8. Nothing was taken from it.") from None
    except _Fault as fault:
        raise RecordError(f"The record {fault}. Nothing was taken from it.") from None
    return _files_of(reader, "The record")


class _Reader:
    def __init__(self) -> None:
        self.resources: list[Resource] = []
        self.left_out: list[str] = []
        self.partial: list[str] = []
        self.deleted: set[str] = set()
        """ "Observation/7", by a bundle's DELETE."""
        self._bytes = 0

    def folder(self, path: Path) -> None:
        try:
            found = sorted(_files(path))
        except OSError as error:
            raise RecordError(f"{path}: cannot be looked into ({error.strerror}).") from error
        if len(found) > MOST_FILES:
            raise RecordError(f"{path}: holds more than {MOST_FILES:,} files. Nothing was taken.")
        for one in found:
            name = str(one.relative_to(path))
            try:
                self.file(one, name)
            except _Fault as fault:
                self.left_out.append(f"{name}: {fault}.")

    def file(self, path: Path, name: str) -> None:
        """A file counts as a whole: a version that is not read leaves nothing of it."""
        self.words(self._text(path), name, lines=path.suffix.lower() in (".ndjson", ".jsonl"))

    def words(self, words: str, name: str, *, lines: bool = False) -> None:
        """lines: NDJSON, also where it is one line."""
        start = words.lstrip()[:1]
        if start == "<":
            raise _Fault("is XML; FHIR as JSON is read")
        before = len(self.resources)
        try:
            self._values(words, name, lines=lines)
        except _Fault:
            del self.resources[before:]
            raise

    def _text(self, path: Path) -> str:
        try:
            if not path.is_file():
                raise _Fault("is not there, or no file")
            size = path.stat().st_size
            if size > MOST_BYTES:
                raise _Fault(f"is too large ({MOST_BYTES:,} bytes at most)")
            self._bytes += size
            if self._bytes > MOST_BYTES_IN_ALL:
                raise _Fault(f"the files hold more than {MOST_BYTES_IN_ALL:,} bytes together")
            return path.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise _Fault(f"cannot be read ({error.strerror})") from error
        except UnicodeDecodeError:
            raise _Fault("is not UTF-8") from None

    def _values(self, words: str, name: str, *, lines: bool) -> None:
        if not lines:
            try:
                value = parsed(words)
            except NotJson as error:
                if not _is_ndjson(words):
                    raise _Fault(str(error)) from None
            else:
                self._take(value, name)
                return
        bad = []
        for number, one in enumerate(words.split("\n"), 1):
            if not one.strip():
                continue
            try:
                self._take(parsed(one), f"{name}, line {number}")
            except NotJson:
                bad.append(number)
        if bad:
            shown = ", ".join(map(str, bad[:_SHOWN]))
            more = f" and {len(bad) - _SHOWN} more" if len(bad) > _SHOWN else ""
            self.left_out.append(f"{name}: no JSON in line {shown}{more}.")

    def _take(self, value: Any, name: str) -> None:
        """A resource, a bundle, or a list of them."""
        if isinstance(value, list):
            waiting = [(one, "", 0) for one in reversed(value)]
        else:
            waiting = [(value, "", 0)]
        while waiting:
            body, url, depth = waiting.pop()
            kind = body.get("resourceType") if isinstance(body, dict) else None
            if not isinstance(kind, str) or not _TYPE.fullmatch(kind):
                if isinstance(value, list) or depth:
                    self.left_out.append(f"{name}: an entry that is no FHIR resource.")
                    continue
                raise _Fault("is JSON, but no FHIR resource (no resourceType)")
            self._check(body)
            if kind == "Bundle":
                if body.get("implicitRules"):
                    self.left_out.append(f"{name}: a bundle by rules that are not understood.")
                    continue
                if depth >= _DEEPEST_BUNDLE:
                    self.left_out.append(f"{name}: a bundle in a bundle in a bundle.")
                    continue
                waiting += [
                    (one, text(entry, "fullUrl"), depth + 1)
                    for entry, one in reversed(tuple(self._entries(body, name)))
                ]
                continue
            self._add(body, kind, url)

    def _entries(self, bundle: Node, name: str) -> Iterator[tuple[Node, Any]]:
        entries = bundle.get("entry")
        if entries is not None and not isinstance(entries, list):
            raise _Fault("is a broken bundle (its entries are no list)")
        for link in nodes(bundle, "link"):
            if link.get("relation") == "next":
                self.partial.append(f"{name} is one page of several.")
        total = bundle.get("total")
        listed = nodes(bundle, "entry")
        matched = [e for e in listed if at(e, "search", "mode") not in ("include", "outcome")]
        if isinstance(total, int) and bundle.get("type") == "searchset" and total > len(matched):
            self.partial.append(f"{name} holds {len(matched)} of {total} entries.")
        broken, modified = len(entries or ()) - len(listed), 0
        for entry in listed:
            if at(entry, "request", "method") == "DELETE":
                if gone := _DELETED.search(text(entry, "request", "url").rstrip("/")):
                    self.deleted.add(gone[1])
                continue
            if at(entry, "search", "mode") == "outcome":
                continue
            if entry.get("modifierExtension"):
                modified += 1
                continue
            if entry.get("resource") is None and "response" not in entry:
                broken += 1
            elif entry.get("resource") is not None:
                yield entry, entry["resource"]
        if modified:
            self.left_out.append(
                f"{name}: entries of the bundle with a modifier that is not understood: {modified}."
            )
        if broken:
            self.left_out.append(f"{name}: {broken} entries of the bundle hold no resource.")

    def _check(self, body: Node) -> None:
        other = other_version(body)
        if other is not None:
            version, why = other
            raise _Fault(f"is FHIR {version} ({why}); FHIR R4 is read")
        if len(self.resources) >= MOST_RESOURCES:
            raise _Fault(f"there are more than {MOST_RESOURCES:,} resources")

    def _add(self, body: Node, kind: str, url: str) -> None:
        own = body.get("id")
        if not isinstance(own, str) or not _ID.fullmatch(own):
            tail = url.rsplit(":", 1)[-1] if url.startswith("urn:uuid:") else ""
            own = tail if _ID.fullmatch(tail) else f"#{len(self.resources) + 1}"
        self.resources.append(Resource(kind, own, body, url))


def _files(folder: Path) -> Iterable[Path]:
    """Those that may be records, hidden ones left out."""
    for number, one in enumerate(folder.rglob("*")):
        if number > MOST_FILES * 10:
            raise RecordError(f"{folder}: holds too many files. Nothing was taken.")
        hidden = any(part.startswith(".") for part in one.relative_to(folder).parts)
        if one.suffix.lower() in _SUFFIXES and not hidden and one.is_file():
            yield one


def _is_ndjson(words: str) -> bool:
    """Several lines, and the first is a resource by itself."""
    first, _, rest = words.strip().partition("\n")
    if not rest:
        return False
    try:
        found = parsed(first)
    except NotJson:
        return False
    return isinstance(found, dict) and "resourceType" in found
