"""Words of a line for which its result is not taken: it was denied, taken back, or is another's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from medvoice.extraction.lab.atoms import Kind
from medvoice.extraction.lab.cells import Cell, Line, cells
from medvoice.extraction.lab.header import RESULTS, kind_of
from medvoice.lexicon.lab_words import cautioning_words, empty_results, void_words
from medvoice.lexicon.scopes import gone_words, negation_words, old_words

VOID = "its line says that it was cancelled, is not valid or was not obtained"
NO_RESULT = "the sheet gives no result for it"
CHANGED = "its line says that it was changed, and holds several results"
_RESULT_WORDS = frozenset({"negative", "absent"})
"""Of the negations, those that are results themselves."""
_FEW = 3
"""Words: so many stand before a result in words to qualify it ("not as yet detected")."""
_MORE = frozenset("formerly previously earlier former past yet longer nothing cannot isn't".split())
_REPLACED = re.compile(
    r"\b(?:(?:corrected|amended|revised|changed|updated) (?:from|to|result|report|value)"
    r"|previously|formerly|was|instead of)\b",
    re.IGNORECASE,
)
_RULE = re.compile(r"\b(?:if|unless|without|when|where)\b", re.IGNORECASE)
_EARLIER = re.compile(r"\W*(?:previous(?:ly)?|prior|former(?:ly)?|earlier|old|last)\b", re.I)


def qualifies(text: str) -> bool:
    """Whether a word of it denies a result or moves it into the past."""
    words = set(re.findall(r"[^\W\d_]+(?:'\w+)?", text.lower()))
    return bool(words & (negation_words() | gone_words() | old_words() | _MORE) - _RESULT_WORDS)


def is_taken_back(text: str) -> bool:
    return void_words().search(text) is not None


def is_no_result(text: str) -> bool:
    """Whether what stands in a result's place says that there is none."""
    said = text.strip(" ().*")
    return empty_results().fullmatch(said) is not None or is_taken_back(said)


def is_rule(text: str) -> bool:
    """Whether it says what would be, as small print does: "not valid without signature"."""
    return _RULE.search(text) is not None


def was_replaced(text: str) -> bool:
    """Whether it says that another result stood here before."""
    return _REPLACED.search(text) is not None


def caution_of(line: Line, name: Sequence[Cell], value: Sequence[Cell]) -> str:
    """Why the result at `value` has to be looked at by a person, "" for no reason: a word of its
    line outside its test's name ("Calcium, corrected" is a test)."""
    rest = list(line.text)
    for part in (*name, *value):
        start = part.start - line.start
        if 0 <= start < len(rest):
            rest[start : start + len(part.text)] = " " * len(part.text)
    found = cautioning_words().search("".join(rest))
    return f'its line says "{found[0].lower()}"' if found else ""


def doubt_of(line: Line, name: Sequence[Cell], value: Sequence[Cell]) -> str:
    """Why the result at `value` is not taken, "" where nothing speaks against it."""
    if is_taken_back(line.text):
        return VOID
    begin, end = value[0].start, value[-1].end
    said = " ".join(part.text for part in value)
    if is_no_result(said):
        return NO_RESULT
    if was_replaced(line.text[end - line.start :]):
        return CHANGED
    if any(_EARLIER.match(part.text) for part in name[:1]):
        return "its name says that it is an earlier result"
    if kind_of(said) in RESULTS - {Kind.WORDS}:
        return ""
    if qualifies(" ".join(" ".join(part.text for part in name).split()[-_FEW:])):
        return "a word before it denies it or speaks of the past"
    if kind_of(said) is Kind.OTHER and qualifies(" ".join(said.split()[-1:])):
        return "a word of it denies what may stand beside it"
    for cell in cells(line):
        apart = cell.end <= begin or cell.start >= end
        named = any(cell.start < part.end and part.start < cell.end for part in name)
        unread = kind_of(cell.text) is Kind.OTHER and len(cell.text.split()) <= _FEW
        if apart and not named and unread and qualifies(cell.text):
            return "a word beside it denies it or speaks of the past"
    return ""
