"""Where studies and their orders come from, by the settings."""

from __future__ import annotations

from medvoice.config import Settings
from medvoice.faces.compose import templates_of
from medvoice.faces.study_source import study_server, worklist_of
from medvoice.session.studied import StudyWays


def ways_of(settings: Settings) -> StudyWays:
    return StudyWays(
        study_server(settings),
        worklist_of(settings),
        settings.orders.source,
        templates_of(settings),
    )
