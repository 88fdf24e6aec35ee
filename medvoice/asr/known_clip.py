"""What an encoder must show when it is loaded: finite values on a known clip. And warming it."""

from __future__ import annotations

import numpy as np

from medvoice.asr.encoder import Encoder, Logits
from medvoice.asr.features import LogMel, LogMelCache, MelSettings
from medvoice.asr.windows import MEL_PER_FRAME, MEL_SEEN
from medvoice.audio.block import SAMPLE_RATE, Samples

_WARM_FRAMES = (20, 60, 120)
"""Encoder frames of the windows run before the first word: kernels are chosen and memory is taken
then, not while somebody speaks."""


def known_clip() -> Samples:
    """2 s that look a little like speech to the front end: a gliding voice with moving resonances,
    pauses, faint noise. Deterministic, float32 at 16 kHz."""
    time_s = np.arange(2 * SAMPLE_RATE) / SAMPLE_RATE
    pitch = 2 * np.pi * np.cumsum(120 + 30 * np.sin(2 * np.pi * 0.7 * time_s)) / SAMPLE_RATE
    formant = 700 + 400 * np.sin(2 * np.pi * 1.3 * time_s)
    voice = sum(
        np.sin(k * pitch) * np.exp(-(((k * 120 - formant) / 600) ** 2)) for k in range(1, 30)
    )
    syllables = np.clip(np.sin(2 * np.pi * 2.5 * time_s) + 0.3, 0, 1)
    noise = np.random.default_rng(20).standard_normal(len(time_s))
    return (0.1 * voice * syllables + 0.002 * noise).astype(np.float32)


def log_mel_of(samples: Samples, mel: MelSettings) -> LogMel:
    """All frames of a clip."""
    cache = LogMelCache(mel)
    cache.feed(samples)
    return cache.slice(0, cache.frames)


def posteriors_apart(reference: Logits, logits: Logits) -> float:
    """Mean total variation distance of the posteriors; inf for non-finite logits."""
    if not np.isfinite(logits).all():
        return float("inf")
    return float(np.abs(_softmax(reference) - _softmax(logits)).sum(axis=1).mean() / 2)


def _softmax(logits: Logits) -> Logits:
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    result: Logits = shifted / shifted.sum(axis=1, keepdims=True)
    return result


def warm(encoder: Encoder, bands: int) -> None:
    """Run windows of the lengths that will come."""
    for frames in _WARM_FRAMES:
        encoder(np.zeros((MEL_PER_FRAME * (frames - 1) + MEL_SEEN, bands), np.float32))
