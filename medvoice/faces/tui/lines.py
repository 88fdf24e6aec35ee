"""Lines: wrapped text in a window of limited height, kept around the line that matters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text


@dataclass(frozen=True, slots=True)
class Lines:
    """A rich renderable. texts: paragraphs. focus: index of the paragraph to keep in sight (its
    end); None: the last one. Nothing is cut off sideways; what does not fit is above or below."""

    texts: Sequence[Text]
    focus: int | None = None

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = max(1, options.max_width)
        height = options.height or options.max_height
        rows: list[Text] = []
        focus_end = 0
        for number, text in enumerate(self.texts):
            rows.extend(text.wrap(console, width) if text.plain else [Text("")])
            if self.focus is None or number <= self.focus:
                focus_end = len(rows)
        first = first_row(len(rows), height, focus_end, follow=self.focus is None)
        yield from rows[first : first + height]


def first_row(rows: int, height: int, focus_end: int, follow: bool) -> int:
    """The top row of the window. follow: keep to the end, as a transcript does; else stay at the
    top for as long as the row before `focus_end` can be seen."""
    last = max(0, rows - height)
    if follow:
        return last
    margin = 2 if height > 6 else 0  # a look ahead at what comes after the field under way
    return min(last, max(0, focus_end + margin - height))
