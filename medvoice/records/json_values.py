"""JSON as it comes: bounded reading, and looking into values of any shape without a surprise."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

MOST_NAME = 400
"""Characters of a name, a code or a reference; the rest is cut off."""
MOST_NODES = 2_500_000
"""Lists and objects of one file, each of 56 bytes at least in memory where "[]," is 3 in the file;
FHIR has one in 40 to 60 bytes."""
_HARMLESS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_HALF = re.compile(r"\\u[dD][89abAB]\w\w\\u[dD][c-fC-F]\w\w|(\\u[dD][89a-fA-F]\w\w)|\\.")
"""Escapes; of them, in a group, a half of a character without its other half."""
_EXPONENT = 30
"""Decimal numbers beyond 10^±30 are no measurement, and "1e999999999" written out fills memory."""

Node = Mapping[str, Any]
NONE: Node = {}


class NotJson(Exception):
    """The text is no JSON that is taken: half a sentence why."""


def parsed(text: str) -> Any:
    """Numbers as Decimal or int, digits as written; halves of characters, with which no log and no
    answer can be written, as U+FFFD. Raises NotJson; for a member that stands twice in one object,
    too: nobody could say which of two statuses holds."""
    if "\\ud" in text or "\\uD" in text:
        text = _HALF.sub(lambda found: r"\ufffd" if found[1] else found[0], text)
    if text.count("[") + text.count("{") > MOST_NODES:
        raise NotJson(f"holds more than {MOST_NODES:,} lists and objects")
    try:
        return json.loads(
            text, parse_float=_decimal, parse_constant=_no_constant, object_pairs_hook=_object
        )
    except RecursionError:
        raise NotJson("is nested too deep") from None
    except (ValueError, InvalidOperation) as error:
        known = error.args[0] if isinstance(error, _Known) else "is not JSON"
        raise NotJson(known) from None


class _Known(ValueError):
    """With half a sentence for the user."""


def _decimal(text: str) -> Decimal:
    value = Decimal(text)
    if value and not -_EXPONENT < value.adjusted() < _EXPONENT:
        raise _Known("holds a number beyond any measure")
    return value


def _no_constant(text: str) -> Any:
    raise _Known("holds a number that is none")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Known("holds an object with the same member twice")
    return found


def node(value: Any, *keys: str) -> Node:
    """The object at a path; an empty one where there is none. Of a list the first is taken."""
    found = at(value, *keys)
    return found if isinstance(found, dict) else NONE


def at(value: Any, *keys: str) -> Any:
    """What stands at a path, of every list on it the first; None where there is nothing."""
    for key in keys:
        if isinstance(value, list):
            value = value[0] if value else None
        value = value.get(key) if isinstance(value, dict) else None
    if isinstance(value, list):
        return value[0] if value else None
    return value


def nodes(value: Any, key: str) -> tuple[Node, ...]:
    """The objects of a list; one alone counts as a list of it."""
    found = value.get(key) if isinstance(value, dict) else None
    items = found if isinstance(found, list) else [found]
    return tuple(one for one in items if isinstance(one, dict))


def text(value: Any, *keys: str) -> str:
    """A string at a path in one harmless line, "" where there is none."""
    found = at(value, *keys)
    return line(found) if isinstance(found, str) else ""


def line(words: str, most: int = MOST_NAME) -> str:
    """In one line, without control characters, marks that turn writing round, and what is too
    long."""
    if len(words) <= most and words.isprintable() and "  " not in words:
        return words.strip()  # nearly all: half the time of reading a record
    return " ".join(_HARMLESS.sub(" ", words[: most * 4]).split())[:most]


def number(value: Any, *keys: str) -> Decimal | None:
    found = at(value, *keys)
    if isinstance(found, bool):
        return None
    if isinstance(found, int):
        return Decimal(found) if abs(found) < 10**_EXPONENT else None
    return found if isinstance(found, Decimal) else None
