"""The progress of `medvoice extract` on standard error, only where somebody looks at it."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from medvoice.extraction.run import Tally

REFRESH_HZ = 5.0


class ExtractProgress:
    """A context. total: bytes of all files."""

    def __init__(self, console: Console, total: int) -> None:
        self._progress = Progress(
            TextColumn("Extracting"),
            BarColumn(),
            TextColumn("{task.percentage:3.0f} %"),
            TextColumn("{task.fields[said]}", markup=False),
            TimeRemainingColumn(compact=True),
            console=console,
            transient=True,
            disable=not console.is_terminal,
            refresh_per_second=REFRESH_HZ,
        )
        self._task = self._progress.add_task("", total=total or None, said="")

    def at(self, read: int, tally: Tally) -> None:
        """read: bytes of the files so far."""
        said = f"{tally.before + tally.done:,} reports"
        if tally.failed:
            said += f", {tally.failed:,} failed"
        self._progress.update(self._task, completed=read, said=said)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()
