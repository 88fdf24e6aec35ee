"""Layouts that are held out: written before the extractor, and looked at only when it was done."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from benchmarks.lab_sheets.layouts import Layout, Row, full
from benchmarks.lab_sheets.rows import Entry
from benchmarks.lab_sheets.sheet import Truth, line


def blocks(random: random.Random) -> Layout:
    """Every field has a line of its own."""
    names = random.choice(
        (
            ("Test", "Result", "Units", "Reference range", "Flag"),
            ("Analyte", "Value", "Unit", "Normal range", "Abnormal flag"),
        )
    )

    def row(entry: Entry) -> Row:
        said = (entry.name, entry.value, entry.unit, entry.range, entry.flag)
        lines = [
            line((0, f"{name}: {text}")) for name, text in zip(names, said, strict=True) if text
        ]
        return [*lines, line()], full(entry)

    return Layout("a line for each field", None, row)


def two_limits(random: random.Random) -> Layout:
    """Low and high limits in columns of their own: the range is both."""
    head = line((0, "Test"), (36, "Result"), (48, "Low"), (58, "High"), (68, "Units"), (86, "Flag"))

    def row(entry: Entry) -> Row:
        low, high = entry.low, entry.high
        limits = f"{low} - {high}" if low and high else low or high
        cells = line((0, entry.name), (36, entry.value), (48, low), (58, high), (68, entry.unit),
                     (86, entry.flag))  # fmt: skip
        return [cells], Truth(entry.name, entry.value, entry.unit, limits, entry.flag)

    return Layout("limits in two columns", head, row)


def bars(random: random.Random) -> Layout:
    """Strokes between the cells."""
    mark = random.choice((" | ", "|", " ; "))
    head = line((0, mark.join(("Test", "Result", "Unit", "Reference", "Flag"))))

    def row(entry: Entry) -> Row:
        said = (entry.name, entry.value, entry.unit, entry.range, entry.flag)
        return [line((0, mark.join(said)))], full(entry)

    return Layout("strokes between cells", head, row)


def arrows(random: random.Random) -> Layout:
    """Flags as arrows or in brackets, ranges in words."""
    head = line(
        (0, "Parameter"), (36, "Observed value"), (54, "Unit"), (70, "Biological ref. interval")
    )
    signs = random.choice((("(H)", "(L)"), ("HIGH", "LOW"), ("high", "low")))

    def row(entry: Entry) -> Row:
        high = entry.flag in ("H", "HH", "High")
        flag = "" if entry.flag in ("", "N", "*", "A") else signs[0] if high else signs[1]
        value = f"{entry.value} {flag}".strip()
        cells = line((0, entry.name), (36, value), (54, entry.unit), (70, entry.range))
        truth = full(entry)
        return [cells], type(truth)(
            entry.name, entry.value, entry.unit, entry.range, flag.strip("()")
        )

    return Layout("flags in words at the value", head, row)


def codes(random: random.Random) -> Layout:
    """A code before the name, a method behind everything."""
    head = line((0, "Code"), (9, "Test description"), (44, "Result"), (56, "Flag"), (64, "Units"),
                (80, "Ref. interval"), (100, "Method"))  # fmt: skip
    methods = ("Photometry", "ECLIA", "ISE", "Flow cytometry")

    def row(entry: Entry) -> Row:
        cells = line((0, str(random.randint(1000, 9999))), (9, entry.name), (44, entry.value),
                     (56, entry.flag), (64, entry.unit), (80, entry.range),
                     (100, random.choice(methods)))  # fmt: skip
        return [cells], full(entry)

    return Layout("codes and methods", head, row)


def prose(random: random.Random) -> Layout:
    """Sentences of a discharge letter, several tests in one line."""
    reference = random.choice((" ({})", " (normal: {})", ", reference {}"))

    def row(entry: Entry) -> Row:
        said = f"- {entry.name} {entry.value} {entry.unit}".rstrip()
        said += f" {entry.flag}" if entry.flag else ""
        said += reference.format(entry.range) if entry.range else ""
        return [line((2, said))], full(entry)

    return Layout("a list without columns", None, row)


MADE: Sequence[Callable[[random.Random], Layout]] = (
    blocks,
    two_limits,
    bars,
    arrows,
    codes,
    prose,
)
