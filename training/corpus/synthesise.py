"""Speaks sentences of the grammar with flite or espeak-ng into a shard, with times.

python -m training.corpus.synthesise flite --seed 1 --hours 2
python -m training.corpus.synthesise flite --seed 1 --hours 2 --text salad    # words in any order
python -m training.corpus.synthesise flite --seed 1 --hours 2 --text chunks   # pieces of sentences
"""

from __future__ import annotations

import argparse
import random

from training.corpus.shard import ShardWriter, shard_names
from training.corpus.test_texts import TestTexts
from training.text.kinds import KINDS, text_of
from training.voices.espeak import Espeak
from training.voices.flite import Flite

_SENTENCES = (1, 1, 1, 2, 2, 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engine", choices=("flite", "espeak"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hours", type=float, default=1.0)
    parser.add_argument("--text", choices=KINDS, default="grammar")
    arguments = parser.parse_args()
    kind = "" if arguments.text == "grammar" else f"-{arguments.text}"
    name = f"{arguments.engine}{kind}-{arguments.seed:04d}"
    if name in shard_names():
        print(f"{name}: there already")
        return
    rng = random.Random(name)
    text = text_of(arguments.text)
    tested = TestTexts.of_repository()
    engine = Flite() if arguments.engine == "flite" else Espeak()
    writer = ShardWriter(name)
    refused = spoken = 0
    while writer.seconds < 3600 * arguments.hours:
        count = rng.choice(_SENTENCES) if arguments.text == "grammar" else 1
        target = " ".join(text.sentence(rng).target for _ in range(count))
        if tested.has(target):
            continue
        result = engine.speak(target, rng)
        if result is None:
            refused += 1
            continue
        spoken += 1
        writer.add(target, *result)
    writer.close()
    print(f"{name}: {spoken} utterances, {writer.seconds / 3600:.2f} h; {refused} read otherwise")


if __name__ == "__main__":
    main()
