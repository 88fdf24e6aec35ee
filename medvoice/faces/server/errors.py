"""Every error as the same JSON, and the boundary behind which no exception gets out.

An exception's text may quote what was dictated, so it is neither answered nor logged: its type and
the place are.
"""

from __future__ import annotations

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from medvoice.faces.server.safety.incoming import Refusal
from medvoice.faces.server.safety.refusing import Refused, body_of, refuse

log = logging.getLogger(__name__)

FAILED = Refusal(
    500,
    "internal_error",
    "medvoice failed. This is a fault of the program; its log says where. What was dictated is "
    "kept.",
)


class ErrorText(BaseModel):
    """What went wrong."""

    message: str = Field(description="what happened, what was kept, what to do")
    type: str = Field(description="invalid_request_error or server_error")
    param: str | None = Field(description="the part of the request at fault, where one is")
    code: str = Field(description="a short name that does not change")


class Problem(BaseModel):
    """The body of every error."""

    error: ErrorText


def handle_errors(app: FastAPI) -> None:
    """What routes raise, and what FastAPI finds wrong with a request, in one shape."""

    def refused(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, Refused)
        return _answer(error.refusal)

    def http(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        status = HTTPStatus(error.status_code)
        code = status.name.lower()
        return _answer(Refusal(status, code, str(error.detail), dict(error.headers or {})))

    def invalid(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        return _answer(Refusal(422, "invalid_request", _said(error)))

    app.add_exception_handler(Refused, refused)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)


class Boundary:
    """ASGI middleware: an exception that no route foresaw becomes a 500, or ends the WebSocket."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Refused:
            raise  # of the body, which its own limit answers
        except Exception as error:
            log.error("a request failed", exc_info=error)
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1011})
            elif not started:
                await refuse(FAILED, scope, receive, send)


def _answer(refusal: Refusal) -> JSONResponse:
    return JSONResponse(body_of(refusal), refusal.status, dict(refusal.headers))


def _said(error: RequestValidationError) -> str:
    """Places and faults; the values that were sent are not repeated."""
    faults = [
        f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
        for fault in error.errors()[:8]
    ]
    return "The request is not as this path wants it: " + "; ".join(faults)
