"""Wording: how the words of one sentence are written (abbreviations, names, capitals, spacing)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from medvoice.language.markers import Token
from medvoice.language.marks import Kind
from medvoice.language.utterance import Span, WrittenToken
from medvoice.lexicon.writing import abbreviations, names, small_words

_CORE = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# A final form this short is a unit or a symbol, and takes no capital even at the start.
_LONGEST_UNIT = 4


class Wording:
    """Built once per session: the word tables."""

    def __init__(self) -> None:
        self._written = abbreviations() | names()
        self._small = small_words()

    def sentence(
        self, tokens: Sequence[Token], capital: bool
    ) -> tuple[str, tuple[WrittenToken, ...]]:
        """The text, and where each of its tokens came from. tokens: words, inner marks and the
        closing mark. capital: whether to begin with one."""
        texts = self._words(tokens)
        if capital:
            _capitalise(tokens, texts)
        out = ""
        placed: list[WrittenToken] = []
        glue = True
        for token, text in zip(tokens, texts, strict=True):
            tight = token.kind in (Kind.STOP, Kind.PAUSE, Kind.CLOSE, Kind.JOIN)
            gap = "" if glue or tight or not text else " "
            start = len(out) + len(gap)
            out += gap + text
            glue = token.kind in (Kind.OPEN, Kind.JOIN)
            if text or not placed:
                placed.append(WrittenToken(text, start, Span(token.first, token.last)))
            else:  # written together with the word before ("pet ct", "PET/CT")
                before = placed[-1]
                span = Span(before.span.first, token.last)
                placed[-1] = WrittenToken(before.text, before.start, span)
        return out, tuple(placed)

    def _words(self, tokens: Sequence[Token]) -> list[str]:
        texts = [token.text for token in tokens]
        for at, token in enumerate(tokens):
            after = tokens[at + 1] if at + 1 < len(tokens) else None
            if token.kind is Kind.TAG:
                texts[at] = token.text.lower()
                if after is not None and after.kind is Kind.WORD:
                    lowered = texts[at + 1].lower()
                    texts[at + 1] = lowered if lowered in self._small else texts[at + 1]
            elif token.kind is Kind.WORD and not token.fixed:
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
        pair = self._written.get(spoken)
        if pair is not None:
            parts = pair.split()
            texts[at : at + 2] = parts if len(parts) == 2 else [pair, ""]


def _capitalise(tokens: Sequence[Token], texts: list[str]) -> None:
    for at, token in enumerate(tokens):
        if token.kind in (Kind.WORD, Kind.TAG):
            if is_enumerator(texts[at]) and at + 1 < len(texts):
                continue
            word = texts[at].lstrip("(\"'")
            if token.fixed and (len(word) <= _LONGEST_UNIT or "/" in word):
                return
            letters = r"[a-z0-9'’/ -]+" if token.fixed else r"[a-z'’/ -]+"
            if word[:1].islower() and re.fullmatch(letters + r"[.)\"]*", word):
                lead = len(texts[at]) - len(word)
                texts[at] = texts[at][:lead] + word[0].upper() + word[1:]
            return


def is_enumerator(text: str) -> bool:
    """A written list number: "1." or "12." """
    return bool(re.fullmatch(r"\d{1,2}\.", text))
