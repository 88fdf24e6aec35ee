"""make_app: the parts put together, behind the guards."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI

from medvoice import __version__
from medvoice.faces.server.daemon import Daemon
from medvoice.faces.server.part import Part
from medvoice.faces.server.parts import PARTS

ABOUT = """Dictation to a structured radiology report, on this machine alone. Research tool, not a
cleared medical device. Every error is `{"error": {"message", "type", "param", "code"}}`."""


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
        docs_url=None,  # both pages load scripts from other hosts
        redoc_url=None,
    )
    for part in made:
        app.include_router(part.router)
    return app
