"""Augmentation on the fly: of the sound (joining, speed, room, noise, level, band, clipping) and of
the log-mel frames (warp of the frequency axis, coloured noise floor, SpecAugment masks)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import scipy.signal
import soundfile
import soxr

from training.corpus.shard import SAMPLE_RATE

FLOOR = float(np.log(1e-5))
"""LasrFeatureExtractor's floor of a log-mel value."""
Samples = npt.NDArray[np.float32]
Rng = np.random.Generator

TRAIN_NOISES = (
    "speechbrain_noise1.wav", "livekit_keyboard-typing.ogg", "livekit_city-ambience.ogg",
    "freedesktop_dialog-warning.oga", "aeneas_vad_n.wav",
)  # fmt: skip
"""The half of `noise` that training may hear; the rest is for tests."""
TRAIN_ROOMS = ("rir1.wav",)


@dataclass(frozen=True, slots=True)
class Sounds:
    """noises, rooms: float32 at 16 kHz; may be empty."""

    noises: list[Samples]
    rooms: list[Samples]


def read_sounds(folder: Path | None) -> Sounds:
    """From the `noise` folder of the shared data; empty where it is not given."""
    if folder is None:
        return Sounds([], [])
    rooms = [_read(folder / name) for name in TRAIN_ROOMS]
    return Sounds(
        [_read(folder / name) for name in TRAIN_NOISES],
        [room[int(np.argmax(np.abs(room))) :][: SAMPLE_RATE // 2] for room in rooms],
    )


def sound(samples: Samples, sounds: Sounds, rng: Rng) -> Samples:
    """One utterance as another microphone in another room may have heard it; same length."""
    if sounds.rooms and rng.random() < 0.12:
        samples = room(samples, sounds.rooms[rng.integers(len(sounds.rooms))])
    elif rng.random() < 0.08:
        samples = room(samples, _synthetic_room(rng))
    if sounds.noises and rng.random() < 0.25:
        noise = sounds.noises[rng.integers(len(sounds.noises))]
        samples = mixed(samples, noise, rng.uniform(8, 30), rng)
    if rng.random() < 0.10:
        low, high = rng.uniform(60, 300), rng.uniform(3300, 7000)
        band = scipy.signal.butter(2, (low, high), "bandpass", fs=SAMPLE_RATE, output="sos")
        samples = scipy.signal.sosfilt(band, samples).astype(np.float32)
    if rng.random() < 0.04:
        limit = np.float32(np.abs(samples).max() * rng.uniform(0.2, 0.7))
        samples = np.clip(samples, -limit, limit)
    if rng.random() < 0.04:  # a low-bit codec
        step = np.float32(2.0 ** -rng.integers(6, 9)) * np.abs(samples).max()
        samples = np.round(samples / max(step, 1e-6)).astype(np.float32) * step
    peak = float(np.abs(samples).max()) or 1.0
    return samples * np.float32(10 ** (rng.uniform(-24, -1) / 20) / peak)


def speed(samples: Samples, factor: float) -> Samples:
    """factor > 1: slower and deeper."""
    return soxr.resample(samples, SAMPLE_RATE, SAMPLE_RATE * factor, quality="QQ")


def room(samples: Samples, response: Samples) -> Samples:
    """Convolved; same length and about the same level."""
    heard = scipy.signal.fftconvolve(samples, response)[: len(samples)]
    scale = np.abs(samples).max() / max(float(np.abs(heard).max()), 1e-9)
    return (heard * scale).astype(np.float32)


def mixed(samples: Samples, noise: Samples, snr_db: float, rng: Rng) -> Samples:
    """With a random cut of the noise, repeated where it is short, at the given ratio of powers."""
    start = int(rng.integers(len(noise)))
    cut = np.take(noise, np.arange(start, start + len(samples)), mode="wrap")
    power = float(np.mean(samples**2)) / max(float(np.mean(cut**2)), 1e-12)
    return samples + cut * np.float32(np.sqrt(power * 10 ** (-snr_db / 10)))


def frames(mel: npt.NDArray[np.float32], rng: Rng, masks: int) -> npt.NDArray[np.float32]:
    """mel: (frames, 128) log-mel."""
    count, bands = mel.shape
    if rng.random() < 0.7:
        at = np.clip(np.arange(bands) * (1 + rng.uniform(-0.12, 0.12)), 0, bands - 1)
        low = at.astype(int)
        share = (at - low).astype(np.float32)
        mel = mel[:, low] * (1 - share) + mel[:, np.minimum(low + 1, bands - 1)] * share
    if rng.random() < 0.7:
        colour = np.cumsum(rng.normal(0, 0.12, bands)) + rng.uniform(FLOOR, -4.5)
        noise = colour[None] + rng.normal(0, 0.5, mel.shape)
        mel = np.logaddexp(mel, noise.astype(np.float32))
    mean = float(mel.mean())
    for _ in range(masks):
        width = int(rng.integers(0, 20))
        start = int(rng.integers(0, bands - width))
        mel[:, start : start + width] = mean
        width = int(rng.integers(0, max(1, min(25, count // 10))))
        start = int(rng.integers(0, count - width))
        mel[start : start + width] = mean
    return np.maximum(mel, FLOOR).astype(np.float32)


def _synthetic_room(rng: Rng) -> Samples:
    """Exponentially decaying noise behind a direct path."""
    length = int(SAMPLE_RATE * rng.uniform(0.1, 0.4))
    decay = np.exp(-np.arange(length) / (length * rng.uniform(0.1, 0.25)))
    response = rng.normal(0, 1, length) * decay * rng.uniform(0.05, 0.2)
    response[0] = 1.0
    return response.astype(np.float32)


def _read(path: Path) -> Samples:
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    mono = samples.mean(axis=1)
    return mono if rate == SAMPLE_RATE else soxr.resample(mono, rate, SAMPLE_RATE)
