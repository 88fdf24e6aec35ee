"""Leftovers: numbers that no rule has taken.

Digits for ten and above and for decimals ("12 lesions", "ratio of 1.5"); smaller counts stay words
("two lesions"), as AMA and Chicago advise for running prose and most reports read. A number
beside another ("twenty twenty three") is not understood and stays as said. Written digits stay,
but ".5" gets its zero (Joint Commission). Thousands get a comma from 10,000 on (Dragon's form).
"""

from __future__ import annotations

from medvoice.language.written_form.pieces import Line, Match

_WITH_COMMA = 10_000


def leftover(line: Line, at: int) -> Match | None:
    """Rule for a number, asked when all others have been asked everywhere."""
    number = line.pieces[at]
    if not number.spelled:
        text = number.tokens[0].text
        return Match(1, (line.done(at, at + 1, f"0{text}"),)) if text.startswith(".") else None
    if _is_number(line, at + 1) or _is_number(line, at - 1):
        return None
    joined = line.mark(at - 1) == "/" and line.number(at - 2) is not None
    if number.whole < 0 or joined:
        return Match(1, (line.done(at, at + 1, number.value),))
    if number.whole < line.settings.numerals_from or _behind_range(line, at):
        return None
    return Match(1, (line.done(at, at + 1, grouped(number.value)),))


def count_range(line: Line, at: int) -> Match | None:
    """Rule for a number: "ten to fifteen lesions", both counts large enough for digits."""
    a, b = line.number(at), line.number(at + 2)
    if a is None or b is None or line.low(at + 1) != "to":
        return None
    if not line.settings.numerals_from <= a.whole < b.whole:
        return None
    if line.low(at - 1) in ("from", "between") or line.number(at + 3) is not None:
        return None
    return Match(3, (line.done(at, at + 3, f"{grouped(a.value)}-{grouped(b.value)}"),))


def grouped(value: str) -> str:
    """ "12500" -> "12,500"; four digits stay together."""
    return f"{int(value):,}" if value.isdigit() and int(value) >= _WITH_COMMA else value


def _is_number(line: Line, at: int) -> bool:
    """Whether a number stands here that will be read as one again, taken by a rule or not."""
    if line.number(at) is not None:
        return True
    return 0 <= at < len(line.pieces) and line.pieces[at].text.replace(".", "").isdigit()


def _behind_range(line: Line, at: int) -> bool:
    """ "Three to four hundred": one half in words, one in digits would mislead."""
    first = line.number(at - 2)
    small = first is not None and first.spelled and 0 <= first.whole < line.settings.numerals_from
    return small and line.low(at - 1) == "to"
