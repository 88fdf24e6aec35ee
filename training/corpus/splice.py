"""Words of one voice in a new order: pieces of Kokoro's utterances, cut between words, glued again.

    python -m training.corpus.splice medvoice/models/bundled --seed 1

Kokoro is slow, so a run hears each of its utterances many times and learns the wording by heart.
Glued anew, the same sound says other things. The model (any that reads these voices half-way) finds
the words by forced alignment; a cut is made where the sound between two words is weakest. What
aligns badly is left out. The shard kokoro-spliceSEED is one more of its kind for the training.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from transformers import LasrForCTC

from training import augment
from training.corpus.shard import SAMPLE_RATE, ShardWriter, Utterance, read_shard, shard_names
from training.corpus.test_texts import TestTexts
from training.examples import Examples
from training.targets import FIRST_S, FRAME_S
from training.vocabulary import Vocabulary
from training.voices.spoken import Spoken, units

LEAST_SCORE = -0.9
"""Mean log probability of a frame on the aligned path; below it the words are hardly where they
seem."""
_PIECE_WORDS = (1, 1, 2, 2, 3, 4)
_LONGEST_S = 12.0
_FADE = 80
"""Samples (5 ms) of fading at each edge."""
_WINDOW = 160
"""Samples (10 ms) over which the weakest place is looked for."""
Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Piece:
    target: str
    samples: Samples


def align(logp: npt.NDArray[np.float32], tokens: list[int]) -> tuple[list[int], float]:
    """(frame of each token, mean log probability of a frame) on the best CTC path; blank is 0.

    logp: (frames, vocabulary). Raises ValueError where the tokens do not fit the frames."""
    labels = np.array([0, *(x for token in tokens for x in (token, 0))])
    states, frames = len(labels), len(logp)
    skip = np.zeros(states, bool)
    skip[3::2] = labels[3::2] != labels[1:-2:2]
    score = np.full(states, -np.inf)
    score[:2] = logp[0, labels[:2]]
    back = np.zeros((frames, states), np.int8)
    for frame in range(1, frames):
        stay = score
        one = np.concatenate([[-np.inf], score[:-1]])
        two = np.where(skip, np.concatenate([[-np.inf, -np.inf], score[:-2]]), -np.inf)
        choices = np.stack([stay, one, two])
        back[frame] = choices.argmax(0)
        score = choices.max(0) + logp[frame, labels]
    state = states - 1 if score[-1] >= score[-2] else states - 2
    if not np.isfinite(score[state]):
        raise ValueError("more tokens than the frames can hold")
    mean = float(score[state]) / frames
    at = [0] * len(tokens)
    for frame in range(frames - 1, -1, -1):
        if state % 2:
            at[state // 2] = frame
        state -= int(back[frame, state])
    return at, mean


def weakest(samples: Samples, start: int, end: int) -> int:
    """The sample between `start` and `end` around which 10 ms carry the least energy."""
    part = samples[start : max(end, start + _WINDOW)] ** 2
    if len(part) < 2 * _WINDOW:
        return (start + end) // 2
    return start + int(np.convolve(part, np.ones(_WINDOW), "valid").argmin()) + _WINDOW // 2


def glued(pieces: list[Piece], rng: random.Random) -> tuple[str, Samples]:
    parts: list[Samples] = []
    for piece in pieces:
        samples = piece.samples.copy()
        ramp = np.linspace(0, 1, min(_FADE, len(samples)), dtype=np.float32)
        samples[: len(ramp)] *= ramp
        samples[len(samples) - len(ramp) :] *= ramp[::-1]
        pause = rng.uniform(0.0, 0.05) if rng.random() < 0.8 else rng.uniform(0.05, 0.3)
        parts += [samples, np.zeros(int(pause * SAMPLE_RATE), np.float32)]
    return " ".join(piece.target for piece in pieces), np.concatenate(parts)


class Cutter:
    """Cuts utterances into pieces of one to four words."""

    def __init__(self, folder: Path) -> None:
        pieces = json.loads((folder / "tokenizer.json").read_text())["model"]["vocab"]
        self._vocabulary = Vocabulary([(piece, float(score)) for piece, score in pieces])
        self._model = LasrForCTC.from_pretrained(folder, dtype=torch.float32).eval()
        self._examples = Examples(self._vocabulary, augment.Sounds([], []), 1)

    def pieces(self, utterance: Utterance, rng: random.Random) -> list[Piece]:
        """Empty where the words were not found for certain."""
        words = units(utterance.target)
        ids = [self._vocabulary.word(word) for word in words]
        mel = self._examples.plain(utterance).mel
        with torch.no_grad():
            logits = self._model(input_features=torch.from_numpy(mel)[None]).logits[0]
        try:
            at, score = align(logits.log_softmax(-1).numpy(), [i for word in ids for i in word])
        except ValueError:
            return []
        if score < LEAST_SCORE:
            return []
        samples = utterance.pcm.astype(np.float32) / np.float32(32768)
        edges = [0, *_cuts(samples, at, [len(word) for word in ids]), len(samples)]
        found: list[Piece] = []
        first = 0
        while first < len(words):
            last = min(first + rng.choice(_PIECE_WORDS), len(words))
            text = " ".join(words[first:last])
            found.append(Piece(text, samples[edges[first] : edges[last]]))
            first = last
        return found


def _cuts(samples: Samples, at: list[int], lengths: list[int]) -> Iterator[int]:
    """Between each two words."""
    begin = 0
    for length in lengths[:-1]:
        begin += length
        before, after = (int((FIRST_S + FRAME_S * at[k]) * SAMPLE_RATE) for k in (begin - 1, begin))
        yield weakest(samples, before, after)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="folder of a LASR model")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(1)
    rng, cutter, tested = (
        random.Random(options.seed),
        Cutter(options.model),
        TestTexts.of_repository(),
    )
    by_voice: dict[str, list[Piece]] = {}
    whole = left_out = 0
    for name in shard_names():
        if not name.startswith("kokoro-") or "splice" in name:
            continue
        for utterance in read_shard(name):
            pieces = cutter.pieces(utterance, rng)
            whole, left_out = whole + bool(pieces), left_out + (not pieces)
            by_voice.setdefault(utterance.voice, []).extend(pieces)
    writer = ShardWriter(f"kokoro-splice{options.seed:04d}")
    for voice, pieces in sorted(by_voice.items()):
        rng.shuffle(pieces)
        while pieces:
            wanted, taken = rng.uniform(2.0, _LONGEST_S), [pieces.pop()]
            while pieces and sum(len(p.samples) for p in taken) < wanted * SAMPLE_RATE:
                taken.append(pieces.pop())
            target, samples = glued(taken, rng)
            if not tested.has(target):
                writer.add(target, voice, Spoken(samples, SAMPLE_RATE))
    writer.close()
    print(f"{whole} utterances, {left_out} left out; {writer.seconds / 60:.1f} min")


if __name__ == "__main__":
    main()
