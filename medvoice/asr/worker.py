"""ModelWorker: the one thread that owns the model; everyone else hands it windows and waits.

Final windows go before streaming ones. Both queues are bounded: a caller waits for room, except
that a window marked `droppable` (tail only, nothing depends on it) is dropped instead. A job that
was cancelled (its turn was reopened or closed) is skipped. Finals are never dropped.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from medvoice.asr.encoder import Encoder, Logits
from medvoice.asr.features import LogMel
from medvoice.asr.recogniser import RecogniserError

BOUND = 16
"""Windows that may wait in each queue; a session on its own never has more than two or three."""


_SMOOTHING = 0.2
"""Weight of the newest window in the running estimate of time per frame."""


@dataclass(frozen=True, slots=True)
class WorkerCounts:
    """Encoder frames computed for streaming and for final windows; windows that were dropped
    because the queue was full (stale ones of closed turns are not counted)."""

    partial_frames: int = 0
    final_frames: int = 0
    dropped: int = 0


class Job:
    """A window on its way through the model."""

    def __init__(self, mel: LogMel) -> None:
        self.mel = mel
        self._done = threading.Event()
        self._logits: Logits | None = None
        self._error = ""
        self.cancelled = False

    @property
    def done(self) -> bool:
        return self._done.is_set()

    def cancel(self) -> None:
        """Nobody wants it any more. Takes effect where it has not started."""
        self.cancelled = True

    def result(self) -> Logits:
        """Wait. Raises RecogniserError where the model failed or the worker was closed."""
        self._done.wait()
        if self._logits is None:
            raise RecogniserError(self._error)
        return self._logits

    def finish(self, logits: Logits | None, error: str = "") -> None:
        """The worker's part."""
        self._logits, self._error = logits, error
        self._done.set()


class ModelWorker:
    """Builds the encoder in its own thread, then serves. Thread-safe."""

    def __init__(self, make: Callable[[], Encoder], bound: int = BOUND) -> None:
        """make: loads and warms the model. Raises what it raises, as RecogniserError."""
        self._make = make
        self._bound = bound
        self._finals: deque[Job] = deque()
        self._partials: deque[Job] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self._failed: RecogniserError | None = None
        self._encoder: Encoder | None = None
        self._counts = WorkerCounts()
        self._per_frame = 0.0  # seconds, smoothed
        self._thread = threading.Thread(target=self._serve, name="medvoice-model", daemon=True)
        self._thread.start()
        with self._changed:
            self._changed.wait_for(lambda: self._encoder is not None or self._failed is not None)
        if self._failed is not None:
            self._thread.join()
            raise self._failed

    @property
    def encoder(self) -> Encoder:
        """For its `placed` and `notice`; only the owner thread calls it."""
        assert self._encoder is not None
        return self._encoder

    @property
    def counts(self) -> WorkerCounts:
        with self._changed:
            return self._counts

    def estimate(self, frames: int) -> float:
        """Seconds that a window of so many encoder frames is likely to take."""
        with self._changed:
            return self._per_frame * frames

    def submit_final(self, mel: LogMel) -> Job:
        """mel: (T, bands). Waits for room. Raises RecogniserError when closed."""
        return self._submit(self._finals, mel)

    def submit_partial(self, mel: LogMel) -> Job:
        """A streaming window that is kept. Waits for room. Raises RecogniserError when closed."""
        return self._submit(self._partials, mel)

    def offer_partial(self, mel: LogMel) -> Job | None:
        """A window for the tail only; None where it was dropped for want of room."""
        with self._changed:
            if len(self._partials) >= self._bound:
                self._count(dropped=1)
                return None
        return self._submit(self._partials, mel)

    def close(self) -> None:
        """Fail what waits, join the thread. May be called twice."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join()

    def _submit(self, queue: deque[Job], mel: LogMel) -> Job:
        job = Job(mel)
        with self._changed:
            self._changed.wait_for(lambda: self._closed or len(queue) < self._bound)
            if self._closed:
                raise RecogniserError("The recogniser was closed; the sound is in the journal.")
            queue.append(job)
            self._changed.notify_all()
        return job

    def _serve(self) -> None:
        try:
            encoder = self._make()
        except RecogniserError as error:
            self._fail(error)
            return
        except Exception as error:  # noqa: BLE001  the boundary of loading
            self._fail(RecogniserError(f"The recogniser did not start: {_short(error)}"))
            return
        with self._changed:
            self._encoder = encoder
            self._changed.notify_all()
        while (taken := self._take()) is not None:
            job, final = taken
            self._run(encoder, job, final)
        self._drain()

    def _fail(self, error: RecogniserError) -> None:
        with self._changed:
            self._failed = error
            self._closed = True
            self._changed.notify_all()

    def _take(self) -> tuple[Job, bool] | None:
        with self._changed:
            while True:
                self._changed.wait_for(lambda: self._closed or self._finals or self._partials)
                if self._closed:
                    return None
                final = bool(self._finals)
                job = (self._finals if final else self._partials).popleft()
                self._changed.notify_all()
                if not job.cancelled:
                    return job, final
                job.finish(None, "The work was cancelled.")

    def _run(self, encoder: Encoder, job: Job, final: bool) -> None:
        start = time.perf_counter()
        try:
            logits = encoder(job.mel)
            if not np.isfinite(logits).all():
                raise ValueError("the model's values are not finite")
        except Exception as error:  # noqa: BLE001  the boundary of the stage
            job.finish(
                None,
                f"The recogniser failed ({_short(error)}). The sound is kept; `medvoice recover` "
                "recognises it again. On a GPU, `--on cpu` avoids the card.",
            )
            return
        with self._changed:
            taken = (time.perf_counter() - start) / max(1, len(logits))
            self._per_frame += _SMOOTHING * (taken - self._per_frame)
            if final:
                self._count(final_frames=len(logits))
            else:
                self._count(partial_frames=len(logits))
        job.finish(logits)

    def _drain(self) -> None:
        with self._changed:
            waiting = [*self._finals, *self._partials]
            self._finals.clear()
            self._partials.clear()
        for job in waiting:
            job.finish(None, "The recogniser was closed; the sound is in the journal.")

    def _count(self, partial_frames: int = 0, final_frames: int = 0, dropped: int = 0) -> None:
        c = self._counts
        self._counts = WorkerCounts(
            c.partial_frames + partial_frames, c.final_frames + final_frames, c.dropped + dropped
        )


def _short(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0][:200]}" if lines else type(error).__name__
