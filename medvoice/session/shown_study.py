"""ShownStudy: a study on a session's screen, and what its pictures and answers are made with."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from medvoice.session.language_model import StudyQuestions
from medvoice.session.studying import OpenStudy
from medvoice.study.pixels import FilePixels


@dataclass(frozen=True, slots=True, eq=False)
class ShownStudy:
    """number: of its screen's studies. token: no other study's, of any screen. notes: sentences
    for the user. pixels: of the pictures that faces are shown, used under `lock`; the answers have
    their own."""

    number: int
    token: str
    study: OpenStudy
    questions: StudyQuestions | None
    notes: tuple[str, ...]
    pixels: FilePixels = field(default_factory=FilePixels)
    lock: threading.Lock = field(default_factory=threading.Lock)
    _closed: threading.Event = field(default_factory=threading.Event)

    @property
    def closed(self) -> bool:
        """Under `lock`: once it is, nothing of it is read any more."""
        return self._closed.is_set()

    def close(self) -> None:
        with self.lock:
            self._closed.set()
            self.pixels.close()
        self.study.close()
