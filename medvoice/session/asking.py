"""Asking: the session's side of questions about what is loaded. Questions go to the assistant's
thread, answers come back as events; while one comes, its text is on screen and nowhere else."""

from __future__ import annotations

import threading
from collections.abc import Callable

from medvoice.assistant.answering import Question
from medvoice.report.template import Template
from medvoice.session.answer_chain import Known
from medvoice.session.answers import report_lines
from medvoice.session.assistant_thread import AssistantThread
from medvoice.session.assistant_work import (
    Answered,
    Asked,
    Failure,
    ReadStudy,
    Result,
    StudyRead,
)
from medvoice.session.exchange_views import exchange_view
from medvoice.session.exchanges import answer_given, before, harmless, without_answer
from medvoice.session.question_events import AnswerGiven, AnswerMissing
from medvoice.session.session import Session
from medvoice.session.sound_events import SoundAsked
from medvoice.session.state import SessionState
from medvoice.session.view import ExchangeView

FINISH_S = 10.0
"""Seconds that a dictation's end waits for answers under way."""
READING = "being read"
SHOWN = 20
"""Exchanges handed to a face."""


class Asking:
    """Used by the thread that owns the session; `status` and `shown` by any."""

    def __init__(
        self,
        thread: AssistantThread,
        study: str,
        known: Known,
        template: Callable[[str], Template],
        *,
        read_aloud: bool = False,
    ) -> None:
        """study: what is loaded, for the screen. known: answers at once. template: of that name, as
        it is now. read_aloud: answers are, as soon as they are there."""
        self._thread = thread
        self.study = harmless(study)
        self._read_aloud = read_aloud
        self._known = known
        self._template = template
        self._lock = threading.Lock()
        self._coming: dict[int, str] = {}
        self._open: set[int] = set()
        self._seen = 0
        self._lost: tuple[AnswerMissing, ...] = ()
        self._reading = bool(study)
        self._loaded: tuple[object, object] = (None, None)

    def begin(self, state: SessionState) -> None:
        """A session that goes on may hold questions that nobody answers any more."""
        self._seen = len(state.exchanges)
        self._loaded = (state.attached, state.record)
        self.study = harmless(state.study) or self.study
        self._lost = without_answer(state.exchanges, "the dictation was interrupted")

    def status(self) -> str:
        """For the screen: what is loaded and what is done with it."""
        return f"{self.study} ({READING})" if self._reading else self.study

    def shown(self, state: SessionState) -> tuple[ExchangeView, ...]:
        """Newest last, those under way with what has come of them."""
        with self._lock:
            coming = dict(self._coming)
        return tuple(
            exchange_view(one, coming.get(one.asked.number, ""), self._thread.answerer, state)
            for one in state.exchanges[-SHOWN:]
        )

    def settle(self, session: Session) -> list[str]:
        """Ask what was asked, stop what was stopped, record what has come. Returns what the screen
        has to say. Never blocks."""
        self._follow(session)
        for number, text in self._thread.said():
            with self._lock:
                self._coming[number] = self._coming.get(number, "") + harmless(text)
        notices = []
        for result in self._thread.answered():
            notices += self._record(session, result)
        return notices

    def finish(self, session: Session) -> list[str]:
        """At the dictation's end: wait a little for what is under way."""
        notices = self.settle(session)
        self._thread.finish_answers(FINISH_S)
        notices += self.settle(session)
        for event in without_answer(session.state.exchanges, "the dictation ended"):
            session.record(event)
            self._thread.call_off(event.number)
        return notices

    @property
    def changing(self) -> bool:
        """Whether `status` and `shown` change without an event."""
        return self._reading or bool(self._open)

    def _follow(self, session: Session) -> None:
        loaded = (session.state.attached, session.state.record)
        if any(one is not known for one, known in zip(loaded, self._loaded, strict=True)):
            self._loaded = loaded  # another study is on screen, or another record beside it
            self.study = harmless(session.state.study)
            self._reading = bool(self.study)
            self._thread.give(ReadStudy())
        lost, self._lost = self._lost, ()
        for event in lost:
            session.record(event)
        exchanges = session.state.exchanges
        new, self._seen = exchanges[self._seen :], len(exchanges)
        for one in new:
            if one.pending:
                self._ask(session, one.asked.number, one.asked.text)
        for number in [n for n in self._open if not session.state.exchanges[n - 1].pending]:
            self._open.discard(number)
            self._thread.call_off(number)

    def _ask(self, session: Session, number: int, text: str) -> None:
        state = session.state
        known = self._known(text)
        if known is not None:
            self._end(session, answer_given(number, "", known))
            return
        self._open.add(number)
        report = report_lines(self._template(state.report.template), state.report)
        self._thread.give(Asked(number, Question(text, before(state.exchanges, number), report)))

    def _record(self, session: Session, result: Result) -> list[str]:
        match result:
            case StudyRead():
                self._reading = False
            case Answered(number, answer):
                self._end(session, answer_given(number, self._thread.answerer, answer))
            case Failure(Asked(number), message):
                self._end(session, AnswerMissing(number=number, why=message))
                return [f"No answer: {message}"]
            case Failure(_, message):
                self._reading = False
                return [f"Not read beforehand: {message}"]
        return []

    def _end(self, session: Session, event: AnswerGiven | AnswerMissing) -> None:
        exchange = session.state.exchanges[event.number - 1]
        if exchange.pending:
            session.record(event)
            if self._read_aloud and isinstance(event, AnswerGiven):
                asked = exchange.asked.utterance
                session.record(SoundAsked(utterance=asked, text=event.text))
        self._open.discard(event.number)
        if isinstance(event, AnswerGiven):
            with self._lock:
                self._coming.pop(event.number, None)
