"""Journal: what a run has done so far, beside its output, so that it can be stopped and go on.

A line for each report: a checksum and a JSON object. What a crash left half written is cut off, and
that report is read again; nothing is in it twice. It reaches the disk once a second.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import time
import zlib
from collections.abc import Container, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO, Self

_FORMAT = 1
_SYNC_S = 1.0
_BEGIN = b'{"medvoice extract":'
_MARK = re.compile(rb"[0-9a-f]{0,8}\0+|[0-9a-f]{8} ")


class JournalError(Exception):
    """The journal cannot be used; the message says what to do."""


class Journal:
    """Of one output, for one run at a time. Close it."""

    def __init__(self, file: BinaryIO, path: Path, done: set[str]) -> None:
        self._file = file
        self._path = path
        self._done = done
        self._synced = time.monotonic()

    @classmethod
    def opened(cls, path: Path, about: Mapping[str, Any], *, anew: bool = False) -> Self:
        """about: what makes two runs the same (schema, options). anew: what was there is thrown
        away. Raises JournalError where another run has it open, or one began it otherwise."""
        file = open(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")  # noqa: SIM115
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.close()
            raise JournalError(f"{path}: another run is writing this output.") from error
        with ExitStack() as unless_whole:
            unless_whole.callback(file.close)
            _is_a_journal(file, path)
            if anew:
                file.truncate(0)
            done = _recovered(file, path, {"medvoice extract": _FORMAT, **about})
            unless_whole.pop_all()
        return cls(file, path, done)

    @property
    def done(self) -> int:
        return len(self._done)

    def holds(self, key: str) -> bool:
        return key in self._done

    def add(self, key: str, entry: Mapping[str, Any], *, again: bool = False) -> None:
        """again: the entry stands for now; the report is not done, another run reads it anew."""
        self._file.write(_line({"key": key, **entry, **({"again": True} if again else {})}))
        if not again:
            self._done.add(key)
        now = time.monotonic()
        if now - self._synced >= _SYNC_S:
            self.sync()
            self._synced = now

    def sync(self) -> None:
        self._file.flush()
        os.fdatasync(self._file.fileno())

    def entries(self, keys: Container[str] | None = None) -> Iterator[dict[str, Any]]:
        """All of them, or those with one of the keys, in order, one in memory at a time. One that
        only stands for now gives way to one that is done."""
        self._file.flush()
        told: set[str] = set()
        with self._path.open("rb") as file:
            file.readline()
            for line in file:
                entry = _read(line)
                if entry is None:
                    raise JournalError(f"{self._path}: it is damaged. Begin again: --restart.")
                key = entry["key"]
                if entry.get("again"):
                    if key in self._done or key in told:
                        continue
                    told.add(key)
                if keys is None or key in keys:
                    yield entry

    def close(self) -> None:
        """What was added is on the disk then."""
        if not self._file.closed:
            self.sync()
            self._file.close()

    def remove(self) -> None:
        self._path.unlink(missing_ok=True)
        self._file.close()


def _is_a_journal(file: BinaryIO, path: Path) -> None:
    """Or the begin of one, as a crash leaves it. Raises JournalError: nobody's file is overwritten
    for its name."""
    file.seek(0)
    head = file.read(len(_BEGIN) + 9)
    mark, begin = head[:9], head[9:]
    if not (_MARK.fullmatch(mark.ljust(9, b"\0")) and _BEGIN.startswith(begin)):
        raise JournalError(
            f"{path}: a file of this name is there, and it is no journal of medvoice. Move it away."
        )


def _recovered(file: BinaryIO, path: Path, about: Mapping[str, Any]) -> set[str]:
    """Keys of what is there; the file's end behind them."""
    file.seek(0)
    head = file.readline()
    begun = _read(head)
    if begun is None:
        file.seek(0)
        file.truncate()
        file.write(_line(about))
        file.flush()
        os.fsync(file.fileno())
        return set()
    if begun != json.loads(json.dumps(about)):
        raise JournalError(
            f"{path}: a run with another schema or other options was stopped here. Go on with "
            "those, or begin again: --restart."
        )
    done: set[str] = set()
    end = file.tell()
    while line := file.readline():
        entry = _read(line)
        if entry is None:
            break
        if not entry.get("again"):
            done.add(str(entry["key"]))
        end = file.tell()
    file.seek(end)
    file.truncate()
    return done


def _line(entry: Mapping[str, Any]) -> bytes:
    said = json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
    # A lone surrogate (a file's name that is no UTF-8, JSON's "\ud800") ended the whole run; it
    # becomes "?".
    data = said.encode("utf-8", "replace")
    return b"%08x %s\n" % (zlib.crc32(data), data)


def _read(line: bytes) -> dict[str, Any] | None:
    """None for a line that is not whole."""
    if not line.endswith(b"\n") or line[8:9] != b" ":
        return None
    data = line[9:-1]
    try:
        if int(line[:8], 16) != zlib.crc32(data):
            return None
        entry = json.loads(data)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) else None
