"""Numbers: where cardinals, decimals and ordinals begin and end in running words.

"one hundred and twenty" is 120, "three point oh five" 3.05, "twenty first" an ordinal; "four five"
stays two numbers and "three fifty" too: only the rule that knows the place may put them together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from medvoice.language.written_form.tables import NumberTables

_DIGITS = re.compile(r"-?\d+(?:\.\d+)?|\.\d+|\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_WRITTEN_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")
_OH = frozenset({"oh", "o"})
# "thirty second delay" is a time, "thirty second week" an ordinal.
TIMED = frozenset(
    "delay delays rotation scan scans acquisition acquisitions interval intervals breath run clip "
    "window cine hold pause bolus injection image images".split()
)


@dataclass(frozen=True, slots=True)
class Found:
    """A number or ordinal of `taken` words. value: digits."""

    taken: int
    value: str
    ordinal: bool = False
    spelled: bool = True


class NumberReader:
    def __init__(self, tables: NumberTables) -> None:
        self._small = tables.small
        self._tens = tables.tens
        self._scales = tables.scales
        self._ordinals = tables.ordinals

    def starts(self, word: str) -> bool:
        """Whether a number or an ordinal can begin with this lower-case word."""
        return (
            word in self._small
            or word in self._tens
            or word in self._ordinals
            or word in _OH
            or word[:1].isdigit()
            or word[:1] in "-."
        )

    def is_word(self, word: str) -> bool:
        """Whether it is a number word or ordinal ("hundred" too)."""
        return (
            word in self._small
            or word in self._tens
            or word in self._scales
            or word in self._ordinals
        )

    def at(self, words: Sequence[str], at: int) -> Found | None:
        """The number or ordinal that begins here. words: lower case, "" for a mark."""
        word = words[at]
        written = _WRITTEN_ORDINAL.fullmatch(word)
        if written:
            return Found(1, written[1], ordinal=True, spelled=False)
        if word in self._ordinals:
            return Found(1, str(self._ordinals[word]), ordinal=True)
        if _DIGITS.fullmatch(word):
            plain = f"0{word}" if word.startswith(".") else word
            decimals = 0 if "." in plain or "," in plain else self._decimals(words, at + 1)[0]
            if decimals:
                return Found(1 + decimals, plain + self._decimals(words, at + 1)[1])
            return Found(1, plain, spelled=False)
        if word in _OH:
            taken, digits = self._decimals(words, at + 1)
            return Found(1 + taken, f"0{digits}") if taken else None
        return self._spelled(words, at)

    def oh_digit(self, words: Sequence[str], at: int) -> Found | None:
        """ "oh five" -> "05": minutes and years behind another number."""
        if words[at] not in _OH and words[at] != "zero":
            return None
        digit = self._small.get(_at(words, at + 1), 0)
        if _at(words, at + 2) in self._scales or _at(words, at + 2) == "point":
            return None
        return Found(2, f"0{digit}") if 1 <= digit <= 9 else None

    def point(self, words: Sequence[str], at: int) -> Found | None:
        """ "point eight" -> "0.8"; whether it is a number at all is for the caller to decide."""
        taken, digits = self._decimals(words, at)
        return Found(taken, f"0{digits}") if taken else None

    def _spelled(self, words: Sequence[str], at: int) -> Found | None:
        taken, value = self._cardinal(words, at)
        if not taken:
            return None
        follow = _at(words, at + taken)
        ones = self._ordinals.get(follow, 0)
        if taken == 1 and value in self._tens.values() and 1 <= ones <= 9:
            timed = follow == "second" and _at(words, at + 2) in TIMED
            if not timed:
                return Found(2, str(value + ones), ordinal=True)
        decimals, digits = self._decimals(words, at + taken)
        return Found(taken + decimals, f"{value}{digits}")

    def _decimals(self, words: Sequence[str], at: int) -> tuple[int, str]:
        """(words taken, ".digits") from "point" on; (0, "") where no digit follows it."""
        if _at(words, at) != "point":
            return 0, ""
        digits, end = "", at + 1
        while end < len(words):
            word = words[end]
            value = 0 if word in _OH else self._small.get(word, 99)
            if value <= 9:
                digits += str(value)
            elif not digits and word.isascii() and word.isdigit() and len(word) <= 3:
                return 2, f".{word}"
            else:
                break
            end += 1
        if not digits:
            taken, value = self._below_hundred(words, end)
            digits, end = (str(value), end + taken) if taken else ("", end)
        return (end - at, f".{digits}") if digits else (0, "")

    def _cardinal(self, words: Sequence[str], at: int) -> tuple[int, int]:
        """(words taken, value); (0, 0) where none begins here."""
        taken, value = self._below_thousand(words, at)
        if not taken:
            return 0, 0
        if _at(words, at + taken) == "thousand":
            taken, value = taken + 1, value * 1000
            gap = int(_at(words, at + taken) == "and")
            more, rest = self._below_thousand(words, at + taken + gap)
            # "and" leads into tens and ones only: "two thousand and five".
            if more and not (gap and rest >= 100):
                taken, value = taken + gap + more, value + rest
        return taken, value

    def _below_thousand(self, words: Sequence[str], at: int) -> tuple[int, int]:
        taken, value = self._below_hundred(words, at)
        if taken and value and _at(words, at + taken) == "hundred":
            taken, value = taken + 1, value * 100
            gap = int(_at(words, at + taken) == "and")
            more, rest = self._below_hundred(words, at + taken + gap)
            # "one hundred and a half", "one hundred and two lesions": only a number follows.
            if more and rest:
                taken, value = taken + gap + more, value + rest
        return taken, value

    def _below_hundred(self, words: Sequence[str], at: int) -> tuple[int, int]:
        word = _at(words, at)
        if word in self._small:
            return 1, self._small[word]
        if word not in self._tens:
            return 0, 0
        unit = self._small.get(_at(words, at + 1), 0)
        if 1 <= unit <= 9:
            return 2, self._tens[word] + unit
        return 1, self._tens[word]


def _at(words: Sequence[str], index: int) -> str:
    return words[index] if 0 <= index < len(words) else ""
