"""How many pictures, and how much text beside them, a model's context takes. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from medvoice.assistant.backend import Capabilities

IMAGE_TOKENS = 256
"""Of an image for every Gemma 3."""
LABEL_TOKENS = 10
""""SLICE 85" and the marks around an image: 85 of them took 22,469 tokens, 264.3 each."""
MOST_TEXT = 6_144
"""Tokens kept free for question, report, earlier exchanges and the answer."""
MOST_ANSWER = 1_000
"""New tokens: what the makers' notebooks give a localisation; 600 to 2,000 for the others."""


@dataclass(frozen=True, slots=True)
class Room:
    """images: that fit, None for any number. answer: most new tokens. characters: of the report,
    and of earlier exchanges."""

    images: int | None
    answer: int
    characters: int


def room_for(can: Capabilities, answer: int = MOST_ANSWER) -> Room:
    """answer: new tokens that are wanted. A small context gives a third to text."""
    if not can.context:
        return Room(None, answer, MOST_TEXT)
    text = min(MOST_TEXT, can.context // 3)
    each = (can.image_tokens or IMAGE_TOKENS) + LABEL_TOKENS
    # A third of the text's tokens each for answer, report and what was said before, at more than
    # three characters a token.
    return Room((can.context - text) // each, min(answer, text // 3), text)
