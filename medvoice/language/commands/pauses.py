"""Phrases: the words of a turn between two pauses."""

from __future__ import annotations

from collections.abc import Sequence

from medvoice.language.markers import tokens
from medvoice.language.marks import Kind
from medvoice.language.spoken import SpokenWord

PAUSE_S = 0.5
"""Silence between words, seconds, that sets a phrase apart."""


def between_pauses(
    words: Sequence[SpokenWord], pause_s: float = PAUSE_S
) -> tuple[tuple[int, int], ...]:
    """Word ranges [first, last) that cover every word once; a mark alone belongs to the phrase
    before it. Typed words (no times) are one phrase."""
    if not words:
        return ()
    starts = [
        at
        for at in range(len(words))
        if at == 0
        or (
            words[at - 1].end > 0
            and words[at].start - words[at - 1].end >= pause_s
            and not _only_marks(words[at])
        )
    ]
    return tuple(zip(starts, [*starts[1:], len(words)], strict=True))


def _only_marks(word: SpokenWord) -> bool:
    return all(token.kind not in (Kind.WORD, Kind.TAG) for token in tokens([word]))
