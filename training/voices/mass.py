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
from training.text.chunks import Chunks
from training.text.grammar import Sentence
from training.text.kinds import KINDS, Text, text_of
from training.voices.kokoro import Kokoro, cached_path
from training.voices.kokoro_model import training_voices


def utterance(text: Text, rng: random.Random) -> tuple[str, str]:
    """(target, spoken) of one to three sentences, one of the longer chunks: about 1 to 12 s."""
    count = 1 if isinstance(text, Chunks) else rng.choice((1, 1, 2, 2, 3))
    parts: list[Sentence] = [text.sentence(rng) for _ in range(count)]
    return " ".join(p.target for p in parts), ". ".join(p.spoken for p in parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--texts", nargs="+", choices=KINDS, default=["grammar"], help="in turn")
    arguments = parser.parse_args()
    texts = [text_of(kind) for kind in arguments.texts]
    rng, engine = random.Random(arguments.seed), Kokoro(threads=1)
    voices, tested = training_voices(), TestTexts.of_repository()
    root = cache_folder()
    manifest = cache_folder("kokoro") / f"manifest-{arguments.seed}.jsonl"
    known = set(manifest.read_text().splitlines()) if manifest.exists() else set[str]()
    with manifest.open("a") as out:
        for number in range(arguments.count):
            target, spoken = utterance(texts[number % len(texts)], rng)
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
