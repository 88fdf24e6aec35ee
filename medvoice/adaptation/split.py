"""Which utterances a model learns from, and which ones judge it. Never the same words twice."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from medvoice.adaptation.material import Clip

HELD_OUT = 0.2
"""Share of the words that judge."""
LEAST_WORDS = 60
"""Fewer words than this cannot judge: one error more or less would be chance."""


class TooLittle(ValueError):
    """Not enough material; the message says how much is needed."""


@dataclass(frozen=True, slots=True)
class Split:
    learn: tuple[Clip, ...]
    judge: tuple[Clip, ...]


def split(material: Sequence[Clip], seed: int = 1) -> Split:
    """Random, the same for the same seed; a sentence said twice stays on one side. Raises
    TooLittle."""
    by_text: dict[str, list[Clip]] = {}
    for item in material:
        by_text.setdefault(" ".join(item.text.lower().split()), []).append(item)
    texts = sorted(by_text)
    random.Random(seed).shuffle(texts)
    words = {text: len(text.split()) * len(by_text[text]) for text in texts}
    wanted = max(LEAST_WORDS, HELD_OUT * sum(words.values()))
    judge: list[Clip] = []
    judging = 0
    while texts and judging < wanted:
        text = texts.pop()
        judge += by_text[text]
        judging += words[text]
    learn = [item for text in texts for item in by_text[text]]
    if sum(words[text] for text in texts) < 2 * LEAST_WORDS:
        total = sum(words.values())
        raise TooLittle(
            f"{total} words are too few: at least {4 * LEAST_WORDS} in several sentences are "
            "needed (two minutes of speech); ten minutes are good."
        )
    return Split(tuple(learn), tuple(judge))
