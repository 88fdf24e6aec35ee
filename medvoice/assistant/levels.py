"""Levels: how much a language model may do with finished turns."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """VERBATIM: it names fields for sentences, and writes nothing. TIDY: it may also write a
    dictated sentence otherwise (grammar, whole sentences, standard phrasing), under the fidelity
    guard. IMPRESSION: as VERBATIM, and an impression is drafted from the findings without being
    asked for; by voice it can be asked for at every level."""

    VERBATIM = "verbatim"
    TIDY = "tidy"
    IMPRESSION = "impression"
