"""PARTS: the files that make up the app. A new file of routes is added here, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable

from medvoice.faces.server import (
    catalogue,
    health,
    metrics,
    page,
    sessions,
    signing_in,
    transcriptions,
    wyoming_server,
)
from medvoice.faces.server.daemon import Daemon
from medvoice.faces.server.part import Part

PARTS: tuple[Callable[[Daemon], Part], ...] = (
    health.part,
    metrics.part,
    signing_in.part,
    transcriptions.part,
    wyoming_server.part,
    sessions.part,
    catalogue.part,
    page.part,
)
"""In the order in which they start; they stop in the reverse order."""
