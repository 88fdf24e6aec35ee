"""Numbers in words of more than one ("one hundred fifty two", "four point two"), in digits.

What has a word of its own below twenty is a rule of `numbers`; fractions and ordinals stay words.
"""

from __future__ import annotations

import re
from functools import cache

from medvoice.lexicon.numerals import small_numbers, tens

_FRACTION = r"(?!-|\w| (?:third|fourth|fifth|sixth|seventh|eighth|ninth|first|second)s?\b)"
_UNITS = r"centimet(?:er|re)|millimet(?:er|re)|millilit(?:er|re)|cm|mm|ml|liter|litre"


def in_digits(text: str) -> str:
    """Of a text in lower case."""
    text = _compound().sub(lambda m: str(_value(m[0])), text)
    text = _decimal().sub(_with_point, text)
    text = _point_alone().sub(lambda m: f"{m[1]}0.{_joined(m[2])}", text)
    text = _and_a_half().sub(lambda m: f"{_digits(m[1])}.5", text)
    return re.sub(rf"\bhalf an? (?=(?:{_UNITS})\b)", "0.5 ", text)


@cache
def _compound() -> re.Pattern[str]:
    ones = "|".join(list(small_numbers())[1:10])
    below_twenty = "|".join(sorted(list(small_numbers())[1:], key=len, reverse=True))
    ten = "|".join(tens())
    pair = rf"(?:(?:{ten})(?:[ -](?:{ones})\b)?|(?:{below_twenty})\b)"
    hundreds = rf"(?:{ones}|an?) hundred(?:(?: and)? {pair})?"
    return re.compile(
        rf"\b(?:{hundreds}|(?:{pair}) thousand(?: {hundreds}|(?: and)? {pair})?"
        rf"|(?:{ten})(?:[ -](?:{ones})\b)?)\b{_FRACTION}"
    )


@cache
def _decimal() -> re.Pattern[str]:
    digit = "|".join([*list(small_numbers())[:10], r"\d"])
    whole = "|".join([*sorted(small_numbers(), key=len, reverse=True), r"\d+"])
    return re.compile(rf"\b({whole}) point ((?:{digit})(?: (?:{digit}))*)\b")


@cache
def _point_alone() -> re.Pattern[str]:
    """Two digits or a unit, for "at this point two nodules" is no number."""
    digit = "|".join(list(small_numbers())[:10])
    return re.compile(
        r"(^|\b(?:index|ratio|value|is|was|are|of|measures?|measuring|about|approximately|only|or"
        r"|to) )"
        rf"point ((?:{digit})(?: (?:{digit}))+|(?:{digit})(?= (?:{_UNITS}|percent)))\b"
    )


@cache
def _and_a_half() -> re.Pattern[str]:
    whole = "|".join([*sorted(small_numbers(), key=len, reverse=True), r"\d+"])
    return re.compile(rf"\b({whole}) and a half\b")


def _with_point(match: re.Match[str]) -> str:
    return f"{_digits(match[1])}.{_joined(match[2])}"


def _joined(digits: str) -> str:
    return "".join(map(_digits, digits.split()))


def _digits(word: str) -> str:
    return str(small_numbers().get(word, word))


def _value(words: str) -> int:
    known = small_numbers() | tens() | {"a": 1, "an": 1}
    total = part = 0
    for word in words.replace("-", " ").split():
        if word == "hundred":
            part *= 100
        elif word == "thousand":
            total, part = total + part * 1000, 0
        elif word != "and":
            part += known[word]
    return total + part
