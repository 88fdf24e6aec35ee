"""Characters that no document can carry."""

from __future__ import annotations

import re

# C0 and C1 controls and DEL. Dictation never makes them; typed or imported text may.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# Halves of pairs and code points that are no characters: XML and UTF-8 refuse them.
_IMPOSSIBLE = re.compile(
    "[\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr((plane << 16) + last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
REPLACEMENT = "\ufffd"


def printable(text: str) -> str:
    """One line without control characters (each becomes a space, so that words stay apart); what is
    no character at all becomes U+FFFD, which shows."""
    if text.isprintable():  # nearly always, and ten times as fast
        return text
    return _IMPOSSIBLE.sub(REPLACEMENT, _CONTROLS.sub(" ", text))
