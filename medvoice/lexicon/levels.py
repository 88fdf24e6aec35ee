"""Levels of the spine: the letters of its parts and the levels that exist."""

from __future__ import annotations

_LAST = {"C": 8, "T": 13, "L": 6, "S": 5}
"""Highest number that is said: C8 is a nerve root, T13 and L6 are transitional vertebrae."""

_DISC_BELOW = {("C", 7): ("T", 1), ("T", 12): ("L", 1), ("L", 5): ("S", 1), ("L", 6): ("S", 1)}


def is_level(letter: str, number: int) -> bool:
    """letter: "C", "T", "L" or "S"."""
    return 1 <= number <= _LAST.get(letter, 0)


def below(letter: str, number: int) -> tuple[tuple[str, int], ...]:
    """The levels that can lie under the disc of this one: mostly one, two at a transition."""
    nexts = [(letter, number + 1)] if is_level(letter, number + 1) else []
    crossing = _DISC_BELOW.get((letter, number))
    return tuple(nexts + ([crossing] if crossing else []))
