"""A shard: NAME.pcm (16 kHz mono, 16-bit, one utterance after the other) and NAME.jsonl beside it.

A line of the index is {"target", "voice", "start", "samples", "words", "phones"}; times in seconds.
A shard is written under a temporary name and appears when it is whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import soxr

from training.cache import cache_folder
from training.voices.spoken import Spoken, Timed

SAMPLE_RATE = 16_000


@dataclass(frozen=True, slots=True)
class Utterance:
    """pcm: int16, 16 kHz, (samples,), mapped from disk. group: the shard's kind ("flite", …)."""

    target: str
    voice: str
    group: str
    pcm: npt.NDArray[np.int16]
    words: list[Timed]
    phones: list[Timed]

    @property
    def seconds(self) -> float:
        return len(self.pcm) / SAMPLE_RATE


class ShardWriter:
    """group: the part of the name before the first "-"."""

    def __init__(self, name: str) -> None:
        self._folder = cache_folder("shards")
        self._name = name
        self._pcm = (self._folder / f"{name}.pcm").open("wb")
        self._lines: list[str] = []
        self._at = 0

    @property
    def seconds(self) -> float:
        return self._at / SAMPLE_RATE

    def add(self, target: str, voice: str, spoken: Spoken) -> None:
        samples = spoken.samples
        if spoken.rate != SAMPLE_RATE:
            samples = soxr.resample(samples, spoken.rate, SAMPLE_RATE, quality="MQ")
        pcm = np.clip(np.rint(samples * 32768), -32768, 32767).astype("<i2")
        self._pcm.write(pcm.tobytes())
        line = {
            "target": target,
            "voice": voice,
            "start": self._at,
            "samples": len(pcm),
            "words": spoken.words,
            "phones": spoken.phones,
        }
        self._lines.append(json.dumps(line))
        self._at += len(pcm)

    def close(self) -> None:
        self._pcm.close()
        partial = self._folder / f"{self._name}.partial"
        partial.write_text("\n".join(self._lines) + "\n")
        partial.rename(self._folder / f"{self._name}.jsonl")


def shard_names() -> list[str]:
    """Whole shards in the cache, sorted."""
    return sorted(path.stem for path in cache_folder("shards").glob("*.jsonl"))


def read_shard(name: str) -> Iterator[Utterance]:
    """Utterances of a shard. Raises ValueError where the sound is shorter than the index says."""
    folder = cache_folder("shards")
    pcm = np.memmap(folder / f"{name}.pcm", np.int16, "r")
    for line in (folder / f"{name}.jsonl").read_text().splitlines():
        entry = json.loads(line)
        start, count = entry["start"], entry["samples"]
        if start + count > len(pcm):
            raise ValueError(f"shard {name}: the sound is cut")
        yield Utterance(
            entry["target"],
            entry["voice"],
            name.split("-")[0],
            pcm[start : start + count],
            [tuple(w) for w in entry["words"]],
            [tuple(p) for p in entry["phones"]],
        )
