"""Holding a server's answer against what was asked for: servers take a schema and ignore it. Pure.

Messages never quote the answer: it may hold dictated text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from medvoice.assistant.backend import Garbage, Schema

_FENCE = re.compile(r"\s*```(?:json)?\s*(.*?)\s*```\s*", re.DOTALL)


def valid(text: str, schema: Schema) -> Any:
    """The JSON that stands in `text`, alone or in a code fence. Raises Garbage where there is none,
    or where the schema does not hold."""
    from jsonschema import Draft202012Validator  # late: 0.1 s

    value = _parsed(text)
    error = next(iter(Draft202012Validator(dict(schema)).iter_errors(value)), None)
    if error is not None:
        where = "/".join(str(part) for part in error.absolute_path) or "the whole"
        raise Garbage(f"The answer does not keep to the schema ({error.validator} of {where}).")
    return value


def chosen(text: str, choices: Sequence[str], member: str) -> int:
    """Which of the choices the answer names, as {member: choice}, as a JSON string or bare.

    Raises Garbage."""
    name: Any = text
    try:
        value = _parsed(text)
    except Garbage:
        pass
    else:
        name = value.get(member) if isinstance(value, dict) else value
    if not isinstance(name, str):
        raise Garbage("The answer names none of the choices.")
    if name in choices:
        return list(choices).index(name)
    wanted = _bare(name)
    for index, choice in enumerate(choices):
        if _bare(choice) == wanted:
            return index
    raise Garbage("The answer names none of the choices.")


def _bare(name: str) -> str:
    return name.strip(" \t\r\n\"'`*.").casefold()


def _parsed(text: str) -> Any:
    fenced = _FENCE.fullmatch(text)
    try:
        return json.loads(fenced[1] if fenced else text)
    except ValueError:
        raise Garbage("The answer is not JSON.") from None
    except RecursionError:
        raise Garbage("The answer is nested too deep to be one.") from None
