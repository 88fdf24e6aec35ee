"""Which frames can produce a sentence: proves that a held-out sentence is none of the grammar's."""

from __future__ import annotations

from functools import lru_cache

from training.text.grammar import Grammar
from training.text.notation import Number, Slot, Template


def frames_that_make(target: str, grammar: Grammar) -> list[int]:
    """Indices of the frames that can produce exactly `target`; "a" and "an" count as equal."""
    return _Match(target, grammar).frames()


class _Match:
    def __init__(self, target: str, grammar: Grammar) -> None:
        self._tokens = _tokens(target)
        self._grammar = grammar
        self._slot_ends: dict[tuple[str, int], frozenset[int]] = {}

    def frames(self) -> list[int]:
        end, present = len(self._tokens), set(self._tokens)
        return [
            index
            for index, template in enumerate(self._grammar.templates)
            # Most frames have a word that the sentence lacks.
            if all(present.issuperset(_tokens(p)) for p in template if isinstance(p, str))
            and end in self._ends(template, 0)
        ]

    def _ends(self, template: Template, start: int) -> frozenset[int]:
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
                    if self._tokens[place : place + len(words)] == words:
                        found.add(place + len(words))
            if not found:
                return frozenset()
            places = frozenset(found)
        return places

    def _slot(self, name: str, start: int) -> frozenset[int]:
        key = (name, start)
        if key not in self._slot_ends:
            word = self._tokens[start] if start < len(self._tokens) else ""
            choices = [c for c in self._grammar.slots[name].templates if _may_begin(c, word)]
            self._slot_ends[key] = frozenset().union(*(self._ends(c, start) for c in choices))
        return self._slot_ends[key]

    def _number(self, number: Number, start: int) -> frozenset[int]:
        spoken = _spoken_numbers(number)
        lengths = range(1, 9)
        return frozenset(start + n for n in lengths if self._tokens[start : start + n] in spoken)


def _may_begin(template: Template, word: str) -> bool:
    first = template[0] if template else None
    return not isinstance(first, str) or _tokens(first)[0] == word


@lru_cache(maxsize=65536)
def _tokens(text: str) -> tuple[str, ...]:
    return tuple("a" if word == "an" else word for word in text.split())


@lru_cache(maxsize=1024)
def _spoken_numbers(number: Number) -> frozenset[tuple[str, ...]]:
    numbers = range(number.low, number.high + 1)
    return frozenset(tuple(number.words(n).split()) for n in numbers)
