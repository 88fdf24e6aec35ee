"""What a user must know beside a model's words: which slice it meant, and that it has no ruler."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from medvoice.assistant.answering import Seen

_SLICE = re.compile(
    r"\bslices?\s+(?:numbers?\s+|#\s*)?(\d{1,3}(?:\s*(?:-|–|to|through|and|or|&|,(?:\s*(?:and|or)\b)?)"
    r"\s*(?:slices?\s+)?\d{1,3}\b(?!\s*(?:mm|cm|ml|cc|hu|%|\.\d|x\b|×)))*)",
    re.I,
)
_SIZE = re.compile(
    r"\b\d+(?:[.,]\d+)?\s*(?:[x×]\s*\d+(?:[.,]\d+)?\s*)*(?:mm|cm|millimet\w*|centimet\w*|hu\b|hounsfield"
    r"|ml\b|cc\b)",
    re.IGNORECASE,
)
_MODELS, _NAMES = "The model's slice", "The answer names slice"
_NO_RULER = (
    "Sizes and densities in the answer are guesses: the model sees pictures without a scale."
)


def notes_on(text: str, slices: Sequence[Seen]) -> tuple[str, ...]:
    """slices: of a volume that the model was shown, which it may name by number; () for other
    pictures."""
    notes = list(_meant(text, slices)) if slices else []
    if _SIZE.search(text):
        notes.append(_NO_RULER)
    return tuple(notes)


def about_slices(notes: Sequence[str]) -> tuple[str, ...]:
    """Of an answer's notes those without which its slices are other ones: they go where its words
    go."""
    return tuple(note for note in notes if note.startswith((_MODELS, _NAMES)))


def _meant(text: str, slices: Sequence[Seen]) -> Iterator[str]:
    """The model counts what it was shown; a user counts the series' slices."""
    numbers = {int(n) for found in _SLICE.findall(text) for n in re.findall(r"\d+", found)}
    for number in sorted(numbers):
        if not 1 <= number <= len(slices):
            yield f"{_NAMES} {number}, of which the model saw none."
        elif slices[number - 1].index + 1 != number:
            yield f"{_MODELS} {number} is {slices[number - 1].said}."
