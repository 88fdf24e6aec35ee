"""Doubt: what a final's other readings say of its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from medvoice.asr.hypothesis import Reading, Word
from medvoice.language.flips import flips
from medvoice.language.instead import Instead
from medvoice.session.event_records import ReadingRecord

DOUBTED = 0.4
"""Most confidence of a word that another reading turns round: below what every face underlines
(`cells.UNSURE`)."""


def doubted(words: Sequence[Word], readings: Sequence[Reading]) -> tuple[Word, ...]:
    """The words, those at which a finding may be turned round with little confidence."""
    instead = [Instead(r.first, r.stop, r.words, r.share) for r in readings]
    marked = flips([word.text for word in words], instead)
    return tuple(
        replace(word, confidence=min(word.confidence, DOUBTED)) if at in marked else word
        for at, word in enumerate(words)
    )


def instead_of(readings: Sequence[ReadingRecord]) -> tuple[Instead, ...]:
    """Those of which it is known how near they are."""
    return tuple(
        Instead(r.first, r.last, tuple(r.text.split()), r.share) for r in readings if r.share > 0
    )
