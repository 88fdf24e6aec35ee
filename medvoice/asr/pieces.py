"""SentencePiece pieces → words. A piece with "▁" starts a word; markers in braces are one word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from medvoice.asr.decoder import DecodedWord

SPACE = "▁"
CONTROL = re.compile(r"</?[a-z_0-9]+>")
"""Control tokens ("</s>", "<extra_id_0>"): nothing that is said."""
_BRACKETS = {"{": "}", "[": "]"}
_MOST_PARTS = 3
"""Words that one marker or tag may have ("{new paragraph}", "[PAST MEDICAL HISTORY]")."""

STEPS_KEPT = 20_000
"""Steps of a piece through a trie of words that the trie remembers, some 300 bytes each. Dictation
takes 4,000 new ones a minute: with all of them kept, memory grew by 2.5 % in 55 minutes
(python -m benchmarks.memory)."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """pieces: by id. blank: the CTC blank. dropped: ids that print nothing ("</s>" and the like),
    but end a run of equal tokens as any token does."""

    pieces: tuple[str, ...]
    blank: int
    dropped: frozenset[int]

    @classmethod
    def of(cls, pieces: Sequence[str], blank: int, special: Sequence[int]) -> Vocabulary:
        """special: ids of control tokens (</s>, <unk>, <extra_id_0> …)."""
        return cls(tuple(pieces), blank, frozenset(special) - {blank})

    @property
    def silent(self) -> frozenset[int]:
        """Ids that are no token: the blank, and what prints nothing."""
        return self.dropped | {self.blank}

    def segments(self, token: int) -> list[tuple[bool, str]]:
        """(starts a word, text) for each part of a piece; "▁of▁the" has two."""
        piece = self.pieces[token]
        first, *rest = piece.split(SPACE)
        parts = [(True, text) for text in rest]
        return [(False, first), *parts] if first else parts


@dataclass(frozen=True, slots=True)
class _Open:
    """A word that may still grow."""

    text: str
    first: int
    last: int
    confidence: float


class WordBuilder:
    """Tokens in, words out. A word is complete when the next one starts."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._open: _Open | None = None
        self._held: tuple[DecodedWord, ...] = ()  # complete, but a marker may go on

    def copy(self) -> WordBuilder:
        other = WordBuilder(self._vocabulary)
        other._open, other._held = self._open, self._held
        return other

    def add(self, token: int, first: int, last: int, confidence: float) -> list[DecodedWord]:
        """A token on frames [first, last]; the words that are complete now."""
        closed = []
        for starts, text in self._vocabulary.segments(token):
            current = self._open
            if current is None or starts or (text[:1] in _BRACKETS and not _unclosed(current.text)):
                if current is not None and current.text:
                    closed.append(_word(current))
                self._open = _Open(text, first, last, confidence)
            else:
                # The lone "▁" before a word is not yet the word.
                begin = current.first if current.text else first
                lowest = min(current.confidence, confidence)
                self._open = _Open(current.text + text, begin, last, lowest)
        if not closed:
            return []
        done, self._held = _join([*self._held, *closed], more=True)
        return done

    def rest(self) -> list[DecodedWord]:
        """What is not given out yet, as if the stream ended here."""
        words = list(self._held)
        if self._open is not None and self._open.text:
            words.append(_word(self._open))
        return _join(words, more=False)[0]


def _word(word: _Open) -> DecodedWord:
    return DecodedWord(word.text, word.first, word.last, word.confidence)


def _unclosed(text: str) -> str:
    """The closing bracket that `text` waits for, "" for none."""
    for opening, closing in _BRACKETS.items():
        if text.rfind(opening) > text.rfind(closing):
            return closing
    return ""


def _join(
    words: Sequence[DecodedWord], *, more: bool
) -> tuple[list[DecodedWord], tuple[DecodedWord, ...]]:
    """Join the parts of markers; (done, held back because the next words may belong to it)."""
    done: list[DecodedWord] = []
    at = 0
    while at < len(words):
        closing = _unclosed(words[at].text)
        parts = words[at : at + _MOST_PARTS]
        if closing:
            ends = [i for i, part in enumerate(parts) if i and closing in part.text]
            opens = [i for i, part in enumerate(parts) if i and part.text[:1] in _BRACKETS]
            if ends and not (opens and opens[0] <= ends[0]):
                done.append(_joined(parts[: ends[0] + 1]))
                at += ends[0] + 1
                continue
            if more and not opens and len(parts) < _MOST_PARTS:
                return done, tuple(words[at:])
        done.append(words[at])
        at += 1
    return done, ()


def _joined(parts: Sequence[DecodedWord]) -> DecodedWord:
    text = " ".join(part.text for part in parts)
    lowest = min(part.confidence for part in parts)
    return DecodedWord(text, parts[0].first, parts[-1].last, lowest)
