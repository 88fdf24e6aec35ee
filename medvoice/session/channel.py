"""Channel: a session's cells to any number of faces, as numbered diffs; nobody waits for a face.

A subscriber that reads too slowly loses its diffs and is given all cells anew in their place.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from medvoice.session.cells import Table

KEPT = 256
"""Diffs kept for faces that come back; at ten a second, half a minute."""
WAITING = 64
"""Messages that may wait for one face."""


class Subscription:
    """One face's. `take` never blocks."""

    def __init__(self, channel: Channel, wake: Callable[[], None]) -> None:
        self._channel = channel
        self._wake = wake
        self._lock = threading.Lock()
        self._waiting: deque[str] = deque()
        self._anew = False

    def take(self) -> list[str]:
        """Messages since the last call, oldest first, as JSON."""
        with self._lock:
            anew, self._anew = self._anew, False
            taken = list(self._waiting)
            self._waiting.clear()
        return [self._channel.renewed(self)] if anew else taken

    def close(self) -> None:
        self._channel.leave(self)

    def put(self, message: str) -> None:
        """By the channel."""
        with self._lock:
            if not self._anew:
                self._waiting.append(message)
            if len(self._waiting) > WAITING:
                self._waiting.clear()
                self._anew = True
        self._wake()

    def drop(self) -> None:
        """What waits is in the state that is given now."""
        with self._lock:
            self._waiting.clear()
            self._anew = False


class Channel:
    """Thread-safe."""

    def __init__(self) -> None:
        self.epoch = secrets.token_hex(8)
        self._lock = threading.Lock()
        self._seq = 0
        self._cells: Table = {}
        self._kept: deque[tuple[int, str]] = deque(maxlen=KEPT)
        self._faces: list[Subscription] = []

    @property
    def faces(self) -> int:
        with self._lock:
            return len(self._faces)

    @property
    def seq(self) -> int:
        with self._lock:
            return self._seq

    def cells(self) -> Table:
        """As they are now."""
        with self._lock:
            return dict(self._cells)

    def publish(self, cells: Table) -> bool:
        """What of them is new goes to every face; False where nothing is. The values must not be
        changed any more."""
        with self._lock:
            old = self._cells
            new = {
                name: value
                for name, value in cells.items()
                if name not in old or (old[name] is not value and old[name] != value)
            }
            gone = [name for name in old if name not in cells]
            if not new and not gone:
                return False
            self._cells = cells
            self._seq += 1
            message = self._said("diff", {"set": new, "gone": gone})
            self._kept.append((self._seq, message))
            for face in self._faces:
                face.put(message)
            return True

    def subscribe(self, wake: Callable[[], None], epoch: str = "", seq: int = -1) -> Subscription:
        """wake: called when there is something to take, by any thread, with a lock held: it only
        notes that. epoch, seq: of the last message that the face has; "" for none."""
        made = Subscription(self, wake)
        with self._lock:
            first = self._kept[0][0] if self._kept else self._seq + 1
            if epoch == self.epoch and first - 1 <= seq <= self._seq:
                for number, message in self._kept:
                    if number > seq:
                        made.put(message)
            else:
                made.put(self._state())
            self._faces.append(made)
        wake()
        return made

    def leave(self, face: Subscription) -> None:
        with self._lock:
            if face in self._faces:
                self._faces.remove(face)

    def renewed(self, face: Subscription) -> str:
        """All cells, for a face that missed some."""
        with self._lock:
            face.drop()
            return self._state()

    def _state(self) -> str:
        return self._said("state", {"cells": self._cells})

    def _said(self, kind: str, more: dict[str, Any]) -> str:
        head = {"type": kind, "epoch": self.epoch, "seq": self._seq}
        return json.dumps(head | more, ensure_ascii=False, separators=(",", ":"))
