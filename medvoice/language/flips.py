"""Flips: words at which another reading would turn a finding round.

Where the search held a reading with another negation or side than the one that is written ("no" and
"none", "left" and nothing), the word is doubtful, however sure its letters are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from medvoice.language.instead import Instead
from medvoice.lexicon.scopes import negation_words
from medvoice.lexicon.sides import side_words

LEAST = 0.02
"""Share that the other reading must have had. 0.1 finds 6 of 6 negations and sides that were missed
or invented in voices of training; 0.02 underlines 0.3 % of all words more
(docs/measurements/nearly_said.md)."""


def flips(words: Sequence[str], instead: Sequence[Instead], least: float = LEAST) -> frozenset[int]:
    """Numbers of the doubtful words: a negation or side that the other reading has not; where the
    other one has more of them, the words that stand there, or, where nothing does, the word behind
    the place (at the end, the one before)."""
    found: set[int] = set()
    for one in instead:
        if one.share < least or not 0 <= one.first <= one.last <= len(words):
            continue
        here = [word.lower() for word in words[one.first : one.last]]
        ours, theirs = _turning(here), _turning([word.lower() for word in one.words])
        if ours == theirs:
            continue
        gone = ours - theirs
        if gone:
            found.update(one.first + at for at, word in enumerate(here) if word in gone)
        elif here:
            found.update(range(one.first, one.last))
        elif words:
            found.add(min(one.first, len(words) - 1))
    return frozenset(found)


def _turning(words: Sequence[str]) -> Counter[str]:
    turning = negation_words() | side_words()
    return Counter(word for word in words if word in turning)
