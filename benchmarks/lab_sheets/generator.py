"""Sheets from a seed: `sheets(seed, count)` to develop with, `kept_sheets` held out."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

from benchmarks.lab_sheets import kept_layouts, layouts, words
from benchmarks.lab_sheets.layouts import Layout
from benchmarks.lab_sheets.rows import entry, qualitative, style
from benchmarks.lab_sheets.sheet import Line, Sheet, line

_PAGE = 46
"""Lines."""


def sheets(seed: int, each: int) -> Iterator[Sheet]:
    """`each` of every layout."""
    yield from _made(seed, each, layouts.MADE, words.KNOWN, words.QUALITATIVE, kept=False)


def kept_sheets(seed: int, each: int) -> Iterator[Sheet]:
    """Other layouts, other tests, other words around them."""
    yield from _made(seed, each, kept_layouts.MADE, words.KEPT, words.QUALITATIVE_KEPT, kept=True)


def crossed_sheets(seed: int, each: int) -> Iterator[Sheet]:
    """The layouts to develop with, under the held-out tests and words."""
    yield from _made(seed, each, layouts.MADE, words.KEPT, words.QUALITATIVE_KEPT, kept=True)


def _made(
    seed: int,
    each: int,
    made: Sequence[Callable[[random.Random], Layout]],
    tests: Sequence[words.Test],
    choices: tuple[tuple[str, tuple[str, ...], str], ...],
    kept: bool,
) -> Iterator[Sheet]:
    for number, make in enumerate(made):
        for index in range(each):
            chance = random.Random(f"{seed} {number} {index} {kept}")
            yield _sheet(chance, make(chance), tests, choices, kept)


def _sheet(
    chance: random.Random,
    layout: Layout,
    tests: Sequence[words.Test],
    choices: tuple[tuple[str, tuple[str, ...], str], ...],
    kept: bool,
) -> Sheet:
    sheet = Sheet(layout.name)
    written = style(chance)
    entries = [entry(test, written, chance) for test in chance.sample(tests, chance.randint(6, 24))]
    for _ in range(chance.choice((0, 0, 1, 2))):
        entries.insert(chance.randrange(len(entries)), qualitative(choices, written, chance))
    entries = list({one.name: one for one in entries}.values())
    heads = words.HEADS_KEPT if kept else words.HEADS
    comments = words.COMMENTS_KEPT if kept else words.COMMENTS
    body: list[Line] = []
    for at, one in enumerate(entries):
        if at % 8 == 0 and chance.random() < 0.7:
            body += [line(), line((0, chance.choice(words.PANELS)))]
        lines, truth = layout.row(one)
        body += lines
        sheet.truth.append(truth)
        if chance.random() < 0.1:
            body.append(line((chance.choice((0, 3)), chance.choice(comments))))
    top = [line((0, text)) for text in chance.choice(heads)]
    foot = chance.choice(words.FEET)
    parts = [body[at : at + _PAGE] for at in range(0, len(body), _PAGE)]
    for number, part in enumerate(parts, start=1):
        head = [layout.header] if layout.header else []
        bottom = line((0, foot.format(n=number, of=len(parts))))
        sheet.pages.append([*top, line(), *head, *part, line(), bottom])
    return sheet
