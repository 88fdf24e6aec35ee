"""SharedDocuments: the documents of a daemon: one library, indexed once, asked by all sessions.

It is indexed on a thread of its own, and no question waits for that: until it is done, what names
the guideline is told so, and everything else goes on to whom it is for. Dictation needs none of it.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from medvoice.assistant.answering import Answer, Piece, Question, declined
from medvoice.assistant.backend import Backend, Between
from medvoice.retrieval.document_answerer import DocumentAnswerer
from medvoice.retrieval.index import Index
from medvoice.retrieval.library import Contents, Library, LibraryError
from medvoice.retrieval.question import Addressed, read_question
from medvoice.session.answer_chain import Link
from medvoice.session.documents_asked import said_of
from medvoice.session.intents import Intent
from medvoice.session.state import SessionState
from medvoice.study.study_headers import StudyHeaders

log = logging.getLogger(__name__)

AGAIN_S = 60.0
"""Seconds after a look through the folders in which no other one is begun."""
State = Literal["reading", "ready", "broken"]


@dataclass(frozen=True, slots=True)
class Shelved:
    """What there is. state: reading: for the first time; ready: also while it is looked through
    again. looked: files looked at so far. contents: of the last look. message: why broken."""

    state: State = "reading"
    looked: int = 0
    contents: Contents = Contents(0, 0, ())  # noqa: RUF009 - immutable
    message: str = ""


class _Stopped(Exception):
    """The daemon stops."""


class SharedDocuments:
    """See `asked_about.Asked`. Any thread; start it, close it."""

    def __init__(
        self,
        folders: Sequence[Path],
        cache: Path,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """folders, cache: as of Library."""
        self._folders, self._cache, self._clock = tuple(folders), cache, clock
        self.said = said_of(folders)
        self.shelved = Shelved()
        self._library: Library | None = None
        self._wanted = threading.Event()
        self._stopping = threading.Event()
        self._again_at = 0.0
        self._thread = threading.Thread(target=self._run, name="documents", daemon=True)

    def start(self) -> None:
        """Indexing begins."""
        self._wanted.set()
        self._thread.start()

    def look_again(self) -> None:
        """A file may have changed: now is a good moment. Never blocks."""
        if self.shelved.state != "reading" and self._clock() >= self._again_at:
            self._wanted.set()

    def cell(self) -> dict[str, Any]:
        """As of docs/live_protocol.md. No path: where the folders lie is not for a face."""
        now = self.shelved
        return {
            "state": now.state,
            "documents": now.contents.documents,
            "looked": now.looked,
            "left_out": len(now.contents.left_out),
            "message": now.message,
        }

    def why_not(self) -> str:
        """Why nothing can be asked now, "" where it can."""
        now = self.shelved
        if now.state == "broken":
            return f"The documents cannot be asked: {now.message}"
        if now.state == "reading":
            return "The documents are still being read; ask again in a moment."
        return ""

    # As `asked_about.Asked`

    def beside_study(self, study: StudyHeaders) -> str:
        """Documents are of no patient."""
        return ""

    def known(self, text: str) -> Answer | None:
        """Nothing at once: a big index may take longer than a session's thread can wait."""
        return None

    def link(self, backend: Backend | None) -> Link:
        answerer = _Answerer(self, backend)
        return Link(answerer, answerer.takes)

    def close(self) -> None:
        """Ends a look at its next file, and waits for that."""
        self._stopping.set()
        self._wanted.set()
        if self._thread.ident is not None:
            self._thread.join()
        if self._library is not None:
            self._library.close()

    # As `document_answerer.Shelf`

    @property
    def index(self) -> Index:
        """Once it is ready. Raises LibraryError."""
        if self._library is None:
            raise LibraryError("There are no documents.")
        return self._library.index

    def update(self, between: Between) -> Contents:
        """Nothing is to be done: that is this thread's affair."""
        return self.shelved.contents

    def _run(self) -> None:
        while True:
            self._wanted.wait()
            self._wanted.clear()
            if self._stopping.is_set():
                return
            try:
                self._look()
            except _Stopped:
                return
            except LibraryError as error:
                self._break(str(error))
            except Exception as error:  # noqa: BLE001 - the documents' boundary: sessions go on
                log.error("documents cannot be read", extra={"fault": type(error).__name__})
                self._break(f"reading them failed ({type(error).__name__}).")
            self._again_at = self._clock() + AGAIN_S

    def _look(self) -> None:
        """Raises LibraryError, _Stopped."""
        if self._library is None:
            self._library = Library(self._folders, self._cache)
        contents = self._library.update(self._between, self._progress)
        self.shelved = Shelved("ready", contents.documents, contents)
        log.info(
            "documents read",
            extra={"documents": contents.documents, "left_out": len(contents.left_out)},
        )

    def _break(self, message: str) -> None:
        """What was read before can be asked all the same."""
        for path in (*self._folders, self._cache):
            message = message.replace(str(path), path.name)
        log.warning("documents cannot be asked", extra={"why": message})
        if self.shelved.state != "ready":
            self.shelved = Shelved("broken", message=message)

    def _between(self) -> None:
        if self._stopping.is_set():
            raise _Stopped

    def _progress(self, looked: int, _name: str) -> None:
        if self.shelved.state != "ready":
            self.shelved = replace(self.shelved, state="reading", looked=looked)


class DocumentsShown:
    """See `beside.Beside`: the documents, as a session shows them."""

    name = "documents"

    def __init__(self, documents: SharedDocuments) -> None:
        self._documents = documents

    @property
    def version(self) -> object:
        return self._documents.shelved

    def begin(self, give: Callable[[Intent], None], state: Callable[[], SessionState]) -> None:
        """A dictation begins: a good moment to look for new files."""
        self._documents.look_again()

    def cell(self, state: SessionState) -> dict[str, Any]:
        return self._documents.cell()

    def end(self) -> None:
        """They stay for the others."""


class _Answerer:
    """See `answering.Answerer`; one session's."""

    def __init__(self, documents: SharedDocuments, backend: Backend | None) -> None:
        self._documents = documents
        self._inner = DocumentAnswerer(documents, backend)

    @property
    def name(self) -> str:
        return self._inner.name

    def prepare(self, between: Between) -> None:
        """The index is not this thread's affair."""

    def takes(self, question: Question, between: Between) -> bool:
        if not self._documents.why_not():
            try:
                return self._inner.takes(question, between)
            except (sqlite3.Error, LibraryError):
                pass  # a disk that is broken: who asks the documents is told so
        return read_question(question.text).addressed is Addressed.DOCUMENTS

    def answer(self, question: Question, between: Between) -> Iterator[Piece | Answer]:
        why = self._documents.why_not()
        if why:
            yield from declined(why)
            return
        yield from self._inner.answer(question, between)

    def close(self) -> None:
        """The documents stay open for the others."""
