"""Choices of a schema: which of a list is named, behind a label and in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medvoice.extraction.phrases import any_of, any_word, phrase
from medvoice.extraction.polarity import Polarity, Reach, polarity
from medvoice.extraction.said import Answer, Said, trouble_of
from medvoice.extraction.schema import ChoiceField
from medvoice.extraction.statements import Statement

_HEAD = re.compile(r"[^,;(]+")
_SHARE = re.compile(r"(\d+)\s?%")


class ChoiceReader:
    def __init__(self, field: ChoiceField) -> None:
        self._field = field
        said = {name: [phrase(text) for text in texts] for name, texts in field.choices.items()}
        ignored = [phrase(text) for text in field.ignore]
        self._by_name = {name: any_of(phrases) for name, phrases in said.items() if phrases}
        self._ignored = any_of(ignored) if ignored else None
        everything = [*ignored, *(one for phrases in said.values() for one in phrases)]
        self._all = any_of(everything)
        self._answers = {
            name: any_of([phrase(text) for text in texts])
            for name, texts in field.answers.items()
            if texts
        }
        value = f"(?P<value>{self._all.pattern})"
        frames = [phrase(text, value) for text in field.frames]
        self._frames = [(one.words, re.compile(one.pattern, re.IGNORECASE)) for one in frames]
        own = any_word(everything)
        needed = [one.words or own for one in frames]
        self._words = frozenset().union(*needed) if all(needed) else frozenset()

    @property
    def words(self) -> frozenset[str]:
        return self._words

    @property
    def field(self) -> ChoiceField:
        return self._field

    def answered(self, statement: Statement, answer: Answer) -> Iterator[Said]:
        text = answer.text
        head = _HEAD.match(text)
        for name, says in self._answers.items():
            if says.fullmatch(text.strip()) or (head and says.fullmatch(head[0].strip())):
                yield Said(name, 0, answer.end)
                return
        named = [(name, reach) for name, reach, _ in self.mentions(text)]
        affirmed = [name for name, reach in named if reach.polarity is Polarity.AFFIRMED]
        if not named:
            return
        different = list(dict.fromkeys(affirmed))
        if len(different) == 1 or (different and (self._field.many or self._first(text))):
            for name in different if self._field.many else different[:1]:
                yield Said(name, 0, answer.end)
        elif different:
            yield Said(different[0], 0, answer.end, trouble="several are named")
        else:
            yield Said(named[0][0], 0, answer.end, trouble=trouble_of(named[0][1]))

    def in_prose(self, statement: Statement) -> Iterator[Said]:
        text = statement.text
        hidden: list[tuple[int, int]] | None = None
        for words, frame in self._frames:
            if words and not words & statement.words:
                continue
            for match in frame.finditer(text):
                hidden = self._hidden(text) if hidden is None else hidden
                at, stop = match.span("value")
                name, end = self.named_at(text, at)
                # A longer name that begins within this one, or a phrase to be ignored, hides it.
                if not name or any(a <= at < b or at <= a < end for a, b in hidden):
                    continue
                last = match.end() + max(0, end - stop)
                trouble = trouble_of(polarity(text, match.start(), last))
                yield Said(name, match.start(), last, trouble=trouble)

    def named_at(self, text: str, start: int) -> tuple[str, int]:
        """(choice, end) of the longest phrase that begins there; "" for none, or where a phrase to
        be ignored is as long."""
        best, end = "", start
        for name, says in self._by_name.items():
            match = says.match(text, start)
            if match and match.end() > end:
                best, end = name, match.end()
        ignored = self._ignored.match(text, start) if self._ignored is not None else None
        return ("", ignored.end()) if ignored and ignored.end() >= end else (best, end)

    @property
    def stands_alone(self) -> bool:
        """Whether a choice says itself wherever it stands."""
        return "{}" in self._field.frames

    def mentions(self, text: str) -> Iterator[tuple[str, Reach, tuple[int, int]]]:
        """(choice, how it is meant, where it stands)."""
        at = 0
        while match := self._all.search(text, at):
            name, end = self.named_at(text, match.start())
            if name:
                yield name, polarity(text, match.start(), end), (match.start(), end)
            at = max(end, match.end())

    def _hidden(self, text: str) -> list[tuple[int, int]]:
        return [m.span() for m in self._ignored.finditer(text)] if self._ignored else []

    def _first(self, text: str) -> bool:
        """Whether the first one named is meant: no later one has a larger share."""
        if self._field.pick != "first":
            return False
        shares = [int(share) for share in _SHARE.findall(text)]
        return shares == sorted(shares, reverse=True)
