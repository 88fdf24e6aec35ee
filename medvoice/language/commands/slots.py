"""Slots: what the words of a phrase may fill them with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from medvoice.language.commands.heard import HeardWord
from medvoice.lexicon.terms import folded

# A misheard name is taken for a known one only when it is long and near to that one alone; the
# same bounds as for spoken headings.
_NEAR = 0.85
_FEWEST_LETTERS = 7
_LONGEST_NAME = 8  # words
_FEWEST_SPELLED = 2


@dataclass(frozen=True, slots=True)
class Slot:
    """A filled slot. value: what it stands for (a field's id, "docx", "2"); the words themselves
    for open slots. text: the words as heard, lower case. first, last: spoken words
    [first, last)."""

    name: str
    kind: str
    value: str
    text: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Names:
    """Names known at this moment: kind of slot → folded spoken name → value."""

    tables: Mapping[str, Mapping[tuple[str, ...], str]] = field(default_factory=dict)

    @classmethod
    def of(cls, tables: Mapping[str, Mapping[str, str]]) -> Names:
        """From spoken names in any case; where two say the same, the first stays."""
        made: dict[str, dict[tuple[str, ...], str]] = {}
        for kind, names in tables.items():
            made[kind] = {}
            for name, value in names.items():
                words = folded(name)
                if words:
                    made[kind].setdefault(words, value)
        return cls(made)

    def exact(self, kind: str, text: str) -> str | None:
        """The value of a name."""
        return self.tables.get(kind, {}).get(folded(text))

    def near(self, kind: str, text: str) -> str | None:
        """The value of the one name that the words are nearly, None for none or several."""
        words = " ".join(folded(text))
        if len(words) < _FEWEST_LETTERS:
            return None
        close = {
            value
            for name, value in self.tables.get(kind, {}).items()
            if name[0][:1] == words[:1]
            and SequenceMatcher(None, words, " ".join(name)).ratio() >= _NEAR
        }
        return close.pop() if len(close) == 1 else None


class SlotFiller:
    """What a slot of a kind can take from a place on."""

    def __init__(self, lists: Mapping[str, Mapping[str, str]], names: Names) -> None:
        self._lists = lists
        self._names = names

    def takes(self, kind: str, words: Sequence[HeardWord], at: int) -> Iterator[tuple[int, str]]:
        """(end, value) of every way to fill it, the likeliest first."""
        if kind == "text":
            yield from self._ends(words, at, at + 1)
        elif kind == "question":
            yield from self._question(words, at)
        elif kind == "letters":
            yield from self._letters(words, at)
        elif kind in self._lists:
            yield from self._listed(kind, words, at)
        else:
            yield from self._named(kind, words, at)

    def _ends(
        self, words: Sequence[HeardWord], at: int, first_end: int
    ) -> Iterator[tuple[int, str]]:
        for end in range(first_end, len(words) + 1):
            yield end, _text(words, at, end)

    def _question(self, words: Sequence[HeardWord], at: int) -> Iterator[tuple[int, str]]:
        text = _text(words, at, len(words))
        begins = any(text.startswith(start + " ") for start in self._lists["question"])
        if begins:
            yield len(words), text

    def _letters(self, words: Sequence[HeardWord], at: int) -> Iterator[tuple[int, str]]:
        end = at
        while end < len(words) and len(words[end].text) == 1 and words[end].text.isalnum():
            end += 1
        if end - at >= _FEWEST_SPELLED:
            yield end, "".join(word.text for word in words[at:end])

    def _listed(self, kind: str, words: Sequence[HeardWord], at: int) -> Iterator[tuple[int, str]]:
        table = self._lists[kind]
        for end in range(min(len(words), at + _LONGEST_NAME), at, -1):
            text = _text(words, at, end)
            if text in table:
                yield end, table[text]
            elif kind == "number" and text.isdigit() and text in table.values():
                yield end, text

    def _named(self, kind: str, words: Sequence[HeardWord], at: int) -> Iterator[tuple[int, str]]:
        ends = range(min(len(words), at + _LONGEST_NAME), at, -1)
        for end in ends:
            value = self._names.exact(kind, _text(words, at, end))
            if value is not None:
                yield end, value
        if at < len(words) and len(words) - at <= _LONGEST_NAME:
            value = self._names.near(kind, _text(words, at, len(words)))
            if value is not None:
                yield len(words), value


def _text(words: Sequence[HeardWord], first: int, last: int) -> str:
    return " ".join(word.text for word in words[first:last])
