"""Sides: the words that say on which side something is."""

from __future__ import annotations


def side_words() -> frozenset[str]:
    """Single lower-case words; swapping one flips a finding."""
    return frozenset(
        "left right bilateral bilaterally unilateral ipsilateral contralateral leftward "
        "rightward".split()
    )
