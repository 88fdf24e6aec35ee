"""JobQueue: what waits for the one thread that owns a model; finals before partials, both bounded.

A final waits for room and is never dropped. A partial waits, or is refused for want of room. Work
that gives way (a recording, beside which somebody dictates) comes behind all of these, in its own
order; none of it is dropped. What was cancelled is failed instead of served; closing fails all that
waits.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import Generic, TypeVar

from medvoice.asr.recogniser import RecogniserError

BOUND = 16
"""Jobs that may wait of each kind; a session on its own never has more than two or three."""

CLOSED = "The recogniser was closed; the sound is in the journal."

T = TypeVar("T")


class Job(Generic[T]):
    """Work on its way through the model, settled once: `finish` or `fail`."""

    def __init__(self, behind: bool = False) -> None:
        """behind: it gives way to all that does not."""
        self.behind = behind
        self._done = threading.Event()
        self._answer: list[T] = []
        self._error = ""
        self.cancelled = False

    @property
    def done(self) -> bool:
        return self._done.is_set()

    def cancel(self) -> None:
        """Nobody wants it any more. Takes effect where it has not started."""
        self.cancelled = True

    def result(self) -> T:
        """Wait. Raises RecogniserError where the model failed or the queue was closed."""
        self._done.wait()
        if not self._answer:
            raise RecogniserError(self._error)
        return self._answer[0]

    def finish(self, answer: T) -> None:
        """The worker's part."""
        self._answer.append(answer)
        self._done.set()

    def fail(self, error: str) -> None:
        """The worker's part: there is no answer, for the reason that the user is told."""
        self._error = error
        self._done.set()


J = TypeVar("J", bound=Job)  # type: ignore[type-arg]  # of any answer: the queue reads none


class JobQueue(Generic[J]):
    """Thread-safe: many callers, one thread that takes."""

    def __init__(self, bound: int = BOUND) -> None:
        """bound: jobs that may wait of each kind."""
        self._bound = bound
        self._finals: deque[J] = deque()
        self._partials: deque[J] = deque()
        self._behind: deque[J] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self._dropped = 0

    @property
    def dropped(self) -> int:
        """Partials that were refused for want of room."""
        with self._changed:
            return self._dropped

    def submit_final(self, job: J) -> J:
        """Waits for room. Raises RecogniserError when closed."""
        return self._submit(self._behind if job.behind else self._finals, job)

    def submit_partial(self, job: J) -> J:
        """Waits for room. Raises RecogniserError when closed."""
        return self._submit(self._behind if job.behind else self._partials, job)

    def offer_partial(self, job: J) -> J | None:
        """None where it was dropped for want of room (what gives way waits). Raises
        RecogniserError when closed."""
        if job.behind:
            return self._submit(self._behind, job)
        with self._changed:
            if len(self._partials) >= self._bound and not self._closed:
                self._dropped += 1
                return None
            return self._submit(self._partials, job)

    def take(self) -> tuple[J, bool] | None:
        """Wait for the next job and whether it is a final one; None once the queue was closed."""
        with self._changed:
            while True:
                self._changed.wait_for(lambda: self._closed or any(self._all()))
                if self._closed:
                    return None
                final = bool(self._finals)
                job = next(queue for queue in self._all() if queue).popleft()
                self._changed.notify_all()
                if not job.cancelled:
                    return job, final
                job.fail("The work was cancelled.")

    def close(self) -> None:
        """Fail what waits, let callers and the taker go. May be called twice."""
        with self._changed:
            self._closed = True
            for queue in self._all():
                for job in queue:
                    job.fail(CLOSED)
                queue.clear()
            self._changed.notify_all()

    @property
    def waiting(self) -> tuple[int, int, int]:
        """Finals, partials, and what gives way."""
        with self._changed:
            return len(self._finals), len(self._partials), len(self._behind)

    def _all(self) -> tuple[deque[J], ...]:
        """What is served first stands first."""
        return self._finals, self._partials, self._behind

    def _submit(self, queue: deque[J], job: J) -> J:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or len(queue) < self._bound)
            if self._closed:
                raise RecogniserError(CLOSED)
            queue.append(job)
            self._changed.notify_all()
        return job
