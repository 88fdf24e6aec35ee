"""Lines that give no result and say that one does not hold ("VOID" on a line of its own).

Which result is meant, no rule can tell for certain; so none is dropped for such a line: those that
it may speak of stay unverified until a person has looked at them, and a note names the line.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from medvoice.documents.document import Page
from medvoice.extraction.lab.cells import Line, lines
from medvoice.extraction.lab.doubts import is_rule
from medvoice.extraction.lab.row import Found
from medvoice.lexicon.lab_words import cautioning_words, void_words

_MOST_WORDS = 14
"""Longer ones are the laboratory's small print, but where they name a test that is there."""
_ALL = re.compile(r"\ball (?:of )?(?:the |these )?results\b|\bwrong patient\b", re.IGNORECASE)
_WHOLE = re.compile(r"\b(?:report|document|request|order|all results|results)\b", re.IGNORECASE)
_REPLACES = re.compile(r"\b(?:corrected|amended|revised)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Void:
    """number: of the line, from 0. said: the void words as they stand there. alone: nothing stands
    above or below it. long: it may be small print."""

    number: int
    said: str
    text: str
    alone: bool
    long: bool


def caution_void_lines(read: Sequence[tuple[Page, Sequence[Found]]]) -> Iterator[str]:
    """A note for each such line. read: the pages of a document with their rows, of which it sets
    the cautions."""
    for page, rows in read:
        every = list(lines(page.text))
        on_line = _rows_by_line(every, rows)
        for void in _void_lines(every, on_line):
            of_all = _ALL.search(void.text) is not None
            meant = [] if of_all else _meant(void, page, rows, on_line)
            if of_all or (void.alone and not meant and not void.long):
                whole = of_all or _WHOLE.search(void.text) is not None
                meant = [one for _, more in read for one in more] if whole else list(rows)
            for one in meant:
                one.caution = one.caution or f'line {void.number + 1} says "{void.said}"'
            if meant:
                yield (
                    f'page {page.number}, line {void.number + 1} says "{void.said}": '
                    f"{_counted(len(meant))} that it may mean unverified"
                )


def _rows_by_line(every: Sequence[Line], rows: Sequence[Found]) -> dict[int, list[Found]]:
    """Number of a line → the rows that stand on it."""
    starts = [line.start for line in every]
    found: dict[int, list[Found]] = {}
    for one in rows:
        for number in _numbers(one, every, starts):
            found.setdefault(number, []).append(one)
    return found


def _numbers(row: Found, every: Sequence[Line], starts: Sequence[int]) -> range:
    """Of its lines, those of a sheet of labels ("Status: final") that hold no field included.
    starts: of all lines."""
    before = [bisect_right(starts, start) for places in row.places.values() for start, _ in places]
    held = [every[at - 1].number if at else 0 for at in before]
    return range(min(held, default=row.line), max([*held, row.line]) + 1)


def _void_lines(every: Sequence[Line], on_line: Mapping[int, list[Found]]) -> Iterator[_Void]:
    empty = {line.number for line in every if not line.text.strip()}
    last = every[-1].number if every else 0
    for line in every:
        if line.number in on_line:
            continue
        long = len(line.text.split()) > _MOST_WORDS
        found = void_words().search(line.text)
        if found is None and not long:
            found = cautioning_words().search(line.text)
        if found is None or is_rule(line.text):
            continue
        beside = (line.number - 1, line.number + 1)
        alone = all(one in empty or not 0 <= one <= last for one in beside)
        if alone and _REPLACES.search(found[0]):
            continue  # "CORRECTED REPORT" heads one that holds
        yield _Void(line.number, found[0], line.text, alone, long)


def _meant(
    void: _Void, page: Page, rows: Sequence[Found], on_line: Mapping[int, list[Found]]
) -> list[Found]:
    """Those whose test it names; else the nearest one above and below it, up to an empty line."""
    if named := [one for one in rows if _names(void.text, page.text, one)]:
        return named
    if void.long:
        return []
    texts = page.text.split("\n")
    nearest = (_next(void.number, step, texts, on_line) for step in (-1, 1))
    return [found for found in nearest if found is not None]


def _next(
    number: int, step: int, texts: Sequence[str], on_line: Mapping[int, list[Found]]
) -> Found | None:
    at = number + step
    while 0 <= at < len(texts) and texts[at].strip():
        if at in on_line:
            return on_line[at][0]
        at += step
    return None


def _names(said: str, text: str, row: Found) -> bool:
    name = " ".join(text[start:end] for start, end in row.places.get("test", []))
    words = re.split(r"[,(]", name)[0].split()
    if not words or len("".join(words)) < 2:
        return False
    pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)"
    return re.search(pattern, said, re.IGNORECASE) is not None


def _counted(count: int) -> str:
    return "1 result" if count == 1 else f"{count} results"
