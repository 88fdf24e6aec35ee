"""One row of a sheet before it is laid out: values in a way of writing."""

from __future__ import annotations

import random
from dataclasses import dataclass

from benchmarks.lab_sheets.words import Test, figure


@dataclass(frozen=True, slots=True)
class Style:
    """How a laboratory writes: comma for the decimal point, its range and its flags."""

    comma: bool
    range_form: str
    low_flag: str
    high_flag: str
    normal_flag: str
    below: str
    """What it writes before the limit of a one-sided range."""

    def number(self, value: float, decimals: int) -> str:
        text = f"{value:.{decimals}f}"
        return text.replace(".", ",") if self.comma else text


@dataclass(frozen=True, slots=True)
class Entry:
    name: str
    value: str
    unit: str
    range: str
    flag: str
    previous: str
    low: str = ""
    high: str = ""


DASHES = ("{} - {}", "{}-{}", "{} – {}", "{}–{}", "{} to {}")
FLAGS = (("L", "H", ""), ("L", "H", "N"), ("*", "*", ""), ("Low", "High", ""), ("LL", "HH", ""))
BELOW = (("<", "< {}"), ("<", "<{}"), ("up to", "up to {}"), ("0", "0 - {}"), ("≤", "≤ {}"))
ABOVE = {"<": "> {}", "up to": "from {}", "0": "> {}", "≤": "≥ {}"}


def style(random: random.Random, commas: float = 0.2) -> Style:
    flags = random.choice(FLAGS)
    return Style(random.random() < commas, random.choice(DASHES), *flags, random.choice(BELOW)[0])


def entry(test: Test, style: Style, random: random.Random) -> Entry:
    value = figure(test, random)
    written = style.number(value, test.decimals)
    low, high = test.low, test.high
    flag = style.normal_flag
    if high is not None and value > high:
        flag = style.high_flag
    elif low is not None and value < low:
        flag = style.low_flag
    if low is not None and high is not None:
        limits = style.range_form.format(
            style.number(low, test.decimals), style.number(high, test.decimals)
        )
    elif high is not None:
        forms = [form for name, form in BELOW if name == style.below]
        limits = random.choice(forms).format(style.number(high, test.decimals))
    else:
        assert low is not None
        limits = ABOVE[style.below].format(style.number(low, test.decimals))
    if high is not None and low is None and random.random() < 0.15:
        written, flag = f"<{style.number(high / 4, test.decimals)}", style.normal_flag
    if test.name == "eGFR" and random.random() < 0.5:
        written, flag = ">90", style.normal_flag
    return Entry(
        test.name,
        written,
        random.choice(test.units),
        limits,
        flag,
        style.number(figure(test, random), test.decimals),
        style.number(low, test.decimals) if low is not None else "",
        style.number(high, test.decimals) if high is not None else "",
    )


def qualitative(
    choices: tuple[tuple[str, tuple[str, ...], str], ...], style: Style, random: random.Random
) -> Entry:
    name, values, normal = random.choice(choices)
    value = random.choice(values)
    odd = bool(normal) and value != normal
    flag = (style.high_flag if style.high_flag == "*" else "A") if odd else style.normal_flag
    return Entry(name, value, "", normal, flag if normal else "", "")
