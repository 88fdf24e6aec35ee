"""Incoming, Refusal, Guard: what a guard sees of a request, and what it answers.

A guard is a plain decision over a few values, so that each is tested without a server.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from starlette.datastructures import Headers
from starlette.types import Scope


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request or the opening of a WebSocket. method: "GET" for a WebSocket. path: decoded,
    without the query. client: address, "" where there is none. secure: over TLS."""

    method: str
    path: str
    headers: Headers
    client: str = ""
    secure: bool = False
    websocket: bool = False

    @property
    def origin(self) -> str:
        """Of the server as the client names it: "https://host:port"."""
        return f"{'https' if self.secure else 'http'}://{self.headers.get('host', '').lower()}"


@dataclass(frozen=True, slots=True)
class Refusal:
    """status: HTTP. code: a short name for programs. message: what happened and what to do; it
    repeats nothing that the request said. param: the part of the request at fault, "" for none."""

    status: int
    code: str
    message: str
    headers: Mapping[str, str] = field(default_factory=dict)
    param: str = ""


class Guard(Protocol):
    """None lets the request go on."""

    def check(self, incoming: Incoming) -> Refusal | None: ...


def incoming_of(scope: Scope) -> Incoming:
    """scope: of an ASGI "http" or "websocket" connection."""
    client = scope.get("client")
    return Incoming(
        method=str(scope.get("method", "GET")),
        path=str(scope["path"]),
        headers=Headers(scope=scope),
        client=str(client[0]) if client else "",
        secure=scope.get("scheme") in ("https", "wss"),
        websocket=scope["type"] == "websocket",
    )
