"""Columns of prose come one after the other; columns of a table stay side by side.

Prose is told from a table by its lines: in prose that is set in columns many lines have the same
gutter with whole phrases of words, not figures, on either side.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from medvoice.documents.box import Box

Phrase = list[Box]
Line = list[Phrase]

_LEAST_LINES = 6
"""Of prose with the same gutter on a page. Fewer may be a table of two columns."""
_LEAST_WORDS = 4
"""Of a phrase, in the mean of the lines; cells of tables are shorter."""
_MOST_DIGITS = 0.12
"""Of the signs; lines of laboratory tables have more."""


def in_reading_order(lines: Sequence[Line]) -> list[list[Line]]:
    """Blocks of lines, in the order in which they are read."""
    gutter = _gutter(lines)
    if gutter is None:
        return [list(lines)] if lines else []
    blocks: list[list[Line]] = []
    through: list[Line] = []  # lines that leave the gutter free
    for line in [*lines, None]:
        if line is not None and not _crosses(line, gutter):
            through.append(line)
            continue
        if through:
            blocks += _parted(through, gutter)
            through = []
        if line is not None:
            blocks.append([line])
    return blocks


def _parted(lines: list[Line], gutter: float) -> list[list[Line]]:
    left = [[phrase for phrase in line if phrase[0].left < gutter] for line in lines]
    right = [[phrase for phrase in line if phrase[0].left >= gutter] for line in lines]
    if sum(bool(a) and bool(b) for a, b in zip(left, right, strict=True)) < 2:
        return [lines]
    return [
        *in_reading_order([line for line in left if line]),
        *in_reading_order([line for line in right if line]),
    ]


def _crosses(line: Line, gutter: float) -> bool:
    return any(phrase[0].left < gutter < phrase[-1].right for phrase in line)


def _gutter(lines: Sequence[Line]) -> float | None:
    """Where most gaps between phrases of prose have their middle in common; None: no columns."""
    gaps = [
        (one[-1].right, other[0].left)
        for line in lines
        if len(line) > 1 and all(map(_is_prose, line))
        for one, other in pairwise(line)
    ]
    if len(gaps) < _LEAST_LINES:
        return None
    best = max(
        ((left + right) / 2 for left, right in gaps),
        key=lambda x: sum(left < x < right for left, right in gaps),
    )
    if sum(left < best < right for left, right in gaps) < _LEAST_LINES:
        return None
    return best


def _is_prose(phrase: Phrase) -> bool:
    text = "".join(word.text for word in phrase)
    digits = sum(sign.isdigit() for sign in text)
    return len(phrase) >= _LEAST_WORDS and digits <= _MOST_DIGITS * len(text)
