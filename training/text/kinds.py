"""The kinds of text that are spoken for training."""

from __future__ import annotations

import random
from typing import Protocol

from training.text.chunks import Chunks
from training.text.dictated import Dictated
from training.text.grammar import Grammar, Sentence
from training.text.salad import Salad

KINDS = ("grammar", "chunks", "salad", "dictated")


class Text(Protocol):
    def sentence(self, rng: random.Random) -> Sentence: ...


def text_of(kind: str) -> Text:
    """Raises KeyError for an unknown kind, FileNotFoundError where a word list is not installed."""
    makers = {
        "grammar": Grammar,
        "chunks": Chunks.of_machine,
        "salad": Salad.of_machine,
        "dictated": Dictated.of_project,
    }
    return makers[kind]()
