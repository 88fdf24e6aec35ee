"""make_app: the parts put together, behind the guards."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from medvoice import __version__
from medvoice.faces.server.daemon import Daemon
from medvoice.faces.server.errors import Boundary, Problem, handle_errors
from medvoice.faces.server.observing import Observing
from medvoice.faces.server.part import Part
from medvoice.faces.server.parts import PARTS
from medvoice.faces.server.safety.access import TokenCheck
from medvoice.faces.server.safety.bodies import BodyLimits
from medvoice.faces.server.safety.guarding import Guarding
from medvoice.faces.server.safety.host_check import HostCheck
from medvoice.faces.server.safety.incoming import Guard
from medvoice.faces.server.safety.origin_check import OriginCheck
from medvoice.faces.server.safety.path_check import PathCheck
from medvoice.faces.server.safety.rates import Rate, RateCheck
from medvoice.faces.server.safety.security_headers import SecurityHeaders

ABOUT = """Dictation to a structured radiology report, on this machine alone. Research tool, not a
cleared medical device. Every error is `{"error": {"message", "type", "param", "code"}}`."""

EVERYWHERE: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": Problem, "description": "Not taken: the error says why"},
    "5XX": {"model": Problem, "description": "It failed; what was dictated is kept"},
}


def make_app(daemon: Daemon, parts: Sequence[Callable[[Daemon], Part]] = PARTS) -> FastAPI:
    """An app of its own: two in one process share nothing but what their daemons share."""
    made = [make(daemon) for make in parts]

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for part in made:
                if part.running is not None:
                    await stack.enter_async_context(part.running())
            yield

    app = FastAPI(
        title="medvoice",
        version=__version__,
        description=ABOUT,
        lifespan=lifespan,
        responses=EVERYWHERE,
        docs_url=None,  # both pages load scripts from other hosts
        redoc_url=None,
    )
    for part in made:
        app.include_router(part.router)
    handle_errors(app)
    _guard(app, daemon, made)
    return app


def _guard(app: FastAPI, daemon: Daemon, parts: Sequence[Part]) -> None:
    """Innermost first: what is added last sees a request first."""
    server = daemon.settings.server
    rate = Rate(server.requests_per_minute, max(1, server.requests_per_minute // 6))
    guards: list[Guard] = [
        HostCheck(server.host, server.names),
        OriginCheck(server.origins),
        PathCheck(),
        RateCheck(rate),
        TokenCheck(daemon.access, [path for part in parts for path in part.open_paths]),
    ]
    bodies = {path: most for part in parts for path, most in part.bodies.items()}
    app.add_middleware(Boundary)
    raw = {path: most for part in parts for path, most in part.raw.items()}
    app.add_middleware(BodyLimits, larger=bodies, raw=raw)
    app.add_middleware(Guarding, guards=guards, most_open=server.connections)
    if server.origins:  # a browser asks first, without a token, whether such a page may call
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(server.origins),
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=["Authorization", "Content-Type"],
        )
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Observing, meters=daemon.meters)
