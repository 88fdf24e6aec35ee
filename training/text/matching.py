"""Which frames can produce a sentence: proves that a held-out sentence is none of the grammar's."""

from __future__ import annotations

from functools import lru_cache

from training.text.grammar import Grammar
from training.text.notation import Number, Slot, Template


class Matcher:
    """Parses sentences with a grammar; "a" and "an" count as equal."""

    def __init__(self, grammar: Grammar) -> None:
        self._templates = grammar.templates
        # Words without which a frame cannot be: most frames fall at this test.
        self._needed = [
            frozenset(word for part in template if isinstance(part, str) for word in _tokens(part))
            for template in grammar.templates
        ]
        # Choices of a slot by their first word; under "" those that begin with a slot or number.
        self._choices: dict[str, dict[str, list[Template]]] = {}
        for name, choices in grammar.slots.items():
            by_word = self._choices[name] = {}
            for template in choices.templates:
                first = template[0] if template else None
                key = _tokens(first)[0] if isinstance(first, str) else ""
                by_word.setdefault(key, []).append(template)

    def frames_that_make(self, target: str) -> list[int]:
        """Indices of the frames that can produce exactly `target`."""
        parse = _Parse(_tokens(target), self._choices)
        words, end = frozenset(parse.tokens), len(parse.tokens)
        return [
            index
            for index, needed in enumerate(self._needed)
            if needed <= words and end in parse.ends(self._templates[index], 0)
        ]


class _Parse:
    """One sentence; remembers where each slot that begins at a token can end."""

    def __init__(
        self, tokens: tuple[str, ...], choices: dict[str, dict[str, list[Template]]]
    ) -> None:
        self.tokens = tokens
        self._choices = choices
        self._slot_ends: dict[tuple[str, int], frozenset[int]] = {}

    def ends(self, template: Template, start: int) -> frozenset[int]:
        """Where the template can end when it begins at token `start`."""
        places = frozenset([start])
        for part in template:
            found: set[int] = set()
            for place in places:
                if isinstance(part, Slot):
                    found |= self._slot(part.name, place)
                elif isinstance(part, Number):
                    found |= self._number(part, place)
                else:
                    words = _tokens(part)
                    if self.tokens[place : place + len(words)] == words:
                        found.add(place + len(words))
            if not found:
                return frozenset()
            places = frozenset(found)
        return places

    def _slot(self, name: str, start: int) -> frozenset[int]:
        key = (name, start)
        if key not in self._slot_ends:
            by_word = self._choices[name]
            choices = list(by_word.get("", ()))
            if start < len(self.tokens):
                choices += by_word.get(self.tokens[start], ())
            self._slot_ends[key] = frozenset().union(*(self.ends(c, start) for c in choices))
        return self._slot_ends[key]

    def _number(self, number: Number, start: int) -> frozenset[int]:
        spoken = _spoken_numbers(number)
        lengths = range(1, 9)
        return frozenset(start + n for n in lengths if self.tokens[start : start + n] in spoken)


@lru_cache(maxsize=65536)
def _tokens(text: str) -> tuple[str, ...]:
    return tuple("a" if word == "an" else word for word in text.split())


@lru_cache(maxsize=1024)
def _spoken_numbers(number: Number) -> frozenset[tuple[str, ...]]:
    numbers = range(number.low, number.high + 1)
    return frozenset(tuple(number.words(n).split()) for n in numbers)
