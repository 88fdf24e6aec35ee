"""EventLog: append-only file of events, one checksummed JSON line each, durable after `append`.

A line is a checksum, a hash of all lines so far (session/chain.py), the event as JSON (or a JSON
array of events that belong together), or that sealed (session/log_bodies.py). A torn last line
(power loss) is ignored by the reader, which says so; a bad line before it is an error, and so is a
whole one that does not open, wherever it stands: it is never cut off.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from medvoice.audio.journal_file import sync_folder
from medvoice.sealing.errors import SealBroken, SealError
from medvoice.sealing.stored_file import StoredFile, stored
from medvoice.session.chain import START, line_of, link, read_line
from medvoice.session.events import (
    ANY_EVENT,
    FORMAT_VERSION,
    MANY_EVENTS,
    Event,
    SessionStarted,
)
from medvoice.session.log_bodies import Bodies, bodies_for, is_sealed


class EventLogError(ValueError):
    """The log cannot be read; the message names file, line and fault."""


class EventLog:
    """Writer. One owner; `append` is durable (fdatasync) when it returns.

    Events are few (a handful per turn), so every one is synced. When the disk is full the lines
    are kept in memory and written in order at the next append or `flush`: `pending` says how many.
    """

    def __init__(self, file: Path | StoredFile, sync: Callable[[int], None] = os.fdatasync) -> None:
        """Opens for append with mode 0600; cuts off a torn tail. A log goes on as it was begun,
        encrypted or not. Raises EventLogError, OSError."""
        self._path = path = stored(file).path
        self._sync = sync
        self._pending: list[bytes] = []
        before = read_events(file) if path.exists() else LogContents((), 0, 0)
        whole, self._chain, self.lines = before.whole_bytes, before.chain, len(before.chains)
        sealed = before.sealed if self.lines else stored(file).sealed
        self._bodies = _bodies(stored(file), sealed, self.lines)
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if not whole:
            sync_folder(path.parent)
        os.ftruncate(self._fd, whole)
        self._size = whole

    @property
    def pending(self) -> int:
        """Events not on disk yet (disk full)."""
        return len(self._pending)

    @property
    def head(self) -> str:
        """The chain's hash after the last event, written or not."""
        return self._chain

    def append(self, event: Event) -> None:
        self._write(event.model_dump_json().encode())

    def append_json(self, body: bytes) -> None:
        """What a line of another log held."""
        self._write(body)

    def append_together(self, events: Sequence[Event]) -> None:
        """All or none of them are there after a crash."""
        if events:
            bodies = (event.model_dump_json().encode() for event in events)
            self._write(b"[%s]" % b",".join(bodies))

    def _write(self, json: bytes) -> None:
        body = self._bodies.written(json)
        self._chain = link(self._chain, body)
        self.lines += 1
        self._pending.append(line_of(self._chain, body))
        self.flush()

    def flush(self) -> bool:
        """Try to write what is pending; True when everything is durable."""
        while self._pending:
            line = self._pending[0]
            try:
                written = os.pwrite(self._fd, line, self._size)
                if written == len(line):
                    self._sync(self._fd)
            except OSError:
                written = -1
            if written != len(line):
                # A partial line must not stand before later ones: the next try overwrites it.
                return False
            self._size += written
            self._pending.pop(0)
        return True

    def close(self) -> None:
        if self._fd >= 0:
            self.flush()
            os.close(self._fd)
            self._fd = -1


@dataclass(frozen=True, slots=True)
class LogContents:
    """events in order; whole_bytes: length of the good part; ignored_bytes: torn tail. chains: the
    hash after each line, as its bodies make it; broken: number of the first line that says another
    one, 0 for none. sealed: whether it is encrypted."""

    events: tuple[Event, ...]
    whole_bytes: int
    ignored_bytes: int
    chains: tuple[str, ...] = ()
    broken: int = 0
    sealed: bool = False

    @property
    def chain(self) -> str:
        return self.chains[-1] if self.chains else START


def read_events(file: Path | StoredFile) -> LogContents:
    """Read a log. Raises EventLogError for a newer format, a fault that is not a torn tail, and a
    key that is not at hand; OSError."""
    path = stored(file).path
    data = path.read_bytes()
    events: list[Event] = []
    chains: list[str] = []
    bodies: Bodies | None = None
    at = broken = 0
    sealed = False
    while at < len(data):
        stop = data.find(b"\n", at)
        read = read_line(data[at:stop]) if stop >= 0 else None
        if read is not None and bodies is None:
            sealed = is_sealed(read.body)
            bodies = _bodies(stored(file), sealed)
        found = _opened(path, bodies, read.body, len(chains)) if read and bodies else None
        if found is None or read is None:
            if stop < 0 or stop == len(data) - 1:
                break
            raise EventLogError(
                f"{path}: line {len(chains) + 1} is damaged and is not the last one. The "
                f"{len(events)} events before it are good; the sound in the journal beside it is "
                "not touched."
            )
        for event in found:
            if isinstance(event, SessionStarted) and event.format > FORMAT_VERSION:
                raise EventLogError(
                    f"{path}: written by a newer medvoice (format {event.format}, this one reads "
                    f"{FORMAT_VERSION}). Nothing was changed; use the newer version."
                )
        events += found
        chains.append(link(chains[-1] if chains else START, read.body))
        if not broken and read.chain not in ("", chains[-1]):
            broken = len(chains)
        at = stop + 1
    return LogContents(tuple(events), at, len(data) - at, tuple(chains), broken, sealed)


def read_chain(path: Path) -> tuple[tuple[str, ...], int]:
    """Of a log whose key is not at hand: the hash after each line, and the number of the first line
    that says another one (0 for none). Raises OSError."""
    chains: list[str] = []
    broken = 0
    for raw in path.read_bytes().splitlines(keepends=True):
        line = read_line(raw[:-1]) if raw.endswith(b"\n") else None
        if line is None:
            break
        chains.append(link(chains[-1] if chains else START, line.body))
        if not broken and line.chain not in ("", chains[-1]):
            broken = len(chains)
    return tuple(chains), broken


def _bodies(file: StoredFile, sealed: bool, lines: int = 0) -> Bodies:
    """Raises EventLogError, OSError."""
    try:
        return bodies_for(file, sealed, lines)
    except SealError as error:
        raise EventLogError(str(error)) from error


def _opened(path: Path, bodies: Bodies, body: bytes, line: int) -> list[Event] | None:
    """The events of a line whose checksum is right. Raises EventLogError."""
    try:
        json = bodies.read(body, line)
    except SealBroken as error:
        raise EventLogError(
            f"{path}: line {line + 1} does not open ({error}): it was changed or moved, or the key "
            "of its folder is another one. Nothing was changed; the sound beside it is not touched."
        ) from error
    return _parse(json)


def _parse(body: bytes) -> list[Event] | None:
    try:
        if body.startswith(b"["):
            return MANY_EVENTS.validate_json(body)
        return [ANY_EVENT.validate_json(body)]
    except ValidationError:
        return None
