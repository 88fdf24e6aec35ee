"""Navigation: which resources of a record a model reads for a question, within its context.

A record that fits is read whole. Else the model first sees a list: entries that are the same thing
at several times (a test, a visit) stand in one line with how many there are; what it chooses is
read, of such a line the newest ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from medvoice.assistant.backend import Ask, Backend, Between, Garbage
from medvoice.assistant.json_answer import valid
from medvoice.records.facts_said import dated, line
from medvoice.records.item import Item, Kind, Standing
from medvoice.records.record import Record
from medvoice.records.record_prompts import CHOOSING, choosing_turn

MOST_CHOSEN = 12
_EACH = 6
"""Entries that are read of one line."""
_LONGEST = 2_000
"""Characters of one entry that are read."""
_ANSWER = 200
"""New tokens of a choice."""
_PER_TOKEN = 3
"""Characters, at least, of English prose and identifiers."""
_SHARE = 2
"""A list takes one part in so many of the room; the rest is for the instruction and the answer."""


@dataclass(frozen=True, slots=True)
class Shown:
    """items: what the model is given to read. texts: (its name there, what it reads)."""

    items: tuple[Item, ...]
    texts: tuple[tuple[str, str], ...]

    def item(self, name: str) -> Item | None:
        names = [one for one, _ in self.texts]
        return self.items[names.index(name)] if name in names else None


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    items: tuple[Item, ...]


class Navigation:
    """Of one record."""

    def __init__(self, record: Record, tokens: int) -> None:
        """tokens: of the model's context that are kept for text."""
        self._items = [one for one in record.items if one.standing is not Standing.VOID]
        self._room = tokens * _PER_TOKEN // _SHARE

    def chosen(self, backend: Backend, question: str, between: Between) -> Shown:
        """Raises BackendError."""
        whole = self._shown(self._items)
        if len(whole.items) == len(self._items):
            return whole
        picked: list[Item] = []
        for lines in self._pages():
            picked += self._picked(backend, question, lines, between)
        return self._shown(picked)

    def _pages(self) -> list[list[_Line]]:
        """The list, in as many parts as it takes."""
        pages: list[list[_Line]] = [[]]
        left = self._room
        for one in self._lines():
            if len(one.text) > left and pages[-1]:
                pages.append([])
                left = self._room
            pages[-1].append(one)
            left -= len(one.text)
        return pages

    def _lines(self) -> list[_Line]:
        groups: dict[tuple[Kind, str], list[Item]] = {}
        for item in self._items:
            groups.setdefault((item.kind, item.name), []).append(item)
        return [_line(items) for items in groups.values()]

    def _picked(
        self, backend: Backend, question: str, lines: Sequence[_Line], between: Between
    ) -> list[Item]:
        names = [f"E{number}" for number in range(1, len(lines) + 1)]
        schema = {
            "type": "object",
            "properties": {
                "entries": {
                    "type": "array",
                    "items": {"type": "string", "enum": names},
                    "maxItems": MOST_CHOSEN,
                }
            },
            "required": ["entries"],
            "additionalProperties": False,
        }
        listed = [f"{name} {one.text}" for name, one in zip(names, lines, strict=True)]
        ask = Ask(CHOOSING, choosing_turn(listed, question))
        written = "".join(
            backend.write(ask, schema=schema, limit=_ANSWER, copies="", between=between)
        )
        try:
            chosen = valid(written, schema)["entries"]
        except Garbage:
            return []
        picked = (lines[names.index(name)] for name in dict.fromkeys(chosen))
        return [item for one in picked for item in one.items[:_EACH]]

    def _shown(self, items: Sequence[Item]) -> Shown:
        """As many as there is room for."""
        kept: list[Item] = []
        texts: list[tuple[str, str]] = []
        left = self._room
        for item in dict.fromkeys(items):
            text = read_text(item)
            if len(text) > left:
                break
            left -= len(text)
            kept.append(item)
            texts.append((f"E{len(kept)}", text))
        return Shown(tuple(kept), tuple(texts))


def _line(items: Sequence[Item]) -> _Line:
    newest = items[0]
    if len(items) == 1:
        status = f", {newest.status}" if newest.status else ""
        return _Line(f"{newest.kind}: {newest.name}{status}, {dated(newest)}", (newest,))
    return _Line(
        f"{newest.kind}: {newest.name}, {len(items)} times, the last {dated(newest)}", tuple(items)
    )


def read_text(item: Item) -> str:
    """What a model reads of an entry, and what its sentences are held against."""
    rest = [text for what, text in item.details if what == "conclusion"]
    whole = "\n".join(filter(None, [f"{item.kind}: {line(item)}", *rest, item.told]))
    return whole[:_LONGEST]
