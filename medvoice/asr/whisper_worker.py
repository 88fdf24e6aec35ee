"""WhisperWorker: the one thread that owns a Whisper model; everyone else hands it work and waits.

What goes first and what is dropped: `job_queue`. A turn that is reopened or closed takes back what
it no longer wants.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from medvoice.asr.job_queue import BOUND, Job, JobQueue
from medvoice.asr.recogniser import RecogniserError
from medvoice.asr.whisper_guards import Piece
from medvoice.audio.block import Samples

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


class WhisperJob(Job[T]):
    """Work on its way through the model."""

    def __init__(self, work: Callable[[Whisper], T], behind: bool = False) -> None:
        """behind: see `Job`."""
        super().__init__(behind)
        self._work = work

    def run(self, model: Whisper) -> None:
        """The worker's part: this is the stage's boundary."""
        settle(self, lambda: self._work(model))


def settle(job: Job[T], answer: Callable[[], T]) -> None:
    """Finish the job with the answer, or fail it with one sentence."""
    try:
        found = answer()
    except RecogniserError as error:
        job.fail(str(error))
    except Exception as error:  # noqa: BLE001  the boundary of the stage
        job.fail(
            f"The recogniser failed ({type(error).__name__}: {str(error)[:160]}). The sound is "
            "kept; `medvoice recover` recognises it again."
        )
    else:
        job.finish(found)


class WhisperWorker:
    """Loads the model in its own thread, then serves. Thread-safe."""

    def __init__(self, make: Callable[[], Whisper], bound: int = BOUND) -> None:
        """make: loads and warms the model; what it raises is raised here, as RecogniserError."""
        self._queue: JobQueue[WhisperJob[Any]] = JobQueue(bound)
        loading: Job[Whisper] = Job()
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
        return self._queue.dropped

    def submit_final(self, work: Callable[[Whisper], T], behind: bool = False) -> WhisperJob[T]:
        """behind: it gives way. Waits for room. Raises RecogniserError when closed."""
        job = WhisperJob(work, behind)
        self._queue.submit_final(job)
        return job

    def offer_partial(
        self, work: Callable[[Whisper], T], behind: bool = False
    ) -> WhisperJob[T] | None:
        """None where it was dropped for want of room. Raises RecogniserError when closed."""
        job = WhisperJob(work, behind)
        return None if self._queue.offer_partial(job) is None else job

    def close(self) -> None:
        """Fail what waits, join the thread. May be called twice."""
        self._queue.close()
        self._thread.join()

    def _serve(self, make: Callable[[], Whisper], loading: Job[Whisper]) -> None:
        settle(loading, make)
        try:
            model = loading.result()
        except RecogniserError:
            return
        while (taken := self._queue.take()) is not None:
            for job in taken:
                job.run(model)
