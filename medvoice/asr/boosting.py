"""Term boosting: words that a site, a template or a study expects are made likelier in the search.

Terms are held in one trie over characters; a piece walks it with all its characters, so a term is
found however the model cuts it into pieces. The bonus is a potential: it grows with the depth of
the match (a deep match says more), is taken back whole where the match fails, and is kept once the
term ends at a word's end. A term earns at most `BoostSettings.most`, and only tokens that the sound
itself allows are ever scored (`BeamSettings.margin`), so nothing can be invented in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from medvoice.asr.pieces import SPACE, STEPS_KEPT, Vocabulary

_RAMP = 3
"""The first characters of a term weigh 1/3, 2/3, then 1: many words begin alike."""


@dataclass(frozen=True, slots=True)
class BoostSettings:
    """each: nats a character. most: nats a term, however long. light: share of both that expected
    words have (a template's own: most are known to the language model, and at full weight they
    are written where others were said). The defaults are measured
    (docs/measurements/decoding.md)."""

    each: float = 1.5
    most: float = 10.0
    light: float = 1 / 3

    def __post_init__(self) -> None:
        if not 0 <= self.each <= 5 or not 0 <= self.most <= 20 or not 0 <= self.light <= 1:
            raise ValueError("boosting: each 0..5 and most 0..20 nats, light 0..1")

    def lighter(self) -> BoostSettings:
        """For expected words."""
        return replace(self, each=self.each * self.light, most=self.most * self.light)


@dataclass(frozen=True, slots=True)
class BoostState:
    """active: nodes of matches under way, one for each word begun in them. worth: what they hold
    for the time being; taken back unless a term ends."""

    active: tuple[int, ...] = ()
    worth: float = 0.0
    kept: float = 0.0
    """Of terms that are complete."""

    @property
    def bonus(self) -> float:
        return self.kept + self.worth


class BoostTrie:
    """terms: as they are spoken and written ("tirofiban", "Circle of Willis"), in any case.

    expected: words that are boosted lightly, unless they are among the terms. unspelled: those that
    no variant of can be written with the model's pieces; they are not boosted. Immutable but for a
    memory of steps taken."""

    def __init__(
        self,
        terms: Iterable[str],
        vocabulary: Vocabulary,
        settings: BoostSettings | None = None,
        expected: Iterable[str] = (),
    ) -> None:
        self.settings = chosen = settings or BoostSettings()
        self.terms = tuple(dict.fromkeys(terms))
        self.expected = tuple(dict.fromkeys(expected))
        self._pieces = vocabulary.pieces
        self._children: list[dict[str, int]] = [{}]
        self._worth = [0.0]
        self._ends = [False]
        # As in a list of words: nothing in it may lead back to this trie.
        walk = partial(_walk, self._children, self._ends, self._worth)
        self._walked = lru_cache(STEPS_KEPT)(walk)
        spelling = _Spelling(vocabulary)
        unspelled = []
        # The light ones first: a node keeps the most that a term through it gives.
        light = [(term, chosen.lighter()) for term in self.expected]
        for term, weight in (*light, *((term, chosen) for term in self.terms)):
            words = term.split()
            found = [text for text in _variants(words) if spelling.can(text)]
            for text in found:
                self._add(text, weight)
            if words and not found:
                unspelled.append(term)
        self.unspelled = tuple(unspelled)

    def step(self, state: BoostState, token: int) -> BoostState:
        """The state after one more piece."""
        active, worth, gained = self._walked(state.active, self._pieces[token])
        if not active and not gained and not state.active:
            return state
        return BoostState(active, worth, state.kept + gained)

    def ended(self, state: BoostState) -> float:
        """The bonus where the text ends here: matches that are not complete lose theirs."""
        return state.kept + max(
            (self._worth[n] for n in state.active if self._ends[n]), default=0.0
        )

    def _add(self, text: str, settings: BoostSettings) -> None:
        weights = [0.0 if c == SPACE else settings.each * min(1.0, at / _RAMP)
                   for at, c in enumerate(text)]  # fmt: skip
        total = sum(weights)
        scale = min(1.0, settings.most / total) if total else 0.0
        node, worth = 0, 0.0
        for letter, weight in zip(text, weights, strict=True):
            worth += weight * scale
            child = self._children[node].get(letter)
            if child is None:
                child = self._children[node][letter] = len(self._worth)
                self._children.append({})
                self._worth.append(0.0)
                self._ends.append(False)
            node = child
            # Terms that begin alike share nodes; the match is worth what the best of them gives.
            worth = self._worth[node] = min(settings.most, max(self._worth[node], worth))
        self._ends[node] = True


def _walk(
    children: Sequence[dict[str, int]],
    ends: Sequence[bool],
    worths: Sequence[float],
    active: tuple[int, ...],
    text: str,
) -> tuple[tuple[int, ...], float, float]:
    """(active, worth, what is gained) after the text of one more piece."""
    gained = 0.0
    nodes = list(active)
    for letter in text:
        if letter == SPACE:
            gained += max((worths[n] for n in nodes if ends[n]), default=0.0)
            nodes.append(0)
        nodes = [child for node in nodes if (child := children[node].get(letter)) is not None]
    worth = max((worths[node] for node in nodes), default=0.0)
    return tuple(nodes), worth, gained


def _variants(words: list[str]) -> list[str]:
    """As given, in lower case (the bundled model's dialect), and with capitals as MedASR writes
    them at a sentence's start and in names; each starts with the space piece."""
    given = SPACE + SPACE.join(words)
    lower = given.lower()
    first = lower[:1] + lower[1:2].upper() + lower[2:]
    capitals = SPACE + SPACE.join(word[:1].upper() + word[1:] for word in words)
    begun = given[:1] + given[1:2].upper() + given[2:]
    return list(dict.fromkeys((given, lower, first, capitals, begun)))


class _Spelling:
    """Can a text be cut into pieces?"""

    def __init__(self, vocabulary: Vocabulary) -> None:
        silent = vocabulary.silent
        self._pieces = {piece for i, piece in enumerate(vocabulary.pieces) if i not in silent}
        self._longest = max((len(piece) for piece in self._pieces), default=0)

    def can(self, text: str) -> bool:
        reached = {0}
        for end in range(1, len(text) + 1):
            starts = range(max(0, end - self._longest), end)
            if any(at in reached and text[at:end] in self._pieces for at in starts):
                reached.add(end)
        return len(text) in reached
