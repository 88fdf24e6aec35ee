"""A text as words to compare: one spelling, one word for those that say the same, with a class."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache

from medvoice.lexicon.abnormal import abnormal_words, canonical
from medvoice.lexicon.anatomy import regions
from medvoice.lexicon.families import family_heads
from medvoice.lexicon.meaning import (
    change_words,
    doubt_words,
    same_phrases,
    severity_words,
    small_words,
)
from medvoice.lexicon.organ_words import body_words, organ_words
from medvoice.lexicon.roots import adjective, root
from medvoice.lexicon.sides import side_words
from medvoice.lexicon.terms import folded, singular
from medvoice.report.guard.constructions import one_construction
from medvoice.report.guard.numbers import signed

_TOKEN = re.compile(
    r"⟦[^⟧]+⟧|[^\W\d_][^\W_]*(?:'[a-z]+)?|\d[^\W_]*|[<>≤≥±~+=]|[,;:.?!](?=\s|$)|(?<=[a-z])\.(?=[a-z]{2,}\b)"
)
_CAUSE = "due-to"
_NO_PLACES = frozenset(
    "in of the and line tube lead catheter gas air blood stool fluid enhancement".split()
)
_INSTEAD = frozenset({"rather", "likely", "probable"})
_NOT_COMPARED = frozenset({"prior", "since", "but", "with", "without", "and", "while", "no"})
_UP_TO = frozenset({"to", "through"})
_LONGEST = 5
_BREAKS = frozenset(",;:.?!")


class Class(StrEnum):
    """What a word is. OTHER: findings, and every word that is not known."""

    SIDE = "side"
    NUMBER = "number"
    LEVEL = "level"
    DATE = "date"
    REFERENCE = "series or image"
    SEVERITY = "severity"
    DOUBT = "uncertainty"
    CHANGE = "comparison"
    PLACE = "anatomy"
    OTHER = "finding or word"
    MARK = "mark"
    SMALL = "small word"


@dataclass(frozen=True, slots=True)
class Word:
    """text: as compared. denied: it is in the scope of a negation. spelled: as it stands in the
    text; of a word that stands for others, the last of them where that is a plural, else ""."""

    text: str
    kind: Class
    denied: bool = False
    spelled: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class _Token:
    """text: singular. spelled: as in `Word`."""

    text: str
    spelled: str = ""


_COMPARED = frozenset({Class.SIDE, Class.PLACE, Class.LEVEL})
_RANGED = frozenset({Class.NUMBER, Class.LEVEL, Class.REFERENCE})

_SIGNS = {
    "number": Class.NUMBER,
    "level": Class.LEVEL,
    "date": Class.DATE,
    "reference": Class.REFERENCE,
    "change": Class.CHANGE,
}


def read_words(text: str) -> list[Word]:
    """All words and marks of a text, in order; negations are still words."""
    plain = one_construction(signed(text))
    tokens = [_Token(t if t[0] == "⟦" else singular(t), t) for t in _TOKEN.findall(plain)]
    words = [replace(_word(token.text), spelled=token.spelled) for token in _same(tokens)]
    return _causes(_priors(_ranges(words)))


def _same(tokens: list[_Token]) -> list[_Token]:
    """Longest phrases first; what a phrase is replaced by may be part of the next one."""
    for _ in range(2):
        done: list[_Token] = []
        at = 0
        while at < len(tokens):
            for length in range(min(_LONGEST, len(tokens) - at), 0, -1):
                new = _phrases().get(tuple(t.text for t in tokens[at : at + length]))
                if new is not None:
                    last = tokens[at + length - 1]
                    plural = last.spelled if last.spelled != last.text else ""
                    done += [*map(_Token, new[:-1]), _Token(new[-1], plural)]
                    at += length
                    break
            else:
                done.append(tokens[at])
                at += 1
        tokens = done
    return tokens


@cache
def _phrases() -> dict[tuple[str, ...], tuple[str, ...]]:
    return {folded(old): tuple(new.split()) for old, new in same_phrases().items()}


def _word(token: str) -> Word:
    if token[0] == "⟦":
        kind, value = token[1:-1].split(":", 1)
        return Word(value, _SIGNS[kind])
    if token in _BREAKS:
        return Word(token, Class.MARK)
    for kind, words in _classes():
        if token in words:
            return Word(token, kind)
    plain = adjective(token)
    for kind, words in _classes() if plain != token else ():
        if plain in words:
            return Word(plain, kind)
    stem = canonical(root(plain))
    return Word(stem, Class.PLACE if stem in _places() else Class.OTHER)


@cache
def _classes() -> tuple[tuple[Class, frozenset[str]], ...]:
    return (
        (Class.SIDE, side_words()),
        (Class.SEVERITY, severity_words()),
        (Class.DOUBT, doubt_words()),
        (Class.CHANGE, change_words()),
        (Class.SMALL, small_words()),
    )


@cache
def _places() -> frozenset[str]:
    """Words of organ names, without those that can be abnormal themselves ("gas")."""
    named = {w for r in regions().values() for phrase in r.organs for w in folded(phrase)}
    named |= set(organ_words()) | set(body_words())
    named |= {family_heads().get(word, word) for word in named}  # "cerebrum" of "cerebral"
    return frozenset(named - abnormal_words() - _NO_PLACES)


def _ranges(words: list[Word]) -> list[Word]:
    """ "3 to 6" is more than "3 and 6". Not where "from" makes it a change: "from 4 mm to 6 mm"."""
    found = list(words)
    for at in range(1, len(words) - 1):
        before, behind = words[at - 1], words[at + 1]
        changes = at > 1 and words[at - 2].text == "from" and before.kind is Class.NUMBER
        alike = before.kind is behind.kind and before.kind in _RANGED
        if words[at].text in _UP_TO and alike and not changes:
            found[at] = Word("range", before.kind)
    return found


def up_to(words: Sequence[Word], ends: Callable[[Word], bool]) -> Sequence[Word]:
    """The words before the first that ends them; all where none does."""
    return words[: next((at for at, word in enumerate(words) if ends(word)), len(words))]


def _priors(words: list[Word]) -> list[Word]:
    """A number that was measured before is another one: "6 mm, previously 4 mm"; "from 4 mm"."""
    found: list[Word] = []
    prior = False
    for at, word in enumerate(words):
        if word.text == "prior" and any(w.kind is Class.NUMBER for w in words[at + 1 : at + 3]):
            prior = True
            continue
        if word.text == "from" and words[at + 1 : at + 2] and words[at + 1].kind is Class.NUMBER:
            changes = at > 0 and words[at - 1].text in ("increased", "decreased")
            prior = changes or [w.text for w in words[at + 2 : at + 3]] == ["to"]
        if _is_compared_with(words, at):
            found.append(replace(word, text=f"than {word.text}"))  # "right larger than left"
            continue
        if word.kind is Class.NUMBER and prior:
            found.append(replace(word, text=f"before: {word.text}"))
            continue
        prior = prior and word.kind is Class.SMALL and word.text not in ("to", "now")
        found.append(word)
    return found


def _is_compared_with(words: list[Word], at: int) -> bool:
    """Whether a place or, behind "rather than" and "likely than", a finding is what another one is
    compared with: "larger than that in the left lobe". What was there before is no other place
    ("larger than on the prior chest CT")."""
    if words[at].kind not in (*_COMPARED, Class.OTHER):
        return False
    for back in range(at - 1, -1, -1):
        word = words[back]
        if word.text == "than":
            before = words[back - 1].text if back else ""
            return words[at].kind is not Class.OTHER or before in _INSTEAD
        if word.kind in (Class.MARK, Class.DATE) or word.text in _NOT_COMPARED:
            return False
    return False


def _causes(words: list[Word]) -> list[Word]:
    """A finding that is named as the cause is another one than that which it causes."""
    found: list[Word] = []
    cause = False
    for word in words:
        cause = word.text == _CAUSE or (
            cause and word.kind is not Class.MARK and word.text != "and"
        )
        is_cause = cause and word.kind is Class.OTHER and word.text != _CAUSE
        found.append(replace(word, text=f"cause: {word.text}") if is_cause else word)
    return found
