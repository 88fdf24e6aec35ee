"""What a sentence says: its words with their status, its clauses, the names in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from medvoice.lexicon.abnormal import canonical, implied
from medvoice.lexicon.anatomy import generic_terms, regions
from medvoice.lexicon.scopes import (
    denying_words,
    ending_words,
    gone_words,
    not_denying_words,
    unseen_words,
)
from medvoice.lexicon.terms import Phrases, folded, singular

_TOKEN = re.compile(r"\d+\.\d+|[a-z0-9]+(?:'[a-z]+)?|[,;:]|[.?!](?=\s)")
_NEAR = 3  # words between "no" and what makes it deny no finding ("no significant interval change")
_STOPS = frozenset(".?!;:")
_WEIGHTED = {("t", "one"): "t1", ("t", "two"): "t2"}


class Status(StrEnum):
    """PRESENT: also where uncertain; nothing may be called normal that may be abnormal."""

    PRESENT = "present"
    ABSENT = "absent"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Word:
    """text: canonical. plain: singular as said."""

    text: str
    plain: str
    status: Status


@dataclass(frozen=True, slots=True)
class Named:
    """A name of the lexicon: words [first, last) of a clause. regions: where it belongs. organ,
    finding: what it can be. generic: found in many places."""

    first: int
    last: int
    words: tuple[str, ...]
    regions: frozenset[str]
    organ: bool
    finding: bool
    generic: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """Words up to a "but", a semicolon or the end, and the names in them."""

    words: tuple[Word, ...]
    names: tuple[Named, ...]

    def has(self, words: frozenset[str], status: Status | None = None) -> bool:
        """Whether it has one of these words, canonical or as said."""
        return any(
            (word.text in words or word.plain in words) and status in (None, word.status)
            for word in self.words
        )

    def at(self, position: int) -> Named | None:
        """The name that a word is part of."""
        return next((name for name in self.names if name.first <= position < name.last), None)

    def status(self, name: Named) -> Status:
        """Of its last word."""
        return self.words[name.last - 1].status


@dataclass(frozen=True, slots=True)
class _Kind:
    regions: frozenset[str]
    organ: bool
    finding: bool


def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of one or more sentences."""
    tokens = [singular(token) for token in _TOKEN.findall(text.lower())]
    tokens = [part for token in tokens for part in (token, *_parts(token))]
    merged: list[str] = []
    for token in tokens:
        if merged and (merged[-1], token) in _WEIGHTED:
            merged[-1] = _WEIGHTED[merged[-1], token]
        else:
            merged.append(token)
    found: list[Clause] = []
    start = 0
    for at, token in enumerate([*merged, "."]):
        if token in _STOPS or token in ending_words():
            if at > start:
                found.append(_clause(merged[start:at]))
            start = at + 1
    return tuple(found)


def _parts(token: str) -> tuple[str, ...]:
    """Findings that a finding is made of, as words behind a comma."""
    return tuple(word for finding in implied(token) for word in (",", *folded(finding)))


def _clause(tokens: list[str]) -> Clause:
    status = _statuses(tokens)
    words = tuple(
        Word(canonical(token), token, state) for token, state in zip(tokens, status, strict=True)
    )
    names = []
    kinds = _kinds()
    seen: set[int] = set()
    for match in _phrases().find(tuple(tokens)):
        if match.first in seen:
            continue
        seen.add(match.first)
        phrase = tuple(match.phrase.split())
        kind = kinds[phrase]
        names.append(
            Named(
                match.first,
                match.last,
                tuple(canonical(word) for word in phrase),
                kind.regions,
                kind.organ,
                kind.finding,
                phrase in _generic(),
            )
        )
    return Clause(words, tuple(names))


def _statuses(tokens: list[str]) -> list[Status]:
    """The status of each word of one clause."""
    status = [Status.PRESENT] * len(tokens)
    denying = False
    for at, token in enumerate(tokens):
        ahead = tokens[at + 1 : at + 1 + _NEAR]
        if token in denying_words() and (token != "free" or ahead[:1] in (["of"], ["from"])):
            if unseen_words().intersection(ahead) and token in ("not", "no"):
                _mark(status, 0, at, Status.ABSENT)
            denying = not not_denying_words().intersection(ahead)
            continue
        if token == "," and denying and not {"or", "nor"}.intersection(tokens[at:]):
            denying = False
        if token == "absent" and at:
            _mark(status, 0, at, Status.ABSENT)
        if token in gone_words() and (token != "longer" or tokens[at - 1 : at] == ["no"]):
            behind = ahead[:1] == ["of"] or token == "longer"
            before = ahead[:1] != ["of"]
            _mark(status, 0 if before else at, len(tokens) if behind else at, Status.GONE)
        if denying:
            status[at] = Status.ABSENT
    return status


def _mark(status: list[Status], first: int, last: int, to: Status) -> None:
    for at in range(first, last):
        status[at] = to


@cache
def _generic() -> frozenset[tuple[str, ...]]:
    return frozenset(folded(phrase) for phrase in generic_terms())


@cache
def _kinds() -> Mapping[tuple[str, ...], _Kind]:
    """Every phrase of the lexicon."""
    found: dict[tuple[str, ...], _Kind] = {}
    for name, region in regions().items():
        for phrases, organ in ((region.organs, True), (region.findings, False)):
            for phrase in phrases:
                words = folded(phrase)
                before = found.get(words, _Kind(frozenset(), organ=False, finding=False))
                found[words] = _Kind(
                    before.regions | {name}, before.organ or organ, before.finding or not organ
                )
    return found


@cache
def _phrases() -> Phrases:
    return Phrases({"": [" ".join(words) for words in _kinds()]})


@cache
def organ_words() -> frozenset[str]:
    """Canonical words of all organ names."""
    return frozenset(
        canonical(word) for words, kind in _kinds().items() if kind.organ for word in words
    )
