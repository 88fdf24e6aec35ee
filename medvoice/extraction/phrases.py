"""The phrases of a schema: a small language for wordings, and the regular expressions it becomes.

    tumor measures {}            words; "{}" is the value, "{n}" any other number
    tumor|mass is|measures {}    alternatives of one word
    (lymph node|(small)? node)   alternatives of several words, one inside another
    the? tumor                   "?": the word or group before it may be missing
    nodul*                       "*": any ending
    tumor .. {}                  "..": up to six words without a number, within the clause
    {} !from|away                "!": not followed by; at the beginning: not behind (one word)

Case, American or British spelling, and hyphens, commas and line breaks between words make no
difference.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from medvoice.lexicon.spellings import american, either_spelling

SPACE = r"(?:[,:]?[\s\-‐–/]+)"
"""Between two words; a comma or a colon may stand there, too ("adenocarcinoma, in situ")."""
GAP = r"(?:[\s(]+(?![^\s]*\d)[^\s.;:,()]+){0,6}?[\s(]+"
_BEFORE = r"(?<![\w])(?<!non-)(?<!non )"
_AFTER = r"(?![\w])"
MOST_PHRASE = 300


class PhraseError(ValueError):
    """The phrase cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """words: one of which stands in every text that it matches; empty where nothing is certain."""

    source: str
    pattern: str
    words: frozenset[str]


def phrase(text: str, value: str = "", other: str = "") -> Phrase:
    """value, other: regular expressions for "{}" and "{n}". Raises PhraseError."""
    if not text.strip() or len(text) > MOST_PHRASE:
        raise PhraseError(f'"{text[:40]}" is empty or longer than {MOST_PHRASE} signs')
    part = _parsed(text)
    if part.optional:
        raise PhraseError(f'"{text}": everything in it may be missing')
    pattern = part.pattern.replace(_VALUE, value).replace(_NUMBER, other)
    return Phrase(text, _BEFORE + pattern + _AFTER, part.words)


_VALUE, _NUMBER = "\ue000", "\ue001"
"""Stand for "{}" and "{n}" until their expressions are put in."""


@dataclass(frozen=True, slots=True)
class _Part:
    """words: as of Phrase. optional: it may match nothing."""

    pattern: str
    words: frozenset[str]
    optional: bool = False
    gap: bool = False
    not_behind: bool = False


@cache
def _parsed(text: str) -> _Part:
    return _Parser(text).whole()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = re.findall(r"[()|!]|\.\.|[^\s()|!]+|\s+", text.strip())
        self._at = 0
        self._depth = 0

    def whole(self) -> _Part:
        part = self._sequence()
        if self._at < len(self._tokens):
            raise self._fault("a bracket is closed that was not opened, or | stands alone")
        return part

    def _fault(self, what: str) -> PhraseError:
        return PhraseError(f'"{self._text}": {what}')

    def _next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _sequence(self) -> _Part:
        """Up to a closing bracket or a "|" of the group around it."""
        parts: list[_Part] = []
        while self._next() not in ("", ")", "|"):
            if self._next().isspace():
                self._at += 1
                continue
            parts.append(self._item(first=not parts and not self._depth))
        if not parts:
            raise self._fault("an alternative is empty")
        return self._joined(parts)

    def _item(self, first: bool = False) -> _Part:
        if self._next() == "..":
            self._at += 1
            return _Part(GAP, frozenset(), gap=True)
        if self._next() == "!":
            self._at += 1
            begin = self._at
            inner = self._item()
            words = "".join(self._tokens[begin : self._at])
            pattern = f"(?!{SPACE}(?:{inner.pattern}){_AFTER})"
            if first:
                pattern = "".join(rf"(?<!\b{re.escape(word)}\s)" for word in words.split("|"))
            return _Part(pattern, frozenset(), not_behind=True)
        options = [self._group() if self._next() == "(" else self._word()]
        while self._next() == "|" and not self._depth:  # in a group it parts alternatives
            self._at += 1
            if self._next() in ("", ")", "|") or self._next().isspace():
                raise self._fault("an alternative is empty")
            options.append(self._group() if self._next() == "(" else self._word())
        if len(options) == 1:
            return options[0]
        return _either(options)

    def _group(self) -> _Part:
        self._at += 1
        self._depth += 1
        options = [self._sequence()]
        while self._next() == "|":
            self._at += 1
            options.append(self._sequence())
        self._depth -= 1
        if self._next() != ")":
            raise self._fault("a bracket is not closed")
        self._at += 1
        part = _either(options)
        if self._next() == "?":
            self._at += 1
            part = _Part(part.pattern, frozenset(), optional=True)
        return part

    def _word(self) -> _Part:
        token = self._next()
        self._at += 1
        if token == ")":
            raise self._fault("a bracket is closed that was not opened")
        optional = token.endswith("?")
        token = token.removesuffix("?")
        pieces = [piece for piece in re.split(r"[\-/](?!\{)|(?<=\})/", token) if piece]
        if not pieces:
            raise self._fault(f'"{token}" holds no word')
        pattern = SPACE.join(self._piece(piece) for piece in pieces)
        sure = [piece.lower() for piece in pieces if piece.isalpha() and piece.isascii()]
        words = frozenset({american(max(sure, key=len))}) if sure and not optional else frozenset()
        return _Part(f"(?:{pattern})", words, optional)

    def _piece(self, piece: str) -> str:
        if piece in ("{}", "{n}"):
            return _VALUE if piece == "{}" else _NUMBER
        if "{" in piece or "}" in piece:
            raise self._fault(f"{piece}: only {{}} and {{n}} may stand in braces")
        if piece.endswith("*"):
            return either_spelling(piece[:-1].lower()) + r"\w*"
        return either_spelling(piece.lower())

    def _joined(self, parts: list[_Part]) -> _Part:
        """Spaces stand between parts; one that may be missing takes its space with it."""
        pattern, words = "", frozenset[str]()
        begun = False  # something that is always there stands in front
        for at, part in enumerate(parts):
            if part.gap or part.not_behind:
                pattern += part.pattern
                begun = False if part.gap else begun
            elif begun:
                piece = f"{SPACE}{part.pattern}"
                pattern += f"(?:{piece})?" if part.optional else piece
            elif part.optional:
                last = all(p.optional or p.not_behind for p in parts[at + 1 :])
                if last and not begun and at == 0:
                    raise self._fault("everything in it may be missing")
                pattern += f"(?:{part.pattern}{SPACE})?"
            else:
                pattern += part.pattern
                begun = True
            if part.words and (not words or len(part.words) < len(words)):
                words = part.words
        return _Part(pattern, words)


def _either(options: list[_Part]) -> _Part:
    sure = all(option.words for option in options)
    words = frozenset().union(*(option.words for option in options)) if sure else frozenset()
    pattern = "(?:" + "|".join(option.pattern for option in options) + ")"
    return _Part(pattern, frozenset(words))


def any_of(phrases: Sequence[Phrase]) -> re.Pattern[str]:
    """One expression for all, the longest phrase first."""
    ordered = sorted(phrases, key=lambda one: len(one.source), reverse=True)
    return re.compile("|".join(f"(?:{one.pattern})" for one in ordered), re.IGNORECASE)


def any_word(phrases: Sequence[Phrase]) -> frozenset[str]:
    """Words of which one stands in every text that one of the phrases matches; empty where that is
    not certain."""
    if not all(one.words for one in phrases):
        return frozenset()
    return frozenset().union(*(one.words for one in phrases))
