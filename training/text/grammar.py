"""Sentences of dictated radiology from `lexicon.txt` (slots) and the sentence frames.

    python -m training.text.grammar --seed 1 --count 20

A frame (a line of `frames.txt` or `frames/*.txt`) holds words, `{marks}`, `[slots]`, `(this|that)`
choices, numbers `<2-30>` and ordinals `<th:1-31>`.

Two forms of a sentence: `target` (what the model writes: lower case, marks as "{period}") and
`spoken` (what a synthesiser is given: marks as words, abbreviations as letters).
"""

from __future__ import annotations

import argparse
import random
import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = [".", ".", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth", "twenty": "twentieth", "thirty": "thirtieth",
}  # fmt: skip
LETTERED = frozenset(
    [
        "ct",
        "mri",
        "pet",
        "cta",
        "mra",
        "pe",
        "iv",
        "copd",
        "cxr",
        "ap",
        "pa",
        "ivc",
        "svc",
        "dvt",
        "ett",
        "ng",
        "ercp",
        "tips",
        "gi",
        "gu",
        "cns",
        "csf",
        "adc",
        "dwi",
        "acl",
        "pcl",
        "mcl",
        "lcl",
        "icu",
        "hiv",
        "tb",
        "us",
        "er",
        "ed",
        "or",
    ]
) - {"or", "us"}
"""Written as one word, spoken letter by letter."""
_CHOICE = re.compile(r"\(([^()]*)\)")
_SLOT = re.compile(r"\[(\w+)\]|<(?:(th):)?(\d+)-(\d+)>")


@dataclass(frozen=True, slots=True)
class Sentence:
    """target: training text. spoken: for a synthesiser. frame: index of its frame."""

    target: str
    spoken: str
    frame: int


class Grammar:
    """Draws sentences; the same `random.Random` gives the same sentences."""

    def __init__(self) -> None:
        self.slots = read_slots(FOLDER / "lexicon.txt")
        paths = [FOLDER / "frames.txt", *sorted((FOLDER / "frames").glob("*.txt"))]
        self.frames = [line for path in paths for line in _lines(path)]

    def sentence(self, rng: random.Random) -> Sentence:
        index = rng.randrange(len(self.frames))
        target = " ".join(self._fill(self.frames[index], rng).split())
        return Sentence(target, spoken_form(target), index)

    def _fill(self, text: str, rng: random.Random) -> str:
        while _CHOICE.search(text):
            text = _CHOICE.sub(lambda match: rng.choice(match[1].split("|")), text)

        def one(match: re.Match[str]) -> str:
            slot, ordinal, low, high = match.groups()
            if slot:
                return self._fill(rng.choice(self.slots[slot]), rng)
            words = number_words(rng.randint(int(low), int(high)))
            return ordinal_words(words) if ordinal else words

        return _SLOT.sub(one, text)


def read_slots(path: Path) -> dict[str, list[str]]:
    """`name: choice | choice` lines."""
    slots = {}
    for line in _lines(path):
        name, _, choices = line.partition(":")
        slots[name.strip()] = [choice.strip() for choice in choices.split(" | ")]
    return slots


def number_words(number: int) -> str:
    """0..999 as spoken, "one hundred twenty"."""
    if number >= 100:
        rest = number % 100
        head = f"{ONES[number // 100]} hundred"
        return f"{head} {number_words(rest)}" if rest else head
    if number < 20:
        return ONES[number]
    ones = number % 10
    return f"{TENS[number // 10]} {ONES[ones]}" if ones else TENS[number // 10]


def ordinal_words(words: str) -> str:
    """ "twenty one" -> "twenty first"."""
    head, _, last = words.rpartition(" ")
    return f"{head} {ORDINALS.get(last, last + 'th')}".strip()


def spoken_form(target: str) -> str:
    """Marks as words, lettered abbreviations as capitals with spaces."""
    words = target.replace("{", "").replace("}", "").split()
    return " ".join(" ".join(w.upper()) if w in LETTERED else w for w in words)


def _lines(path: Path) -> list[str]:
    lines = (line.strip() for line in path.read_text().splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def main() -> None:
    parser = argparse.ArgumentParser(description="Print sentences and the size of the vocabulary.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=20)
    arguments = parser.parse_args()
    grammar, rng = Grammar(), random.Random(arguments.seed)
    for _ in range(arguments.count):
        print(grammar.sentence(rng).target)
    words = {w for _ in range(20_000) for w in grammar.sentence(rng).target.split()}
    print(f"{len(grammar.frames)} frames, {len(words)} words in 20,000 sentences")


if __name__ == "__main__":
    main()
