"""The plain way: greedy decoding from a cold start, one call a token, nothing kept. What the fast
loop has to equal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from medvoice.assistant.constrained import Grammar


def cold_logits(model: Any, ids: Sequence[int], **more: Any) -> torch.Tensor:
    with torch.inference_mode():
        logits = model(input_ids=torch.tensor([list(ids)]), use_cache=False, **more).logits
    return logits[0].float()


def cold_greedy(
    model: Any,
    ids: Sequence[int],
    limit: int,
    stops: frozenset[int],
    grammar: Grammar | None = None,
    **more: Any,
) -> list[int]:
    """Every token from a full pass over all before it."""
    said: list[int] = []
    while len(said) < limit:
        if grammar is not None and grammar.over:
            break
        forced = grammar.forced() if grammar is not None else []
        if forced:
            token = forced[0]
        else:
            row = cold_logits(model, [*ids, *said], **more)[-1]
            if grammar is not None:
                allowed = torch.from_numpy(grammar.allowed()[: row.shape[0]].copy())
                row = row.masked_fill(~allowed, float("-inf"))
            token = int(row.argmax())
        if token in stops:
            break
        if grammar is not None:
            grammar.take([token])
        said.append(token)
    return said


def cold_score(
    model: Any,
    ids: Sequence[int],
    choice: Sequence[int],
    choices: Sequence[Sequence[int]],
    **more: Any,
) -> float:
    """Log probability of the choice's tokens behind the ids, each among the tokens with which a
    choice goes on that began alike. One full pass over everything."""
    rows = cold_logits(model, [*ids, *choice], **more)
    score = 0.0
    for at, token in enumerate(choice):
        others = {other[at] for other in choices if list(other[:at]) == list(choice[:at])}
        row = rows[len(ids) - 1 + at]
        score += float(row[token] - row[sorted(others)].logsumexp(dim=-1))
    return score
