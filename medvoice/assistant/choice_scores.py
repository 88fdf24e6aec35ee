"""From a server's token probabilities to a score for each choice. Pure.

The server answered {"field": "pleura"} and says, for each token of it, its log-probability and
those of the likeliest others. At the token where another choice would have gone another way, that
other way's probability is the choice's score: exact for the choice that was answered, an upper
bound for the others (the rest of their tokens is not known). One request gives all of them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError


class _Alternative(BaseModel):
    model_config = ConfigDict(extra="ignore", allow_inf_nan=False)
    token: str
    logprob: float


class _Token(_Alternative):
    top_logprobs: list[_Alternative] = Field(default_factory=list)


class _Content(BaseModel):
    model_config = ConfigDict(extra="ignore")
    content: list[_Token]


@dataclass(frozen=True, slots=True)
class Token:
    """others: text of the likeliest tokens here, with their natural logs; the one that was taken
    may be among them."""

    text: str
    logprob: float
    others: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Scores:
    """values: natural log, one for each choice. listed: whether the server named the choice's way;
    where it did not, the value is that of the least likely way it did name (an upper bound)."""

    values: tuple[float, ...]
    listed: tuple[bool, ...]


def tokens(logprobs: Any) -> tuple[Token, ...]:
    """logprobs: as it stands in the answer; () where it is of another form."""
    try:
        found = _Content.model_validate(logprobs).content
    except ValidationError:
        return ()
    return tuple(
        Token(t.token, t.logprob, {a.token: a.logprob for a in reversed(t.top_logprobs)})
        for t in found
    )


def scores(found: Sequence[Token], choices: Sequence[str], answered: int) -> Scores | None:
    """None where the tokens are not those of the answer, or nothing was listed beside them.

    answered: index of the choice that the server's answer names."""
    whole = "".join(token.text for token in found)
    spelled = [json.dumps(choice, ensure_ascii=False) for choice in choices]
    start = whole.rfind(spelled[answered])
    if start < 0 or len(set(spelled)) != len(spelled):
        return None
    head, way = whole[: start + 1], whole[: start + len(spelled[answered])]
    wanted = [head + spelling[1:] for spelling in spelled]
    values = [0.0] * len(choices)
    listed = [True] * len(choices)
    open_choices = set(range(len(choices)))
    before, sure = "", 0.0
    for token in found:
        after = before + token.text
        if len(after) > len(head) and len(before) < len(way):
            if not token.others:
                return None
            for index in [i for i in open_choices if not _leads(after, wanted[i])]:
                open_choices.discard(index)
                branch = _branch(token, before, wanted[index], way)
                listed[index] = branch is not None
                floor = min(token.others.values())
                values[index] = sure + (floor if branch is None else branch)
            sure += token.logprob
        before = after
    if open_choices != {answered}:
        return None
    values[answered] = sure
    return Scores(tuple(values), tuple(listed))


def best(turn: Scores, empty: Scores | None) -> tuple[int, tuple[float, ...], float | None]:
    """Index, scores and margin, the scores for a turn that says nothing taken off.

    A choice that the server did not list for the turn can be no better than the worst that it did
    list; one not listed for the empty turn has its upper bound taken off, which is too much rather
    than too little. margin: None where there is only one choice."""
    values = list(turn.values)
    if empty is not None:
        values = [value - less for value, less in zip(values, empty.values, strict=True)]
        worst = min((v for v, ok in zip(values, turn.listed, strict=True) if ok), default=0.0)
        values = [v if ok else min(v, worst) for v, ok in zip(values, turn.listed, strict=True)]
    order = sorted(range(len(values)), key=lambda i: (-values[i], not turn.listed[i], i))
    margin = values[order[0]] - values[order[1]] if len(order) > 1 else None
    return order[0], tuple(values), margin


def _leads(text: str, wanted: str) -> bool:
    """The text is on the way to the wanted one, or past it."""
    return wanted.startswith(text) or text.startswith(wanted)


def _branch(token: Token, before: str, wanted: str, way: str) -> float | None:
    """The likeliest of the other tokens here that lead to `wanted`; one that leads to the answer as
    well only where there is no other."""
    own, shared = -math.inf, -math.inf
    for text, logprob in token.others.items():
        if not text or not _leads(before + text, wanted):
            continue
        if _leads(before + text, way):
            shared = max(shared, logprob)
        else:
            own = max(own, logprob)
    found = own if own > -math.inf else shared
    return found if found > -math.inf else None
