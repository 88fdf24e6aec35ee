"""Orders in a folder that another program writes into: HL7 messages and JSON files.

Nothing in the folder is changed or removed. A message that is still being written would be an order
with its end missing, so a file is read once nobody has touched it for a while.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from medvoice.study.order import Order, OrderError
from medvoice.study.order_hl7 import MOST_BYTES, is_hl7, orders_of_hl7
from medvoice.study.order_json import orders_of_json

SETTLED_S = 1.0
"""A file that was written to since then, or that changed since the last look, is looked at next
time."""
_UNFINISHED = (".tmp", ".part", ".filepart", ".swp", "~")
_MOST_FILES = 100_000


@dataclass(frozen=True, slots=True)
class _Read:
    """What one file gave. stamp: of the file when it was read. order: of messages in time."""

    stamp: tuple[int, int]
    when: tuple[datetime, int]
    orders: tuple[Order, ...] = ()
    cancelled: frozenset[str] = frozenset()
    fault: str = ""


class OrderFolder:
    """Follows one folder. Not thread-safe."""

    def __init__(self, folder: Path, settled_s: float = SETTLED_S) -> None:
        self.folder = folder
        self._settled_s = settled_s
        self._read: dict[Path, _Read] = {}
        self._waiting: dict[Path, tuple[tuple[int, int], float]] = {}

    def poll(self) -> tuple[Order, ...]:
        """The orders that stand, the newest first: of several with one accession number the last
        message counts, and a cancelled one is gone. Raises OrderError where the folder cannot be
        read; a single file that cannot is left out, with its fault in `faults`."""
        try:
            files = list(_files(self.folder))
        except OSError as error:
            raise OrderError(f"{self.folder}: {error.strerror or 'cannot be read'}.") from error
        there = set()
        for path, stamp, modified in files:
            there.add(path)
            known = self._read.get(path)
            if (known is None or known.stamp != stamp) and self._settled(path, stamp, modified):
                self._read[path] = _one(path, stamp)
        self._read = {path: read for path, read in self._read.items() if path in there}
        self._waiting = {path: seen for path, seen in self._waiting.items() if path in there}
        return self._standing()

    def _settled(self, path: Path, stamp: tuple[int, int], modified: float) -> bool:
        """By the file's own time, or, where another machine's clock wrote that, by having seen it
        unchanged for so long."""
        if time.time() - modified >= self._settled_s:
            return True
        before, since = self._waiting.get(path, (None, 0.0))
        if before != stamp:
            self._waiting[path] = (stamp, time.monotonic())
            return self._settled_s <= 0
        return time.monotonic() - since >= self._settled_s

    @property
    def is_waiting(self) -> bool:
        """Whether the last look left a file out because it is just being written."""
        return any(
            path not in self._read or self._read[path].stamp != stamp
            for path, (stamp, _) in self._waiting.items()
        )

    @property
    def faults(self) -> tuple[str, ...]:
        """Of files that could not be used: name and reason."""
        return tuple(read.fault for read in self._read.values() if read.fault)

    def _standing(self) -> tuple[Order, ...]:
        standing: dict[str, Order] = {}
        for read in sorted(self._read.values(), key=lambda one: one.when):
            for number in read.cancelled:
                standing.pop(number, None)
                standing = {key: order for key, order in standing.items() if order.placer != number}
            for order in read.orders:
                key = order.accession or order.placer or f"{order.patient.id} {order.procedure}"
                standing.pop(key, None)
                standing[key] = order
        return tuple(reversed(standing.values()))


def orders_at(path: Path) -> tuple[Order, ...]:
    """Orders of a folder or of one file, as it is now; a file of the folder that is just being
    written is waited for, for SETTLED_S. Raises OrderError."""
    if path.is_dir():
        folder = OrderFolder(path)
        found = folder.poll()
        if folder.is_waiting:
            time.sleep(SETTLED_S)
            found = folder.poll()
        return found
    if not path.is_file():
        raise OrderError(f"{path}: there is no such file or folder.")
    read = _one(path, (0, 0))
    if read.fault:
        raise OrderError(read.fault)
    return read.orders


def _files(folder: Path) -> Iterator[tuple[Path, tuple[int, int], float]]:
    for count, path in enumerate(sorted(folder.iterdir())):
        if count >= _MOST_FILES:
            return
        if path.name.startswith(".") or path.name.lower().endswith(_UNFINISHED):
            continue
        try:
            if path.is_file():
                found = path.stat()
                yield path, (found.st_mtime_ns, found.st_size), found.st_mtime
        except FileNotFoundError:  # taken away in between
            continue


def _one(path: Path, stamp: tuple[int, int]) -> _Read:
    """By content and not by name: senders call their files what they like."""
    # JSON says no time of its own: it counts as written when the file was.
    when = (datetime.fromtimestamp(stamp[0] // 1_000_000_000), stamp[0])
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        if is_hl7(data):
            message = orders_of_hl7(data)
            return _Read(
                stamp, (_sortable(message.at), stamp[0]), message.orders, message.cancelled
            )
        if data.lstrip(b"\xef\xbb\xbf\r\n\t ")[:1] in (b"{", b"["):
            return _Read(stamp, when, orders_of_json(path))
    except OrderError as error:
        text = str(error)
        return _Read(stamp, when, fault=text if str(path) in text else f"{path}: {text}")
    except OSError as error:
        return _Read(stamp, when, fault=f"{path}: {error.strerror or 'cannot be read'}.")
    return _Read(stamp, when, fault=f"{path}: is neither an HL7 message nor JSON.")


def _sortable(moment: datetime | date | None) -> datetime:
    if isinstance(moment, datetime):
        return moment
    return datetime.combine(moment, datetime.min.time()) if moment else datetime.min
