"""What Whisper wrote where nobody spoke, and how it is told from words. Pure functions.

Whisper always writes something: "You", "Thank you." on silence, one phrase over and over on noise,
"[Music]" on music. Its own figures tell most of it; a loop tells itself.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class HeardWord:
    """text: with its punctuation, no spaces around. start, end: seconds from the clip's start.
    probability: 0..1, mean over the word's tokens."""

    text: str
    start: float
    end: float
    probability: float


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch that Whisper decoded at once, with its figures.

    log_probability: mean per token. no_speech: probability of the "nobody speaks" token at the
    start of its window."""

    words: tuple[HeardWord, ...]
    log_probability: float
    no_speech: float

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class GuardSettings:
    """log_probability and compression: openai/whisper's own bounds (transcribe.py). no_speech:
    theirs is 0.6; primed with a prompt, tiny.en writes "Thank you for watching!" on half a second
    of silence with a no_speech of 0.41 to 0.57 and a log_probability of -1.0 to -1.5, where human
    sentences have at most 0.13 and at least -0.8. sure_no_speech: above it words need
    `needed_when_sure`. least_probability: mean over a piece's words, below it they are guesses; not
    for a word alone, where "six", "Six." and "6." share what is sure (people's digits have 0.08 to
    0.6). sure_no_speech_of_one: above it a word alone is none ("You" on noise: from 0.92; people's
    digits: up to 0.70). least_probability_of_first: of the first of several words where no_speech
    is exceeded, and of a word alone; 0.00 to 0.04 where tiny.en starts a sentence on noise of 0.6
    to 1.6 s, or says a digit again in the silence behind it. fastest: words a second; a fast
    speaker reaches 5."""

    no_speech: float = 0.3
    log_probability: float = -1.0
    compression: float = 2.4
    sure_no_speech: float = 0.8
    needed_when_sure: float = -0.5
    sure_no_speech_of_one: float = 0.75
    least_probability_of_first: float = 0.06
    least_probability: float = 0.3
    fastest: float = 9.0
    loops: tuple[int, ...] = field(default=(6, 5, 4, 4, 3, 3, 3, 3))
    """loops[n - 1]: so many times the same n words in a row are a loop. Dictation repeats words
    ("bilateral, bilateral", "zero zero zero"); it does not repeat them that often."""


STOCK = frozenset(("you", "thankyou", "thanksforwatching", "thankyouforwatching", "bye"))
"""What tiny.en writes on noise of half a second, as `plain` has it; believed only where somebody
speaks for certain."""


def guarded(pieces: Sequence[Piece], settings: GuardSettings) -> tuple[HeardWord, ...]:
    """The words that somebody said: pieces that are noise dropped, loops cut to one round."""
    words: list[HeardWord] = []
    for piece in pieces:
        said = without_annotations(piece.words)
        piece = Piece(tuple(said), piece.log_probability, piece.no_speech)
        if is_speech(piece, settings):
            words += without_loops(piece.words, settings)
    return tuple(words)


def is_speech(piece: Piece, settings: GuardSettings) -> bool:
    """Do its figures speak for words? No for a piece without any, or of punctuation alone."""
    if not any(_PLAIN.sub("", word.text) for word in piece.words):
        return False
    if piece.no_speech > settings.no_speech:
        unsure = piece.log_probability < settings.log_probability
        if unsure or looped(piece, settings) or plain(piece.text) in STOCK:
            return False
    if len(piece.words) == 1:
        return (
            piece.no_speech <= settings.sure_no_speech_of_one
            and piece.log_probability >= settings.log_probability
            and piece.words[0].probability >= settings.least_probability_of_first
        )
    if piece.no_speech > settings.sure_no_speech:
        return piece.log_probability >= settings.needed_when_sure
    if piece.no_speech > settings.no_speech and (
        piece.words[0].probability < settings.least_probability_of_first
    ):
        return False
    mean = sum(word.probability for word in piece.words) / len(piece.words)
    if mean < settings.least_probability:
        return False
    seconds = piece.words[-1].end - piece.words[0].start
    return len(piece.words) < 4 or len(piece.words) <= settings.fastest * seconds


def looped(piece: Piece, settings: GuardSettings) -> bool:
    """Does it say one thing over and over? Then another way of decoding is worth a try."""
    if compression(piece.text) > settings.compression:
        return True
    return len(without_loops(piece.words, settings)) < len(piece.words)


def compression(text: str) -> float:
    """Bytes of the text per byte of the compressed text; prose lies below 2."""
    raw = text.encode()
    return len(raw) / len(zlib.compress(raw)) if raw else 0.0


def without_loops(words: Sequence[HeardWord], settings: GuardSettings) -> list[HeardWord]:
    """One round of every loop, and all other words, in order."""
    out = list(words)
    for size, most in enumerate(settings.loops, start=1):
        at = 0
        while at < len(out):
            rounds = _rounds(out, at, size)
            if rounds >= most:
                del out[at + size : at + rounds * size]
            at += 1
    return out


def _rounds(words: Sequence[HeardWord], at: int, size: int) -> int:
    """How many times the `size` words at `at` stand there in a row."""
    first = [plain(word.text) for word in words[at : at + size]]
    rounds = 1
    while True:
        begin = at + rounds * size
        following = [plain(word.text) for word in words[begin : begin + size]]
        if len(following) < size or following != first:
            return rounds
        rounds += 1


_OPENS, _CLOSES = "([{*♪", ")]}*♪"


def without_annotations(words: Sequence[HeardWord]) -> list[HeardWord]:
    """Without "[Music]", "(buzzing)", "*sigh*", "♪ … ♪": sounds that Whisper describes. Marks in
    braces are words of ours and stay. An opening that never closes drops that word alone."""
    out: list[HeardWord] = []
    at = 0
    while at < len(words):
        closing = _annotation(words, at)
        if closing is None:
            out.append(words[at])
            at += 1
        else:
            at = closing + 1
    return out


def _annotation(words: Sequence[HeardWord], at: int) -> int | None:
    """Index of the last word of the annotation that starts at `at`; None where none does."""
    text = words[at].text
    if _PLAIN.sub("", text) == "" and any(mark in text for mark in "♪*"):
        return at
    kind = _OPENS.find(text[0]) if text else -1
    if kind < 0 or text[0] == "{":
        return None
    for last in range(at, min(len(words), at + 8)):
        ending = words[last].text.rstrip(".,!?;:")
        if ending.endswith(_CLOSES[kind]) and not (last == at and len(ending) == 1):
            return last
    return None


_PLAIN = re.compile(r"[^\w]+")


def plain(text: str) -> str:
    """For comparing: lower case, without punctuation ("Effusion," → "effusion"); a text of
    punctuation alone stays as it is."""
    return _PLAIN.sub("", text.casefold()) or text
