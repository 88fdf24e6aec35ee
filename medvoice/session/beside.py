"""Beside: what a running session has beside its dictation, and a face is shown as one cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from medvoice.session.intents import Intent
from medvoice.session.state import SessionState


class Beside(Protocol):
    """Any thread."""

    @property
    def name(self) -> str:
        """Of its cell."""

    @property
    def version(self) -> object:
        """Another value whenever its cell may be another, the session's state apart."""

    def begin(self, give: Callable[[Intent], None], state: Callable[[], SessionState]) -> None:
        """The session runs. Raises nothing: what cannot be had is told in the cell."""

    def cell(self, state: SessionState) -> Any:
        """What json.dumps takes."""

    def end(self) -> None:
        """The session has ended."""
