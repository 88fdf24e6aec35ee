"""Passages: a document cut where its headings are, into pieces that one answer fits in.

A passage never crosses a page, so that its page can be named; it begins with the last sentence of
the one before it under the same heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from medvoice.documents.document import Document, Page

MOST_WORDS = 110
"""Of a passage. With 60 answers lose the sentence that says of whom they speak; with 200 the
passage on screen is no longer read at a glance."""
MOST_SENTENCE = 600
"""Characters; a longer one (a table, a list without marks) is cut at a space."""
NARROW = 0.8
"""Of the width of a page's lines: what is wider is a paragraph's line and no heading."""
_LONGEST_HEADING = 80
_MOST_HEADING_WORDS = 10
_END = re.compile(r"(?<=[.!?])[\"”’)]?\s+(?=[\"“‘(]?[A-Z0-9•–-])|\n(?=\s*[•–▪◦*-]\s)")
_NO_END = re.compile(
    r"(?:\b(?:e\.g|i\.e|vs|cf|approx|no|fig|tab|al|dr|prof|max|min|resp|incl)|\b[A-Z])\.$",
    re.IGNORECASE,
)
_SENTENCE_LIKE = re.compile(r"[.;,:!?]$")
_GOES_ON = frozenset("a an the of and or in to with for from by is are at on as that".split())
"""A line that ends so is no heading."""
_NUMBERED = re.compile(r"^(?:\d+(?:\.\d+)*\.?|[IVX]+\.|[A-Z]\.)\s+(?=\S)")
_FURNITURE = re.compile(r"^(?:page\s*)?\d+(?:\s*(?:/|of)\s*\d+)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Passage:
    """page: from 1. heading: under which it stands, "" before the first one. text: as the page
    has it, without line breaks. sentences: (start, end) characters in the text, in order."""

    page: int
    heading: str
    text: str
    sentences: tuple[tuple[int, int], ...]


def passages(document: Document) -> Iterator[Passage]:
    """In order. Pages without words give none."""
    heading = ""
    for page in document.pages:
        for under, sentences in _sections(page, heading):
            yield from _pieces(page.number, under, sentences)
            heading = under


def title_of(document: Document) -> str:
    """The first line that reads like one, else the file's name in words."""
    for page in document.pages[:1]:
        for line, is_heading in islice(_lines(page.text, True), 12):
            if is_heading:
                return line.capitalize() if line.isupper() else line
    stem = document.name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return " ".join(re.split(r"[\W_]+", stem)).strip()


def sentences_of(text: str) -> list[str]:
    """Of running text, none longer than MOST_SENTENCE."""
    found: list[str] = []
    for part in _END.split(text):
        part = " ".join(part.split())
        if not part:
            continue
        if found and _NO_END.search(found[-1]) and len(found[-1]) + len(part) < MOST_SENTENCE:
            found[-1] = f"{found[-1]} {part}"
        else:
            found += _cut(part)
    return found


def _sections(page: Page, heading: str) -> Iterator[tuple[str, list[str]]]:
    """(heading, sentences) in order; a heading without text says itself. heading: of the page
    before."""
    lines: list[str] = []
    bare = ""
    for line, is_heading in _lines(page.text, page.number == 1):
        if is_heading and (lines or bare):
            yield heading, sentences_of("\n".join(lines) or bare)
            lines = []
        if is_heading:
            heading, bare = _NUMBERED.sub("", line), line
        else:
            lines.append(line)
    yield heading, sentences_of("\n".join(lines) or bare)


def _lines(text: str, first: bool) -> Iterator[tuple[str, bool]]:
    """Lines with words, and whether each is a heading: short, like a title, at a paragraph's
    beginning, with text behind it. One of two lines is put together. first: the page begins the
    document, with a title that may be wide."""
    raw = [" ".join(line.split()) for line in text.splitlines()]
    shown = [at for at, line in enumerate(raw) if line]
    widths = sorted(len(raw[at]) for at in shown)
    full = widths[len(widths) * 9 // 10] if widths else 0
    skipped = 0
    for n, at in enumerate(shown):
        line = raw[at]
        if skipped or (_FURNITURE.match(line) and n in (0, len(shown) - 1)):
            skipped = max(0, skipped - 1)
            continue
        before = raw[shown[n - 1]] if n else ""
        apart = not n or not raw[at - 1] or before[-1] in ".!?:;" or _reads_as_heading(before)
        behind = raw[shown[n + 1]] if n + 1 < len(shown) else ""
        loose = (not n or not raw[at - 1]) and (not behind or not raw[at + 1])
        short = loose or len(line) <= NARROW * full
        if not (_reads_as_heading(line) and apart and (short or (first and not n))):
            yield line, False
        elif _begins(behind) or not behind or loose:
            yield line, True
        elif len(behind) <= NARROW * full and not _SENTENCE_LIKE.search(behind):
            skipped = 1
            yield f"{line} {behind}", True
        else:
            yield line, False


def _begins(line: str) -> bool:
    """Whether it can be a paragraph's first: "eGFR below 45" can."""
    return any(c.isupper() or c.isdigit() for c in line[:2])


def _reads_as_heading(line: str) -> bool:
    words = line.split()
    if not words or len(line) > _LONGEST_HEADING or len(words) > _MOST_HEADING_WORDS:
        return False
    if _SENTENCE_LIKE.search(line) or not any(c.isalpha() for c in line):
        return False
    if words[-1].lower() in _GOES_ON:
        return False
    bare = _NUMBERED.sub("", line)
    return bool(bare) and bare[0].isupper() and "  " not in line


def _pieces(page: int, heading: str, sentences: list[str]) -> Iterator[Passage]:
    piece: list[str] = []
    count = 0
    for sentence in sentences:
        words = len(sentence.split())
        if piece and count + words > MOST_WORDS:
            yield _passage(page, heading, piece)
            piece = piece[-1:] if len(piece[-1].split()) < MOST_WORDS // 2 else []
            count = sum(len(one.split()) for one in piece)
        piece.append(sentence)
        count += words
    if piece:
        yield _passage(page, heading, piece)


def _passage(page: int, heading: str, sentences: list[str]) -> Passage:
    spans, at = [], 0
    for sentence in sentences:
        spans.append((at, at + len(sentence)))
        at += len(sentence) + 1
    return Passage(page, heading, " ".join(sentences), tuple(spans))


def _cut(sentence: str) -> Iterator[str]:
    while len(sentence) > MOST_SENTENCE:
        at = sentence.rfind(" ", 1, MOST_SENTENCE)
        at = at if at > 0 else MOST_SENTENCE
        yield sentence[:at]
        sentence = sentence[at:].lstrip()
    if sentence:
        yield sentence
