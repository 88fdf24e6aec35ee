"""What the router is given: headings and sentences as plain values of the report layer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DictatedHeading:
    """A spoken heading. text: as written, no colon. first, last: word span [first, last) in the
    utterance. certain: False where only a recogniser's tag or a near match says so."""

    text: str
    first: int
    last: int
    certain: bool = True


@dataclass(frozen=True, slots=True)
class DictatedSentence:
    """One sentence in written form. breaks_before: 0 none, 1 line, 2 paragraph. open: the turn
    ended without a closing mark."""

    text: str
    first: int
    last: int
    breaks_before: int = 0
    open: bool = False


Dictated = DictatedHeading | DictatedSentence
