"""The cases: seeded, in two halves by text (one to tune on, one to report)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from benchmarks.fidelity import relation_mutations
from benchmarks.fidelity.mutations import KINDS, Mutation
from benchmarks.fidelity.rewordings import RULES, reworded
from benchmarks.fidelity.texts import Pair, Text

GROUP = 3
"""Sentences of a case: one to three that follow each other."""
BY_HAND = "by hand"
MUTATED_REWORDING = "any kind, of a rewording"


@dataclass(frozen=True, slots=True)
class Case:
    """kind: of the mutation, or the rule of the rewording. half: "tune" or "report"."""

    kind: str
    faithful: bool
    half: str
    sources: tuple[str, ...]
    statement: str
    text: str
    publish: bool


def half(name: str) -> str:
    """By the text's name: a text's sentences are never in both halves."""
    return ("tune", "report")[hashlib.sha256(name.encode()).digest()[0] % 2]


def cases(
    texts: Sequence[Text], pairs: Sequence[Pair], wrong: Sequence[Pair], seed: int, most: int = 3
) -> Iterator[Case]:
    """most: mutations of one kind from one group of sentences."""
    for text in texts:
        draw = Random(f"{seed} {text.name}")
        for sources in groups(text, draw):
            yield from _mutated(text, sources, draw, most, KINDS)
            yield from _reworded(text, sources, draw, most)
            yield from _both(text, sources, draw)
        apart = Random(f"{seed} {text.name} relations")
        for sources in groups(text, apart):
            yield from _mutated(text, sources, apart, most, relation_mutations.KINDS)
    for faithful, given in ((True, pairs), (False, wrong)):
        for at, pair in enumerate(given):
            side = pair.half or ("tune", "report")[at % 2]
            yield Case(BY_HAND, faithful, side, pair.sources, pair.statement, f"pair {at}", True)


def groups(text: Text, draw: Random) -> Iterator[tuple[str, ...]]:
    """The text's sentences, cut into groups of one to three."""
    at = 0
    while at < len(text.sentences):
        size = draw.randint(1, GROUP)
        yield text.sentences[at : at + size]
        at += size


def _mutated(
    text: Text,
    sources: tuple[str, ...],
    draw: Random,
    most: int,
    kinds: Mapping[str, tuple[Mutation, ...]],
) -> Iterator[Case]:
    same = {" ".join(sources).lower(), " ".join(sources).lower().replace(".", "")}
    for kind, mutations in kinds.items():
        for mutation in mutations:
            found = sorted(set(mutation(sources, draw)))
            found = [one for one in found if one.lower() not in same and one.strip()]
            for statement in draw.sample(found, min(most, len(found))):
                yield Case(
                    kind, False, half(text.name), sources, statement, text.name, text.publish
                )


def _both(text: Text, sources: tuple[str, ...], draw: Random) -> Iterator[Case]:
    """One mutation of each kind, made of a rewording: nothing stands where it stood."""
    plain = " ".join(sources)
    for kind, mutations in KINDS.items():
        found = sorted(set(reworded(plain, draw.choice(sorted(RULES)), draw)))
        if not found or kind == "sentence dropped":
            continue
        now = draw.choice(found)
        made = sorted({new for mutate in mutations for new in mutate((now,), draw)} - {now})
        if made:
            new = draw.choice(made)
            side = half(text.name)
            yield Case(MUTATED_REWORDING, False, side, sources, new, text.name, text.publish)


def _reworded(text: Text, sources: tuple[str, ...], draw: Random, most: int) -> Iterator[Case]:
    plain = " ".join(sources)
    for rule in RULES:
        found = sorted(set(reworded(plain, rule, draw)))
        for statement in draw.sample(found, min(most, len(found))):
            yield Case(rule, True, half(text.name), sources, statement, text.name, text.publish)
