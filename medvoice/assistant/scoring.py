"""Scores of whole choices: how likely the model is to answer each, in one forward pass.

The choices are read as a tree (what they share is read once), behind the turn and in the same call.
A choice's score is the log probability that the model, held to the choices, answers it: at every
place where choices part, its token against those of the others. Places where all go on alike are
certain, are not read, and cost nothing; and of the output layer only the tokens at stake are
computed (for Gemma 270M its 262144 rows are two thirds of a call). All choices together have the
probability 1, so a margin is the log of the odds. Why this and not the probability among all
pieces: docs/measurements/language_model.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from medvoice.assistant.causal_model import CausalModel

ROOT = -1
"""The turn's last token: where the first token of a choice is predicted."""


@dataclass(frozen=True, slots=True)
class ChoiceTree:
    """nodes: tokens that are read, parents before children; none that leads to no parting.
    parents: index into nodes, or ROOT. partings: node -> the tokens between which choices part
    there. steps: per choice, (node, token) of every parting on its way."""

    nodes: tuple[int, ...]
    parents: tuple[int, ...]
    partings: dict[int, tuple[int, ...]]
    steps: tuple[tuple[tuple[int, int], ...], ...]

    @staticmethod
    def of(choices: Sequence[Sequence[int]]) -> ChoiceTree:
        """choices: token ids, each ending in what ends an answer, so that none is the beginning
        of another."""
        followers: dict[tuple[int, ...], dict[int, None]] = {}
        for choice in choices:
            for place, token in enumerate(choice):
                followers.setdefault(tuple(choice[:place]), {})[token] = None
        parting = {path: tuple(found) for path, found in followers.items() if len(found) > 1}
        needed = {path[:length] for path in parting for length in range(1, len(path) + 1)}
        order = sorted(needed, key=len)
        index = {(): ROOT, **{path: number for number, path in enumerate(order)}}
        return ChoiceTree(
            tuple(path[-1] for path in order),
            tuple(index[path[:-1]] for path in order),
            {index[path]: tokens for path, tokens in parting.items()},
            tuple(
                tuple(
                    (index[tuple(choice[:place])], token)
                    for place, token in enumerate(choice)
                    if tuple(choice[:place]) in parting
                )
                for choice in choices
            ),
        )


def scores(
    model: CausalModel, cache: Any, turn: Sequence[int], tree: ChoiceTree
) -> tuple[float, ...]:
    """Natural log, one for each choice. cache: a fork that holds all before `turn` (at least one
    token); used up."""
    return scores_of_each(model, cache, [(turn, tree)])[0]


def scores_of_each(
    model: CausalModel, cache: Any, branches: Sequence[tuple[Sequence[int], ChoiceTree]]
) -> list[tuple[float, ...]]:
    """The same for several turns behind one cache, in one call; none sees another."""
    ids: list[int] = []
    parents: list[int] = []
    wanted: list[tuple[int, tuple[int, ...]]] = []
    starts: list[int] = []
    for turn, tree in branches:
        first, behind = len(ids), len(ids) + len(turn)
        starts.append(behind)
        if not tree.partings:
            continue
        ids += [*turn, *tree.nodes]
        parents += [ROOT, *range(first, behind - 1)]
        parents += [behind + parent for parent in tree.parents]  # ROOT: the turn's last token
        wanted += [(behind + node, tokens) for node, tokens in tree.partings.items()]
    rows = model.tree_logits(ids, parents, cache, wanted) if ids else []
    sure = {
        (at, token): value
        for (at, tokens), row in zip(wanted, rows, strict=True)
        for token, value in zip(tokens, row.log_softmax(dim=-1).tolist(), strict=True)
    }
    return [
        tuple(sum(sure[behind + node, token] for node, token in steps) for steps in tree.steps)
        for behind, (_, tree) in zip(starts, branches, strict=True)
    ]
