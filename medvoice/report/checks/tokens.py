"""Tokens: the words and marks of a sentence, singular, with where they stand and what is denied."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from medvoice.lexicon.terms import singular

_TOKEN = re.compile(r"\d+(?:\.\d+)?|[a-z]+(?:'[a-z]+)?|[,;:()/]|[.?!](?=\s|$)|\.(?=[a-z])")
_CLAUSE_ENDS = frozenset("; : but however although though except which while whereas".split())
NEGATORS = frozenset("no not without none neither nor never denies".split())
_PAIRED = {"negative": ("for",), "free": ("of", "from"), "absence": ("of",), "lack": ("of",)}
_UNSEEN = frozenset("seen identified visualized present evident appreciated visible found".split())
_NOT_OF_IT = frozenset("change longer excluded exclude only certain increase decrease".split())
_LONGEST_THING = 3
"""Words of a finding's name with an adjective."""
VERBS = frozenset(
    "is are was were be been has have had there seen noted identified present demonstrate "
    "demonstrates shows show measuring measure measures in of on at to from within the a an".split()
)
"""They part a finding's name from what is said of it; prepositions and articles among them."""
_SAYS_MORE = VERBS | {"left", "right", "normal"}


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    start: int
    end: int
    denied: bool = False


def tokens_of(text: str) -> list[Token]:
    found = [(singular(m.group()), m.start(), m.end()) for m in _TOKEN.finditer(text.lower())]
    plain = [word for word, _, _ in found]
    denied = _denied(plain)
    return [Token(w, s, e, d) for (w, s, e), d in zip(found, denied, strict=True)]


def _denied(words: Sequence[str]) -> list[bool]:
    flags = [False] * len(words)
    deny = False
    start = 0
    for at, word in enumerate(words):
        if word in _CLAUSE_ENDS or word in ".?!":
            deny, start = False, at + 1
        elif word == "," and deny and not _goes_on(words[at + 1 :]):
            deny = False
        elif word in _PAIRED and words[at + 1 : at + 2] and words[at + 1] in _PAIRED[word]:
            deny = True
        elif word in NEGATORS or (word == "absent" and at):
            ahead = words[at + 1 : at + 4]
            if word == "absent" or (word == "not" and _UNSEEN.intersection(ahead)):
                flags[start:at] = [True] * (at - start)
            elif not _NOT_OF_IT.intersection(ahead):
                deny = True
        flags[at] = flags[at] or deny
    return flags


def _goes_on(rest: Sequence[str]) -> bool:
    """Whether a list of denied things goes on behind a comma: an "or" follows, or nothing but a
    thing ("without edema, consolidation.")."""
    end = next((at for at, word in enumerate(rest) if word in _CLAUSE_ENDS or word in ".?!"), None)
    rest = rest[:end]
    if {"or", "nor"}.intersection(rest):
        return True
    return len(rest) <= _LONGEST_THING and not (_SAYS_MORE) & set(rest)
