"""JSON from outside: bounded in size and depth before a parser sees it."""

from __future__ import annotations

import json
import re
from typing import Any

DEEPEST = 32
"""Levels of nesting; the API's own messages have under 10."""

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
_OTHER = re.compile(rb"[^\[\]{}]+")


class BadJson(ValueError):
    """It was not read; the message says why and repeats nothing of it."""


def parse_json(data: bytes, most: int, deepest: int = DEEPEST) -> Any:
    """data: UTF-8, at most `most` bytes. Raises BadJson, also for NaN and infinities."""
    if len(data) > most:
        raise BadJson(f"the JSON is longer than {most} bytes")
    check_depth(data, deepest)
    try:
        return json.loads(data.decode("utf-8"), parse_constant=_refuse)
    except UnicodeDecodeError:
        raise BadJson("the JSON is not UTF-8") from None
    except RecursionError:
        raise BadJson("the JSON is nested too deeply") from None
    except ValueError as error:
        where = f" at byte {error.pos}" if isinstance(error, json.JSONDecodeError) else ""
        raise BadJson(f"this is not JSON{where}") from None


def check_depth(data: bytes, deepest: int = DEEPEST) -> None:
    """Brackets outside strings, counted without parsing. Raises BadJson."""
    depth = 0
    for byte in _OTHER.sub(b"", _STRING.sub(b"", data)):
        if byte in b"[{":
            depth += 1
            if depth > deepest:
                raise BadJson(f"the JSON is nested more than {deepest} levels deep")
        else:
            depth -= 1


def _refuse(text: str) -> Any:
    raise ValueError("not a number of JSON")
