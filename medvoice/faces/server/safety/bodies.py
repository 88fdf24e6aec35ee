"""BodyLimits: no body longer, slower or deeper than its path allows.

JSON is read whole (it is short) and its depth counted before the framework parses it; everything
else goes through chunk by chunk, and so does JSON that the framework does not parse.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from medvoice.faces.server.safety.bounded_json import BadJson, check_depth
from medvoice.faces.server.safety.incoming import Refusal
from medvoice.faces.server.safety.refusing import Refused, refuse

MOST = 1 << 20
"""Bytes of a body where the path has no limit of its own."""
SLOWEST_S = 30.0
"""Seconds until the next piece of a body must be there."""

ENCODED = Refusal(415, "encoded_body", "Send the body as it is, without Content-Encoding.")
SLOW = Refusal(408, "slow_body", "The body did not come in time.")


class BodyLimits:
    """ASGI middleware."""

    def __init__(
        self,
        app: ASGIApp,
        larger: Mapping[str, int] | None = None,
        slowest_s: float = SLOWEST_S,
        raw: Mapping[str, int] | None = None,
    ) -> None:
        """larger: path → bytes, for those that take more than `MOST`. raw: as of Part."""
        self._app = app
        self._larger = dict(larger or {})
        self._slowest = slowest_s
        self._raw = [(_pattern(path), most) for path, most in (raw or {}).items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        raw = next((most for path, most in self._raw if path.fullmatch(scope["path"])), None)
        is_json = _may_be_json(headers) and raw is None
        most = raw or (MOST if is_json else self._larger.get(scope["path"], MOST))
        if headers.get("content-encoding", "identity").lower() != "identity":
            await refuse(ENCODED, scope, receive, send)
            return
        length = headers.get("content-length", "")
        if length.isascii() and length.isdigit() and int(length) > most:
            await refuse(too_large(most), scope, receive, send)
            return
        body = _Body(receive, most, self._slowest)
        started = False

        async def sending(message: Message) -> None:
            # What the app says of a body that it could not read to the end does not count.
            nonlocal started
            if body.refusal is not None and not started:
                return
            started = True
            await send(message)

        try:
            if is_json:
                await body.read_whole()
            await self._app(scope, body.receive, sending)
        except Refused as error:
            body.refusal = error.refusal
        if body.refusal is not None and not started:
            await refuse(body.refusal, scope, receive, send)


class _Body:
    """receive: of the server. Counts what passes."""

    def __init__(self, receive: Receive, most: int, slowest_s: float) -> None:
        self._receive = receive
        self._most = most
        self._slowest = slowest_s
        self._taken = 0
        self._ended = False
        self._whole: Message | None = None
        self.refusal: Refusal | None = None

    async def receive(self) -> Message:
        if self._whole is not None:
            whole, self._whole = self._whole, None
            return whole
        if self._ended:  # what comes now is the client going away, which may take long
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), self._slowest)
        except TimeoutError:
            raise self._refused(SLOW) from None
        if message["type"] == "http.request":
            self._taken += len(message.get("body", b""))
            if self._taken > self._most:
                raise self._refused(too_large(self._most))
            self._ended = not message.get("more_body", False)
        return message

    async def read_whole(self) -> None:
        """Raises Refused where it is nested too deeply."""
        pieces = []
        while not self._ended:
            message = await self.receive()
            if message["type"] != "http.request":
                self._whole = message  # the client has gone: the app is told
                return
            pieces.append(message.get("body", b""))
        body = b"".join(pieces)
        try:
            check_depth(body)
        except BadJson as error:
            raise self._refused(Refusal(400, "bad_json", f"Not taken: {error}.")) from None
        self._whole = {"type": "http.request", "body": body, "more_body": False}

    def _refused(self, refusal: Refusal) -> Refused:
        self.refusal = refusal
        return Refused(refusal)


def too_large(most: int) -> Refusal:
    """most: bytes that the path allows."""
    shown = f"{most >> 20} MB" if most >= 1 << 20 else f"{most} bytes"
    return Refusal(413, "too_large", f"The body is larger than the {shown} that this path takes.")


def _pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"\{[^}]*\}", path)
    return re.compile("[^/]+".join(map(re.escape, parts)))


def _may_be_json(headers: Headers) -> bool:
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    return not kind or kind == "application/json" or kind.endswith("+json")
