"""Scores of whole choices: how likely the model is to answer each, in one forward pass.

The choices are read as a tree (what they share is read once), behind the turn and in the same
call. A choice's score is the log probability of all its tokens and of the end behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import torch

from medvoice.assistant.causal_model import CausalModel


@dataclass(frozen=True, slots=True)
class ChoiceTree:
    """nodes: tokens that are read, parents before children. parents: index into nodes, -1: behind
    the turn. steps: per choice, (node it is predicted at, token) for every token of the choice;
    node -1: at the turn's last token."""

    nodes: tuple[int, ...]
    parents: tuple[int, ...]
    steps: tuple[tuple[tuple[int, int], ...], ...]

    @staticmethod
    def of(choices: Sequence[Sequence[int]]) -> ChoiceTree:
        """choices: token ids, each ending in what ends an answer, so that none is the beginning
        of another. The last token is predicted and never read."""
        grown = _Growing()
        steps = tuple(tuple(grown.steps(choice)) for choice in choices)
        return ChoiceTree(tuple(grown.nodes), tuple(grown.parents), steps)


@dataclass(slots=True)
class _Growing:
    nodes: list[int] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    places: dict[tuple[int, int], int] = field(default_factory=dict)

    def steps(self, choice: Sequence[int]) -> list[tuple[int, int]]:
        at, taken = -1, []
        for place, token in enumerate(choice):
            taken.append((at, token))
            if place < len(choice) - 1:
                at = self._node(at, token)
        return taken

    def _node(self, parent: int, token: int) -> int:
        if (parent, token) not in self.places:
            self.places[parent, token] = len(self.nodes)
            self.nodes.append(token)
            self.parents.append(parent)
        return self.places[parent, token]


def scores(
    model: CausalModel, cache: Any, turn: Sequence[int], tree: ChoiceTree
) -> tuple[float, ...]:
    """Natural log, one for each choice. cache: a fork that holds all before `turn` (at least one
    token); used up."""
    last = len(turn) - 1
    ids = [*turn, *tree.nodes]
    chain = [place - 1 for place in range(len(turn))]
    parents = [*chain, *(parent + len(turn) if parent >= 0 else last for parent in tree.parents)]
    at = sorted({node for steps in tree.steps for node, _ in steps})
    rows = model.tree_rows(ids, parents, cache, [node + len(turn) for node in at])
    row_of = {node: row for row, node in enumerate(at)}
    totals = torch.logsumexp(rows, dim=-1)
    found = []
    for steps in tree.steps:
        places = torch.tensor([row_of[node] for node, _ in steps], device=rows.device)
        tokens = torch.tensor([token for _, token in steps], device=rows.device)
        found.append((rows[places, tokens] - totals[places]).sum())
    return tuple(torch.stack(found).tolist())
