"""Log-mel frames are bit-equal to the makers' extractor, however the sound is cut."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from medvoice.asr.features import LOG_FLOOR, LogMelCache, MelSettings


def whole(extractor, samples):
    if len(samples) < 400:
        return np.zeros((0, 128), np.float32)
    mel = extractor._torch_extract_fbank_features(torch.from_numpy(samples))
    return mel.to(torch.float32).numpy()


@given(
    length=st.integers(0, 12_000),
    cuts=st.lists(st.integers(0, 12_000), max_size=12),
    seed=st.integers(0, 50),
    looks=st.booleans(),
)
def test_bit_equal_under_any_chunking(extractor, mel_settings, length, cuts, seed, looks) -> None:
    rng = np.random.default_rng(seed)
    samples = (rng.standard_normal(length) * 10 ** rng.uniform(-6, 0)).astype(np.float32)
    cache = LogMelCache(mel_settings)
    edges = [0, *sorted(min(cut, length) for cut in cuts), length]
    for start, stop in zip(edges, edges[1:], strict=False):
        cache.feed(samples[start:stop])
        if looks:  # reading in between must not disturb what comes later
            cache.slice(max(0, cache.frames - 7), cache.frames)
    expected = whole(extractor, samples)
    assert cache.frames == len(expected)
    assert np.array_equal(cache.slice(0, cache.frames), expected)


def test_equals_what_the_extractor_returns_when_called(extractor, mel_settings, speech) -> None:
    called = extractor(speech, sampling_rate=16_000, return_tensors="np").input_features[0]
    cache = LogMelCache(mel_settings)
    for block in np.array_split(speech, 77):
        cache.feed(block)
    assert np.array_equal(cache.slice(0, cache.frames), called)


def test_silence_lies_at_the_floor(mel_settings) -> None:
    cache = LogMelCache(mel_settings)
    cache.feed(np.zeros(4000, np.float32))
    assert (cache.slice(0, cache.frames) == LOG_FLOOR).all()


def test_forgotten_frames_are_an_error_and_the_others_stay(extractor, mel_settings, speech) -> None:
    cache = LogMelCache(mel_settings)
    for block in np.array_split(speech, 60):
        cache.feed(block)
        cache.slice(cache.frames - 2, cache.frames)
    cache.forget_before(300)
    assert np.array_equal(cache.slice(300, 500), whole(extractor, speech)[300:500])
    with pytest.raises(IndexError):
        cache.slice(0, 10)
    with pytest.raises(IndexError):
        cache.slice(500, cache.frames + 1)


def test_the_defaults_are_the_extractors(mel_settings) -> None:
    ours = MelSettings.lasr()
    assert np.array_equal(ours.filters, mel_settings.filters)
    numbers = [(m.win_length, m.hop_length, m.n_fft, m.bands) for m in (ours, mel_settings)]
    assert numbers[0] == numbers[1]
