"""Utterance: a finished turn in written form."""

from __future__ import annotations

from dataclasses import dataclass

from medvoice.language.replacing import Replaced


@dataclass(frozen=True, slots=True)
class Span:
    """Word positions [first, last) in the turn's spoken words."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class WrittenToken:
    """A token of written text and the spoken words it was made of: "54-year-old" of four words,
    "mm" of one. start: its place in the item's text, characters. Its times are those of
    words[span.first] to words[span.last - 1]."""

    text: str
    start: int
    span: Span


@dataclass(frozen=True, slots=True)
class Heading:
    """A section or field name that was spoken as a heading ("findings colon", "[FINDINGS]").

    text: the words as written, for example "Findings". certain: False where only a recogniser's
    tag says so (a hint: whoever places it must not lose the words). breaks_before, tokens: as
    for a sentence."""

    text: str
    span: Span
    certain: bool = True
    breaks_before: int = 0
    tokens: tuple[WrittenToken, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence in written form, with its closing mark where one was dictated.

    tokens: its words and marks in order, each with its spoken words. breaks_before: 0 none, 1 new
    line, 2 new paragraph. open: True when the turn ended without a
    closing mark, so that the next utterance may continue it."""

    text: str
    span: Span
    breaks_before: int = 0
    open: bool = False
    tokens: tuple[WrittenToken, ...] = ()


@dataclass(frozen=True, slots=True)
class Carried:
    """What a turn leaves for the next one. open_text: the last sentence where it lacks its closing
    mark, else "". breaks: a line (1) or paragraph (2) was dictated at the very end. goes_on: the
    next words surely stand inside that sentence (an insertion point)."""

    open_text: str = ""
    breaks: int = 0
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Utterance:
    """items in spoken order; their spans follow each other and cover every spoken word (words
    that are only marks belong to the item they stand at). text: the written form, as `medvoice
    transcribe` prints it."""

    items: tuple[Heading | Sentence, ...]
    text: str
    carried: Carried = Carried()
    replaced: tuple[Replaced, ...] = ()
