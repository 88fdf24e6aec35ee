"""Kokoro speech of the cache (training.voices.mass) -> shards, as far as it has come.

    python -m training.corpus.kokoro

A growing manifest is taken in slices of 25 utterances, each a shard. One in 25 goes to
the held-out shards.
"""

from __future__ import annotations

import json
from pathlib import Path

import soundfile

from training.cache import cache_folder
from training.corpus.shard import ShardWriter, shard_names
from training.voices.spoken import Spoken

SLICE = 25


def main() -> None:
    known = set(shard_names())
    for manifest in sorted(cache_folder("kokoro").glob("manifest-*.jsonl")):
        seed = manifest.stem.split("-")[1]
        lines = manifest.read_text().splitlines()
        for slice_ in range(len(lines) // SLICE):
            name = f"kokoro-{seed}-{slice_:03d}"
            if name not in known:
                _make(name, lines[slice_ * SLICE : (slice_ + 1) * SLICE])


def _make(name: str, lines: list[str]) -> None:
    train, test = ShardWriter(name), ShardWriter("heldout" + name)
    for number, line in enumerate(lines):
        entry = json.loads(line)
        path: Path = cache_folder() / entry["path"]
        samples, rate = soundfile.read(path, dtype="float32")
        writer = test if number == 7 else train
        writer.add(entry["target"], f"kokoro-{entry['voice']}", Spoken(samples, rate))
    test.close()
    train.close()
    print(f"{name}: {train.seconds / 60:.1f} min")


if __name__ == "__main__":
    main()
