"""Signs with their places on a page → lines of text whose columns stay apart."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from itertools import pairwise

from medvoice.documents.box import Box
from medvoice.documents.columns import in_reading_order
from medvoice.documents.superscript import raised

_WORD_GAP = 0.18
"""Of the font size: a wider gap ends a word. Kerning takes up to 0.1, a space has 0.25 or more."""
_TOUCHING = 0.1
"""Of the font size: words of one line that stand so close are one."""
_COLUMN_GAP = 0.9
"""Of the font size: a wider gap is none between words. A space of Courier has 0.6, in justified
print a space reaches 0.8."""
_SAME_LINE = 0.5
"""Of the lower one's height that must be shared."""
_RAISED = 0.85
"""Of the font size before it: a smaller sign whose foot stands higher is an exponent."""


_PARAGRAPH = 1.4
"""Of the usual step from line to line."""
_WIDEST = 400
"""Signs of a line."""


def words(signs: Iterable[Box]) -> list[Box]:
    """Signs, or parts of words, in their order of writing → words."""
    found: list[Box] = []
    current: list[Box] = []
    for sign in signs:
        if not sign.text.strip():
            _close(found, current)
        else:
            if current and not _goes_on(current[-1], sign):
                _close(found, current)
            current.append(sign)
    _close(found, current)
    return found


def _goes_on(last: Box, sign: Box) -> bool:
    size = max(last.size, sign.size)
    if not -0.5 * size < sign.left - last.right < _WORD_GAP * size:
        return False
    return _shared(last, sign) > _SAME_LINE


def _shared(one: Box, other: Box) -> float:
    lower = min(one.bottom - one.top, other.bottom - other.top)
    both = min(one.bottom, other.bottom) - max(one.top, other.top)
    return both / lower if lower > 0 else float(both >= 0)


def _close(found: list[Box], current: list[Box]) -> None:
    if len(current) == 1:
        found.append(current.pop())
    elif current:
        base = max(current, key=lambda sign: sign.size)
        text = "".join(_written(sign, base) for sign in current)
        found.append(
            Box(
                text,
                min(sign.left for sign in current),
                base.top,
                max(sign.right for sign in current),
                base.bottom,
                base.size,
            )
        )
        current.clear()


def _written(sign: Box, base: Box) -> str:
    height = base.bottom - base.top
    if sign.size < _RAISED * base.size and sign.bottom < base.bottom - 0.15 * height:
        return raised(sign.text)
    return sign.text


def lines(found: Sequence[Box]) -> list[list[Box]]:
    """Words → lines from top to bottom, each from left to right."""
    rows: list[list[Box]] = []
    for word in sorted(found, key=lambda word: ((word.top + word.bottom) / 2, word.left)):
        # The last few lines only: a word never belongs to one that ended well above it.
        for row in reversed(rows[-3:]):
            if _shared(_tallest(row), word) > _SAME_LINE:
                row.append(word)
                break
        else:
            rows.append([word])
    rows = [_joined(sorted(row, key=lambda word: word.left)) for row in rows]
    rows.sort(key=lambda row: _tallest(row).bottom)
    return rows


def _joined(row: list[Box]) -> list[Box]:
    """Exponents are written at another time than what they stand on."""
    found: list[Box] = []
    current: list[Box] = []
    for word in row:
        last = current[-1] if current else word
        if abs(word.left - last.right) >= _TOUCHING * max(word.size, last.size):
            _close(found, current)
        current.append(word)
    _close(found, current)
    return found


def _tallest(row: list[Box]) -> Box:
    return max(row[:8], key=lambda word: word.bottom - word.top)


def page_text(found: Sequence[Box]) -> str:
    """Lines end in "\\n". Words of one phrase stand one space apart; what stands further apart is
    laid on a grid, so that columns of a table stand below each other, two spaces apart or more.
    Columns of prose come one after the other."""
    blocks = in_reading_order([phrases(row) for row in lines(found)])
    return "".join(_block([[word for part in row for word in part] for row in b]) for b in blocks)


def _block(rows: list[list[Box]]) -> str:
    """An empty line where the page leaves out more than lines do elsewhere in the block."""
    found = [word for row in rows for word in row]
    left, width = min(word.left for word in found), _sign_width(found)
    feet = [_tallest(row).bottom for row in rows]
    steps = [below - above for above, below in pairwise(feet)]
    usual = statistics.median(steps) if steps else 0.0
    text = ""
    for at, row in enumerate(rows):
        if at and steps[at - 1] > max(_PARAGRAPH * usual, _PARAGRAPH * _tallest(row).size):
            text += "\n"
        text += _line(row, left, width) + "\n"
    return text


def phrases(row: list[Box]) -> list[list[Box]]:
    """A line's words, parted where the gap is none between words."""
    found: list[list[Box]] = []
    for word in row:
        last = found[-1][-1] if found else None
        if last and word.left - last.right <= _COLUMN_GAP * max(word.size, last.size):
            found[-1].append(word)
        else:
            found.append([word])
    return found


def _sign_width(found: Sequence[Box]) -> float:
    """A low quantile: the grid is rather too wide than too narrow for what stands in a column."""
    widths = sorted((word.right - word.left) / len(word.text) for word in found if word.text)
    if not widths:
        return 1.0
    return max(statistics.fmean(widths[: max(1, len(widths) // 3)]), 0.1)


def _line(row: list[Box], left: float, width: float) -> str:
    text = ""
    for phrase in phrases(row):
        column = min(round((phrase[0].left - left) / width), _WIDEST)
        at = max(column, len(text) + 2 if text else 0)
        text = text.ljust(at) + " ".join(word.text for word in phrase)
    return text
