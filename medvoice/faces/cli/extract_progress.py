"""The progress of `medvoice extract`."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, TextColumn

from medvoice.extraction.run import Tally
from medvoice.faces.cli.progress import Bar


class ExtractProgress(Bar):
    """total: bytes of all files."""

    def __init__(self, console: Console, total: int) -> None:
        super().__init__(
            console,
            TextColumn("Extracting"),
            BarColumn(),
            TextColumn("{task.percentage:3.0f} %"),
            TextColumn("{task.fields[said]}", markup=False),
            label="",
            total=total or None,
            said="",
        )

    def at(self, read: int, tally: Tally) -> None:
        """read: bytes of the files so far."""
        said = f"{tally.before + tally.done:,} reports"
        if tally.failed:
            said += f", {tally.failed:,} failed"
        self._now(read, said=said)
