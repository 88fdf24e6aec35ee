"""Other readings of places in a turn, for "correct that": what the beam held beside the best.

Rivals die within a second or two, long before a turn ends, so an n-best list taken at its end
differs in the last words alone. Here every look at the beam notes where a rival differs from the
best hypothesis and how much of the beam it had; at the end, those whose place is in the final
words still are kept.
"""

from __future__ import annotations

from collections.abc import Sequence

from medvoice.asr.hypothesis import Reading

LEAST = 0.01
"""Share of the two that a rival must have had, to be noted."""
MOST = 200
"""Places that are remembered at once; the oldest go first (a turn has a handful a sentence)."""

_Key = tuple[int, tuple[str, ...], tuple[str, ...]]


class Readings:
    """Words are counted from the stream's start."""

    def __init__(self) -> None:
        self._seen: dict[_Key, float] = {}

    def copy(self) -> Readings:
        other = Readings()
        other._seen = dict(self._seen)
        return other

    def note(
        self, first: int, best: Sequence[str], rival: Sequence[str], share: float, ended: bool
    ) -> None:
        """best, rival: words from number `first` on. share: the rival's part of both, 0..1.

        Before the stream's end, places that no common word follows are left out: a word that is
        still being spoken is no reading."""
        if share < LEAST:
            return
        start = 0
        while start < min(len(best), len(rival)) and best[start] == rival[start]:
            start += 1
        behind = 0
        most = min(len(best), len(rival)) - start
        while behind < most and best[-1 - behind] == rival[-1 - behind]:
            behind += 1
        here = tuple(best[start : len(best) - behind])
        there = tuple(rival[start : len(rival) - behind])
        if (not behind and not ended) or here == there:
            return
        key = (first + start, here, there)
        self._seen[key] = max(share, self._seen.get(key, 0.0))
        while len(self._seen) > MOST:
            del self._seen[next(iter(self._seen))]

    def of(self, words: Sequence[str]) -> list[Reading]:
        """Those whose place is still in the words; likeliest first."""
        found = [
            Reading(first, first + len(here), there, share)
            for (first, here, there), share in self._seen.items()
            if tuple(words[first : first + len(here)]) == here
        ]
        return sorted(found, key=lambda reading: (-reading.share, reading.first))
