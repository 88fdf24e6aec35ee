"""Settings → the parts that a command needs."""

from __future__ import annotations

from medvoice.config import Settings
from medvoice.report.template import Templates
from medvoice.resources import templates_folder


def templates_of(settings: Settings) -> Templates:
    """The user's template folders first, then the packaged ones."""
    return Templates([*settings.report.folders, templates_folder()])
