"""How a refusal is said: JSON over HTTP; before a WebSocket opens as an HTTP answer, too."""

from __future__ import annotations

import json

from starlette.types import Receive, Scope, Send

from medvoice.faces.server.safety.incoming import Refusal

POLICY_VIOLATION = 1008
"""The WebSocket code where the server cannot answer with HTTP."""


def body_of(refusal: Refusal) -> dict[str, dict[str, str | None]]:
    """The shape of every error, which is OpenAI's."""
    kind = "server_error" if refusal.status >= 500 else "invalid_request_error"
    return {
        "error": {
            "message": refusal.message,
            "type": kind,
            "param": refusal.param or None,
            "code": refusal.code,
        }
    }


class Refused(Exception):
    """Raised by a route: the answer is this refusal."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


async def refuse(refusal: Refusal, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer instead of the app. Closes the connection: the rest of the body is not read."""
    body = json.dumps(body_of(refusal)).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    headers += [(k.lower().encode(), v.encode()) for k, v in refusal.headers.items()]
    prefix = ""
    if scope["type"] == "websocket":
        if "websocket.http.response" not in scope.get("extensions", {}):
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
            return
        prefix = "websocket."
        headers = [pair for pair in headers if pair[0] != b"connection"]
    start = {"status": refusal.status, "headers": headers}
    await send({"type": f"{prefix}http.response.start", **start})
    await send({"type": f"{prefix}http.response.body", "body": body})
