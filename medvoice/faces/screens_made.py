"""What the sessions of the daemon show studies with, by the settings."""

from __future__ import annotations

from medvoice.config import Settings
from medvoice.faces.study_ways import ways_of
from medvoice.session.asked_about import AskedAbout
from medvoice.session.language_model import LanguageModel
from medvoice.session.on_screen import ScreenWays
from medvoice.session.studies_listed import StudiesListed
from medvoice.session.study_loads import StudyLoads


def screens_of(
    settings: Settings, model: LanguageModel | None, listed: StudiesListed, loads: StudyLoads
) -> ScreenWays:
    """listed: the folders. loads: its owner closes it."""
    backend = model.backend if model is not None else None
    return ScreenWays(
        listed.roots,
        lambda: ways_of(settings),
        loads,
        lambda study: AskedAbout(study).questions(backend),
    )


def shows_studies(settings: Settings) -> bool:
    """Whether there is anywhere to have one from."""
    return bool(settings.studies.roots or settings.dicomweb.url)
