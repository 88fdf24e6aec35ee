"""Codes of a schema: stages, accession numbers and the like, by their pattern."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medvoice.extraction.phrases import any_word, phrase
from medvoice.extraction.polarity import polarity
from medvoice.extraction.said import Answer, Said, trouble_of
from medvoice.extraction.schema import CodeField
from medvoice.extraction.statements import Statement

GROUP = "value"


class CodeReader:
    def __init__(self, field: CodeField) -> None:
        self._field = field
        self._pattern = re.compile(field.pattern)
        frames = [phrase(text, "\0") for text in field.frames]
        # Frames ignore case, the code's own pattern does not.
        self._frames = [
            (one.words, re.compile(_framed(one.pattern, field.pattern))) for one in frames
        ]
        self._words = frozenset() if field.anywhere else any_word(frames)

    @property
    def words(self) -> frozenset[str]:
        return self._words

    @property
    def field(self) -> CodeField:
        return self._field

    @property
    def pattern(self) -> re.Pattern[str]:
        return self._pattern

    def answered(self, statement: Statement, answer: Answer) -> Iterator[Said]:
        text = answer.text.strip()
        inset = answer.text.index(text) if text else 0
        with_prefix = self._field.prefix + text
        for given, shift in ((text, 0), (with_prefix, -len(self._field.prefix))):
            match = self._pattern.match(given)
            if match and _ends(given, match.end()):
                others = {self.value(m) for m in self._pattern.finditer(given, match.end())}
                trouble = "several are named" if others - {self.value(match)} else ""
                end = answer.start + inset + match.end() + shift
                yield Said(self.value(match), 0, end, trouble=trouble)
                return
        if self._field.anywhere:
            for said in self.in_prose(statement):
                yield Said(said.value, 0, said.end, trouble=said.trouble)

    def in_prose(self, statement: Statement) -> Iterator[Said]:
        if self._field.anywhere:
            for match in self._pattern.finditer(statement.text):
                reach = polarity(statement.text, *match.span())
                yield Said(self.value(match), *match.span(), trouble=trouble_of(reach))
        for words, frame in self._frames:
            if words and not words & statement.words:
                continue
            for match in frame.finditer(statement.text):
                reach = polarity(statement.text, *match.span())
                inner = self._pattern.search(match["framed"])
                value = self.value(inner) if inner else match["framed"]
                yield Said(value, *match.span(), trouble=trouble_of(reach))

    def value(self, match: re.Match[str]) -> str:
        """As it is kept."""
        named = GROUP in self._pattern.groupindex and match[GROUP]
        text = "".join((named or match[0]).split())
        if self._field.upper:
            text = text.upper()
        prefix = self._field.prefix
        return text if not prefix or prefix in text else prefix + text


def _framed(frame: str, pattern: str) -> str:
    inner = pattern.replace(f"(?P<{GROUP}>", "(?:")
    before, after = frame.split("\0")
    return f"(?i:{before})(?P<framed>{inner})(?i:{after})"


def _ends(text: str, at: int) -> bool:
    return at == len(text) or not text[at].isalnum()
