"""Other readings of a phrase: what the recogniser nearly wrote, and how nearly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from medvoice.language.instead import Instead
from medvoice.language.spoken import SpokenWord

PLACES = 12
"""Places of one phrase that are looked at, the nearest first."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """A phrase of `heard` words read otherwise. distance: nats behind the reading that stands.
    kept: for each word the number of the heard word that it is, None for another word. lost: heard
    words that are not in it; dropped: those of them that no other words stand for."""

    words: tuple[SpokenWord, ...]
    distance: float
    kept: tuple[int | None, ...]
    heard: int
    lost: tuple[SpokenWord, ...]
    dropped: tuple[SpokenWord, ...] = ()

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    def as_heard(self, first: int, last: int) -> bool:
        """Whether words [first, last) were heard in a row, with none left out between them and
        their neighbours."""
        numbers = self.kept[first:last]
        if not numbers or None in numbers:
            return False
        before, behind = self._before(first), self._behind(last)
        row = [n for n in (before, *numbers, behind) if n is not None]
        return all(b == a + 1 for a, b in pairwise(row))

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The heard words that words [first, last) stand for."""
        begin, end = self.kept[first], self.kept[last - 1]
        before = (n + 1 for n in reversed(self.kept[:first]) if n is not None)
        behind = (n for n in self.kept[last:] if n is not None)
        start = begin if begin is not None else next(before, 0)
        stop = end + 1 if end is not None else next(behind, self.heard)
        return start, stop

    def _before(self, first: int) -> int | None:
        return self.kept[first - 1] if first else -1

    def _behind(self, last: int) -> int | None:
        return self.kept[last] if last < len(self.kept) else self.heard


def alternatives(
    words: Sequence[SpokenWord], instead: Sequence[Instead], most: float
) -> tuple[Alternative, ...]:
    """Readings of a phrase that differ at one place or two, up to `most` nats behind it; nearest
    first, each text once; none of no words. instead: counted from the phrase's start."""
    if not words:
        return ()
    inside = [one for one in instead if one.distance <= most and 0 <= one.first <= one.last]
    inside = sorted(
        (one for one in inside if one.last <= len(words)), key=lambda one: one.distance
    )[:PLACES]
    found: dict[str, Alternative] = {}
    for chosen in (*((one,) for one in inside), *combinations(inside, 2)):
        if sum(one.distance for one in chosen) > most or not _apart(chosen):
            continue
        made = _read(words, chosen)
        before = found.get(made.text)
        if made.words and (before is None or made.distance < before.distance):
            found[made.text] = made
    return tuple(sorted(found.values(), key=lambda one: one.distance))


def _apart(chosen: Sequence[Instead]) -> bool:
    ordered = sorted(chosen, key=lambda one: (one.first, one.last))
    return all(
        a.last <= b.first and (a.first, a.last) != (b.first, b.last) for a, b in pairwise(ordered)
    )


def _read(words: Sequence[SpokenWord], chosen: Sequence[Instead]) -> Alternative:
    read: list[SpokenWord] = []
    kept: list[int | None] = []
    lost: list[SpokenWord] = []
    dropped: list[SpokenWord] = []
    at = 0
    for one in (*sorted(chosen, key=lambda one: (one.first, one.last)), None):
        stop = one.first if one is not None else len(words)
        read += words[at:stop]
        kept += range(at, stop)
        if one is None:
            break
        here = words[one.first : one.last]
        lost += here
        dropped += () if one.words else here
        around = here or words[max(0, one.first - 1) : one.first + 1]
        start, end = around[0].start, around[-1].end
        read += [SpokenWord(text, start, end, one.share) for text in one.words]
        kept += [None] * len(one.words)
        at = one.last
    distance = sum(one.distance for one in chosen)
    return Alternative(tuple(read), distance, tuple(kept), len(words), tuple(lost), tuple(dropped))
