"""ModelWorker: the one thread that owns a CTC model; everyone else hands it windows and waits.

What goes first and what is dropped: `job_queue`. A window of the streaming pass that later ones are
stitched to waits for room; one for the tail only is dropped where there is none. Streaming windows
of the same length that wait together (of several sessions) are computed in one call where that is
worth it (`batching`); nothing waits for others to come. Windows of a final pass are computed alone.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from medvoice.asr.encoder import BatchEncoder, Encoder, Logits
from medvoice.asr.features import LogMel
from medvoice.asr.job_queue import BOUND, Job, JobQueue
from medvoice.asr.recogniser import RecogniserError
from medvoice.asr.window_times import WindowTimes
from medvoice.asr.windows import MEL_PER_FRAME, MEL_SEEN


@dataclass(frozen=True, slots=True)
class WorkerCounts:
    """Encoder frames computed for streaming and for final windows; streaming windows that were
    dropped, because the queue was full or a newer one of the turn took their place (stale ones of
    closed turns are not counted). behind_frames: of work that gives way, of either kind. windows,
    calls: computed, and calls of the encoder for them. busy_s: seconds in the encoder. waiting:
    final windows, streaming windows, and those that give way, now."""

    partial_frames: int = 0
    final_frames: int = 0
    dropped: int = 0
    behind_frames: int = 0
    windows: int = 0
    calls: int = 0
    busy_s: float = 0.0
    waiting: tuple[int, int, int] = (0, 0, 0)


class WindowJob(Job[Logits]):
    """A window on its way through the model."""

    def __init__(self, mel: LogMel, behind: bool = False, early: bool = False) -> None:
        """mel: (T, bands). behind, early: see `Job`."""
        super().__init__(behind, early, alike=len(mel))
        self.mel = mel

    @property
    def frames(self) -> int:
        """Encoder frames."""
        return (len(self.mel) - MEL_SEEN) // MEL_PER_FRAME + 1


class ModelWorker:
    """Builds the encoder in its own thread, then serves. Thread-safe."""

    def __init__(
        self,
        make: Callable[[], Encoder],
        bound: int = BOUND,
        threads: int = 1,
        stop: Callable[[], None] = lambda: None,
    ) -> None:
        """make: loads and warms the model. threads: that call the encoder at once, where it is one
        that several may call (a cluster's). stop: frees a thread that is in a call which may take
        long; called by `close`. Raises what `make` raises, as RecogniserError."""
        self._make = make
        self._more = threads - 1
        self._stop = stop
        self._queue: JobQueue[WindowJob] = JobQueue(bound)
        self._changed = threading.Condition()
        self._failed: RecogniserError | None = None
        self._encoder: Encoder | None = None
        self._counts = WorkerCounts()
        self._times = WindowTimes()
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
            counts = self._counts
        return replace(counts, dropped=self._queue.dropped, waiting=self._queue.waiting)

    def estimate(self, frames: int) -> float:
        """Seconds that a window of so many encoder frames is likely to take."""
        with self._changed:
            return self._times.likely(frames)

    def submit_final(self, mel: LogMel, behind: bool = False, early: bool = False) -> WindowJob:
        """mel: (T, bands). behind: it gives way. early: nobody waits for it yet. Waits for room.
        Raises RecogniserError when closed."""
        return self._queue.submit_final(WindowJob(mel, behind, early))

    def submit_partial(self, mel: LogMel, behind: bool = False) -> WindowJob:
        """A streaming window that is kept. Waits for room. Raises RecogniserError when closed."""
        return self._queue.submit_partial(WindowJob(mel, behind))

    def offer_partial(self, mel: LogMel, behind: bool = False) -> WindowJob | None:
        """A window for the tail only; None where it was dropped for want of room."""
        return self._queue.offer_partial(WindowJob(mel, behind))

    def replace_partial(self, stale: WindowJob, mel: LogMel) -> WindowJob | None:
        """A streaming window that makes an older one of its turn stale, in that one's place; None
        where that one is being computed already."""
        newer = WindowJob(mel)
        return newer if self._queue.replace_partial(stale, newer) else None

    def close(self) -> None:
        """Fail what waits, join the threads. May be called twice."""
        self._queue.close()
        self._stop()
        self._thread.join()

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
        more = [
            threading.Thread(target=self._take, args=(encoder,), name="medvoice-model", daemon=True)
            for _ in range(self._more)
        ]
        for thread in more:
            thread.start()
        self._take(encoder)
        for thread in more:
            thread.join()

    def _take(self, encoder: Encoder) -> None:
        """Serve until the queue is closed."""
        batches = encoder if isinstance(encoder, BatchEncoder) else None

        def most(job: WindowJob) -> int:
            return batches.most(job.frames) if batches is not None else 1

        while (jobs := self._queue.take(most)) is not None:
            self._run(encoder, jobs)

    def _fail(self, error: RecogniserError) -> None:
        with self._changed:
            self._failed = error
            self._changed.notify_all()

    def _run(self, encoder: Encoder, jobs: list[WindowJob]) -> None:
        start = time.perf_counter()
        try:
            answers = computed(encoder, jobs)
        except RecogniserError as error:
            self._failed_at(encoder, jobs, str(error))
            return
        except Exception as error:  # noqa: BLE001  the boundary of the stage
            self._failed_at(
                encoder,
                jobs,
                f"The recogniser failed ({_short(error)}). The sound is kept; `medvoice recover` "
                "recognises it again. On a GPU, `--on cpu` avoids the card.",
            )
            return
        self._note(jobs, [len(logits) for logits in answers], time.perf_counter() - start)
        for job, logits in zip(jobs, answers, strict=True):
            job.finish(logits)

    def _failed_at(self, encoder: Encoder, jobs: list[WindowJob], error: str) -> None:
        """Windows that failed together are tried alone: one of them may be the reason, or memory
        that is enough for one."""
        if len(jobs) == 1:
            jobs[0].fail(error)
            return
        for job in jobs:
            self._run(encoder, [job])

    def _note(self, jobs: list[WindowJob], frames: list[int], taken: float) -> None:
        with self._changed:
            if len(jobs) == 1:
                self._times.note(frames[0], taken)
            c = self._counts
            c = replace(
                c, busy_s=c.busy_s + taken, calls=c.calls + 1, windows=c.windows + len(jobs)
            )
            for job, count in zip(jobs, frames, strict=True):
                if job.behind:
                    c = replace(c, behind_frames=c.behind_frames + count)
                elif job.final:
                    c = replace(c, final_frames=c.final_frames + count)
                else:
                    c = replace(c, partial_frames=c.partial_frames + count)
            self._counts = c


def computed(encoder: Encoder, jobs: list[WindowJob]) -> list[Logits]:
    """Raises what the encoder raises, ValueError for values that are no numbers."""
    if len(jobs) > 1 and isinstance(encoder, BatchEncoder):
        answers = encoder.batch([job.mel for job in jobs])
    else:
        answers = [encoder(job.mel) for job in jobs]
    if not all(np.isfinite(logits).all() for logits in answers):
        raise ValueError("the model's values are not finite")
    return answers


def _short(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0][:200]}" if lines else type(error).__name__
