"""HL7 v2 messages of results (ORU): OBX segments, with the place of every value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from medvoice.extraction.lab.cells import lines
from medvoice.extraction.lab.row import Found

_HEAD = re.compile(r"[\s\x0b]*MSH(\W)([^\w\s])(\W)?(\W)?")
_TEXTS = frozenset({"NM", "SN", "ST", "TX", "FT", "CE", "CWE", "CNE", "IS", "ID"})
"""Types of values that are numbers, texts and codes; the others point elsewhere."""
_VOID = {"D": "deleted", "W": "wrong", "X": "not obtained"}
_ESCAPES = {"F": "|", "S": "^", "T": "&", "R": "~", "E": "\\", ".br": " "}


@dataclass(slots=True)
class Messages:
    """rows: in order. empty: names of tests without a result. elsewhere: whose is no text."""

    rows: list[Found] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)


def is_hl7(text: str) -> bool:
    return _HEAD.match(text) is not None


def messages_in(text: str) -> Messages:
    """Of one page; several messages may follow each other."""
    found = Messages()
    bar, caret = "|", "^"
    for line in lines(text):
        if head := _HEAD.match(line.text):
            bar, caret = head[1], head[2]
        if line.text.startswith("OBX" + bar):
            _observation(found, _Segment(line.text, line.start, bar, caret), line.number)
    return found


@dataclass(frozen=True, slots=True)
class _Segment:
    text: str
    start: int
    bar: str
    caret: str

    def field(self, number: int) -> tuple[int, str]:
        """(where it begins in the page, its text)."""
        at = 0
        for _ in range(number):
            at = self.text.find(self.bar, at) + 1
            if at == 0:
                return self.start, ""
        end = self.text.find(self.bar, at)
        return self.start + at, self.text[at : len(self.text) if end < 0 else end]

    def components(self, number: int) -> Iterator[tuple[int, str]]:
        at, text = self.field(number)
        for part in text.split(self.caret):
            yield at, part
            at += len(part) + len(self.caret)


def _observation(found: Messages, segment: _Segment, number: int) -> None:
    test = _first(segment, 3, order=(1, 0))
    kind, name = segment.field(2)[1], test[1] if test else "?"
    if test is None:
        return
    if kind not in _TEXTS:
        if segment.field(5)[1]:
            found.elsewhere.append(name)
        return
    value = _first(segment, 5, order=(1, 0) if kind in ("CE", "CWE", "CNE") else (0,))
    if kind == "SN":
        at, text = segment.field(5)
        value = (at, text) if text.strip(segment.caret) else None
    if value is None:
        found.empty.append(name)
        return
    row = Found(number)
    unit, limits = _first(segment, 6, order=(0, 1)), segment.field(7)
    flag = _first(segment, 8, order=(0,))
    for field_name, place in (
        ("test", test), ("value", value), ("unit", unit), ("range", limits), ("flag", flag),
    ):  # fmt: skip
        if place and place[1].strip():
            row.places[field_name] = [(place[0], place[0] + len(place[1]))]
    status = segment.field(11)[1]
    if status in _VOID:
        row.doubt = f"the laboratory marked this result as {_VOID[status]}"
    found.rows.append(row)


def _first(segment: _Segment, number: int, order: tuple[int, ...]) -> tuple[int, str] | None:
    parts = list(segment.components(number))
    return next((parts[n] for n in order if n < len(parts) and parts[n][1].strip()), None)


def unescaped(text: str) -> str:
    return re.sub(r"\\([FSTRE]|\.br)\\", lambda found: _ESCAPES[found[1]], text)
