"""ScreenAnswerer: answers about whatever study is on screen now."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from medvoice.assistant.answering import Answer, Answerer, Piece, Question, declined
from medvoice.assistant.backend import Between
from medvoice.assistant.study_answerer import NAMELESS
from medvoice.session.language_model import StudyQuestions
from medvoice.session.on_screen import OnScreen

NOTHING = "No study is on screen."
NOTHING_BESIDE = "Nothing that is loaded answers this, and no study is on screen."
LOADING = "The study is being loaded; ask again when it is on screen."


class ScreenAnswerer:
    """See `answering.Answerer`. The study's own answerer belongs to the thread that asks: it is let
    go there, once another study is on screen."""

    def __init__(self, screen: OnScreen, beside: Callable[[], bool]) -> None:
        """beside: whether anything else was asked before, in vain."""
        self._screen, self._beside = screen, beside
        self._used: Answerer | None = None

    @property
    def name(self) -> str:
        questions = _questions(self._screen)
        return questions.answerer.name if questions is not None else NAMELESS

    def prepare(self, between: Between) -> None:
        answerer = self._current()
        if answerer is not None:
            answerer.prepare(between)

    def answer(self, question: Question, between: Between) -> Iterator[Piece | Answer]:
        answerer = self._current()
        if answerer is None:
            nothing = NOTHING_BESIDE if self._beside() else NOTHING
            text = LOADING if self._screen.loading else nothing
            yield from declined(text)
            return
        yield from answerer.answer(question, between)

    def close(self) -> None:
        if self._used is not None:
            self._used.close()
            self._used = None

    def _current(self) -> Answerer | None:
        questions = _questions(self._screen)
        answerer = questions.answerer if questions is not None else None
        if answerer is not self._used:
            self.close()
            self._used = answerer
        return answerer


def screen_questions(
    screen: OnScreen, beside: Callable[[], bool] = lambda: False
) -> StudyQuestions:
    """What can be asked in a session: about what is on screen at that moment. beside: as of
    ScreenAnswerer."""

    def known(text: str) -> Answer | None:
        questions = _questions(screen)
        return questions.known(text) if questions is not None else None

    return StudyQuestions("", ScreenAnswerer(screen, beside), known)


def _questions(screen: OnScreen) -> StudyQuestions | None:
    shown = screen.asked
    return shown.questions if shown is not None else None
