"""Part: what one file adds to the app: its routes, and what runs while the app does.

A file of routes has `def part(daemon: Daemon) -> Part` and stands in `parts.PARTS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

from fastapi import APIRouter

Running = Callable[[], AbstractAsyncContextManager[None]]
"""Entered when the app starts, left when it stops (in reverse order); leaving joins every thread
that the part started."""


@dataclass(frozen=True, slots=True)
class Part:
    """router: its paths. running: what lives as long as the app, None for nothing. open_paths:
    paths that need no token, since nothing of a patient is behind them; one that ends in "/" stands
    for all below it. bodies: path → bytes that a body may have, where 1 MB is too little. raw: the
    same for paths ("{…}" for one name) whose route reads the body itself: JSON, too, goes through
    unread."""

    router: APIRouter
    running: Running | None = None
    open_paths: tuple[str, ...] = ()
    bodies: Mapping[str, int] = field(default_factory=dict)
    raw: Mapping[str, int] = field(default_factory=dict)
