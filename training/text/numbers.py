"""Numbers as they are spoken."""

from __future__ import annotations

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
TENS = ". . twenty thirty forty fifty sixty seventy eighty ninety".split()
ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth", "twenty": "twentieth", "thirty": "thirtieth",
}  # fmt: skip
NUMBER_WORDS = frozenset([*ONES, *TENS, "hundred", "thousand", "point", "o'clock"]) - {"."}


def number_words(number: int, joint: str = "") -> str:
    """0..9999, "one hundred twenty"; `joint` "and" gives "one hundred and twenty"."""
    if number >= 100:
        size, name = (1000, "thousand") if number >= 1000 else (100, "hundred")
        head, rest = f"{number_words(number // size)} {name}", number % size
        middle = f"{joint} " if joint and rest < 100 else ""
        return f"{head} {middle}{number_words(rest, joint)}" if rest else head
    if number < 20:
        return ONES[number]
    ones = number % 10
    return f"{TENS[number // 10]} {ONES[ones]}" if ones else TENS[number // 10]


def ordinal_words(words: str) -> str:
    """ "twenty one" -> "twenty first"."""
    head, _, last = words.rpartition(" ")
    return f"{head} {ORDINALS.get(last, last + 'th')}".strip()
