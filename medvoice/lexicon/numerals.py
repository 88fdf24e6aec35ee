"""Numerals: the words that numbers and ordinals are said with, and their values."""

from __future__ import annotations

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_IRREGULAR = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fifth": 5,
    "eighth": 8,
    "ninth": 9,
    "twelfth": 12,
}
_ROMAN = "I II III IV V VI VII VIII IX X XI XII".split()


def small_numbers() -> dict[str, int]:
    """ "zero" to "nineteen" -> 0 to 19."""
    return {word: value for value, word in enumerate(_ONES)}


def tens() -> dict[str, int]:
    """ "twenty" to "ninety" -> 20 to 90."""
    return {word: 10 * value for value, word in enumerate(_TENS, 2)}


def scales() -> dict[str, int]:
    return {"hundred": 100, "thousand": 1000}


def ordinals() -> dict[str, int]:
    """Ordinals of one word ("first", "twelfth", "twentieth", "hundredth") -> value."""
    table = dict(_IRREGULAR)
    for word, value in (small_numbers() | tens()).items():
        if value and value not in _IRREGULAR.values():
            stem = word[:-1] + "ie" if word.endswith("y") else word
            table[f"{stem}th"] = value
    return table | {"hundredth": 100}


def roman(value: int) -> str:
    """1 to 12 as a Roman numeral; ValueError outside."""
    if not 1 <= value <= len(_ROMAN):
        raise ValueError(f"no Roman numeral for {value} here: 1 to {len(_ROMAN)}")
    return _ROMAN[value - 1]


def ordinal_digits(value: int) -> str:
    """7 -> "7th", 21 -> "21st"."""
    teen = 10 < value % 100 < 20
    ending = "th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{ending}"
