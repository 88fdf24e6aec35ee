"""Elision: a subject that a sentence names once for two verbs ("the left kidney measures 10 cm and
shows no stone"), where its sources name it twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from medvoice.report.guard.words import Class, Word, up_to

_VERBS = frozenset("is are was were has have show demonstrate contain measure exhibit".split())
_JOINS = frozenset({"and", "but"})
_SUBJECT = frozenset({Class.PLACE, Class.SIDE, Class.LEVEL, Class.SMALL, Class.OTHER})


def elided(words: Sequence[Word]) -> Counter[Word]:
    """The sides of a sentence's subject, as often as a verb behind "and" or "but" leaves it out.
    The sentence's words with the small ones; none where it has no subject of places alone."""
    again = list(subject_again(words))
    sides = {word for subject, _ in again for word in subject if word.kind is Class.SIDE}
    return Counter(dict.fromkeys(sides, len(again)))


def subject_again(words: Sequence[Word]) -> Iterator[tuple[list[Word], list[Word]]]:
    """The words of a sentence's subject with those of each verb behind "and" or "but"."""
    verb = next((at for at, word in enumerate(words) if word.text in _VERBS), 0)
    subject = [word for word in words[:verb] if word.kind is not Class.SMALL]
    if not subject or any(word.kind not in _SUBJECT or word.denied for word in subject):
        return
    for at in range(verb, len(words) - 1):
        if words[at].text in _JOINS and words[at + 1].text in _VERBS:
            rest = words[at + 2 :]
            rest = rest[1:] if rest and rest[0].kind is Class.MARK else rest  # where a "no" was
            told = up_to(rest, lambda w: w.kind is Class.MARK or w.text in _JOINS)
            yield subject, [word for word in told if word.kind is not Class.SMALL]
