"""JobQueue: what waits for the one thread that owns a model, and what of it comes next.

1. Finals that somebody waits for, oldest first. None is ever dropped.
2. Partials that somebody waits for, oldest first: they decide whether a turn goes on.
3. Other partials and finals, by when they are due: a partial at once, a final `EARLY_S` later. So
   neither kind holds the other up without end, and sessions take turns.
4. Work that gives way (a recording, beside which somebody dictates), in its own order.

All are bounded. A partial waits for room, or is refused for want of it; a newer one of the same
turn takes the place of an older one that was not started. Partials that are alike may be taken
together. What was cancelled is failed instead of served; closing fails all that waits.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

from medvoice.asr.recogniser import RecogniserError

BOUND = 64
"""Jobs that may wait of each kind; a session on its own never has more than two or three."""

EARLY_S = 0.3
"""Seconds by which a final that nobody waits for yet comes behind a partial. A provisional one is
wanted at the hard end, 0.38 s after it was started (of a turn that goes on, most often not at all);
the windows of a long turn have longer."""

CLOSED = "The recogniser was closed; the sound is in the journal."

T = TypeVar("T")


class Job(Generic[T]):
    """Work on its way through the model, settled once: `finish` or `fail`."""

    def __init__(self, behind: bool = False, early: bool = False, alike: object = None) -> None:
        """behind: it gives way to all that does not. early: a final that nobody waits for yet.
        alike: partials of which this is equal may be taken together; None: alone."""
        self.behind = behind
        self.early = early
        self.alike = alike
        self.wanted = False
        """Somebody waits for it."""
        self.final = False
        self.due = 0.0
        """Both the queue's part."""
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

    def want(self) -> None:
        """Somebody waits for it now."""
        self.wanted = True

    def wait(self, seconds: float) -> None:
        """Until it is done, or so many seconds."""
        self._done.wait(seconds)

    def result(self) -> T:
        """Wait. Raises RecogniserError where the model failed or the queue was closed."""
        self.want()
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
    """Thread-safe: many callers, one or more threads that take."""

    def __init__(self, bound: int = BOUND, clock: Callable[[], float] = time.monotonic) -> None:
        """bound: jobs that may wait of each kind. clock: seconds."""
        self._bound = bound
        self._clock = clock
        self._finals: deque[J] = deque()
        self._partials: deque[J] = deque()
        self._behind: deque[J] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self._dropped = 0

    @property
    def dropped(self) -> int:
        """Partials that were refused for want of room, or replaced by newer ones."""
        with self._changed:
            return self._dropped

    def submit_final(self, job: J) -> J:
        """Waits for room. Raises RecogniserError when closed."""
        job.final = True
        job.wanted = not job.early
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

    def replace_partial(self, stale: J, newer: J) -> bool:
        """Put the newer one where the stale one waits, which is dropped; False where that one does
        not wait any more. It keeps the place, so that a turn that is behind comes to its turn."""
        with self._changed:
            for at, waiting in enumerate(self._partials):
                if waiting is stale:
                    newer.due = stale.due
                    self._partials[at] = newer
                    self._dropped += 1
                    stale.fail("A newer window of the turn took its place.")
                    return True
            return False

    def take(self, most: Callable[[J], int] = lambda _: 1) -> list[J] | None:
        """Wait for the next job; with it, where it is a partial, those that are alike, `most(job)`
        of them in all. None once the queue was closed."""
        with self._changed:
            while True:
                self._changed.wait_for(lambda: self._closed or self._next() is not None)
                queue = self._next()
                if self._closed or queue is None:
                    return None
                job = self._first(queue)
                if job.cancelled:
                    self._remove(queue, job)
                    job.fail("The work was cancelled.")
                    continue
                taken = self._alike(job, most(job)) if queue is self._partials else [job]
                for one in taken:
                    self._remove(queue, one)
                return taken

    def close(self) -> None:
        """Fail what waits, let callers and the takers go. May be called twice."""
        with self._changed:
            self._closed = True
            for queue in (self._finals, self._partials, self._behind):
                for job in queue:
                    job.fail(CLOSED)
                queue.clear()
            self._changed.notify_all()

    @property
    def waiting(self) -> tuple[int, int, int]:
        """Finals, partials, and what gives way."""
        with self._changed:
            return len(self._finals), len(self._partials), len(self._behind)

    def _next(self) -> deque[J] | None:
        """The queue whose job is served next."""
        finals, partials = self._finals, self._partials
        for queue in (finals, partials):
            if any(job.wanted for job in queue):
                return queue
        if finals and partials:
            return finals if finals[0].due < partials[0].due else partials
        return finals or partials or self._behind or None

    def _first(self, queue: deque[J]) -> J:
        return next((job for job in queue if job.wanted), queue[0])

    def _alike(self, job: J, most: int) -> list[J]:
        """The job, and others that may be taken with it."""
        taken = [job]
        if job.alike is None:
            return taken
        for other in self._partials:
            if len(taken) >= most:
                break
            if other is not job and not other.cancelled and other.alike == job.alike:
                taken.append(other)
        return taken

    def _remove(self, queue: deque[J], job: J) -> None:
        queue.remove(job)
        self._changed.notify_all()

    def _submit(self, queue: deque[J], job: J) -> J:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or len(queue) < self._bound)
            if self._closed:
                raise RecogniserError(CLOSED)
            job.due = self._clock() + (EARLY_S if job.early else 0.0)
            queue.append(job)
            self._changed.notify_all()
        return job
