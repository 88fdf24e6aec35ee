"""What Whisper is primed with: the names that a dictation is likely to speak.

Names only, never sentences: Whisper writes its prompt down where it hears nothing that it knows,
and "No pneumothorax." written by nobody would be a finding. What it repeats all the same is found
(`echoed`), and the sound is heard again without a prompt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from medvoice.asr.whisper_guards import HeardWord, plain

MOST = 300
"""Characters. Whisper takes 223 tokens, which is some 700 characters of medical words, and the text
that was dictated before comes behind."""

SHORT = 5
"""Letters; shorter words (\"lung\", \"CT\") are known to every Whisper."""

ECHO = 4
"""So many words of the prompt in its order are an echo: no phrase of a template is as long and
nobody reads its names in that order."""

_WORD = re.compile(r"[A-Za-z]+")


def prompt_of(terms: Sequence[str], most: int = MOST) -> str:
    """The words of the terms, each once, as a list of at most so many characters; the longest
    words first, because those are what Whisper misspells. "" without terms."""
    words: dict[str, None] = {}
    for term in terms:
        for word in _WORD.findall(term):
            if len(word) >= SHORT:
                words.setdefault(word.lower())
    kept: list[str] = []
    size = 0
    for word in sorted(words, key=len, reverse=True):
        size += len(word) + 2
        if size > most:
            break
        kept.append(word)
    return ", ".join(kept) + "." if kept else ""


def echoed(words: Sequence[HeardWord], prompt: str) -> bool:
    """Do `ECHO` words in a row stand in the prompt in the same order?"""
    listed = [plain(word) for word in prompt.split()]
    runs = {tuple(listed[at : at + ECHO]) for at in range(len(listed) - ECHO + 1)}
    said = [plain(word.text) for word in words]
    return any(tuple(said[at : at + ECHO]) in runs for at in range(len(said) - ECHO + 1))
