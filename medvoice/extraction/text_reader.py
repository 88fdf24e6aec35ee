"""Texts of a schema: what stands behind a label, as written."""

from __future__ import annotations

from collections.abc import Iterator

from medvoice.extraction.said import Answer, Said
from medvoice.extraction.schema import TextField
from medvoice.extraction.statements import Statement
from medvoice.lexicon.answers import empty_answers


class TextReader:
    def __init__(self, field: TextField) -> None:
        self._field = field

    @property
    def words(self) -> frozenset[str]:
        return frozenset()

    @property
    def field(self) -> TextField:
        return self._field

    def answered(self, statement: Statement, answer: Answer) -> Iterator[Said]:
        text = " ".join(answer.text.split())
        if not text or text.lower() in empty_answers():
            return
        trouble = f"longer than {self._field.longest}" if len(text) > self._field.longest else ""
        yield Said(text, 0, answer.end, trouble=trouble)

    def in_prose(self, statement: Statement) -> Iterator[Said]:
        yield from ()
