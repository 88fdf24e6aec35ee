"""Progressing: a progress bar on standard error, only where somebody looks at it."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

REFRESH_HZ = 5.0


class Progressing:
    """A context; `at` is told how many seconds of sound are done. total: seconds, None where it is
    not known."""

    def __init__(self, console: Console, label: str, total: float | None) -> None:
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.completed:.0f} s"),
            TimeRemainingColumn(compact=True),
            console=console,
            transient=True,
            disable=not console.is_terminal,
            refresh_per_second=REFRESH_HZ,
        )
        self._task = self._progress.add_task(label, total=total)

    def at(self, seconds: float) -> None:
        self._progress.update(self._task, completed=seconds)

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
