"""Answers of a language model as JSON and as running text."""

from __future__ import annotations

import json
import re
from typing import Any

from medvoice.assistant.backend import Garbage
from medvoice.assistant.fencing import CLOSE, OPEN, defused

_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


def json_object(answer: str) -> dict[str, Any]:
    """Raises Garbage, without a word of the answer."""
    try:
        value = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise Garbage("the language model's answer is not JSON") from error
    if not isinstance(value, dict):
        raise Garbage("the language model's answer is no JSON object")
    return value


def spread(text: str) -> str:
    """One line of text: no control characters, no tag, no mark of a fence, single spaces."""
    text = text.replace(OPEN, " ").replace(CLOSE, " ")
    return " ".join(_CONTROL.sub(" ", defused(text)).split())
