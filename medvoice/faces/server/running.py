"""run: uvicorn on a socket of ours, until SIGTERM or Ctrl-C; then everything is closed in order."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import uvicorn
from fastapi import FastAPI

from medvoice.config import ServerSettings
from medvoice.faces.server.punctual import Punctual

BACKLOG = 128

GRACE_S = 10
"""Seconds that a request under way has to end after the signal."""

MESSAGE = 1 << 20
"""Bytes of a WebSocket message, at most: 16-bit sound of 30 s is 0.96 MB."""

HEADERS = 1 << 14
"""Bytes of a request's head, at most."""


def listen(host: str, port: int) -> socket.socket:
    """A listening TCP socket. Raises OSError, whose filename is the address."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
        found.listen(BACKLOG)
    except OSError as error:
        found.close()
        raise OSError(error.errno, error.strerror, f"{host}:{port}") from error
    return found


def url_of(listening: socket.socket, secure: bool) -> str:
    """Where clients find it."""
    host, port = listening.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"{'https' if secure else 'http'}://{shown}:{port}"


def run(app: FastAPI, listening: socket.socket, settings: ServerSettings) -> None:
    """Serve until a signal says stop, then let requests end, close the parts, and return."""
    with _signals_end_quietly():
        uvicorn.Server(configured(app, settings)).run(sockets=[listening])


def configured(app: FastAPI, settings: ServerSettings) -> uvicorn.Config:
    """uvicorn with the limits of ours."""
    return uvicorn.Config(
        app,
        lifespan="on",
        http=Punctual,
        ws="websockets-sansio",
        ws_max_size=MESSAGE,
        ws_per_message_deflate=False,  # a small message must not become a large one
        h11_max_incomplete_event_size=HEADERS,
        limit_concurrency=2 * settings.connections,  # idle ones count, too
        timeout_graceful_shutdown=GRACE_S,
        proxy_headers=False,  # nobody may choose the address that limits are counted by
        server_header=False,
        access_log=False,
        log_config=None,
        ssl_certfile=_file(settings.tls_certificate),
        ssl_keyfile=_file(settings.tls_key),
    )


def _file(text: str) -> Path | None:
    return Path(text).expanduser() if text else None


@contextmanager
def _signals_end_quietly() -> Iterator[None]:
    """uvicorn raises the signal again once it is done, which would kill the process before the
    recogniser is closed."""

    def nothing(number: int, frame: FrameType | None) -> None: ...

    before = {kind: signal.signal(kind, nothing) for kind in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)
