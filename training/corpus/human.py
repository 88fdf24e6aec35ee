"""Human speech to train on -> shards: `human_speech` beside the checkout's shared data.

    python -m training.corpus.human ../shared/data/human_speech

General read English (speechocean762 and LibriSpeech, both CC BY 4.0): it teaches what human voices
and rooms sound like, not the vocabulary. Every 25th speaker is left out, for testing.
"""

from __future__ import annotations

import argparse
import csv
import re
from pathlib import Path

import soundfile

from training.corpus.shard import ShardWriter, shard_names
from training.voices.spoken import Spoken

LONGEST_S = 20.0


def written(transcript: str) -> str:
    """The published transcript in the training dialect: lower case, letters and apostrophes."""
    return " ".join(re.sub(r"[^a-z' ]", " ", transcript.lower()).split())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    if "human-0001" in shard_names():
        print("human-0001: there already")
        return
    with (folder / "manifest.tsv").open(newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    speakers = sorted({row["speaker"] for row in rows})
    kept_out = set(speakers[::25])
    train, test = ShardWriter("human-0001"), ShardWriter("heldouthuman-0001")
    for row in rows:
        target = written(row["transcript"])
        if not target or float(row["seconds"]) > LONGEST_S:
            continue
        samples, rate = soundfile.read(folder / row["path"], dtype="float32")
        writer = test if row["speaker"] in kept_out else train
        writer.add(target, f"human-{row['speaker']}", Spoken(samples, rate))
    for writer in (train, test):
        writer.close()
        print(f"{writer.seconds / 3600:.2f} h")


if __name__ == "__main__":
    main()
