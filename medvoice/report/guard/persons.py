"""Persons: "he" and "she" are small words, but not each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from medvoice.report.guard.words import Word

_PERSONS = {"he": "he", "him": "he", "his": "he", "she": "she", "her": "she", "hers": "she"}


def persons(running: Iterable[Sequence[Word]]) -> list[str]:
    """ "he" or "she" for each pronoun, in order."""
    return [_PERSONS[w.text] for words in running for w in words if w.text in _PERSONS]


def confused(before: Iterable[Sequence[Word]], after: Iterable[Sequence[Word]]) -> str:
    """The pronoun of a person whom the sources do not have, or which of the two does what has
    changed; "" where neither."""
    given, said = persons(before), persons(after)
    new = set(said) - set(given)
    if new:
        return new.pop()
    changed = len(set(given)) > 1 and given != said
    return "he, she" if changed and said else ""


def pronoun(word: Word) -> str:
    """ "he" or "she", "" where it is neither."""
    return _PERSONS.get(word.text, "")
