"""Decoder: the search over the stitched stream of logits: greedy, or a beam."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from medvoice.asr.encoder import Logits
from medvoice.asr.hypothesis import Reading


@dataclass(frozen=True, slots=True)
class DecodedWord:
    """A word on encoder frames [first, last], counted from the stream's start. confidence: 0..1,
    the lowest posterior of its tokens."""

    text: str
    first: int
    last: int
    confidence: float


class DecodeStream(Protocol):
    """One contiguous stream of logits."""

    @property
    def last_token(self) -> int | None:
        """Frame of the last token (not blank), None while there is none."""
        ...

    def push(self, logits: Logits) -> list[DecodedWord]:
        """Append frames; the words that are complete now and can no longer change."""
        ...

    def ended(self, logits: Logits) -> list[DecodedWord]:
        """The words not given out yet, if the stream ended after these frames. Changes nothing."""
        ...

    def concluded(
        self, logits: Logits, before: Sequence[str]
    ) -> tuple[list[DecodedWord], list[Reading]]:
        """`ended`, and other readings of places in all words of the stream, likeliest first (none
        where the search keeps none). before: the words that were given out."""
        ...

    def fork(self) -> DecodeStream:
        """An independent copy of the state (words given out are not part of it)."""
        ...


class Decoder(Protocol):
    """Makes streams; holds no state of its own."""

    @property
    def name(self) -> str:
        """For the screen: "greedy", "beam + ngram.npz"."""
        ...

    @property
    def blank(self) -> int:
        """Id of the CTC blank."""
        ...

    @property
    def silent(self) -> frozenset[int]:
        """Ids that are no token: the blank, and what prints nothing."""
        ...

    def stream(self) -> DecodeStream: ...

    def favouring(self, terms: tuple[str, ...]) -> Decoder:
        """One that favours these words, besides those that it favours already; itself where it
        cannot. terms: as they are spoken."""
        ...
