"""Speaks sentences of the grammar with Kokoro's training voices into the cache, until stopped.

    python -m training.voices.mass --seed 1

Resumable: what is cached is not spoken again. Beside the sound `kokoro/manifest-SEED.jsonl` holds
one utterance a line (target, spoken, voice, speed, path below the cache) for the corpus.
"""

from __future__ import annotations

import argparse
import json
import random

from training.cache import cache_folder
from training.corpus.test_texts import TestTexts
from training.text.grammar import Grammar, Sentence
from training.text.salad import Salad
from training.voices.kokoro import Kokoro, cached_path
from training.voices.kokoro_model import training_voices


def utterance(grammar: Grammar | Salad, rng: random.Random) -> tuple[str, str]:
    """(target, spoken) of one to three sentences: 1 to about 12 s of speech."""
    parts: list[Sentence] = [grammar.sentence(rng) for _ in range(rng.choice((1, 1, 2, 2, 3)))]
    return " ".join(p.target for p in parts), ". ".join(p.spoken for p in parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--salad", type=float, default=0.0, help="share of words in any order")
    arguments = parser.parse_args()
    salad = Salad.of_machine() if arguments.salad else None
    grammar, rng, engine = Grammar(), random.Random(arguments.seed), Kokoro(threads=1)
    voices, tested = training_voices(), TestTexts.of_repository()
    root = cache_folder()
    manifest = cache_folder("kokoro") / f"manifest-{arguments.seed}.jsonl"
    known = set(manifest.read_text().splitlines()) if manifest.exists() else set[str]()
    with manifest.open("a") as out:
        for number in range(arguments.count):
            mixed = salad is not None and rng.random() < arguments.salad
            target, spoken = utterance(salad if salad and mixed else grammar, rng)
            if tested.has(target):
                continue
            voice, speed = voices[number % len(voices)], round(rng.uniform(0.85, 1.2), 2)
            engine.speak_to_cache(spoken, voice, speed)
            where = cached_path(spoken, voice, speed).relative_to(root)
            line = json.dumps(
                {"target": target, "spoken": spoken, "voice": voice, "speed": speed,
                 "path": str(where)}
            )  # fmt: skip
            if line not in known:
                out.write(line + "\n")
                out.flush()


if __name__ == "__main__":
    main()
