"""Held-out shards: sentences in the four Kokoro voices that no training hears.

python -m training.voices.held_out --count 48                    # new sentences of the grammar
python -m training.voices.held_out --text training/text/held_out/sentences.txt --name testheldout
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

from training.corpus.shard import ShardWriter
from training.text.grammar import Grammar, spoken_form
from training.voices.kokoro import SAMPLE_RATE, Kokoro
from training.voices.kokoro_model import HELD_OUT_VOICES
from training.voices.spoken import Spoken

_SEED = 777_777


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=48)
    parser.add_argument("--text", type=Path, help="one sentence a line, instead of the grammar")
    parser.add_argument("--name", default="testunheard")
    parser.add_argument("--voices", nargs="*", default=list(HELD_OUT_VOICES))
    arguments = parser.parse_args()
    rng = random.Random(_SEED)
    if arguments.text:
        lines = [line.strip() for line in arguments.text.read_text().splitlines()]
        targets = [line for line in lines if line and not line.startswith("#")]
    else:
        grammar = Grammar()
        targets = [grammar.sentence(rng).target for _ in range(arguments.count)]
    engine, writer = Kokoro(), ShardWriter(f"{arguments.name}-0001")
    for number, target in enumerate(targets[: arguments.count]):
        voice = arguments.voices[number % len(arguments.voices)]
        samples = engine.speak(spoken_form(target), voice)
        writer.add(target, f"kokoro-{voice}", Spoken(samples, SAMPLE_RATE))
    writer.close()
    print(f"{arguments.name}: {writer.seconds / 60:.1f} min")


if __name__ == "__main__":
    main()
