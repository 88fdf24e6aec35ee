"""Word and Hypothesis: what a recogniser believes of one turn."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word or marker ("{period}").

    text: as the recogniser wrote it, no surrounding spaces. start, end: absolute samples (16 kHz),
    start < end. confidence: 0..1, the lowest posterior of the word's tokens.
    """

    text: str
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Reading:
    """Another reading of words [first, stop) of a final text. words: () where they may not have
    been said at all. share: 0..1, what the search once thought of it against what stands there."""

    first: int
    stop: int
    words: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A streaming result.

    stable: words behind the commit horizon, append-only while the turn (all revisions) lasts.
    tail: words after it, may change. covered_to: absolute sample up to which the encoder's
    committed frames reach. last_token: absolute sample of the last committed non-blank token's
    frame centre, None while there is none. Where a turn ends is decided by
    `TurnRecogniser.token_by` and not by these two, which depend on the windows that there was time
    for.
    """

    turn: int
    revision: int
    stable: tuple[Word, ...]
    tail: tuple[Word, ...]
    covered_to: int
    last_token: int | None
