"""Scopes: the words that begin a negation."""

from __future__ import annotations


def negation_words() -> frozenset[str]:
    """Single lower-case words; losing or inventing one flips a finding."""
    return frozenset("no not without none negative absent nor neither never denies".split())
