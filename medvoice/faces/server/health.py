"""/health: whether the daemon can transcribe."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from medvoice import __version__
from medvoice.faces.server.daemon import Daemon
from medvoice.faces.server.part import Part


class Health(BaseModel):
    """What the daemon says of itself; nothing of a patient."""

    status: Literal["ok"] = Field(description="ok: the recogniser is loaded")
    version: str = Field(description="of medvoice")
    recogniser: str = Field(description="what listens, and where it runs")
    demonstration: bool = Field(description="the model is not fit for real reports")


def part(daemon: Daemon) -> Part:
    router = APIRouter(tags=["daemon"])

    @router.get("/health", summary="Whether the daemon can transcribe")
    def health() -> Health:
        return Health(
            status="ok",
            version=__version__,
            recogniser=daemon.ears.recogniser.name,
            demonstration=daemon.ears.model.demonstration,
        )

    return Part(router, open_paths=("/health",))
