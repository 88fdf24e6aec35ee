"""Prefixes of the beam search: sequences of pieces, each with the score that is not acoustic."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from medvoice.asr.boosting import BoostState, BoostTrie
from medvoice.asr.ngram import LanguageModel
from medvoice.asr.pieces import Vocabulary
from medvoice.asr.word_list import WordList


class Prefix:
    """A sequence of pieces: `parent` and one more. extra: nats that language model, word list and
    boosting add. word: state in the word list. A function of the sequence alone, so streams that
    were forked share prefixes."""

    __slots__ = ("boost", "children", "depth", "extra", "fused", "parent", "state", "token", "word")

    def __init__(
        self,
        parent: Prefix | None,
        token: int,
        fused: float,
        state: Any,
        boost: BoostState,
        word: int,
    ) -> None:
        self.parent = parent
        self.token = token
        self.depth: int = 0 if parent is None else parent.depth + 1
        self.fused = fused
        self.state = state
        self.boost = boost
        self.word = word
        self.extra = fused + boost.bonus
        self.children: dict[int, Prefix] = {}


@dataclass(frozen=True, slots=True)
class Fusion:
    """What is added to the acoustic score of each piece: alpha x its natural log probability in the
    language model + beta, the bonus of boosted terms, and what a word costs that is not listed.

    alpha, beta: MedASR's published ones for `lm_6.kenlm` are 0.5 and 1.5."""

    model: LanguageModel | None = None
    alpha: float = 0.5
    beta: float = 1.5
    boost: BoostTrie | None = None
    words: WordList | None = None

    def root(self) -> Prefix:
        state = None if self.model is None else self.model.start()
        return Prefix(None, -1, 0.0, state, BoostState(), 0)

    def child(self, prefix: Prefix, token: int) -> Prefix:
        """The prefix one piece longer: the same object whenever it is asked for."""
        found = prefix.children.get(token)
        if found is not None:
            return found
        fused, state, boost, word = prefix.fused, prefix.state, prefix.boost, prefix.word
        if self.model is not None:
            state, score = self.model.score(state, token)
            fused += self.alpha * score + self.beta
        if self.boost is not None:
            boost = self.boost.step(boost, token)
        if self.words is not None:
            word, cost = self.words.step(word, token)
            fused += cost
        return prefix.children.setdefault(token, Prefix(prefix, token, fused, state, boost, word))

    def favouring(self, terms: tuple[str, ...], vocabulary: Vocabulary) -> Fusion:
        """With these terms expected lightly, and known as words. The language model is shared."""
        known = self.boost or BoostTrie((), vocabulary)
        boost = BoostTrie(known.terms, vocabulary, known.settings, (*known.expected, *terms))
        words = self.words.knowing(terms) if self.words is not None else None
        return replace(self, boost=boost, words=words)

    def ended(self, prefix: Prefix) -> float:
        """`extra` where the text ends here."""
        bonus = 0.0 if self.boost is None else self.boost.ended(prefix.boost)
        cost = 0.0 if self.words is None else self.words.ended(prefix.word)
        return prefix.fused + bonus + cost


def common(prefixes: list[Prefix]) -> Prefix:
    """The longest prefix that all of them start with."""
    left = set(prefixes)
    while len(left) > 1:
        deepest = max(left, key=lambda prefix: prefix.depth)
        left.remove(deepest)
        assert deepest.parent is not None, "prefixes of one search meet at its root"
        left.add(deepest.parent)
    return left.pop()


def rebased(prefixes: list[Prefix], depth: int) -> list[Prefix]:
    """Copies that start at `depth`, up to which all are equal; what lies before is let go."""
    made: dict[Prefix, Prefix] = {}

    def copy(prefix: Prefix) -> Prefix:
        if prefix in made:
            return made[prefix]
        parent = None
        if prefix.depth > depth:
            assert prefix.parent is not None
            parent = copy(prefix.parent)
        new = Prefix(parent, prefix.token, prefix.fused, prefix.state, prefix.boost, prefix.word)
        new.depth = prefix.depth
        if parent is not None:
            parent.children[new.token] = new
        made[prefix] = new
        return new

    return [copy(prefix) for prefix in prefixes]
