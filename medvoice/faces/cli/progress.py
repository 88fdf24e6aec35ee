"""Progress bars on standard error, only where somebody looks at them."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn

REFRESH_HZ = 5.0


class Bar:
    """A context. columns: of rich, the time left comes behind them. total: None where it is not
    known. fields: what its columns show at first."""

    def __init__(
        self,
        console: Console,
        *columns: ProgressColumn,
        label: str,
        total: float | None,
        **fields: Any,
    ) -> None:
        self._progress = Progress(
            *columns,
            TimeRemainingColumn(compact=True),
            console=console,
            transient=True,
            disable=not console.is_terminal,
            refresh_per_second=REFRESH_HZ,
        )
        self._task = self._progress.add_task(label, total=total, **fields)

    def _now(self, completed: float, **fields: Any) -> None:
        self._progress.update(self._task, completed=completed, **fields)

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


class Progressing(Bar):
    """`at` is told how many seconds of sound are done. total: seconds."""

    def __init__(self, console: Console, label: str, total: float | None) -> None:
        super().__init__(
            console,
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.completed:.0f} s"),
            label=label,
            total=total,
        )

    def at(self, seconds: float) -> None:
        self._now(seconds)
