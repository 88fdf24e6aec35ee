"""What was heard in one phrase, as plain lower-case words with their places, from any dialect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from medvoice.language.markers import Token, tokens
from medvoice.language.marks import Kind
from medvoice.language.spoken import SpokenWord

# Hesitations and courtesies around a command; inside it nothing is left out.
_AROUND = frozenset(["uh", "um", "er", "uhm", "please"])
_BEFORE = _AROUND | frozenset(["okay", "ok", "so", "now"])
_BREAKS = {"\n": ("new", "line"), "\n\n": ("new", "paragraph")}
_MARK_NAMES = frozenset(["period", "comma"])


@dataclass(frozen=True, slots=True)
class HeardWord:
    """text: lower case. first, last: spoken words [first, last) of the phrase. mark: it is a
    dictated mark, which only an open slot can hold. layout: of a dictated "new paragraph"."""

    text: str
    first: int
    last: int
    mark: bool = False
    layout: bool = False


def heard(words: Sequence[SpokenWord]) -> tuple[HeardWord, ...]:
    """The phrase's words. Marks that the recogniser put there itself are left out; closing marks
    that were dictated are the last ones."""
    found: list[HeardWord] = []
    for token in tokens(words):
        found += _words(token)
    while len(found) > 1 and found[0].text in _BEFORE:
        found.pop(0)
    while len(found) > 1 and found[-1].text in _AROUND:
        found.pop()
    return tuple(found)


def without_closing(words: tuple[HeardWord, ...]) -> tuple[HeardWord, ...]:
    """Without the marks at the end, where some words are left: "scratch that period"."""
    end = len(words)
    while end > 1 and _closes(words[end - 1]):
        end -= 1
    while end > 1 and words[end - 1].text in _AROUND:
        end -= 1
    return words[:end]


def _closes(word: HeardWord) -> bool:
    return (word.mark and word.text in ".,;:?!") or word.layout or word.text in _MARK_NAMES


def _words(token: Token) -> list[HeardWord]:
    span = (token.first, token.last)
    match token.kind:
        case Kind.WORD | Kind.TAG:
            text = token.text.lower().replace("’", "'").strip("\"'“”")
            parts = [part for part in text.replace("-", " ").split() if part]
            return [HeardWord(part, *span) for part in parts]
        case Kind.BREAK:
            return [HeardWord(part, *span, layout=True) for part in _BREAKS[token.text]]
        case _:
            return [HeardWord(token.text, *span, mark=True)] if token.dictated else []
