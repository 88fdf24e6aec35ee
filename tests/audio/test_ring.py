"""The ring between callback and capture thread: exact, and every loss is stated at its place."""

from __future__ import annotations

import threading

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from medvoice.audio.ring import DRIVER, OVERRUN, CaptureRing


def _frames(start: int, count: int, channels: int = 2) -> np.ndarray:
    """Numbered, so that a lost or doubled frame shows."""
    return np.arange(start, start + count, dtype=np.float32)[:, None].repeat(channels, axis=1)


@settings(deadline=None, max_examples=300, derandomize=True)
@given(st.integers(1, 40), st.lists(st.tuples(st.booleans(), st.integers(0, 25)), max_size=60))
def test_what_is_read_is_what_was_written_less_what_is_stated(
    capacity: int, steps: list[tuple[bool, int]]
) -> None:
    ring = CaptureRing(capacity, 2)
    written = 0
    heard: list[float] = []

    def read() -> None:
        while True:
            heard.extend(ring.read()[:, 0])
            missing = ring.take_missing()
            if missing is None:
                return
            assert missing.frames > 0
            heard.extend([-1.0] * missing.frames)

    for is_read, count in steps:
        if is_read:
            read()
        else:
            ring.write(_frames(written, count), float(written))
            written += count
        assert ring.waiting <= capacity
    ring.finish()
    read()
    assert len(heard) == written, "every frame is either there or stated as missing"
    assert all(h in (-1.0, float(i)) for i, h in enumerate(heard))


def test_a_driver_loss_stands_before_the_sound_that_follows_it() -> None:
    ring = CaptureRing(100, 1)
    ring.write(_frames(0, 10, 1), 1.0)
    ring.write(_frames(50, 10, 1), 2.0, driver_lost=40)
    assert len(ring.read()) == 10
    missing = ring.take_missing()
    assert missing is not None
    assert (missing.at, missing.frames, missing.reason) == (10, 40, DRIVER)
    assert ring.read()[0, 0] == 50


def test_an_overrun_says_so() -> None:
    ring = CaptureRing(10, 1)
    ring.write(_frames(0, 25, 1), 1.0)
    ring.finish()
    ring.read()
    missing = ring.take_missing()
    assert missing is not None
    assert (missing.frames, missing.reason) == (15, OVERRUN)
    assert ring.mark == (10, 1.0)


def test_two_threads() -> None:
    ring = CaptureRing(500, 1)
    total = 20_000
    done = threading.Event()

    def produce() -> None:
        at = 0
        while at < total:
            count = min(64, total - at, 500 - ring.waiting)
            if count:
                ring.write(_frames(at, count, 1), 0.0)
                at += count
        done.set()

    thread = threading.Thread(target=produce)
    thread.start()
    parts = []
    while not (done.is_set() and ring.waiting == 0):
        parts.append(ring.read()[:, 0])
        assert ring.take_missing() is None
    thread.join()
    np.testing.assert_array_equal(np.concatenate(parts), np.arange(total, dtype=np.float32))
