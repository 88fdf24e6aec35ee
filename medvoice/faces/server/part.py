"""Part: what one file adds to the app: its routes, and what runs while the app does.

A file of routes has `def part(daemon: Daemon) -> Part` and stands in `parts.PARTS`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from fastapi import APIRouter

Running = Callable[[], AbstractAsyncContextManager[None]]
"""Entered when the app starts, left when it stops (in reverse order); leaving joins every thread
that the part started."""


@dataclass(frozen=True, slots=True)
class Part:
    """router: its paths. running: what lives as long as the app, None for nothing. open_paths:
    prefixes of paths that need no token, since nothing of a patient is behind them."""

    router: APIRouter
    running: Running | None = None
    open_paths: tuple[str, ...] = ()
