"""Passages: the statements of a report as the checks read them; and those of a plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from medvoice.lexicon.sections import kind_of
from medvoice.report.checks.mention import Mention
from medvoice.report.checks.sentence import Sentence, read_sentence

_HEADING = re.compile(
    r"(?:^|(?<=[\n.,]))[ \t]*\[?(?:([A-Z][A-Z/&() ]{2,60})|([A-Z][A-Za-z ]{2,40}(?=:[ \t]*$)))\]?:"
    r"[ \t,]*|^[ \t]*\[([A-Z ]{3,40})\][ \t]*",
    re.M,
)
_END = re.compile(r"(?<=[.?!])\s*,?\s*(?=[A-Z][a-z ]|\d\.\s|[A-Z]\w+)|\n+|(?<=[.?!])\s+(?=\d)")
_LIST = re.compile(r"^(?:,\s*)?(?:\d{1,2}[.)](?!\d)|[-*•])\s*")
_ABBREVIATION = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|vs|No|approx|St)\.$|(?<!\S)\d{1,2}\.$")
_STARTS = re.compile(r"\s*(?:\d{1,2}[.)]\s|[-*•]\s|[A-Z][A-Za-z0-9 /&-]{1,40}:)")
_WIDE = 60
"""Characters of a line that was probably broken for want of room."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A statement with what it says. section: "findings", "impression" and so on
    (`lexicon.sections`), "findings" for any other. normal: it is the template's normal text."""

    field: str
    section: str
    statement: str
    sentence: Sentence
    normal: bool = False

    @property
    def text(self) -> str:
        return self.sentence.text


@dataclass(frozen=True, slots=True)
class Found:
    """A mention with its passage."""

    passage: Passage
    mention: Mention


def text_passages(text: str) -> tuple[Passage, ...]:
    """A report as plain text with headings; what stands before the first is the examination's
    name, or findings where it is all there is. Ids are "s1", "s2" and so on."""
    passages: list[Passage] = []
    for section, part in _sections(_unwrapped(text)):
        for sentence in _sentences(part):
            number = f"s{len(passages) + 1}"
            passages.append(Passage(section, section, number, read_sentence(sentence)))
    return tuple(passages)


def _unwrapped(text: str) -> str:
    """Lines that were broken at the page's width, joined: those that are long, or go on in lower
    case."""
    lines = [line.rstrip() for line in text.splitlines()]
    joined: list[str] = []
    for at, line in enumerate(lines):
        before = lines[at - 1] if at else ""
        starts = _STARTS.match(line)
        wrapped = line[:1].islower() or line.startswith("  ") or len(before) >= _WIDE
        if at and before.strip() and line.strip() and wrapped and not starts:
            joined[-1] += f" {line.strip()}"
        else:
            joined.append(line)
    return "\n".join(joined)


def _sections(text: str) -> Iterator[tuple[str, str]]:
    headings = list(_HEADING.finditer(text))
    first = text[: headings[0].start()] if headings else text
    if first.strip(" ,\n"):
        yield ("exam" if headings else "findings"), first
    section = "findings"
    for at, match in enumerate(headings):
        end = headings[at + 1].start() if at + 1 < len(headings) else len(text)
        name = " ".join((match[1] or match[2] or match[3]).split()).lower()
        section = _named(name, section)
        yield section, text[match.end() : end]


def _named(name: str, before: str) -> str:
    """A heading that no table knows: in the findings one of their parts, else findings begin."""
    kind = kind_of(name)
    if kind is not None:
        return kind.id
    for word, section in (("impression", "impression"), ("clinical", "indication")):
        if word in name:
            return section
    return before if before == "impression" else "findings"


def _sentences(part: str) -> Iterator[str]:
    start = 0
    for match in [*_END.finditer(part), None]:
        end = match.start() if match else len(part)
        if match and _ABBREVIATION.search(part[start:end]) and "\n" not in match.group():
            continue
        sentence = _LIST.sub("", " ".join(part[start:end].split())).strip(" ,")
        if any(char.isalnum() for char in sentence):
            yield sentence
        start = match.end() if match else end
