"""Text inside a JSON schema: which tokens may come next, and which must.

Grammars are llguidance's: any schema is compiled in milliseconds, a mask costs 0.02 ms. Whitespace
is fixed, else a weak model fills its answer with line breaks. A schema has to bound its text, so
that `most_tokens` can say at which limit an answer always parses.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medvoice.assistant.backend import Refused, Schema

WHITESPACE = {"whitespace_flexible": False, "item_separator": ", ", "key_separator": ": "}
"""As `json.dumps` writes, so that an answer looks like the examples in a prompt, and like what is
offered as a source of copies; read as tokens, '":"' and '": "' have nothing in common."""

ESCAPED = 12
"""Most bytes of one character in JSON: a surrogate pair, written as two \\u escapes."""


class Constrainer:
    """One model's vocabulary, read once (0.5 to 5 s for 262144 pieces)."""

    def __init__(self, tokenizer: Any, vocabulary: int, stops: Sequence[int]) -> None:
        """tokenizer: a fast tokenizer of transformers. vocabulary: rows of the model's logits."""
        import llguidance
        import llguidance.hf

        self._matcher = llguidance.LLMatcher
        self._tokens = llguidance.hf.from_tokenizer(
            tokenizer, n_vocab=vocabulary, eos_token=list(stops)
        )

    def grammar(self, schema: Schema) -> Grammar:
        """At its start. Raises Refused for a schema that cannot be compiled or bounds nothing."""
        most_tokens(schema)
        fixed = {**schema, "x-guidance": WHITESPACE}
        matcher = self._matcher(
            self._tokens, self._matcher.grammar_from_json_schema(json.dumps(fixed))
        )
        if matcher.is_error():
            raise Refused("The answer's schema cannot be compiled; this is a fault of medvoice.")
        return Grammar(matcher)


class Grammar:
    """Where an answer stands in its schema. Moved along by `take`."""

    def __init__(self, matcher: Any) -> None:
        self._matcher = matcher

    @property
    def over(self) -> bool:
        """Nothing more may come."""
        return bool(self._matcher.is_stopped())

    def forced(self) -> list[int]:
        """Tokens that must come next; empty where there is a choice."""
        return list(self._matcher.compute_ff_tokens())

    def allowed(self) -> NDArray[np.bool_]:
        """(vocabulary,)"""
        bits = np.frombuffer(self._matcher.compute_bitmask(), dtype=np.uint8)
        return np.unpackbits(bits, bitorder="little").view(np.bool_)

    def valid(self, tokens: Sequence[int]) -> int:
        """How many of the tokens may come next, in their order."""
        return int(self._matcher.validate_tokens(list(tokens)))

    def take(self, tokens: Sequence[int]) -> None:
        """Raises RuntimeError for what may not come: a fault of the caller."""
        if tokens and not self._matcher.consume_tokens(list(tokens)):
            raise RuntimeError("the grammar was given a token that it does not allow")


def most_tokens(schema: Schema) -> int:
    """A limit at which `write` always ends inside the schema: every token is at least one byte.
    Text ends far earlier as a rule; the rest is room for a model that runs away. Raises Refused
    where the schema sets no bound, naming the place."""
    return _bytes(schema, "$")


def _bytes(schema: Mapping[str, Any], at: str) -> int:
    if "const" in schema:
        return _written(schema["const"])
    if "enum" in schema:
        return max(_written(value) for value in schema["enum"])
    for key in ("anyOf", "oneOf"):
        if key in schema:
            return max(_bytes(one, f"{at}.{key}") for one in schema[key])
    match schema.get("type"):
        case "string":
            return 2 + ESCAPED * _bound(schema, "maxLength", at)
        case "array":
            most = _bound(schema, "maxItems", at)
            return 2 + most * (2 + _bytes(schema.get("items", {}), f"{at}[]"))
        case "object":
            if schema.get("additionalProperties", True) is not False:
                raise _unbounded(at, "additionalProperties: false")
            inside: Mapping[str, Any] = schema.get("properties", {})
            return 2 + sum(
                _written(name) + 4 + _bytes(value, f"{at}.{name}") for name, value in inside.items()
            )
        case "boolean" | "null":
            return len("false")
    raise _unbounded(at, "type string, array, object or boolean, or enum")


def _written(value: object) -> int:
    return len(json.dumps(value))


def _bound(schema: Mapping[str, Any], key: str, at: str) -> int:
    if key not in schema:
        raise _unbounded(at, key)
    return int(schema[key])


def _unbounded(at: str, what: str) -> Refused:
    return Refused(f"The answer's schema sets no bound at {at} ({what} is missing).")
