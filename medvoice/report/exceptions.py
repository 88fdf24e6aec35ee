"""Exceptions: what a sentence says of all, and what it leaves out of it."""

from __future__ import annotations

import re

_EXCEPTION = re.compile(
    r",?\s+(?:except|excepting|apart from|aside from|other than|with the exception of)\b",
    re.IGNORECASE,
)


def main_clause(text: str) -> str:
    """The text up to "except for …"; all of it where it begins so."""
    found = _EXCEPTION.search(text)
    return text[: found.start()] if found and text[: found.start()].strip() else text
