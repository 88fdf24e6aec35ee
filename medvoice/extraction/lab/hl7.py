"""HL7 v2 messages of results (ORU): OBX segments, with the place of every value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from medvoice.extraction.lab.cells import lines
from medvoice.extraction.lab.doubts import is_no_result, is_rule, is_taken_back
from medvoice.extraction.lab.row import Found
from medvoice.lexicon.hl7_escapes import unescaped
from medvoice.lexicon.lab_words import cautioning_words, void_words

_HEAD = re.compile(r"[\s\x0b]*(?:MSH|FHS|BHS)(\W)([^\w\s])(\W)?(\W)?")
_TEXTS = frozenset({"NM", "SN", "ST", "TX", "FT", "CE", "CWE", "CNE", "IS", "ID"})
"""Types of values that are numbers, texts and codes; the others point elsewhere."""
_VOID = {
    "D": "deleted", "W": "wrong", "X": "not obtained", "I": "pending", "N": "not asked for",
    "O": "an order without a result", "R": "not verified", "U": "not sent again",
}  # fmt: skip
"""Status of a result (OBX-11, table 0085) → what it says; its value is not taken."""
_TAKEN = frozenset({"", "F", "C", "P", "S"})
_NOT_FINAL = frozenset({"P", "S"})
_SHORT = 12
"""Words of a comment or a text that says no more than that there is no result."""
_NULL = '""'
"""In HL7: what was there is deleted."""
_STRUCTURED = re.compile(r"(?:<|>|<=|>=)?\^[-+\d.]+(?:\^[-+/:.]\^[-+\d.]+)?\^*|=?\^[-+\d.]+\^*")


@dataclass(slots=True)
class Messages:
    """rows: in order. empty: names of tests without a result. elsewhere: whose is no text.
    preliminary: whose is not final. patients: what the messages name them by, "" for not at all."""

    rows: list[Found] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    preliminary: list[str] = field(default_factory=list)
    patients: set[str] = field(default_factory=set)
    earlier: dict[tuple[str, str], list[tuple[str, Found]]] = field(default_factory=dict)
    """Code and sub-code of a test → (status, row) of its results so far."""


def is_hl7(text: str) -> bool:
    return _HEAD.match(text) is not None


def messages_in(text: str) -> Messages:
    """Of one page; several messages may follow each other."""
    found = Messages()
    bar, caret, patient, order = "|", "^", "", _Order()
    for line in lines(text, longest=None):
        if head := _HEAD.match(line.text):
            bar, caret, patient, order = head[1], head[2], "", _Order()
        segment = _Segment(line.text, line.start, bar, caret)
        match line.text.partition(bar)[0]:
            case "PID":
                patient = _patient(segment)
            case "OBR":
                order = _order(segment)
            case "OBX":
                found.patients.add(patient)
                order.of, order.begun = _observation(found, segment, line.number), True
                if order.of is not None:
                    order.of.doubt = order.of.doubt or order.doubt
                    order.of.caution = order.of.caution or order.caution
            case "NTE":
                _comment(order, segment)
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


def _patient(segment: _Segment) -> str:
    """By the identifiers, else by the name."""
    said = (segment.field(number)[1].strip() for number in (3, 2, 5))
    return next((one for one in said if one.strip(segment.caret) not in ("", _NULL)), "")


def _supersede(found: Messages, segment: _Segment, status: str) -> None:
    """A corrected result takes the place of all before it, a final one that of preliminary ones; so
    does one that was taken back."""
    if status in _NOT_FINAL:
        return
    for before, row in found.earlier.get(_key(segment), []):
        if status in ("C", "D", "W") or before not in ("F", "C", ""):
            row.doubt = row.doubt or "a later result of this test takes its place"


def _key(segment: _Segment) -> tuple[str, str]:
    return segment.field(3)[1], segment.field(4)[1]


@dataclass(slots=True)
class _Order:
    """What its results have to bear. of: the row that a comment would speak of; None before the
    first result and behind one without a value. begun: there was a result."""

    doubt: str = ""
    caution: str = ""
    of: Found | None = None
    begun: bool = False


def _order(segment: _Segment) -> _Order:
    status = segment.field(25)[1].strip()
    return _Order(doubt="the laboratory marked its order as cancelled" if status == "X" else "")


def _comment(order: _Order, segment: _Segment) -> None:
    """A comment that speaks against a result; before the first one, against all of its order. A
    long one may be small print: it counts behind a result, where it says no rule."""
    text = unescaped(segment.field(3)[1])
    long = len(text.split()) > _SHORT
    said = void_words().search(text) or (None if long else cautioning_words().search(text))
    if said is None or (long and (order.of is None or is_rule(text))):
        return
    why = f'a comment of the laboratory says "{said[0].lower()}"'
    if order.of is not None:
        order.of.caution = order.of.caution or why
    elif not order.begun:
        order.caution = why


def _said_against(row: Found, text: str) -> None:
    """A result in words that says that there is none."""
    if is_no_result(text) and len(text.split()) <= _SHORT:
        row.doubt = row.doubt or "the laboratory gives no result for it"
    elif is_taken_back(text) or cautioning_words().search(text):
        row.caution = row.caution or "its text speaks of a result that may not hold"


def _observation(found: Messages, segment: _Segment, number: int) -> Found | None:
    test = _first(segment, 3, order=(1, 0))
    kind, name = segment.field(2)[1], test[1] if test else "?"
    if test is None:
        return None
    status = segment.field(11)[1].strip()
    _supersede(found, segment, status)
    if kind not in _TEXTS:
        if segment.field(5)[1]:
            found.elsewhere.append(name)
        return None
    value = _first(segment, 5, order=(1, 0) if kind in ("CE", "CWE", "CNE") else (0,))
    if kind == "SN":
        at, text = segment.field(5)
        value = (at, text) if text.strip(segment.caret) not in ("", _NULL) else None
    if value is None:
        found.empty.append(name)
        return None
    row = Found(number)
    unit, limits = _first(segment, 6, order=(0, 1)), segment.field(7)
    flag = _first(segment, 8, order=(0,))
    for field_name, place in (
        ("test", test), ("value", value), ("unit", unit), ("range", limits), ("flag", flag),
    ):  # fmt: skip
        if place and place[1].strip() not in ("", _NULL):
            row.places[field_name] = [(place[0], place[0] + len(place[1]))]
    if kind == "SN" and _STRUCTURED.fullmatch(value[1].replace(segment.caret, "^")):
        row.said = value[1].replace(segment.caret, "").removeprefix("=")
    if status not in _TAKEN:
        row.doubt = f"the laboratory marked this result as {_VOID.get(status, status)}"
    elif status in _NOT_FINAL:
        found.preliminary.append(name)
    if kind not in ("NM", "SN"):
        _said_against(row, unescaped(value[1]))
    found.earlier.setdefault(_key(segment), []).append((status, row))
    found.rows.append(row)
    return row


def _first(segment: _Segment, number: int, order: tuple[int, ...]) -> tuple[int, str] | None:
    parts = list(segment.components(number))
    return next(
        (parts[n] for n in order if n < len(parts) and parts[n][1].strip() not in ("", _NULL)), None
    )
