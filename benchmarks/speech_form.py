"""Speech form: a report's sentence as it would be dictated, in the bundled model's dialect.

Own code on purpose: nothing of `medvoice` is used, so that a mistake there is not undone here.
Lower case; numbers, units, dates, levels and marks in words ("{period}").
"""

from __future__ import annotations

import re

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = (
    "- first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
).split()
_UNITS = {
    "mm": "millimeter",
    "cm": "centimeter",
    "ml": "milliliter",
    "mg": "milligram",
    "mci": "millicurie",
    "eu/dl": "e u per deciliter",
    "ml/sec": "milliliters per second",
}
_MARKS = {
    ".": "period",
    ",": "comma",
    ":": "colon",
    ";": "semicolon",
    "?": "question mark",
    "(": "open paren",
    ")": "close paren",
    "/": "slash",
    "-": "hyphen",
    "!": "exclamation mark",
}
_UNIT = re.compile(r"(?<=\d)\s*(mm|cm|ml/sec|ml|mg|mci|eu/dl)\b(?!/)", re.IGNORECASE)
_TOKEN = re.compile(r"\d+(?:\.\d+)?(?:st|nd|rd|th)?|[^\W\d_]+(?:['’][^\W\d_]+)*|\S")


def cardinal(value: int) -> str:
    """0 to 999,999 in words."""
    if value < 20:
        return _ONES[value]
    if value < 100:
        return _TENS[value // 10] + (f" {_ONES[value % 10]}" if value % 10 else "")
    for size, name in ((1000, "thousand"), (100, "hundred")):
        if value >= size:
            rest = f" {cardinal(value % size)}" if value % size else ""
            return f"{cardinal(value // size)} {name}{rest}"
    raise AssertionError(value)


def speech_form(sentence: str) -> str:
    """The words of one sentence as they are said, marks in braces."""
    text = " ".join(sentence.split())
    # A list number, then what is said with more than one token.
    text = re.sub(r"^(\d{1,2})\.(?=\s)", lambda m: f"{cardinal(int(m[1]))} {{period}}", text)
    text = re.sub(r"\b(\d{1,2})/(\d{1,2})/(\d{2,4})\b", _date, text)
    text = re.sub(r"\b(\d{1,2})/((?:19|20)\d\d)\b", _month_year, text)
    text = re.sub(r"\b((?:19|20)\d\d)\b(?!\s*(?:mm|cm|ml))", lambda m: year(int(m[1])), text)
    text = re.sub(
        r"\b(\d+)-(year|month|week|day)-old\b",
        lambda m: f"{cardinal(int(m[1]))} {m[2]} old",
        text,
    )
    text = re.sub(
        r"\b([CTLS])(\d{1,2})-([CTLS]?)(\d{1,2})\b",
        lambda m: f"{m[1]} {cardinal(int(m[2]))} {m[3]} {cardinal(int(m[4]))}",
        text,
    )
    text = re.sub(r"\b([CTLS])(\d{1,2})\b", lambda m: f"{m[1]} {cardinal(int(m[2]))}", text)
    text = re.sub(r"(?<=\d)-(?=\d+\s)", " to ", text)
    text = re.sub(r"(?<=[\dmM])\s+x\s+(?=\d)", " by ", text)
    text = re.sub(r"(?<=\d)\s*%", " percent", text)
    text = _UNIT.sub(lambda m: f" {_UNITS[m[1].lower()]}", text)
    return _plural(" ".join(_said(token) for token in _tokens(text)).lower())


def year(value: int) -> str:
    if 2000 <= value < 2010:
        return f"two thousand {cardinal(value % 100)}" if value % 100 else "two thousand"
    rest = cardinal(value % 100) if value % 100 >= 10 else f"oh {cardinal(value % 100)}"
    return f"{cardinal(value // 100)} {rest}"


def _tokens(text: str) -> list[str]:
    out: list[str] = []
    for chunk in text.split():
        out += [chunk] if chunk.startswith("{") else _TOKEN.findall(chunk)
    return out


def _said(token: str) -> str:
    if token in _MARKS:
        return f"{{{_MARKS[token]}}}"
    ordinal = re.fullmatch(r"(\d+)(?:st|nd|rd|th)", token)
    if ordinal and int(ordinal[1]) < len(_ORDINALS):
        return _ORDINALS[int(ordinal[1])]
    number = re.fullmatch(r"(\d+)(?:\.(\d+))?", token)
    if not number:
        return token
    whole = cardinal(int(number[1]))
    if number[2] is None:
        return whole
    return f"{whole} point {' '.join(_ONES[int(digit)] for digit in number[2])}"


def _plural(said: str) -> str:
    """ "six millimeter in" -> "six millimeters in"; in front of a noun it stays ("a six
    millimeter nodule")."""
    units = "millimeter|centimeter|milliliter|milligram|millicurie"
    function = r"(?= (?:in|of|by|and|to|above|below|from|wide|at|on|for)\b| \{|$)"
    return re.sub(rf"(?<!\bone )\b({units}){function}", r"\1s", said)


def _date(match: re.Match[str]) -> str:
    month, day, said_year = match[1], match[2], match[3]
    if len(said_year) == 4:
        end = year(int(said_year))
    else:
        end = cardinal(int(said_year)) if int(said_year) >= 10 else f"oh {cardinal(int(said_year))}"
    return f"{_number(month)} {{slash}} {_number(day)} {{slash}} {end}"


def _month_year(match: re.Match[str]) -> str:
    return f"{_number(match[1])} {{slash}} {year(int(match[2]))}"


def _number(digits: str) -> str:
    return f"oh {cardinal(int(digits))}" if digits.startswith("0") else cardinal(int(digits))
