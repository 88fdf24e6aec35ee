"""Test helper: generated sound, and what a source yields."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from medvoice.audio.block import AudioBlock, Captured

RATE = 16_000


def tone(seconds: float, rate: int = RATE, hertz: float = 440.0, level: float = 0.3):
    """float32 (n,): a sine, faded in and out so that resamplers ring little."""
    n = round(seconds * rate)
    t = np.arange(n) / rate
    fade = np.minimum(1.0, np.minimum(t, t[::-1]) / 0.05)
    return (level * fade * np.sin(2 * np.pi * hertz * t)).astype(np.float32)


def noise(samples: int, seed: int = 0, level: float = 0.1) -> NDArray[np.float32]:
    """float32 (n,): white noise."""
    return (level * np.random.default_rng(seed).standard_normal(samples)).astype(np.float32)


def write(path: Path, samples: NDArray[np.float32], rate: int = RATE, **kind: str) -> Path:
    soundfile.write(path, samples, rate, **kind)
    return path


def sound_of(items: Iterable[Captured]) -> NDArray[np.float32]:
    """All samples; checks that the blocks follow each other from 0."""
    parts = [np.zeros(0, np.float32)]
    at = 0
    for item in items:
        if isinstance(item, AudioBlock):
            assert item.start == at
            assert item.samples.dtype == np.float32
            assert len(item.samples) > 0
            at = item.end
            parts.append(item.samples)
    return np.concatenate(parts)


def blocks_of(samples: NDArray[np.float32], size: int = 480, start: int = 0) -> list[AudioBlock]:
    """Cut into blocks; time is the sample clock."""
    return [
        AudioBlock(samples[at : at + size], start + at, (start + at) / RATE)
        for at in range(0, len(samples), size)
    ]
