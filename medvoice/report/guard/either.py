"""Either: "no stone in either kidney" is of both; "a stone in either kidney" is of one of them."""

from __future__ import annotations

from collections.abc import Sequence

from medvoice.report.guard.words import Class, Word

_BOTH = Word("bilateral", Class.SIDE)
_EITHER = "either"


def both_denied(words: Sequence[Word]) -> list[Word]:
    """The words of a sentence with their negation; "either" in a clause that denies is both."""
    found = list(words)
    for at, word in enumerate(words):
        if word.text == _EITHER and any(other.denied for other in _clause(words, at)):
            found[at] = _BOTH
    return found


def _clause(words: Sequence[Word], at: int) -> Sequence[Word]:
    ends = [i for i, word in enumerate(words) if word.kind is Class.MARK]
    start = max((i for i in ends if i < at), default=-1)
    return words[start + 1 : next((i for i in ends if i > at), len(words))]
