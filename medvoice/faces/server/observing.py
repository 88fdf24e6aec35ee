"""Observing: one log line and one measurement for each request; no path, no query, no body."""

from __future__ import annotations

import logging
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from medvoice.faces.server.meters import Meters

log = logging.getLogger(__name__)


class Observing:
    """ASGI middleware. A path is named by its route ("/api/sessions/{session}"), so that neither
    identifiers nor what somebody typed get into logs."""

    def __init__(self, app: ASGIApp, meters: Meters) -> None:
        self._app = app
        self._meters = meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        begin = time.perf_counter()
        status = 101 if scope["type"] == "websocket" else 0  # 0: the client left first

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"].endswith("http.response.start"):
                status = int(message["status"])
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            seconds = time.perf_counter() - begin
            method = "WEBSOCKET" if scope["type"] == "websocket" else str(scope["method"])
            route = _route(scope)
            self._meters.request(method, route, status, seconds)
            log.info(
                "request",
                extra={
                    "method": method,
                    "route": route,
                    "status": status,
                    "ms": round(1000 * seconds, 1),
                },
            )


def _route(scope: Scope) -> str:
    """Of the route that took the request; "(none)" where it was refused or there is none."""
    return str(getattr(scope.get("route"), "path", "(none)"))
