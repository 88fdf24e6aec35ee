"""Sentences of the test sets: none of four words or more is trained on.

Shorter ones ("no pneumothorax") are ordinary phrases that no corpus can do without.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

_REPO = Path(__file__).resolve().parent.parent.parent
SOURCES = (
    *sorted((_REPO / "samples").glob("*.words.txt")),
    *sorted((_REPO / "training" / "text" / "held_out").glob("*.txt")),
)
LEAST_WORDS = 4
_SENTENCE_END = re.compile(r"\{(?:period|colon|semicolon|question mark|new line|new paragraph)\}")


class TestTexts:
    """`has(target)`: does a training text hold one of their sentences?"""

    __test__ = False  # pytest: this is no test

    def __init__(self, lines: Iterable[str]) -> None:
        self._sentences = {s for line in lines for s in _sentences(line)}

    @classmethod
    def of_repository(cls) -> TestTexts:
        return cls(line for path in SOURCES for line in path.read_text().splitlines())

    def __len__(self) -> int:
        return len(self._sentences)

    def has(self, target: str) -> bool:
        return any(sentence in self._sentences for sentence in _sentences(target))


def _sentences(text: str) -> list[str]:
    """The words of each sentence, without marks."""
    parts = (re.sub(r"\{[^}]*\}", " ", part).split() for part in _SENTENCE_END.split(text))
    return [" ".join(words) for words in parts if len(words) >= LEAST_WORDS]
