"""Left: why the rules left a sentence without a field, as a type and as the words of the report.

A statement keeps the words, in the log as well; who wants to know whether the rules left it asks
`left_by`, which reads them with the same table that wrote them.
"""

from __future__ import annotations

from enum import Enum


class Left(Enum):
    """The value is what is said; "{}" is the word of the sentence that it is about."""

    NO_RULE = "no rule places it"
    BESIDE = 'it only stands beside "{}"'
    MANY_PLACES = '"{}" is found in many places'

    def said(self, word: str = "") -> str:
        return self.value.format(word)


def left_by(reason: str) -> Left | None:
    """Of a statement's reason; None where a rule placed it, or somebody else did."""
    for left in Left:
        ahead, gap, behind = left.value.partition("{}")
        if reason == left.value and not gap:
            return left
        fits = reason.startswith(ahead) and reason.endswith(behind)
        if gap and fits and len(reason) > len(ahead) + len(behind):
            return left
    return None
