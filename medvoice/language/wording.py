"""Wording: how the words of one sentence are written (abbreviations, names, capitals, spacing)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from medvoice.language.markers import Token
from medvoice.language.marks import Kind
from medvoice.lexicon.writing import abbreviations, names, number_words, ordinal_words, small_words

_CORE = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LEVEL_LETTERS = frozenset("clts")
# Names of months only in front of a day or a year: "may" and "march" are verbs elsewhere.
_MONTHS_AND_VERBS = frozenset({"march", "may"})


class Wording:
    """Built once per session: the word tables."""

    def __init__(self) -> None:
        self._written = abbreviations() | names()
        self._numbers = number_words()
        self._small = small_words()
        self._days = number_words() | ordinal_words()

    def sentence(self, tokens: Sequence[Token], capital: bool) -> str:
        """tokens: words, inner marks and the closing mark. capital: whether to begin with one."""
        texts = self._words(tokens)
        if capital:
            _capitalise(tokens, texts)
        out = ""
        glue = True
        for token, text in zip(tokens, texts, strict=True):
            tight = token.kind in (Kind.STOP, Kind.PAUSE, Kind.CLOSE, Kind.JOIN)
            out += text if glue or tight or not text else " " + text
            glue = token.kind in (Kind.OPEN, Kind.JOIN)
        return out

    def _words(self, tokens: Sequence[Token]) -> list[str]:
        texts = [token.text for token in tokens]
        for at, token in enumerate(tokens):
            after = tokens[at + 1] if at + 1 < len(tokens) else None
            if token.kind is Kind.TAG:
                texts[at] = token.text.lower()
                if after is not None and after.kind is Kind.WORD:
                    lowered = texts[at + 1].lower()
                    texts[at + 1] = lowered if lowered in self._small else texts[at + 1]
            elif token.kind is Kind.WORD:
                texts[at] = self._word(texts[at])
                if after is not None and after.kind is Kind.WORD:
                    self._pair(texts, at, f"{token.text} {after.text}")
        return texts

    def _word(self, text: str) -> str:
        def write(match: re.Match[str]) -> str:
            return self._written.get(match.group(), match.group())

        # A marker that nobody knows stays letter for letter.
        return text if "{" in text or "}" in text else _CORE.sub(write, text)

    def _pair(self, texts: list[str], at: int, spoken: str) -> None:
        first, second = texts[at], texts[at + 1]
        pair = self._written.get(spoken)
        if pair is not None:
            parts = pair.split()
            texts[at : at + 2] = parts if len(parts) == 2 else [pair, ""]
        elif first in _MONTHS_AND_VERBS and (second in self._days or second[:1].isdigit()):
            texts[at] = first.capitalize()
        elif first in _LEVEL_LETTERS and (second in self._numbers or second[:1].isdigit()):
            texts[at] = first.upper()


def _capitalise(tokens: Sequence[Token], texts: list[str]) -> None:
    for at, token in enumerate(tokens):
        if token.kind in (Kind.WORD, Kind.TAG):
            if is_enumerator(texts[at]) and at + 1 < len(texts):
                continue
            word = texts[at].lstrip("(\"'")
            if word[:1].islower() and re.fullmatch(r"[a-z'’/ -]+[.)\"]*", word):
                lead = len(texts[at]) - len(word)
                texts[at] = texts[at][:lead] + word[0].upper() + word[1:]
            return


def is_enumerator(text: str) -> bool:
    """A written list number: "1." or "12." """
    return bool(re.fullmatch(r"\d{1,2}\.", text))
