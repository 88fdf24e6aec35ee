"""Paragraphs: the statements of a field as running text, or as the points of a list.

Each piece of the text keeps the origin of the statement that it came from, so that a document can
show what nobody dictated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import groupby

from medvoice.report.document import Origin, Statement

Shown = Callable[[str, Origin], str]
"""How a run of statements of one origin is printed; it may put marks around its text."""

# "Number 2" alone: the number of a point, dictated as a turn of its own.
_ENUMERATOR = re.compile(r"^\d{1,2}\.(?:\s+|$)|^Number \d{1,2}\.?$")
_Piece = tuple[str, Origin]


def bare(text: str, origin: Origin) -> str:
    """The text as it is."""
    return text


def joined(statements: Sequence[Statement], shown: Shown = bare) -> list[str]:
    """Statements as paragraphs of running text.

    A sentence dictated without its closing mark gets a full stop before the next one, unless the
    next goes on with it (it begins in lower case)."""
    paragraphs: list[list[_Piece]] = []
    for statement in statements:
        text = " ".join(statement.text.split())
        if not text:
            continue
        if paragraphs and goes_on(paragraphs[-1][-1][0], text):
            paragraphs[-1].append((text, statement.origin))
        elif paragraphs and not statement.breaks_before:
            _close(paragraphs[-1])
            paragraphs[-1].append((text, statement.origin))
        else:
            paragraphs.append([(text, statement.origin)])
    return [_printed(pieces, shown) for pieces in paragraphs]


def numbered_items(statements: Sequence[Statement], shown: Shown = bare) -> list[str]:
    """One item a statement; dictated list numbers give way to the layout's own."""
    items: list[list[_Piece]] = []
    for statement in statements:
        text = _ENUMERATOR.sub("", " ".join(statement.text.split()))
        if not text:
            continue
        if items and goes_on(items[-1][-1][0], text):
            items[-1].append((text, statement.origin))
        else:
            items.append([(text, statement.origin)])
    return [_printed(pieces, shown) for pieces in items]


def closed(text: str) -> str:
    """The text with a closing mark; a dangling comma is left for the reader to see."""
    return text if _is_closed(text) or text.endswith((",", ";", "-", "]")) else text + "."


def goes_on(before: str, text: str) -> bool:
    """Whether a text is the rest of the sentence before it."""
    return text[0].islower() and not _is_closed(before)


def _close(pieces: list[_Piece]) -> None:
    text, origin = pieces[-1]
    pieces[-1] = (closed(text), origin)


def _printed(pieces: list[_Piece], shown: Shown) -> str:
    _close(pieces)
    runs = groupby(pieces, key=lambda piece: piece[1])
    return " ".join(shown(" ".join(text for text, _ in run), origin) for origin, run in runs)


def _is_closed(text: str) -> bool:
    return text.rstrip("\"')").endswith((".", "?", "!", ":"))
