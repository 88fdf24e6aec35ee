"""Guarding: asks the guards in order, and counts what is open; the first refusal is the answer."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.types import ASGIApp, Receive, Scope, Send

from medvoice.faces.server.safety.incoming import Guard, Refusal, incoming_of
from medvoice.faces.server.safety.refusing import refuse

BUSY = Refusal(
    503,
    "too_many_open",
    "Too many requests and sessions are open (server.connections). Try again.",
    {"Retry-After": "5"},
)


class Guarding:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp, guards: Sequence[Guard], most_open: int) -> None:
        """most_open: requests and WebSockets at once."""
        self._app = app
        self._guards = tuple(guards)
        self._most = most_open
        self._open = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        incoming = incoming_of(scope)
        for guard in self._guards:
            refusal = guard.check(incoming)
            if refusal is not None:
                await refuse(refusal, scope, receive, send)
                return
        if self._open >= self._most:
            await refuse(BUSY, scope, receive, send)
            return
        self._open += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._open -= 1
