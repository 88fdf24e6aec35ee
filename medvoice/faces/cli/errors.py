"""What a command says when it cannot go on: what happened, what was kept, what to do."""

from __future__ import annotations

USAGE = 2
"""Exit status for bad options and bad configuration."""
FAILED = 1
"""Exit status for everything else that went wrong."""
INTERRUPTED = 130
"""Exit status after Ctrl-C in a command that has nothing to save."""


class CommandError(Exception):
    """The command cannot go on. happened, kept, advice: sentences for the user."""

    def __init__(
        self, happened: str, kept: str = "", advice: str = "", status: int = FAILED
    ) -> None:
        super().__init__(happened)
        self.happened = happened
        self.kept = kept
        self.advice = advice
        self.status = status

    def __str__(self) -> str:
        return "\n".join(part for part in (self.happened, self.kept, self.advice) if part)
