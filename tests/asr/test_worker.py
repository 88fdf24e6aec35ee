"""The owner thread: order, bounds, failure, joining."""

import contextlib
import threading
import time

import numpy as np
import pytest

from medvoice.asr.recogniser import RecogniserError
from medvoice.asr.worker import ModelWorker

WAIT = 60.0


class Gated:
    """Notes what runs; waits until `open` is set. A window of length 13 fails."""

    placed = "test"
    notice = ""

    def __init__(self):
        self.open = threading.Event()
        self.ran = []
        self.threads = set()

    def __call__(self, mel):
        self.ran.append(len(mel))
        self.threads.add(threading.current_thread())
        assert self.open.wait(WAIT)
        if len(mel) == 13:
            raise RuntimeError("out of memory\nlong trace")
        return np.zeros(((len(mel) - 13) // 4 + 1, 3), np.float32)


@pytest.fixture
def gated():
    encoder = Gated()
    worker = ModelWorker(lambda: encoder, bound=3)
    yield encoder, worker
    encoder.open.set()
    worker.close()


def mel(frames):
    return np.zeros((frames, 128), np.float32)


def busy(encoder, worker):
    """Occupy the thread, so that what follows waits in the queues."""
    job = worker.submit_partial(mel(100))
    deadline = time.monotonic() + WAIT
    while not encoder.ran and time.monotonic() < deadline:
        time.sleep(0.001)
    assert encoder.ran == [100]
    return job


def test_finals_go_before_partials_in_their_order(gated) -> None:
    encoder, worker = gated
    first = busy(encoder, worker)
    jobs = [worker.submit_partial(mel(21)), worker.submit_final(mel(31))]
    jobs += [worker.submit_final(mel(41)), worker.submit_partial(mel(51))]
    encoder.open.set()
    for job in [first, *jobs]:
        job.result()
    assert encoder.ran == [100, 31, 41, 21, 51]
    assert len(encoder.threads) == 1, "one owner thread"


def test_a_look_is_dropped_when_the_queue_is_full_and_a_kept_window_waits(gated) -> None:
    encoder, worker = gated
    busy(encoder, worker)
    for _ in range(3):
        worker.submit_partial(mel(21))
    assert worker.offer_partial(mel(21)) is None
    assert worker.counts.dropped == 1
    entered = threading.Event()
    got = []

    def caller():
        entered.set()
        got.append(worker.submit_partial(mel(25)).result())

    thread = threading.Thread(target=caller)
    thread.start()
    assert entered.wait(WAIT)
    time.sleep(0.05)
    assert not got
    assert encoder.ran == [100], "the caller waits for room"
    final = worker.submit_final(mel(31))  # the other queue has room
    encoder.open.set()
    thread.join(WAIT)
    assert len(got[0]) == 4
    assert len(final.result()) == 5


def test_cancelled_work_is_skipped(gated) -> None:
    encoder, worker = gated
    busy(encoder, worker)
    stale = worker.submit_final(mel(31))
    stale.cancel()
    after = worker.submit_final(mel(41))
    encoder.open.set()
    after.result()
    assert 31 not in encoder.ran
    with pytest.raises(RecogniserError):
        stale.result()


def test_a_failure_reaches_its_caller_and_the_next_window_is_served(gated) -> None:
    encoder, worker = gated
    encoder.open.set()
    with pytest.raises(RecogniserError, match=r"out of memory.*medvoice recover"):
        worker.submit_partial(mel(13)).result()
    assert len(worker.submit_partial(mel(17)).result()) == 2
    assert worker.counts.partial_frames == 2


def test_close_joins_and_fails_who_waits(gated) -> None:
    encoder, worker = gated
    running = busy(encoder, worker)
    waiting = worker.submit_final(mel(31))
    threading.Timer(0.05, encoder.open.set).start()
    worker.close()
    worker.close()
    assert not any(thread.is_alive() for thread in encoder.threads)
    running.result()
    with pytest.raises(RecogniserError, match="closed"):
        waiting.result()
    with pytest.raises(RecogniserError, match="closed"):
        worker.submit_partial(mel(21))


def test_close_frees_a_caller_who_waits_for_room(gated) -> None:
    encoder, worker = gated
    busy(encoder, worker)
    for _ in range(3):
        worker.submit_final(mel(31))
    failed = []

    def caller():
        try:
            worker.submit_final(mel(31)).result()
        except RecogniserError as error:
            failed.append(error)

    thread = threading.Thread(target=caller)
    thread.start()
    threading.Timer(0.05, encoder.open.set).start()
    worker.close()
    thread.join(WAIT)
    assert not thread.is_alive()


def test_a_model_that_does_not_load_is_said_at_once() -> None:
    def make():
        raise OSError("disk gone")

    before = set(threading.enumerate())  # some of them may just be ending
    with pytest.raises(RecogniserError, match="did not start: OSError: disk gone"):
        ModelWorker(make)
    assert not set(threading.enumerate()) - before


def test_what_gives_way_comes_last_in_its_order(gated) -> None:
    encoder, worker = gated
    first = busy(encoder, worker)
    jobs = [worker.submit_final(mel(21), behind=True), worker.submit_partial(mel(31), behind=True)]
    jobs += [worker.submit_partial(mel(41)), worker.submit_final(mel(51))]
    assert worker.counts.waiting == (1, 1, 2)
    encoder.open.set()
    for job in [first, *jobs]:
        job.result()
    assert encoder.ran == [100, 51, 41, 21, 31]
    counts = worker.counts
    assert (counts.final_frames, counts.behind_frames) == (10, 3 + 5)
    assert counts.waiting == (0, 0, 0)
    assert counts.busy_s > 0


def test_what_gives_way_is_never_dropped(gated) -> None:
    encoder, worker = gated
    busy(encoder, worker)
    jobs = [worker.submit_final(mel(21), behind=True) for _ in range(3)]
    got = []
    thread = threading.Thread(target=lambda: got.append(worker.offer_partial(mel(31), behind=True)))
    thread.start()  # no room: it waits
    assert worker.submit_final(mel(41)) is not None  # and holds nobody up
    encoder.open.set()
    thread.join(WAIT)
    assert got[0] is not None
    assert len(got[0].result()) == 5
    for job in jobs:
        job.result()


def test_closing_fails_what_gives_way(gated) -> None:
    encoder, worker = gated
    busy(encoder, worker)
    waiting = worker.submit_partial(mel(21), behind=True)
    threading.Timer(0.05, encoder.open.set).start()
    worker.close()
    with pytest.raises(RecogniserError, match="closed"):
        waiting.result()


def test_several_threads_call_an_encoder_that_allows_it_and_all_are_joined() -> None:
    encoder = Gated()
    worker = ModelWorker(lambda: encoder, threads=3)
    jobs = [worker.submit_final(mel(21)) for _ in range(3)]
    deadline = time.monotonic() + WAIT
    while len(encoder.threads) < 3 and time.monotonic() < deadline:
        time.sleep(0.001)
    assert len(encoder.threads) == 3, "all three are in the encoder at once"
    encoder.open.set()
    assert [len(job.result()) for job in jobs] == [3, 3, 3]
    assert worker.counts.final_frames == 9
    worker.close()
    assert not any(thread.is_alive() for thread in encoder.threads)


def test_closing_frees_a_call_that_waits() -> None:
    encoder = Gated()
    worker = ModelWorker(lambda: encoder, stop=encoder.open.set)
    job = worker.submit_final(mel(21))
    worker.close()  # hangs for WAIT, and the encoder fails, where nobody opens
    with contextlib.suppress(RecogniserError):
        job.result()
    assert not any(thread.is_alive() for thread in encoder.threads)


def test_an_encoder_that_says_itself_what_to_do_is_not_talked_over() -> None:
    def silent(_):
        raise RecogniserError("The cluster gave no answer.")

    silent.placed, silent.notice = "test", ""
    worker = ModelWorker(lambda: silent)
    with pytest.raises(RecogniserError, match=r"^The cluster gave no answer\.$"):
        worker.submit_final(mel(21)).result()
    worker.close()
