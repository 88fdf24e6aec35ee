"""Prefixes of the beam search: sequences of pieces, each with the score that is not acoustic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from medvoice.asr.boosting import BoostState, BoostTrie
from medvoice.asr.ngram import LanguageModel


class Prefix:
    """A sequence of pieces: `parent` and one more. extra: nats that language model and boosting
    add. A function of the sequence alone, so streams that were forked share prefixes."""

    __slots__ = ("boost", "children", "depth", "extra", "fused", "parent", "state", "token")

    def __init__(
        self, parent: Prefix | None, token: int, fused: float, state: Any, boost: BoostState
    ) -> None:
        self.parent = parent
        self.token = token
        self.depth: int = 0 if parent is None else parent.depth + 1
        self.fused = fused
        self.state = state
        self.boost = boost
        self.extra = fused + boost.bonus
        self.children: dict[int, Prefix] = {}


@dataclass(frozen=True, slots=True)
class Fusion:
    """What is added to the acoustic score of each piece: alpha x its natural log probability in the
    language model + beta, and the bonus of boosted terms.

    alpha, beta: MedASR's published ones for `lm_6.kenlm` are 0.5 and 1.5."""

    model: LanguageModel | None = None
    alpha: float = 0.5
    beta: float = 1.5
    boost: BoostTrie | None = None

    def root(self) -> Prefix:
        state = None if self.model is None else self.model.start()
        return Prefix(None, -1, 0.0, state, BoostState())

    def child(self, prefix: Prefix, token: int) -> Prefix:
        """The prefix one piece longer: the same object whenever it is asked for."""
        found = prefix.children.get(token)
        if found is not None:
            return found
        fused, state, boost = prefix.fused, prefix.state, prefix.boost
        if self.model is not None:
            state, score = self.model.score(state, token)
            fused += self.alpha * score + self.beta
        if self.boost is not None:
            boost = self.boost.step(boost, token)
        return prefix.children.setdefault(token, Prefix(prefix, token, fused, state, boost))

    def ended(self, prefix: Prefix) -> float:
        """`extra` where the text ends here."""
        if self.boost is None:
            return prefix.extra
        return prefix.fused + self.boost.ended(prefix.boost)


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
        new = Prefix(parent, prefix.token, prefix.fused, prefix.state, prefix.boost)
        new.depth = prefix.depth
        if parent is not None:
            parent.children[new.token] = new
        made[prefix] = new
        return new

    return [copy(prefix) for prefix in prefixes]
