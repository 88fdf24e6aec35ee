"""Resampling and block making: the result does not depend on how the sound was cut."""

from __future__ import annotations

import numpy as np
import pytest
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st
from sounds import RATE, noise, tone

from medvoice.audio.blocks import BlockMaker
from medvoice.audio.resample import MAX_RATE, Resampler, mix_down

RATES = (8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000)


def _streamed(sound: np.ndarray, rate: int, cuts: list[int]) -> np.ndarray:
    resampler = Resampler(rate)
    parts, at = [], 0
    for cut in [*cuts, len(sound)]:
        parts.append(resampler.feed(sound[at : at + cut]))
        at = min(len(sound), at + cut)
    return np.concatenate([*parts, resampler.flush()])


@settings(deadline=None, max_examples=60, derandomize=True)
@given(
    st.sampled_from(RATES),
    st.integers(0, 30_000),
    st.lists(st.integers(0, 5_000), max_size=12),
    st.integers(1, 3),
)
def test_any_chunking_gives_the_same_bits(
    rate: int, length: int, cuts: list[int], channels: int
) -> None:
    sound = noise(length * channels, seed=length).reshape(-1, channels)
    np.testing.assert_array_equal(_streamed(sound, rate, cuts), _streamed(sound, rate, []))


@pytest.mark.parametrize("rate", RATES)
def test_streamed_is_close_to_one_shot(rate: int) -> None:
    sound = noise(rate * 2)
    one_shot = soxr.resample(sound, rate, RATE, quality="HQ")
    streamed = _streamed(sound, rate, [rate // 100] * 150)
    assert abs(len(streamed) - len(one_shot)) <= 1
    n = min(len(streamed), len(one_shot))
    assert np.abs(streamed[:n] - one_shot[:n]).max() < 1e-4


@pytest.mark.parametrize("rate", [r for r in RATES if r >= RATE])
def test_a_tone_above_the_band_is_gone(rate: int) -> None:
    if rate <= 2 * 9_000:
        return
    sound = tone(1.0, rate, hertz=9_000.0)
    assert np.abs(_streamed(sound, rate, [])[2000:14000]).max() < 1e-3


def test_flush_starts_afresh() -> None:
    resampler = Resampler(48_000)
    first = np.concatenate([resampler.feed(noise(9_000)), resampler.flush()])
    second = np.concatenate([resampler.feed(noise(9_000)), resampler.flush()])
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("rate", [0, -1, MAX_RATE + 1])
def test_impossible_rates_are_refused(rate: int) -> None:
    with pytest.raises(ValueError, match="cannot resample"):
        Resampler(rate)


def test_mix_down_does_not_depend_on_the_length() -> None:
    frames = noise(6 * 1001).reshape(-1, 6)
    whole = mix_down(frames)
    parts = np.concatenate([mix_down(frames[:7]), mix_down(frames[7:512]), mix_down(frames[512:])])
    np.testing.assert_array_equal(whole, parts)


@settings(deadline=None, max_examples=40, derandomize=True)
@given(st.sampled_from(RATES), st.lists(st.integers(0, 4_000), max_size=10))
def test_blocks_are_numbered_without_holes(rate: int, cuts: list[int]) -> None:
    maker = BlockMaker(rate, 480, start=1234)
    sound = noise(sum(cuts))
    blocks, at = [], 0
    for cut in cuts:
        at += cut
        blocks += maker.feed(sound[at - cut : at], time=10.0 + at / rate)
    assert all(len(b.samples) == 480 for b in blocks)
    blocks += maker.flush(10.0 + at / rate)
    position = 1234
    for block in blocks:
        assert block.start == position
        position = block.end
    assert position == maker.next_start
    assert abs(position - 1234 - sum(cuts) * RATE / rate) <= 1
    for block in blocks:
        assert block.time == pytest.approx(10.0 + (block.start - 1234) / RATE, abs=1e-4)
