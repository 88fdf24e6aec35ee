"""Greedy decoding that makes as few model calls as it can, and the same text as the plain way.

At each step: what the grammar forces is taken without asking the model; what the text is likely to
go on with (drafts) is checked in the same forward pass that gives the next token. A draft is kept
as far as the model itself would have written it, so drafts change the time and never the text
(token for token in float32; in bfloat16 another matrix shape can round a near tie differently).
`generate` of transformers has no such combination: with a filled cache and prompt lookup together
it reads the prompt twice, silently.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from medvoice.assistant.backend import Between, Garbage
from medvoice.assistant.causal_model import CausalModel
from medvoice.assistant.constrained import Grammar
from medvoice.assistant.drafts import Drafts
from medvoice.assistant.prefix_cache import fork, longest_safe, rewind

CPU_DRAFT = 14
"""Tokens: with the one before them as many as a step reads quickly (few_rows.MOST). Drafts that
grow after a right one and shrink after a wrong one (8, doubled to 24, down to 3) took 21 calls
where these take 13, and a tenth more time over six turns: docs/measurements/language_model.md."""

CUDA_DRAFT = 24
"""On a card a drafted token costs next to nothing; a guess, no card was at hand."""


@dataclass(slots=True)
class Counts:
    """calls: forward passes. forced: tokens that the grammar gave. drafted, accepted: tokens that
    were proposed, and those that the model agreed with."""

    calls: int = 0
    forced: int = 0
    drafted: int = 0
    accepted: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """tokens: most new ones. stops: token ids that end the text (not part of it). slice: most
    tokens that one call reads, so that speech waits no longer than for that. draft: most tokens
    that are drafted for one call."""

    tokens: int
    stops: frozenset[int]
    slice: int
    draft: int = CPU_DRAFT


def read(
    model: CausalModel, ids: Sequence[int], cache: Any, most: int, between: Between
) -> Sequence[int]:
    """Feeds all but the last at most `most` ids, in slices; returns those."""
    start = 0
    while len(ids) - start > most:
        between()
        model.feed(ids[start : start + most], cache)
        start += most
    between()
    return ids[start:]


def greedy(
    model: CausalModel,
    cache: Any,
    ids: Sequence[int],
    *,
    grammar: Grammar | None,
    drafts: Drafts | None,
    limits: Limits,
    between: Between,
    counts: Counts | None = None,
) -> Iterator[list[int]]:
    """New tokens, in runs as they become known. cache: holds a beginning of `ids` (not all of
    it) and is used up. grammar: at its start. drafts: knows the prompt. Raises Garbage where the
    limit cut an answer off inside its grammar, and what `between` raises."""
    counts = counts if counts is not None else Counts()
    pending = list(ids[cache.get_seq_length() :])
    safe = longest_safe(cache)
    left = limits.tokens
    while left > 0:
        if grammar is not None and (run := grammar.forced()[:left]):
            grammar.take(run)
            counts.forced += len(run)
            left -= len(run)
            pending += run
            if drafts is not None:
                drafts.extend(run)
            yield run
        if grammar is not None and grammar.over:
            return
        if left <= 0:
            break
        pending = list(read(model, pending, cache, limits.slice, between))
        draft = _draft(drafts, grammar, min(limits.draft, left - 1, safe - len(pending)))
        before = fork(cache)
        rows = model.last_rows(pending + draft, cache, len(draft) + 1)
        counts.calls += 1
        run, ended = _agreed(rows, draft, grammar, limits.stops)
        agreed = len(run) - 1
        drop = len(draft) - agreed
        counts.drafted += len(draft)
        counts.accepted += agreed
        if ended:
            run = [token for token in run if token not in limits.stops]
        left -= len(run)
        if drafts is not None:
            drafts.extend(run)
        yield run
        if ended:
            return
        cache = rewind(cache, before, len(pending) + len(draft), drop)
        del before, rows  # at 22,469 tokens a generation of states is 0.6 GB
        pending = run[-1:]
    if grammar is not None and not grammar.over:
        raise Garbage(
            f"The answer did not end within the {limits.tokens} tokens it was given; it does not "
            "parse."
        )


def _draft(drafts: Drafts | None, grammar: Grammar | None, most: int) -> list[int]:
    if drafts is None or most <= 0:
        return []
    draft = drafts.propose(most)
    return draft[: grammar.valid(draft)] if grammar is not None and draft else draft


def _agreed(
    rows: Tensor, draft: Sequence[int], grammar: Grammar | None, stops: frozenset[int]
) -> tuple[list[int], bool]:
    """The model's own tokens as far as the draft foresaw them, and the one behind; whether the
    text is over. The grammar moves along with them."""
    best = rows.argmax(dim=-1).tolist()
    run: list[int] = []
    for place, guess in enumerate([*draft, None]):
        token = best[place] if grammar is None else _best(rows[place], best[place], grammar)
        run.append(token)
        if token in stops:
            return run, True
        if grammar is not None:
            grammar.take([token])
            if grammar.over:
                return run, True
        if token != guess:
            break
    return run, False


def _best(row: Tensor, best: int, grammar: Grammar) -> int:
    """The best token that the grammar allows. As a rule the best of all is, and the mask is not
    needed."""
    forced = grammar.forced()
    if forced:
        return int(forced[0])
    if grammar.valid([best]):
        return best
    allowed = np.flatnonzero(grammar.allowed()[: row.shape[0]])
    some = torch.from_numpy(allowed).to(row.device)
    return int(some[row[some].argmax()])
