"""What a question asks of the headers, and of which study and series; None where it asks for more.

Every word has to be accounted for: a question with a word that no table knows ("is there contrast
enhancement of the lesion") is one about the pictures, however much of it sounds like a header.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from medvoice.lexicon.exams import exam_words, modality_phrases, region_phrases
from medvoice.lexicon.numerals import ordinals, small_numbers
from medvoice.lexicon.question_patterns import accounting
from medvoice.lexicon.terms import Phrases, folded
from medvoice.study.question_topics import ALWAYS, FALLBACKS, TOPICS, Topic
from medvoice.study.question_words import (
    FURNITURE,
    OPENINGS,
    ORGAN_KERNELS,
    PLANES,
    POINTING,
    TECHNIQUES,
    WORDS,
)

_LONGEST = 40
"""Words; a longer question is a story with a question in it."""
_SHORT_FORMS = re.compile(r"(?<=\w)['’](?:s|re|d|ll|ve|m)\b")


_EXAMS = ("MOD", "STUDY")


@dataclass(frozen=True, slots=True)
class Asked:
    """topics: in no order of the question's words. prior: of the newest prior and not of the study;
    oldest: of the oldest. modalities: words of `exam_words`. planes: "axial", … numbers: of series.
    regions: words of `exam_words`, of an examination ("chest CT").
    names: words of series' descriptions and of techniques. slice: from 1. tokens: all that was
    understood, for answers that depend on how it was asked. routed: of contrast given in one way
    ("oral contrast")."""

    topics: tuple[Topic, ...]
    prior: bool = False
    oldest: bool = False
    modalities: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    planes: frozenset[str] = frozenset()
    numbers: tuple[int, ...] = ()
    names: frozenset[str] = frozenset()
    slice: int | None = None
    tokens: frozenset[str] = frozenset()
    routed: bool = False


@dataclass(frozen=True, slots=True)
class _Token:
    """kind: a key of WORDS, MOD, PLANEWORD, NAMED, NUMBER, or the word itself. says: what of it."""

    kind: str
    says: str = ""


def read_question(question: str, descriptions: Iterable[str]) -> Asked | None:
    """descriptions: of the series on screen, which are names for them."""
    words = folded(_without_opening(_SHORT_FORMS.sub(" ", question)))
    if not words or len(words) > _LONGEST:
        return None
    named = {word for text in descriptions for word in folded(text)}
    tokens = _selected(_tokens(words), named)
    kinds = frozenset(token.kind for token in tokens)
    topics = _topics(kinds)
    if not topics:
        return None
    return Asked(
        topics,
        prior="PRIOR" in kinds,
        oldest="OLDEST" in kinds,
        modalities=_says(tokens, "MOD"),
        regions=frozenset().union(*map(exam_words, _says(tokens, "EXAMINED"))),
        planes=_says(tokens, "PLANEWORD"),
        numbers=tuple(int(token.says) for token in tokens if token.kind == "NUMBERED"),
        names=_says(tokens, "NAMED"),
        slice=next((int(t.says) for t in tokens if t.kind == "SLICENUMBER"), None),
        tokens=kinds,
        routed="ROUTED" in _says(tokens, "CONTRAST"),
    )


def _says(tokens: Iterable[_Token], kind: str) -> frozenset[str]:
    return frozenset(token.says for token in tokens if token.kind == kind)


def _without_opening(question: str) -> str:
    text = question.strip().lower()
    while found := next((o for o in OPENINGS if re.match(rf"{o}\b[\s,:]*", text)), None):
        text = re.sub(rf"{found}\b[\s,:]*", "", text, count=1)
    return text


def _tokens(words: tuple[str, ...]) -> list[_Token]:
    """Words that change nothing are left out."""
    found: list[_Token] = []
    at = 0
    for match in (*_phrases().find(words), None):
        first = match.first if match else len(words)
        for word in words[at:first]:
            if (number := _number(word)) is not None:
                found.append(_Token("NUMBER", str(number)))
            elif word not in FURNITURE:
                found.append(_Token(word, word))
        if match:
            kind, _, says = match.key.partition(" ")
            if kind in ("REGION", "OFREGION"):
                says = match.phrase.removeprefix("of ").removeprefix("the ")
            found.append(_Token(kind, says))
            at = match.last
    return found


def _number(word: str) -> int | None:
    if word.isdecimal() and len(word) < 5:
        return int(word)
    return small_numbers().get(word, ordinals().get(word))


def _selected(tokens: list[_Token], named: set[str]) -> list[_Token]:
    """Numbers and names of series as tokens of their own."""
    found: list[_Token] = []
    names = named | ORGAN_KERNELS
    for at, token in enumerate(tokens):
        before = tokens[at - 1].kind if at else ""
        behind = next((t.kind for t in tokens[at + 1 :] if t.says not in names), "")
        if token.kind == "NUMBER":
            if before == "SERIES" or behind == "SERIES" or before == "NUMBER":
                found.append(_Token("NUMBERED", token.says))
            elif before == "IMAGE":
                found.append(_Token("SLICENUMBER", token.says))
            elif token.says == "2":  # "the two studies"
                continue
            else:
                found.append(_Token("number", token.says))
        elif token.kind in ("REGION", "OFREGION"):
            of_exam = behind in _EXAMS or (token.kind == "OFREGION" and before in _EXAMS)
            name = "NAMED" if _is_name(token.says, behind, named) else "region"
            found.append(_Token("EXAMINED" if of_exam else name, token.says))
        elif token.kind == "LAST":
            rest = (t.kind for t in tokens[at + 1 :] if t.kind != "REGION")
            older = next(rest, "") in (*_EXAMS, "PRIOR", "DONE")
            found.append(_Token("PRIOR" if older else "last"))
        elif token.kind == token.says and _is_name(token.says, behind, named):
            found.append(_Token("NAMED", token.says))
        else:
            found.append(token)
    return found


def _is_name(word: str, behind: str, named: set[str]) -> bool:
    """Whether a word that no table knows names series. A word of a description may be one of
    anatomy ("LIVER"), so it has to stand in front of "series" or "images"."""
    known = word in named or word in ORGAN_KERNELS
    if known and behind in ("SERIES", "IMAGE", "KERNEL", "WINDOW"):
        return True
    return word in TECHNIQUES or (word in named and _is_code(word))


def _is_code(word: str) -> bool:
    """ "t1w", "b1000": no word of a clinical question."""
    return any(c.isdigit() for c in word) and any(c.isalpha() for c in word)


def _topics(kinds: frozenset[str]) -> tuple[Topic, ...]:
    """Topics whose patterns are met and that together account for every token; () for none."""
    order = list(Topic)
    found = (one.topic for one in accounting(TOPICS, FALLBACKS, ALWAYS, kinds))
    return tuple(sorted(found, key=order.index))


@cache
def _phrases() -> Phrases:
    table: dict[str, list[str]] = {
        key: [part.strip() for part in text.split(",")] for key, text in WORDS.items()
    }
    for plane, text in PLANES.items():
        table[f"PLANEWORD {plane}"] = [part.strip() for part in text.split(",")]
    for modality, phrases in modality_phrases().items():
        table[f"MOD {modality}"] = [phrase for phrase in phrases if phrase.lower() != "us"]
    for phrases in region_phrases().values():
        own = [phrase for phrase in phrases if phrase.lower() not in ("ap", "a p")]
        table.setdefault("REGION", []).extend(own)
        table.setdefault("OFREGION", []).extend(
            f"of {the}{one}" for one in own for the in ("", "the ")
        )
    table["pointing"] = list(POINTING)
    return Phrases(table)
