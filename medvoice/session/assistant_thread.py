"""AssistantThread: the one thread that asks a language model, run by run in spoken order.

Its queue is bounded; a run that finds it full, a backend that fails and one that takes too long
leave the run where the rules put it, with a reason. Nobody waits for it but `finish`, for as long
as it is told.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from dataclasses import dataclass

from medvoice.assistant.backend import BackendError, Stopped
from medvoice.assistant.structuring import (
    DictatedRun,
    Draft,
    Findings,
    Proposal,
    Structurer,
)
from medvoice.assistant.turnstile import Ticket, Turnstile
from medvoice.report.template import Template

log = logging.getLogger(__name__)

MOST_WAITING = 32
"""Runs; some minutes of speech."""
SECONDS_A_RUN = 20.0
"""What a run may take, waiting for the recogniser included."""
SECONDS_TO_GET_READY = 300.0
"""What loading, prefilling and trying out a template may take: nobody waits for that."""


@dataclass(frozen=True, slots=True)
class Failure:
    """The model gave nothing. work: what it was asked for. message: a sentence without dictated
    text."""

    work: Work
    message: str


Work = DictatedRun | Findings | Template
"""A run to be placed, findings to draft an impression from, a template to get ready for."""
Result = Proposal | Draft | Failure


class AssistantThread:
    """start → (give … taken …) → finish → close."""

    def __init__(
        self, structurer: Structurer, turnstile: Turnstile, seconds: float = SECONDS_A_RUN
    ) -> None:
        """seconds: for each run."""
        self._structurer = structurer
        self._turnstile = turnstile
        self._seconds = seconds
        self._changed = threading.Condition()
        self._waiting: deque[Work] = deque()
        self._results: deque[Result] = deque()
        self._ticket: Ticket | None = None
        self._busy = False
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="assistant", daemon=True)

    @property
    def name(self) -> str:
        return self._structurer.name

    @property
    def waiting(self) -> int:
        """Requests that are not answered yet."""
        with self._changed:
            return len(self._waiting) + self._busy

    def start(self, template: Template) -> None:
        """Begin to get ready for the template."""
        self._waiting.append(template)
        self._thread.start()

    def give(self, work: Work) -> None:
        """Never blocks."""
        with self._changed:
            if len(self._waiting) >= MOST_WAITING:
                self._results.append(Failure(work, "the language model is too far behind"))
                return
            self._waiting.append(work)
            self._changed.notify_all()

    def taken(self) -> list[Result]:
        """What was answered since this was last asked, in order. Never blocks."""
        with self._changed:
            found = list(self._results)
            self._results.clear()
            return found

    def finish(self, seconds: float) -> bool:
        """Wait until all runs are answered, `seconds` at most; False when some are not."""
        with self._changed:
            return self._changed.wait_for(
                lambda: not self._waiting and not self._busy, timeout=seconds
            )

    def close(self) -> None:
        """Stop at the model's next step and join."""
        with self._changed:
            self._closed = True
            self._waiting.clear()
            if self._ticket is not None:
                self._ticket.call_off()
            self._changed.notify_all()
        if self._thread.ident is not None:
            self._thread.join(self._seconds)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: bool(self._waiting) or self._closed)
                if self._closed:
                    return
                work = self._waiting.popleft()
                # Being tried out belongs to the first run of a template that was changed since.
                first = not isinstance(work, Findings) and not self._structurer.knows(work)
                seconds = SECONDS_TO_GET_READY if first else self._seconds
                self._ticket = ticket = self._turnstile.ticket(seconds)
                self._busy = True
            result = self._answer(work, ticket)
            with self._changed:
                if result is not None and not self._closed:
                    self._results.append(result)
                self._ticket, self._busy = None, False
                self._changed.notify_all()

    def _answer(self, work: Work, ticket: Ticket) -> Result | None:
        try:
            if isinstance(work, DictatedRun):
                return self._structurer.structure(work, ticket.between)
            if isinstance(work, Findings):
                return self._structurer.draft(work, ticket.between)
            self._structurer.ready(work, ticket.between)
            return None
        except Stopped:
            return None
        except BackendError as error:
            return Failure(work, str(error))
        except Exception as error:  # noqa: BLE001 - the assistant's boundary: the rules go on
            log.error("assistant failed", extra={"fault": type(error).__name__})
            return Failure(work, f"the language model failed ({type(error).__name__})")
