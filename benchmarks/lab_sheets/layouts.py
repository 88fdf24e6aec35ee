"""Layouts to develop with: each turns an entry into lines and its truth."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.lab_sheets.rows import Entry
from benchmarks.lab_sheets.sheet import Line, Truth, line

Row = tuple[list[Line], Truth]


@dataclass(frozen=True, slots=True)
class Layout:
    """header: None where the sheet has none. row: of one entry."""

    name: str
    header: Line | None
    row: Callable[[Entry], Row]


def full(entry: Entry) -> Truth:
    return Truth(entry.name, entry.value, entry.unit, entry.range, entry.flag)


def columns(random: random.Random) -> Layout:
    """A header names the columns, in an order of the laboratory's own."""
    words = {
        "value": random.choice(("Result", "RESULT", "Value", "Results")),
        "flag": random.choice(("Flag", "FLAG", "Abn", "")),
        "unit": random.choice(("Unit", "Units", "UNITS")),
        "range": random.choice(("Reference range", "Ref. range", "Reference interval", "Normal")),
    }
    order = random.choice(
        (
            ("value", "unit", "range", "flag"),
            ("value", "flag", "unit", "range"),
            ("flag", "value", "unit", "range"),
            ("value", "unit", "flag", "range"),
            ("value", "flag", "range", "unit"),
        )
    )
    widths = {"value": 12, "unit": 17, "range": 18, "flag": 8}
    places, at = {}, 34
    for name in order:
        places[name] = at
        at += widths[name]
    head = line((0, random.choice(("Test", "TEST", "Analyte", "Investigation"))),
                *((places[name], words[name]) for name in order))  # fmt: skip
    right = random.random() < 0.3

    def row(entry: Entry) -> Row:
        said = {"value": entry.value, "unit": entry.unit, "range": entry.range, "flag": entry.flag}
        cells = [(0, entry.name)]
        for name in order:
            if name == "value" and right:
                cells.append((places[name] + 6, said[name], True))  # type: ignore[arg-type]
            else:
                cells.append((places[name], said[name]))
        return [line(*cells)], full(entry)

    return Layout("columns", head, row)


def bare_columns(random: random.Random) -> Layout:
    """No header."""
    flag_first = random.random() < 0.5

    def row(entry: Entry) -> Row:
        at = (46, 54, 72) if flag_first else (78, 46, 62)
        cells = line((0, entry.name), (36, entry.value), (at[0], entry.flag), (at[1], entry.unit),
                     (at[2], entry.range))  # fmt: skip
        return [cells], full(entry)

    return Layout("columns without header", None, row)


def leaders(random: random.Random) -> Layout:
    """Dots lead from the name to the value."""
    bracket = random.choice(("({})", "[{}]", "(ref. {})", "{}"))
    width = random.randint(30, 40)

    def row(entry: Entry) -> Row:
        dots = "." * max(3, width - len(entry.name))
        said = [f"{entry.name} {dots} {entry.value}", entry.unit]
        said += [bracket.format(entry.range)] if entry.range else []
        said += [entry.flag]
        return [line((0, " ".join(part for part in said if part)))], full(entry)

    return Layout("dotted leaders", None, row)


def unit_with_name(random: random.Random) -> Layout:
    """The unit in brackets behind the name."""
    form = random.choice(("{} ({})", "{} [{}]", "{}, {}"))
    head = line((0, "Test"), (44, "Result"), (60, "Reference range"), (82, "Flag"))

    def row(entry: Entry) -> Row:
        name = form.format(entry.name, entry.unit) if entry.unit else entry.name
        cells = line((0, name), (44, entry.value), (60, entry.range), (82, entry.flag))
        return [cells], full(entry)

    return Layout("unit with the name", head if random.random() < 0.7 else None, row)


def previous(random: random.Random) -> Layout:
    """An earlier result in a column of its own."""
    said = random.choice(("Previous", "Prev. result", "Previous result", "Last"))
    before = random.random() < 0.3
    at = {"value": 46 if before else 34, "previous": 34 if before else 46}
    head = line((0, "Test"), (at["value"], "Result"), (at["previous"], said), (62, "Units"),
                (78, "Reference range"), (100, "Flag"))  # fmt: skip

    def row(entry: Entry) -> Row:
        cells = line((0, entry.name), (at["value"], entry.value), (at["previous"], entry.previous),
                     (62, entry.unit), (78, entry.range), (100, entry.flag))  # fmt: skip
        return [cells], full(entry)

    return Layout("previous results", head, row)


def colon(random: random.Random) -> Layout:
    """Name: value unit (range) flag."""
    reference = random.choice(("(ref {})", "(reference range: {})", "(normal {})", "[{}]", "({})"))
    flags = random.choice(("{}", "({})", "[{}]"))

    def row(entry: Entry) -> Row:
        said = [f"{entry.name}: {entry.value}", entry.unit]
        said += [flags.format(entry.flag)] if entry.flag else []
        said += [reference.format(entry.range)] if entry.range else []
        return [line((0, " ".join(part for part in said if part)))], full(entry)

    return Layout("name: value", None, row)


def flag_with_value(random: random.Random) -> Layout:
    """The flag stands at the value: "11.2 H", "* 11.2", "11.2*"."""
    head = line((0, "Test name"), (36, "Result"), (52, "Unit"), (68, "Normal range"))
    form = random.choice(("{value} {flag}", "{flag} {value}", "{value}{star}", "{value}  {flag}"))

    def row(entry: Entry) -> Row:
        star = "*" if entry.flag == "*" else f" {entry.flag}"
        value = form.format(value=entry.value, flag=entry.flag, star=star).strip()
        value = entry.value if not entry.flag else value
        cells = line((0, entry.name), (36, value), (52, entry.unit), (68, entry.range))
        return [cells], full(entry)

    return Layout("flag with the value", head if random.random() < 0.7 else None, row)


def unit_with_range(random: random.Random) -> Layout:
    """The unit stands behind the range, or behind value and range together."""
    head = line((0, "Examination"), (36, "Result"), (50, "Reference values"), (76, "Flag"))
    both = random.random() < 0.4

    def row(entry: Entry) -> Row:
        value = f"{entry.value} {entry.unit}" if both else entry.value
        cells = line((0, entry.name), (36, value.strip()),
                     (50, f"{entry.range} {entry.unit}".strip()), (76, entry.flag))  # fmt: skip
        return [cells], full(entry)

    return Layout("unit with the range", head if random.random() < 0.7 else None, row)


def long_names(random: random.Random) -> Layout:
    """Names go over two lines; values stand on the first or on the last of them."""
    last = random.random() < 0.5
    head = line((0, "Test"), (30, "Result"), (42, "Unit"), (60, "Reference range"), (82, "Flag"))
    tails = (
        "(serum, enzymatic method)",
        "(plasma, calculated)",
        "in venous blood",
        "by immunoassay",
    )

    def row(entry: Entry) -> Row:
        values = ((30, entry.value), (42, entry.unit), (60, entry.range), (82, entry.flag))
        if random.random() < 0.6:
            return [line((0, entry.name), *values)], full(entry)
        tail = random.choice(tails)
        truth = Truth(f"{entry.name} {tail}", entry.value, entry.unit, entry.range, entry.flag)
        if last:
            return [line((0, entry.name)), line((0, tail), *values)], truth
        return [line((0, entry.name), *values), line((0, tail))], truth

    return Layout("names over two lines", head, row)


MADE: Sequence[Callable[[random.Random], Layout]] = (
    columns,
    bare_columns,
    leaders,
    unit_with_name,
    previous,
    colon,
    flag_with_value,
    unit_with_range,
    long_names,
)
