"""A daemon inside the test's process: real sockets, and a recogniser that says what was written."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import uvicorn
from fastapi import APIRouter, Request, WebSocket
from scripted import ScriptedRecogniser

from medvoice.config import Settings
from medvoice.faces.compose import Ears
from medvoice.faces.server.app import make_app
from medvoice.faces.server.daemon import Daemon
from medvoice.faces.server.part import Part
from medvoice.faces.server.parts import PARTS
from medvoice.faces.server.running import configured, listen, url_of
from medvoice.faces.server.safety.access import Access
from medvoice.faces.server.safety.token_file import read_users
from medvoice.language.house import House
from medvoice.models.choice import choose
from medvoice.sealing.stored_file import Keys
from medvoice.session.language_model import LanguageModel
from medvoice.session.opening import ListenSettings


def ears_saying(texts: Sequence[str]) -> Ears:
    model = choose("bundled", "").model
    return Ears(model, ScriptedRecogniser(texts), ListenSettings("webrtc", 700))


@dataclass
class Trying:
    """Routes that exist only here: what a route can be asked, and how it can fail."""

    got: list[Any] = field(default_factory=list)

    def part(self, daemon: Daemon) -> Part:
        router = APIRouter()

        @router.post("/try/json")
        async def take(value: dict[str, Any]) -> dict[str, int]:
            self.got.append(value)
            return {"keys": len(value)}

        @router.post("/try/raw")
        async def raw(request: Request) -> dict[str, int]:
            return {"bytes": len(await request.body())}

        @router.get("/try/{name}")
        def named(name: str) -> dict[str, str]:
            self.got.append(name)
            return {"name": name}

        @router.get("/fail")
        def fail() -> None:
            raise KeyError("Jane Doe has a nodule")

        @router.websocket("/try/ws")
        async def echo(socket: WebSocket) -> None:
            await socket.accept()
            async for text in socket.iter_text():
                await socket.send_text(text)

        @router.websocket("/fail/ws")
        async def failing(socket: WebSocket) -> None:
            await socket.accept()
            raise KeyError("Jane Doe has a nodule")

        return Part(router, bodies={"/try/raw": 3 << 20})


@dataclass
class Room:
    url: str
    daemon: Daemon
    trying: Trying

    @property
    def socket_url(self) -> str:
        return self.url.replace("http", "ws", 1)


@contextmanager
def room(
    texts: Sequence[str] = (),
    *,
    token: str = "",
    ears: Ears | None = None,
    parts: Sequence[Callable[[Daemon], Part]] = PARTS,
    folder: Path | None = None,
    studies: dict[str, Any] | None = None,
    dicomweb: dict[str, Any] | None = None,
    model: LanguageModel | None = None,
    documents: dict[str, Any] | None = None,
    keys: Keys | None = None,
    **server: Any,
) -> Iterator[Room]:
    """folder: for dictations, default one that is removed. studies, dicomweb, documents, server:
    keys of [studies], [dicomweb], [documents], [server]. model: shared by the sessions. keys: of
    the folder's vault."""
    with ExitStack() as stack:
        kept = folder or stack.enter_context(TemporaryDirectory())
        settings = Settings.model_validate(
            {
                "server": {"port": 0, **server},
                "storage": {"folder": str(kept)},
                "studies": studies or {},
                "dicomweb": dicomweb or {},
                "documents": documents or {},
            }
        )
        yield from _opened(settings, ears or ears_saying(texts), token, parts, model, keys)


def _opened(
    settings: Settings,
    ears: Ears,
    token: str,
    parts: Sequence[Callable[[Daemon], Part]],
    model: LanguageModel | None = None,
    keys: Keys | None = None,
) -> Iterator[Room]:
    users = read_users(settings.server.users_file)
    daemon = Daemon(settings, ears, House(), Access(token, users=users), model=model, keys=keys)
    trying = Trying()
    app = make_app(daemon, [*parts, trying.part])
    listening = listen(settings.server.host, settings.server.port)
    running = uvicorn.Server(configured(app, settings.server))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]}, name="room")
    url = url_of(listening, bool(settings.server.tls_certificate))
    thread.start()
    try:
        while not running.started and thread.is_alive():
            time.sleep(0.01)
        yield Room(url, daemon, trying)
    finally:
        running.should_exit = True
        thread.join(120)
        assert not thread.is_alive()
