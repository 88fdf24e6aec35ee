"""SpokenWord: what the language layer takes, from any recogniser or from typed text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """text: one word or marker as recognised. start, end: seconds from the start of the session
    (0.0 for typed text, where times say nothing). confidence: 0..1."""

    text: str
    start: float = 0.0
    end: float = 0.0
    confidence: float = 1.0
