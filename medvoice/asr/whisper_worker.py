"""WhisperWorker: the one thread that owns a Whisper model; everyone else hands it work and waits.

Final work goes before streaming work and is never dropped. Streaming work is refused where too much
of it waits; a turn that is reopened or closed takes back what it no longer wants.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

from medvoice.asr.recogniser import RecogniserError
from medvoice.asr.whisper_guards import Piece
from medvoice.audio.block import Samples

BOUND = 16
"""Passes that may wait in each queue; a session on its own never has more than one or two."""

T = TypeVar("T")


class Whisper(Protocol):
    """A model, as the owner thread sees it. Deterministic: the same samples and prompt give the
    same pieces."""

    @property
    def placed(self) -> str:
        """Where and how it runs, for example "cpu, int8"."""
        ...

    def quick(self, samples: Samples, prompt: str) -> tuple[Piece, ...]:
        """A streaming pass: one greedy decoding. samples: float32, 16 kHz, at most 30 s."""
        ...

    def thorough(self, samples: Samples, prompt: str, careful: bool) -> tuple[Piece, ...]:
        """A final pass: beam search. careful: without the prompt and without repeating itself, for
        a window on which the usual way ran into a loop."""
        ...


class WhisperJob(Generic[T]):
    """Work on its way through the model."""

    def __init__(self, work: Callable[[Whisper], T] | None = None) -> None:
        """work: what `run` does; None for a job that is settled otherwise."""
        self._work = work
        self._done = threading.Event()
        self._answer: list[T] = []
        self._error = ""
        self.cancelled = False

    def cancel(self) -> None:
        """Nobody wants it any more. Takes effect where it has not started."""
        self.cancelled = True

    def result(self) -> T:
        """Wait. Raises RecogniserError where the model failed or the worker was closed."""
        self._done.wait()
        if not self._answer:
            raise RecogniserError(self._error)
        return self._answer[0]

    def run(self, model: Whisper) -> None:
        """The worker's part."""
        work = self._work
        assert work is not None, "this job is settled otherwise"
        self.settle(lambda: work(model))

    def settle(self, answer: Callable[[], T]) -> None:
        """The worker's part: this is the stage's boundary."""
        try:
            self._answer.append(answer())
        except RecogniserError as error:
            self._error = str(error)
        except Exception as error:  # noqa: BLE001  the boundary of the stage
            self._error = (
                f"The recogniser failed ({type(error).__name__}: {str(error)[:160]}). The sound is "
                "kept; `medvoice recover` recognises it again."
            )
        self._done.set()

    def fail(self, error: str) -> None:
        """Not run at all."""
        self._error = error
        self._done.set()


class WhisperWorker:
    """Loads the model in its own thread, then serves. Thread-safe."""

    def __init__(self, make: Callable[[], Whisper], bound: int = BOUND) -> None:
        """make: loads and warms the model; what it raises is raised here, as RecogniserError."""
        self._bound = bound
        self._finals: deque[WhisperJob[Any]] = deque()
        self._partials: deque[WhisperJob[Any]] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self._dropped = 0
        loading: WhisperJob[Whisper] = WhisperJob()
        self._thread = threading.Thread(
            target=self._serve, args=(make, loading), name="medvoice-whisper", daemon=True
        )
        self._thread.start()
        try:
            self.model = loading.result()
        except RecogniserError:
            self._thread.join()
            raise

    @property
    def dropped(self) -> int:
        """Streaming passes that were refused for want of room."""
        with self._changed:
            return self._dropped

    def submit_final(self, work: Callable[[Whisper], T]) -> WhisperJob[T]:
        """Waits for room. Raises RecogniserError when closed."""
        job = WhisperJob(work)
        with self._changed:
            self._changed.wait_for(lambda: self._closed or len(self._finals) < self._bound)
            self._enqueue(self._finals, job)
        return job

    def offer_partial(self, work: Callable[[Whisper], T]) -> WhisperJob[T] | None:
        """None where it was dropped for want of room. Raises RecogniserError when closed."""
        job = WhisperJob(work)
        with self._changed:
            if len(self._partials) >= self._bound:
                self._dropped += 1
                return None
            self._enqueue(self._partials, job)
        return job

    def close(self) -> None:
        """Fail what waits, join the thread. May be called twice."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join()

    def _enqueue(self, queue: deque[WhisperJob[Any]], job: WhisperJob[T]) -> None:
        if self._closed:
            raise RecogniserError("The recogniser was closed; the sound is in the journal.")
        queue.append(job)
        self._changed.notify_all()

    def _serve(self, make: Callable[[], Whisper], loading: WhisperJob[Whisper]) -> None:
        loading.settle(make)
        try:
            model = loading.result()
        except RecogniserError:
            return
        while (job := self._take()) is not None:
            if job.cancelled:
                job.fail("The work was cancelled.")
            else:
                job.run(model)

    def _take(self) -> WhisperJob[Any] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._finals or self._partials)
            if self._closed:
                for job in (*self._finals, *self._partials):
                    job.fail("The recogniser was closed; the sound is in the journal.")
                return None
            job = (self._finals or self._partials).popleft()
            self._changed.notify_all()
            return job
