"""Utterances -> batches of log-mel frames and targets."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import torch
from transformers import LasrFeatureExtractor

from training import augment
from training.corpus.shard import SAMPLE_RATE, Utterance
from training.targets import IGNORE, encoder_frames, phone_targets, token_targets
from training.vocabulary import Vocabulary
from training.voices.spoken import Timed, units

PAD_TO = 64
"""Mel frames: batches are padded to a multiple, since a new shape costs a kernel build."""
LONGEST_S = 20.0


@dataclass(frozen=True, slots=True)
class Example:
    """mel: (frames, 128) float32. tokens: CTC target. phones, aligned: per encoder frame."""

    mel: np.ndarray
    tokens: list[int]
    phones: np.ndarray
    aligned: np.ndarray


@dataclass(frozen=True, slots=True)
class Batch:
    """features (B, T, 128), mask (B, T) bool, frames (B,), tokens (sum), lengths (B,);
    phones and aligned (B, T') with IGNORE."""

    features: torch.Tensor
    mask: torch.Tensor
    frames: torch.Tensor
    tokens: torch.Tensor
    lengths: torch.Tensor
    phones: torch.Tensor
    aligned: torch.Tensor
    seconds: float

    def to(self, device: torch.device) -> Batch:
        tensors = {
            name: value.to(device)
            for name in self.__slots__
            if isinstance(value := getattr(self, name), torch.Tensor)
        }
        return replace(self, **tensors)


class Examples:
    """Makes examples of utterances, augmented or as they are."""

    def __init__(self, vocabulary: Vocabulary, sounds: augment.Sounds, seed: int) -> None:
        self._vocabulary = vocabulary
        self._sounds = sounds
        self._rng = np.random.default_rng(seed)
        self._extractor = LasrFeatureExtractor()

    def plain(self, utterance: Utterance) -> Example:
        samples = utterance.pcm.astype(np.float32) / np.float32(32768)
        return self._example(samples, utterance.target, utterance.words, utterance.phones, None)

    def augmented(self, joined: list[Utterance], strong: bool) -> Example:
        """joined: utterances spoken one after the other with pauses between. strong: everything;
        else only level and surroundings (before the model has learnt anything)."""
        rng = self._rng
        parts: list[np.ndarray] = []
        words: list[Timed] = []
        phones: list[Timed] = []
        timed = all(u.words for u in joined)
        at = 0
        for number, utterance in enumerate(joined):
            pause = rng.uniform(0.2, 1.2) if number else rng.choice((0.0, rng.uniform(0.0, 0.8)))
            factor = float(rng.uniform(0.87, 1.15)) if strong and rng.random() < 0.6 else 1.0
            samples = utterance.pcm.astype(np.float32) / np.float32(32768)
            if factor != 1.0:
                samples = augment.speed(samples, factor)
            silence = np.zeros(int(pause * SAMPLE_RATE), np.float32)
            at += len(silence)
            shift = at / SAMPLE_RATE
            if timed:
                words += [
                    (w, shift + s * factor, shift + e * factor) for w, s, e in utterance.words
                ]
                phones += [
                    (p, shift + s * factor, shift + e * factor) for p, s, e in utterance.phones
                ]
            parts += [silence, samples]
            at += len(samples)
        parts.append(np.zeros(int(rng.uniform(0.0, 0.5) * SAMPLE_RATE), np.float32))
        sound = np.concatenate(parts)
        if strong:
            sound = augment.sound(sound, self._sounds, rng)
        target = " ".join(u.target for u in joined)
        return self._example(sound, target, words, phones, 2 if strong else 0)

    def _example(self, samples, target, words, phones, masks: int | None) -> Example:
        with torch.no_grad():
            mel = self._extractor._torch_extract_fbank_features(torch.from_numpy(samples)[None])[0]
        features = mel.numpy().astype(np.float32)
        if masks is not None:
            features = augment.frames(features, self._rng, masks)
        frames = encoder_frames(len(features))
        tokens = [i for unit in units(target) for i in self._vocabulary.word(unit)]
        aligned = token_targets(words, self._vocabulary, frames)
        return Example(features, tokens, phone_targets(phones, frames), aligned)


def fits(example: Example) -> bool:
    """Can CTC write the tokens in the frames?"""
    repeats = sum(a == b for a, b in zip(example.tokens, example.tokens[1:], strict=False))
    return len(example.phones) >= max(4, len(example.tokens) + repeats)


def collate(examples: list[Example]) -> Batch:
    longest = max(len(e.mel) for e in examples)
    longest = -(-longest // PAD_TO) * PAD_TO + 3
    features = np.full((len(examples), longest, 128), augment.FLOOR, np.float32)
    mask = np.zeros((len(examples), longest), bool)
    frames = encoder_frames(longest)
    phones = np.full((len(examples), frames), IGNORE, np.int64)
    aligned = np.full((len(examples), frames), IGNORE, np.int64)
    for row, example in enumerate(examples):
        features[row, : len(example.mel)] = example.mel
        mask[row, : len(example.mel)] = True
        phones[row, : len(example.phones)] = example.phones
        aligned[row, : len(example.aligned)] = example.aligned
    return Batch(
        torch.from_numpy(features),
        torch.from_numpy(mask),
        torch.tensor([len(e.phones) for e in examples]),
        torch.tensor([i for e in examples for i in e.tokens]),
        torch.tensor([len(e.tokens) for e in examples]),
        torch.from_numpy(phones),
        torch.from_numpy(aligned),
        sum(len(e.mel) for e in examples) / 100,
    )


def groups(
    utterances: list[Utterance], padded_s: float, rng: random.Random, join: float
) -> Iterator[list[list[Utterance]]]:
    """Batches of at most `padded_s` padded seconds; each member a list of utterances to be spoken
    in one breath (join: share of them that get company)."""
    pool = utterances[:]
    rng.shuffle(pool)
    members: list[list[Utterance]] = []
    while pool:
        member = [pool.pop()]
        while pool and rng.random() < join and _seconds([*member, pool[-1]]) < LONGEST_S:
            member.append(pool.pop())
        members.append(member)
    members.sort(key=lambda m: _seconds(m) + rng.uniform(0, 0.5))
    batches: list[list[list[Utterance]]] = []
    current: list[list[Utterance]] = []
    for member in members:
        if current and (_seconds(member) + 1) * (len(current) + 1) > padded_s:
            batches.append(current)
            current = []
        current.append(member)
    if current:
        batches.append(current)
    rng.shuffle(batches)
    yield from batches


def _seconds(member: list[Utterance]) -> float:
    return sum(u.seconds + 0.7 for u in member)
