"""Region: a place of the body with the words that point to it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Region:
    """organs: names of the place itself. findings: what is found only (or nearly only) there.

    Lower-case phrases, singular, no marks (hyphens as spaces)."""

    organs: tuple[str, ...]
    findings: tuple[str, ...] = ()


def region(organs: str, findings: str = "") -> Region:
    """From two lists with commas between the phrases."""
    return Region(_split(organs), _split(findings))


def _split(text: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in text.split(",") if phrase.strip())
