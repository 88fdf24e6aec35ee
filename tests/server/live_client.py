"""Test helper: a face on the live socket, as docs/live_protocol.md says it."""

from __future__ import annotations

import contextlib
import json
import struct
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect


class LiveClient:
    """Keeps what it sends until it is durable, as a page does. sound: 16-bit samples."""

    def __init__(self, socket_url: str, name: str, since: tuple[str, int] = ("", -1)) -> None:
        self.address = f"{socket_url}/v1/sessions/{name}/live"
        self.cells: dict[str, Any] = {}
        self.since = since
        self.messages: list[dict[str, Any]] = []
        self.have = 0
        self.durable = 0
        self.socket: ClientConnection | None = None
        self.join()

    def join(self) -> None:
        self.socket = connect(
            self.address, max_size=1 << 24, proxy=None, legacy=True, open_timeout=60
        )
        with contextlib.suppress(ConnectionClosed):  # `look` will say so
            self.tell({"type": "hello", "epoch": self.since[0], "seq": self.since[1]})

    def tell(self, message: dict[str, Any]) -> None:
        assert self.socket is not None
        self.socket.send(json.dumps(message))

    def look(self, seconds: float = 0.05) -> dict[str, Any] | None:
        """The next message, taken in; None where none came."""
        assert self.socket is not None
        try:
            message = json.loads(self.socket.recv(timeout=seconds))
        except TimeoutError:
            return None
        self.take(message)
        return message

    def take(self, message: dict[str, Any]) -> None:
        self.messages.append(message)
        match message["type"]:
            case "state":
                self.cells = message["cells"]
                self.since = (message["epoch"], message["seq"])
            case "diff":
                assert message["seq"] == self.since[1] + 1
                self.since = (message["epoch"], message["seq"])
                self.cells.update(message["set"])
                for name in message["gone"]:
                    self.cells.pop(name)
            case "audio":
                self.have, self.durable = message["have"], message["durable"]

    def until(self, true: Callable[[], Any], seconds: float = 60.0) -> Any:
        end = time.monotonic() + seconds
        while not (found := true()):
            assert time.monotonic() < end, f"it did not happen in time: {self.messages[-3:]}"
            self.look()
        return found

    def answer(self, kind: str) -> dict[str, Any]:
        """The next message of this type."""
        before = len(self.messages)
        return self.until(
            lambda: next((m for m in self.messages[before:] if m["type"] == kind), None)
        )

    def begin(self, stream: str, rate: int = 16_000, **more: Any) -> dict[str, Any]:
        before = len(self.messages)
        self.tell({"type": "audio", "stream": stream, "rate": rate, **more})
        return self.until(
            lambda: next(
                (m for m in self.messages[before:] if m["type"] in ("audio", "audio refused")), None
            )
        )

    def send(self, sound: np.ndarray, first: int, last: int, step: int = 1600) -> None:
        """Samples [first, last) of the stream."""
        assert self.socket is not None
        for at in range(first, last, step):
            part = sound[at : min(last, at + step)].astype("<i2").tobytes()
            self.socket.send(struct.pack("<Q", at) + part)

    def do(self, key: str, do: str, **more: Any) -> dict[str, Any]:
        before = len(self.messages)
        self.tell({"type": "intent", "key": key, "do": do, **more})
        return self.until(
            lambda: next(
                (m for m in self.messages[before:] if m["type"] == "done" and m["key"] == key), None
            )
        )

    def cut(self) -> None:
        """As a pulled cable does: no goodbye."""
        assert self.socket is not None
        self.socket.socket.close()
        self.socket = None

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()

    @property
    def heard(self) -> list[str]:
        numbers = sorted(int(n.split("/")[1]) for n in self.cells if n.startswith("utterance/"))
        return [w[0] for n in numbers for w in self.cells[f"utterance/{n}"]["words"]]
