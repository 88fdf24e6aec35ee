"""HL7 v2 escapes: how a message writes the signs that part its fields (chapter 2.7)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

_SIGNS = MappingProxyType({"F": "|", "S": "^", "T": "&", "R": "~", "E": "\\"})
_ESCAPED = re.compile(r"\\([^\\]*)\\")
_BY_NUMBER = re.compile(r"X([0-9A-Fa-f]{2})+")
_LAYOUT = re.compile(r"\.[a-z]{2}[+-]?\d*")
_NOTHING = re.compile(r"[HN]|[CM][0-9A-F]{4,6}")
"""Highlighting, and changes of the character set."""


def hl7_signs() -> Mapping[str, str]:
    """What stands between two backslashes → the sign that it means."""
    return _SIGNS


def unescaped(text: str) -> str:
    """HL7's escapes as what they stand for, line breaks as blanks, highlighting as nothing. What is
    none stays: a sender that escapes nothing may have meant the backslashes."""
    return _ESCAPED.sub(_meant, text) if "\\" in text else text


def _meant(escape: re.Match[str]) -> str:
    code = escape[1]
    if code in _SIGNS:
        return _SIGNS[code]
    if _BY_NUMBER.fullmatch(code):
        return bytes.fromhex(code[1:]).decode("utf-8", "replace")
    if _LAYOUT.fullmatch(code):
        return " "
    return "" if _NOTHING.fullmatch(code) else escape[0]
