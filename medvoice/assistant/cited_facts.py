"""Facts of a sentence that its sources do not have: what a model's answer from documents may not
hold."""

from __future__ import annotations

from collections.abc import Sequence

from medvoice.report.guard.difference import Kind
from medvoice.report.guard.verdict import faithful

_LOOSE = frozenset({Kind.ADDED, Kind.MOVED, Kind.MISSING, Kind.CRITICAL})
"""The guard was made for findings: whether words of a guideline are added is decided elsewhere, and
leaving out is what an answer does."""


def other_facts(sources: Sequence[str], sentence: str) -> tuple[str, ...]:
    """Numbers, units, sides, levels, dates, negations … that the sentence has and none of the
    sources says; in words."""
    found = faithful(sources, sentence).differences
    return tuple(str(one) for one in found if not one.omission and one.kind not in _LOOSE)
