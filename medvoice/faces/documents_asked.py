"""Documents that questions are asked to, by the settings."""

from __future__ import annotations

from medvoice.config import Settings
from medvoice.session.documents_asked import OpenDocuments, open_documents
from medvoice.session.shared_documents import SharedDocuments


def documents_of(settings: Settings) -> OpenDocuments | None:
    """None where no folder is configured. Raises LibraryError."""
    chosen = settings.documents
    return open_documents(chosen.folders, chosen.cache) if chosen.folders else None


def shared_documents_of(settings: Settings) -> SharedDocuments | None:
    """The daemon's; not started. None where no folder is configured."""
    chosen = settings.documents
    return SharedDocuments(chosen.folders, chosen.cache) if chosen.folders else None
