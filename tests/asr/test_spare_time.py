"""When a final window may start: never in front of a streaming window that it would delay."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_lasr import VOCABULARY, MixingEncoder

from medvoice.asr.ctc_recogniser import CtcRecogniser
from medvoice.asr.greedy import GreedyDecoder
from medvoice.asr.spare_time import SpareTime
from medvoice.asr.window_times import WindowTimes
from medvoice.asr.windows import FRAME, frames_in
from medvoice.asr.worker import ModelWorker

RATE = 16_000


def spare():
    """10 ms a frame."""
    return SpareTime(lambda frames: frames / 100)


def test_what_fits_before_the_next_streaming_window_starts_at_once() -> None:
    assert spare().take(RATE, 2 * RATE, 100, behind=False)
    assert not spare().take(RATE, 2 * RATE, 101, behind=False)


def test_what_was_started_has_to_be_done_first() -> None:
    time = spare()
    assert time.take(0, RATE, 60, behind=False)
    assert not time.take(0, RATE, 60, behind=False)
    assert time.take(0, RATE, 40, behind=False)
    assert time.take(RATE, 2 * RATE, 100, behind=False), "a second later it is free again"


def test_right_behind_a_streaming_window_it_need_not_fit_unless_that_was_late() -> None:
    time = spare()
    time.streamed(RATE, 20)
    assert time.take(RATE, 2 * RATE, 300, behind=True)
    time.streamed(2 * RATE, 20)
    assert not time.take(2 * RATE, 3 * RATE, 10, behind=True), "late: it would be later still"
    time.streamed(6 * RATE, 20)
    assert time.take(6 * RATE, 7 * RATE, 300, behind=True), "caught up"


@given(
    st.lists(
        st.tuples(st.integers(1, 8000), st.integers(1, 60), st.booleans()), min_size=1, max_size=40
    )
)
def test_a_streaming_window_is_delayed_only_by_what_started_right_behind_one(steps) -> None:
    time, free, at = spare(), 0.0, 0
    for gap, frames, stream in steps:
        at += gap
        if stream:
            time.streamed(at, frames)
            free = max(free, at) + RATE * frames / 100
        elif time.take(at, at + 4000, frames, behind=False):
            free = max(free, at) + RATE * frames / 100
            assert free <= at + 4000 + 1e-6


def test_each_length_has_its_own_time() -> None:
    times = WindowTimes()
    assert times.likely(100) == 0
    times.note(48, 0.09)
    assert times.likely(33) == times.likely(48) == pytest.approx(0.09)
    assert times.likely(20) == pytest.approx(0.09), "not seen: not more than the next longer one"
    assert times.likely(96) == pytest.approx(0.18), "not seen: in proportion"
    times.note(224, 0.2)
    assert times.likely(96) == pytest.approx(0.2)
    assert times.likely(48) == pytest.approx(0.09)
    for _ in range(50):
        times.note(48, 0.2)
    assert times.likely(48) == pytest.approx(0.2, rel=0.01)


class Noting(MixingEncoder):
    """Notes the windows' lengths, in encoder frames, in the order in which they are computed."""

    def __init__(self) -> None:
        super().__init__()
        self.ran: list[int] = []

    def __call__(self, mel):
        logits = super().__call__(mel)
        self.ran.append(len(logits))
        return logits


def windows_run(mel_settings, samples, likely, end=None):
    """Lengths of the windows run, in order, for sound fed in steps of 40 ms that ends at a soft end
    (`end`: samples behind which 0.4 s of more sound follow). likely: seconds of a window."""
    encoder = Noting()
    worker = ModelWorker(lambda: encoder)
    worker.estimate = likely
    recogniser = CtcRecogniser(worker, mel_settings, GreedyDecoder(VOCABULARY), "noting")
    turn, final = recogniser.open_turn(0, 0), None
    for at in range(0, len(samples), FRAME):
        turn.feed(samples[at : at + FRAME])
        turn.advance()
        if end is not None and at <= end < at + FRAME:
            final = turn.finish(end)
        while any(worker.counts.waiting):  # it was taken before the next 40 ms are over
            time.sleep(0.0001)
    if final is not None:
        final.result()
    turn.close()
    recogniser.close()
    return encoder.ran


def test_a_complete_window_waits_for_a_streaming_window_where_it_does_not_fit(
    mel_settings, speech
) -> None:
    """It is complete with frame 144; streaming windows are due with frames 140 and 151."""
    samples = np.tile(speech, 2)[: FRAME * 175]
    at_once = windows_run(mel_settings, samples, lambda frames: 0.1)
    behind = windows_run(mel_settings, samples, lambda frames: 0.1 if frames < 50 else 0.35)
    assert 144 in at_once
    first, second = at_once.index(144), behind.index(144)
    assert second == first + 1
    assert behind[:first] == at_once[:first]
    assert behind[first] == at_once[first + 1] == 48, "the streaming window went first"


def test_a_provisional_final_waits_where_it_does_not_fit(mel_settings, speech) -> None:
    samples, end = speech[: FRAME * 135], FRAME * 121
    at_once = windows_run(mel_settings, samples, lambda frames: 0.1, end)
    behind = windows_run(mel_settings, samples, lambda frames: 0.1 if frames < 50 else 0.45, end)
    provisional = frames_in(end)
    assert at_once[-2:] == [provisional, 48]
    assert behind[-2:] == [48, provisional]
