"""OpenDocuments: folders of guidelines and other documents, as a dictation and `medvoice ask` use
them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from medvoice.assistant.answering import Answer
from medvoice.assistant.backend import Backend
from medvoice.retrieval.document_answerer import DocumentAnswerer
from medvoice.retrieval.library import Contents, Library, LibraryError
from medvoice.session.answer_chain import Link
from medvoice.study.study_headers import StudyHeaders

__all__ = ["LibraryError", "OpenDocuments", "open_documents", "said_of"]


class OpenDocuments:
    """See `asked_about.Asked`."""

    def __init__(self, library: Library, said: str) -> None:
        self._library = library
        self.said = said

    def beside_study(self, study: StudyHeaders) -> str:
        """Documents are of no patient."""
        return ""

    def known(self, text: str) -> Answer | None:
        """Nothing at once: a big index may take longer than the session's thread can wait."""
        return None

    def link(self, backend: Backend | None) -> Link:
        answerer = DocumentAnswerer(self._library, backend)
        return Link(answerer, answerer.takes)

    def update(self, progress: Callable[[int, str], None]) -> Contents:
        """Index what is new now, instead of before the first answer. Raises LibraryError."""
        return self._library.update(_go, progress)

    def close(self) -> None:
        self._library.close()


def open_documents(folders: Sequence[Path], cache: Path) -> OpenDocuments:
    """folders: or single files. cache: where their index is kept. Raises LibraryError."""
    return OpenDocuments(Library(folders, cache), said_of(folders))


def said_of(folders: Sequence[Path]) -> str:
    """What is loaded, without where it lies."""
    names = ", ".join(folder.name or str(folder) for folder in folders)
    return f"documents ({names})"


def _go() -> None:
    """Nobody speaks."""
