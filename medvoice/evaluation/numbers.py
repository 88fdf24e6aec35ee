"""Numbers in one form: "two point four", "2.4"; "twenty twenty four", "2024"; "third", "3rd"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from medvoice.lexicon.dates import months
from medvoice.lexicon.numerals import ordinals, small_numbers, tens

_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_WRITTEN_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")


class NumberForms:
    """Tables built once."""

    def __init__(self) -> None:
        self._months = frozenset(months())
        self._small = small_numbers()
        self._tens = tens()
        # "hundredth" stays a word: a scale has no ordinal here.
        self._ordinals = {word: value for word, value in ordinals().items() if value < 100}

    def canonical(self, words: Sequence[str]) -> list[str]:
        """Lower-case words with every number as digits and every ordinal as "3th"; behind a month
        an ordinal is the day's number."""
        out: list[str] = []
        at = 0
        while at < len(words):
            taken, text = self._read(words, at)
            if text.endswith("th") and out and out[-1] in self._months:
                text = text[:-2]
            out.append(text)
            at += taken
        return out

    def _read(self, words: Sequence[str], at: int) -> tuple[int, str]:
        """How many words are taken, and what they are written as."""
        word = words[at]
        written = _WRITTEN_ORDINAL.fullmatch(word)
        if written:
            return 1, f"{int(written[1])}th"
        if word in self._ordinals:
            return 1, f"{self._ordinals[word]}th"
        if _DIGITS.fullmatch(word):
            taken, value = 1, word
        else:
            taken, number = self._cardinal(words, at)
            if not taken:
                return 1, word
            follow = _at(words, at + taken)
            if taken == 1 and number in self._tens.values() and follow in self._ordinals:
                return 2, f"{number + self._ordinals[follow]}th"
            more, second = self._cardinal(words, at + taken)
            if taken == 1 and number in (19, 20) and more and 10 <= second <= 99:
                return taken + more, str(100 * number + second)
            value = str(number)
        decimals = self._decimals(words, at + taken)
        if decimals and "." not in value:
            return taken + 1 + len(decimals), f"{value}.{decimals}"
        return taken, value

    def _decimals(self, words: Sequence[str], at: int) -> str:
        """The digits said behind "point"; "" where none are."""
        if _at(words, at) != "point":
            return ""
        digits = ""
        for word in words[at + 1 :]:
            value = self._small.get(word, 99)
            if value > 9 and not re.fullmatch(r"\d", word):
                break
            digits += word if value > 9 else str(value)
        return digits

    def _cardinal(self, words: Sequence[str], at: int) -> tuple[int, int]:
        """(words taken, value) of a number in words; (0, 0) where none begins here."""
        taken, value = self._below_hundred(words, at)
        if not taken:
            return 0, 0
        for scale, name in ((100, "hundred"), (1000, "thousand")):
            if _at(words, at + taken) != name:
                continue
            taken, value = taken + 1, value * scale
            gap = int(_at(words, at + taken) == "and")
            if scale == 100:
                more, rest = self._below_hundred(words, at + taken + gap)
            else:
                more, rest = self._cardinal(words, at + taken + gap)
            if more:
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
    return words[index] if index < len(words) else ""
