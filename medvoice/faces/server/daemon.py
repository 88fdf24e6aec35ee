"""Daemon: what lives as long as the process and is shared by every part of the app."""

from __future__ import annotations

from dataclasses import dataclass, field

from medvoice.config import Settings
from medvoice.faces.compose import Ears
from medvoice.faces.server.meters import Meters
from medvoice.faces.server.safety.access import Access
from medvoice.language.house import House
from medvoice.sealing.stored_file import Keys
from medvoice.session.language_model import LanguageModel


@dataclass(frozen=True, slots=True)
class Daemon:
    """settings: read once, by the command. ears: the one loaded recogniser. house: how words are
    written here. access: who may come in (by default everybody). meters: what is measured. model:
    helps with reports, shared by all sessions; None where there is none. keys: of the data folder's
    vault; None where it has none."""

    settings: Settings
    ears: Ears
    house: House
    access: Access = field(default_factory=Access)
    meters: Meters = field(default_factory=Meters)
    model: LanguageModel | None = None
    keys: Keys | None = None
