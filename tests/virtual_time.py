"""Test helper: threads of which one runs at a time, on a clock that stands still while one does.

What a test does on it is the same in every run: time passes only where all wait. A `VirtualWorker`
is the real worker's queue, batching and counting, with an encoder that takes as long as it is told.
"""

from __future__ import annotations

import heapq
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from medvoice.asr.encoder import BatchEncoder, Encoder
from medvoice.asr.job_queue import BOUND, JobQueue
from medvoice.asr.window_times import WindowTimes
from medvoice.asr.worker import ModelWorker, WindowJob, WorkerCounts, computed


@dataclass(eq=False)
class _Task:
    work: Callable[[], None]
    go: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    over: bool = False


class VirtualTime:
    """spawn … run. `now` in seconds."""

    def __init__(self) -> None:
        self.now = 0.0
        self._ready: deque[_Task] = deque()
        self._timers: list[tuple[float, int, _Task]] = []
        self._count = 0
        self._back = threading.Semaphore(0)
        self._current: _Task | None = None
        self._failure: BaseException | None = None
        self._tasks: list[_Task] = []

    def spawn(self, work: Callable[[], None], daemon: bool = False) -> None:
        """daemon: `run` does not wait for it."""
        task = _Task(work)

        def body() -> None:
            task.go.acquire()
            try:
                work()
            except BaseException as error:  # noqa: BLE001 - shown by `run`
                self._failure = self._failure or error
            task.over = True
            self._back.release()

        threading.Thread(target=body, daemon=True).start()
        self._ready.append(task)
        if not daemon:
            self._tasks.append(task)

    def run(self) -> None:
        """Until every task is over."""
        while not all(task.over for task in self._tasks):
            if not self._ready:
                assert self._timers, "all wait for each other"
                self.now, _, task = heapq.heappop(self._timers)
                self._ready.append(task)
            self._current = task = self._ready.popleft()
            task.go.release()
            self._back.acquire()
            if self._failure is not None:
                raise self._failure

    def sleep(self, seconds: float) -> None:
        task = self._mine()
        self._count += 1
        heapq.heappush(self._timers, (self.now + seconds, self._count, task))
        self._leave(task)

    def event(self) -> VirtualEvent:
        return VirtualEvent(self)

    def wake(self, tasks: list[_Task]) -> None:
        self._ready.extend(tasks)

    def stand(self, waiting: list[_Task]) -> None:
        """Wait among them."""
        task = self._mine()
        waiting.append(task)
        self._leave(task)

    def _mine(self) -> _Task:
        assert self._current is not None
        return self._current

    def _leave(self, task: _Task) -> None:
        self._back.release()
        task.go.acquire()


class VirtualEvent:
    """As threading.Event, without time-outs."""

    def __init__(self, time: VirtualTime) -> None:
        self._time = time
        self._set = False
        self._waiting: list[_Task] = []

    def is_set(self) -> bool:
        return self._set

    def set(self) -> None:
        self._set = True
        self._time.wake(self._waiting)
        self._waiting = []

    def wait(self, seconds: float | None = None) -> bool:
        assert seconds is None, "not needed here"
        while not self._set:
            self._time.stand(self._waiting)
        return True


class VirtualWorker(ModelWorker):
    """cost: seconds of a call, for so many windows of so many encoder frames."""

    def __init__(
        self, time: VirtualTime, encoder: Encoder, cost: Callable[[int, int], float]
    ) -> None:
        self._time = time
        self._cost = cost
        self._encoder = encoder
        self._queue: JobQueue[WindowJob] = _WakingQueue(time)
        self._changed = threading.Condition()
        self._counts = WorkerCounts()
        self._times = WindowTimes()
        self.sizes: list[int] = []
        """Windows of each call."""
        time.spawn(self._work, daemon=True)

    def close(self) -> None:
        self._queue.close()

    def _work(self) -> None:
        encoder = self._encoder
        batches = encoder if isinstance(encoder, BatchEncoder) else None
        while True:
            self._queue.wait()
            jobs = self._queue.take(lambda job: batches.most(job.frames) if batches else 1)
            taken = self._cost(jobs[0].frames, len(jobs))
            self._time.sleep(taken)
            answers = computed(encoder, jobs)
            self._note(jobs, [len(logits) for logits in answers], taken)
            self.sizes.append(len(jobs))
            for job, logits in zip(jobs, answers, strict=True):
                job.finish(logits)


class _WakingQueue(JobQueue[WindowJob]):
    """Its jobs' events are the virtual time's."""

    def __init__(self, time: VirtualTime) -> None:
        super().__init__(BOUND, clock=lambda: time.now)
        self._time = time
        self._idle: list[_Task] = []

    def wait(self) -> None:
        """Until a job waits that was not cancelled: `take` then takes one at once."""
        while True:
            for queue in (self._finals, self._partials, self._behind):
                for job in [job for job in queue if job.cancelled]:
                    queue.remove(job)
                    job.fail("The work was cancelled.")
            if self._next() is not None:
                return
            self._time.stand(self._idle)

    def _submit(self, queue, job):
        job._done = self._time.event()
        super()._submit(queue, job)
        self._time.wake(self._idle)
        self._idle = []
        return job

    def replace_partial(self, stale, newer):
        newer._done = self._time.event()
        return super().replace_partial(stale, newer)
