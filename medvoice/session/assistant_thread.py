"""AssistantThread: the one thread that asks a language model, the most urgent work first.

Its queue is bounded; a run that finds it full, a backend that fails and one that takes too long
leave the run where the rules put it, with a reason. Nobody waits for it but `finish`, for as long
as it is told.

Where the backend can do one thing in the middle of another, dictation does not wait for an answer:
a run is placed between two steps of it, and the answer goes on behind.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable

from medvoice.assistant.answering import Answerer
from medvoice.assistant.backend import BackendError, Between, Stopped
from medvoice.assistant.structuring import Structurer
from medvoice.assistant.turnstile import Ticket, Turnstile
from medvoice.report.template import Template
from medvoice.session.assistant_work import (
    SECONDS_A_RUN,
    Asked,
    Failure,
    Helpers,
    ReadStudy,
    Result,
    Work,
    about_study,
    interrupts,
    rank,
)

log = logging.getLogger(__name__)

MOST_WAITING = 32
"""Runs; some minutes of speech."""


class AssistantThread:
    """start → (give … taken …) → finish → close."""

    def __init__(
        self,
        structurer: Structurer | None,
        turnstile: Turnstile,
        seconds: float = SECONDS_A_RUN,
        answerer: Answerer | None = None,
        *,
        interleaves: bool = False,
    ) -> None:
        """seconds: for each run. answerer: of the loaded study. interleaves: the backend can do a
        request in the middle of another of this thread."""
        self._structurer = structurer
        self._answerer = answerer
        self._helpers = Helpers(structurer, answerer)
        self._turnstile = turnstile
        self._seconds = seconds
        self._interleaves = interleaves
        self._changed = threading.Condition()
        self._waiting: deque[Work] = deque()
        self._results: deque[Result] = deque()
        self._answers: deque[Result] = deque()
        self._said: deque[tuple[int, str]] = deque()
        self._under_way: list[tuple[Work, Ticket]] = []
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="assistant", daemon=True)

    @property
    def name(self) -> str:
        """Of the model that helps with the report, "" for none."""
        return self._structurer.name if self._structurer is not None else ""

    @property
    def answerer(self) -> str:
        """Name of what answers questions, "" for nothing."""
        return self._answerer.name if self._answerer is not None else ""

    @property
    def waiting(self) -> int:
        """Requests about the report that are not answered yet."""
        return self._open(lambda work: not about_study(work))

    @property
    def asked(self) -> int:
        """Questions that are not answered yet."""
        return self._open(lambda work: isinstance(work, Asked))

    def start(self, template: Template) -> None:
        """Begin to get ready for the template and the study."""
        first: list[Work] = [template, ReadStudy()]
        self._waiting.extend(work for work in first if self._helpers.takes(work))
        self._thread.start()

    def give(self, work: Work) -> None:
        """Never blocks."""
        with self._changed:
            if not self._helpers.takes(work):
                return
            if len(self._waiting) >= MOST_WAITING:
                self._put(work, Failure(work, "the language model is too far behind"))
                return
            self._waiting.append(work)
            self._changed.notify_all()

    def call_off(self, number: int) -> None:
        """A question is not to be answered any more; its step that is under way is the last."""
        with self._changed:
            for work in [w for w in self._waiting if _is(w, number)]:
                self._waiting.remove(work)
            for work, ticket in self._under_way:
                if _is(work, number):
                    ticket.call_off()
            self._changed.notify_all()

    def taken(self) -> list[Result]:
        """What was done about the report since this was last asked, in order. Never blocks."""
        with self._changed:
            found = list(self._results)
            self._results.clear()
            return found

    def answered(self) -> list[Result]:
        """The same about the study."""
        with self._changed:
            found = list(self._answers)
            self._answers.clear()
            return found

    def said(self) -> list[tuple[int, str]]:
        """More of answers under way: (question's number, text), in order. Never blocks."""
        with self._changed:
            found = list(self._said)
            self._said.clear()
            return found

    def finish(self, seconds: float) -> bool:
        """Wait until all runs are answered, `seconds` at most; False when some are not."""
        return self._finished(lambda work: not about_study(work), seconds)

    def finish_answers(self, seconds: float) -> bool:
        """Wait until all questions are answered, `seconds` at most; False when some are not."""
        return self._finished(lambda work: isinstance(work, Asked), seconds)

    def close(self) -> None:
        """Stop at the model's next step and join."""
        with self._changed:
            self._closed = True
            self._waiting.clear()
            for _, ticket in self._under_way:
                ticket.call_off()
            self._changed.notify_all()
        if self._thread.ident is not None:
            self._thread.join(self._seconds)

    def _open(self, wanted: Callable[[Work], bool]) -> int:
        with self._changed:
            return self._count(wanted)

    def _count(self, wanted: Callable[[Work], bool]) -> int:
        every = [*self._waiting, *(work for work, _ in self._under_way)]
        return sum(map(wanted, every))

    def _finished(self, wanted: Callable[[Work], bool], seconds: float) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: not self._count(wanted), timeout=seconds)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: bool(self._waiting) or self._closed)
                if self._closed:
                    return
                work = _first(self._waiting)
                ticket = self._begun(work)
            self._do(work, ticket)

    def _put(self, work: Work, result: Result) -> None:
        (self._answers if about_study(work) else self._results).append(result)

    def _begun(self, work: Work) -> Ticket:
        """From now on it is under way. Called with the lock held."""
        self._waiting.remove(work)
        ticket = self._turnstile.ticket(self._helpers.seconds(work, self._seconds))
        self._under_way.append((work, ticket))
        return ticket

    def _do(self, work: Work, ticket: Ticket) -> None:
        result = self._answer(work, self._between(ticket))
        with self._changed:
            if result is not None and not self._closed:
                self._put(work, result)
            self._under_way.pop()
            self._changed.notify_all()

    def _between(self, ticket: Ticket) -> Between:
        if not self._interleaves:
            return ticket.between

        def between() -> None:
            ticket.between()
            while (urgent := self._urgent()) is not None:
                self._do(*urgent)
                ticket.between()

        return between

    def _urgent(self) -> tuple[Work, Ticket] | None:
        """What is done before the next step of what is under way."""
        with self._changed:
            under_way = [work for work, _ in self._under_way]
            found = [work for work in self._waiting if interrupts(work, under_way)]
            if not found or self._closed:
                return None
            work = _first(found)
            return work, self._begun(work)

    def _answer(self, work: Work, between: Between) -> Result | None:
        try:
            return self._helpers.do(work, between, self._say)
        except Stopped:
            return None
        except BackendError as error:
            return Failure(work, str(error))
        except Exception as error:  # noqa: BLE001 - the assistant's boundary: the rules go on
            log.error("assistant failed", extra={"fault": type(error).__name__})
            return Failure(work, f"the language model failed ({type(error).__name__})")

    def _say(self, number: int, text: str) -> None:
        with self._changed:
            self._said.append((number, text))


def _first(waiting: Iterable[Work]) -> Work:
    """The most urgent, of those the oldest."""
    return min(waiting, key=rank)


def _is(work: Work, number: int) -> bool:
    return isinstance(work, Asked) and work.number == number
