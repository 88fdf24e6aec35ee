"""Daemon: what lives as long as the process and is shared by every part of the app."""

from __future__ import annotations

from dataclasses import dataclass

from medvoice.config import Settings
from medvoice.faces.compose import Ears
from medvoice.language.house import House


@dataclass(frozen=True, slots=True)
class Daemon:
    """settings: read once, by the command. ears: the one loaded recogniser. house: how words are
    written here."""

    settings: Settings
    ears: Ears
    house: House
