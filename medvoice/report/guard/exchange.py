"""Exchanges: two things of a sentence that changed places, all its words being there.

It knows no grammar and so sees what `roles` does not: relations that stand in no table.
"""

from __future__ import annotations

from collections.abc import Sequence

from medvoice.lexicon.relations import acting_words, moving_words, mutual_words, placed_words
from medvoice.report.guard.words import Class, Word, up_to

_JOINS = frozenset("and or nor but however while whereas although with without , :".split())
_NAMES = frozenset({Class.OTHER, Class.PLACE})
_HOLDS = frozenset({"contain"})
_SAYS_THAT = "that"
_SHARE = ("of",)  # "2 of 4"


def exchanged(before: Sequence[Word], after: Sequence[Word]) -> str:
    """What stands between two things that have changed places in a sentence; "" where none have, or
    where the sentence says the same either way ("A and B", "A abuts B")."""
    if sorted(w.text for w in before) != sorted(w.text for w in after):
        return ""
    one, other = list(before), list(after)
    while one and one[0] == other[0]:
        del one[0], other[0]
    behind: list[Word] = []
    while one and one[-1] == other[-1]:
        behind.insert(0, one.pop())
        other.pop()
    for first in range(1, len(one)):
        if other[-first:] != one[:first]:
            continue
        for last in range(1, len(one) - first):
            between = one[first : len(one) - last]
            if other[:last] == one[-last:] and other[last:-first] == between:
                again = behind[: len(between)] == between  # "left lung clear right lung clear"
                if not again and (
                    _matters(one[:first], between, one[-last:])
                    or _told_apart(one[:first], between, one[-last:], behind)
                ):
                    return " ".join(w.text for w in between)
    return ""


def _told_apart(
    first: Sequence[Word], between: Sequence[Word], last: Sequence[Word], behind: Sequence[Word]
) -> bool:
    """Whether another thing is told of either: "the mass is gone, the node is still there", or with
    a verb alone, "the heart is not enlarged but the liver is"."""
    named = _NAMES | {Class.SIDE}
    if not all(any(word.kind in named for word in part) for part in (first, last)):
        return False
    join = next((at for at, word in enumerate(between) if word.text in _JOINS), None)
    if join is None:
        return False
    of_first, of_last = (
        _told(between[:join]),
        _told(up_to(behind, lambda w: w.text in _JOINS or w.kind is Class.MARK)),
    )
    if of_first and not of_last:
        return [word.text for word in behind[:1]] in (["is"], ["are"], ["was"], ["were"])
    return bool(of_first and of_last) and of_first != of_last


def _told(words: Sequence[Word]) -> set[Word]:
    return {word for word in words if word.kind not in (Class.SMALL, Class.MARK)}


def _matters(first: Sequence[Word], between: Sequence[Word], last: Sequence[Word]) -> bool:
    both = (first, last)
    texts = tuple(word.text for word in between)
    if all(len(part) == 1 and part[0].kind is Class.DATE for part in both):
        return not _JOINS.issuperset(texts)
    if all(len(part) == 1 and part[0].kind is Class.NUMBER for part in both):
        return texts == _SHARE
    if not all(any(word.kind in _NAMES for word in part) for part in both):
        return False
    if "now" in texts:  # "was in the kidney and is now in the ureter"
        return True
    if _JOINS.intersection(texts) or mutual_words().intersection(texts):
        return False
    told = [word for word in between if word.kind is Class.OTHER]
    joined = any(word.kind is Class.SMALL for word in between)
    known = (acting_words() | placed_words() | moving_words() | _HOLDS).intersection(texts)
    return bool(known) or (bool(told) and joined) or _SAYS_THAT in texts
