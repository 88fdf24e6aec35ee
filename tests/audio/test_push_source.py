"""PushSource: nothing is dropped; a full source makes the peer wait, then refuses."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from sounds import RATE, noise, sound_of, tone

from medvoice.audio.block import AudioBlock, AudioGap, to_grid
from medvoice.audio.push_source import PushClosedError, PushFullError, PushSource


def test_what_is_pushed_comes_out() -> None:
    source = PushSource("peer")
    sound = noise(3 * RATE)
    for at in range(0, len(sound), 777):
        source.push(sound[at : at + 777], RATE)
    source.close()
    np.testing.assert_array_equal(sound_of(source.captured()), to_grid(sound))


def test_the_rate_may_change_in_the_middle() -> None:
    source = PushSource("peer")
    source.push(tone(1.0, 48_000), 48_000)
    source.push(tone(1.0, 8_000), 8_000)
    source.close()
    assert abs(len(sound_of(source.captured())) - 2 * RATE) <= 2


def test_a_full_source_refuses_and_takes_nothing() -> None:
    source = PushSource("peer", bound_s=1.0)
    source.push(noise(RATE), RATE)
    with pytest.raises(PushFullError, match=r"1\.0 s wait"):
        source.push(noise(RATE, seed=1), RATE, timeout=0.05)
    source.close()
    np.testing.assert_array_equal(sound_of(source.captured()), to_grid(noise(RATE)))


def test_a_slow_consumer_loses_nothing() -> None:
    source = PushSource("peer", bound_s=0.2)
    sound = noise(2 * RATE)

    def feed() -> None:
        for at in range(0, len(sound), 1600):
            source.push(sound[at : at + 1600], RATE, timeout=10)
        source.close()

    thread = threading.Thread(target=feed)
    thread.start()
    heard = sound_of(source.captured())
    thread.join()
    np.testing.assert_array_equal(heard, to_grid(sound))


def test_one_push_larger_than_the_bound_is_taken() -> None:
    source = PushSource("peer", bound_s=0.5)
    source.push(noise(2 * RATE), RATE, timeout=0.05)
    source.close()
    assert len(sound_of(source.captured())) == 2 * RATE


def test_a_stated_loss_is_a_gap_at_its_place() -> None:
    source = PushSource("peer")
    source.push(noise(RATE), RATE)
    source.lost(0.25, "network")
    source.push(noise(RATE), RATE)
    source.close()
    items = list(source.captured())
    gap = next(i for i in items if isinstance(i, AudioGap))
    assert gap == AudioGap(RATE, RATE // 4, "network")
    before = [i for i in items[: items.index(gap)] if isinstance(i, AudioBlock)]
    assert sum(len(b.samples) for b in before) == RATE


def test_non_finite_samples_are_counted() -> None:
    source = PushSource("peer")
    sound = noise(RATE)
    sound[5] = np.nan
    source.push(sound, RATE)
    source.push(sound, 2 * RATE)
    source.close()
    assert np.isfinite(sound_of(source.captured())).all()
    assert source.repaired == 2


def test_a_closed_source_takes_nothing_and_a_bad_rate_is_refused() -> None:
    source = PushSource("peer")
    with pytest.raises(ValueError, match="resample"):
        source.push(noise(10), 0)
    source.close()
    source.close()
    with pytest.raises(PushClosedError):
        source.push(noise(10), RATE)
    with pytest.raises(PushClosedError):
        source.lost(1.0, "network")
