"""Gain: bounded, a function of the turn's samples alone, exact above the floor."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medvoice.asr.features import LOG_FLOOR, LogMelCache
from medvoice.asr.gain import GainPolicy, TurnLevel, louder


def mel_of(settings, samples):
    cache = LogMelCache(settings)
    cache.feed(samples)
    return cache.slice(0, cache.frames)


def test_gain_on_frames_is_gain_on_sound(mel_settings, speech) -> None:
    loud, quiet = mel_of(mel_settings, speech), mel_of(mel_settings, speech / 8)
    raised = louder(quiet, 8.0)
    above = quiet > LOG_FLOOR
    assert above.mean() > 0.5
    np.testing.assert_allclose(raised[above], loud[above], atol=1e-5)
    assert (raised[~above] == LOG_FLOOR).all()


def test_bounded_and_never_less_than_one() -> None:
    policy = GainPolicy(target=0.05, most=30.0)
    assert policy.gain(0.0) == 1.0
    assert policy.gain(1e-9) == 30.0
    assert policy.gain(0.5) == 1.0
    assert policy.gain(0.01) == pytest.approx(5.0)
    assert GainPolicy(most=1.0).gain(1e-4) == 1.0


@given(cuts=st.lists(st.integers(0, 96_000), max_size=20))
def test_level_does_not_depend_on_the_cuts_nor_on_what_comes_later(speech, cuts) -> None:
    whole, cut = TurnLevel(), TurnLevel()
    whole.feed(speech)
    edges = [0, *sorted(cuts), len(speech)]
    for start, stop in zip(edges, edges[1:], strict=False):
        cut.feed(speech[start:stop])
    assert [cut.at(n) for n in range(146)] == [whole.at(n) for n in range(146)]
    part = TurnLevel()
    part.feed(speech[: 640 * 49 + 2320])
    assert part.at(50) == whole.at(50)


def test_a_click_and_an_offset_are_not_loudness(speech) -> None:
    quiet = speech / 20
    plain, clicked = TurnLevel(), TurnLevel()
    plain.feed(quiet)
    with_click = quiet + np.float32(0.1)
    with_click[8000:8016] += 0.3  # a millisecond
    clicked.feed(with_click)
    assert clicked.at(140) < 2 * plain.at(140)
