"""Test helper: typed words as a recogniser would have given them, from a sample on."""

from __future__ import annotations

import itertools

from medvoice.asr.hypothesis import Word
from medvoice.language.reader import typed
from medvoice.session.events import UtteranceHeard
from medvoice.session.session import Session

EACH, SPOKEN = 4000, 3000
"""Samples from one word to the next, and how many of them it is spoken for."""


def words_from(at: int, text: str) -> tuple[Word, ...]:
    starts = itertools.count(at, EACH)
    return tuple(
        Word(word.text, start, start + SPOKEN, 1.0)
        for start, word in zip(starts, typed(text), strict=False)
    )


def hear(session: Session, at: int, text: str) -> UtteranceHeard:
    """One turn, to the end of its last word."""
    words = words_from(at, text)
    heard = session.heard(at, at + EACH * len(words), words)
    assert heard is not None
    return heard
