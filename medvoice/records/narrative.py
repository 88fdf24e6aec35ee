"""Text inside resources: attachments in base64, narratives in XHTML."""

from __future__ import annotations

import base64
import binascii
import re
from html import unescape

from medvoice.records.json_values import Node, line, nodes, text

MOST_TEXT = 200_000
"""Characters of one text; the rest is left out, and that is said."""
CUT = " […]"
_BLOCKS = frozenset("p div br li tr h1 h2 h3 h4 h5 h6 table ul ol section title".split())
_UNSEEN = frozenset(("script", "style", "head"))
_TAG = re.compile(r"(<[A-Za-z/!?][^<>]{0,2000}>)")
"""A "<" in front of a number is none."""
_NAME = re.compile(r"<(/?)\s*([A-Za-z][A-Za-z0-9]*)")
_FAR = re.compile(r"&#[xX]?[0-9a-fA-F]{8,};?")
"""A character that no code has; so many digits are an error in `unescape`."""
_CHARSET = re.compile(r"charset=\"?([\w-]+)", re.IGNORECASE)
_CHARSETS = {"utf-8": "utf-8", "utf8": "utf-8", "us-ascii": "utf-8", "iso-8859-1": "latin-1"}


def narrative(body: Node) -> str:
    """The text that a resource shows for itself, "" for none."""
    return tidy(stripped(_raw(body, "text", "div")))


def attached(body: Node, key: str) -> tuple[str, tuple[str, ...]]:
    """Text of a list of attachments, and what of them is not read ("a PDF")."""
    told, unread = [], []
    for one in nodes(body, key):
        kind = text(one, "contentType").lower()
        data = one.get("data")
        plain = kind.startswith("text/plain") or not kind
        if not isinstance(data, str):
            unread.append(f"a text elsewhere ({kind or 'kind not said'})")
        elif plain or kind.startswith(("text/html", "application/xhtml", "text/xml")):
            words = _decoded(data, kind)
            if words is None:
                unread.append("an attachment that is broken")
            else:
                told.append(tidy(words if plain else stripped(words)))
        else:
            unread.append(f"an attachment ({kind})")
    return "\n\n".join(filter(None, told)), tuple(unread)


def _raw(body: Node, *keys: str) -> str:
    found: object = body
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, str) else ""


def _decoded(data: str, kind: str) -> str | None:
    try:
        raw = base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    named = _CHARSET.search(kind)
    charset = _CHARSETS.get(named[1].lower(), "") if named else ""
    try:
        return raw.decode(charset or "utf-8")
    except UnicodeDecodeError:
        return None if charset else raw.decode("latin-1")


def stripped(markup: str) -> str:
    """The text of (X)HTML, a line for each block. Written by hand: the standard library's parser
    takes minutes for 800,000 characters of "<a "."""
    parts: list[str] = []
    unseen = 0
    for at, piece in enumerate(_TAG.split(_without_comments(markup[: MOST_TEXT * 4]))):
        if at % 2 == 0:
            if not unseen:
                parts.append(unescape(_FAR.sub(" ", piece)))
            continue
        found = _NAME.match(piece)
        name = found[2].lower() if found else ""
        if name in _UNSEEN and not piece.endswith("/>"):
            unseen = max(0, unseen + (-1 if found and found[1] else 1))
        parts.append("\n" if name in _BLOCKS else " " if name in ("td", "th") else "")
    return "".join(parts)


def _without_comments(markup: str) -> str:
    """What stands behind a comment that never ends is part of it."""
    kept = []
    at = 0
    while (start := markup.find("<!--", at)) >= 0:
        kept.append(markup[at:start])
        end = markup.find("-->", start + 4)
        at = end + 3 if end >= 0 else len(markup)
    return "".join((*kept, markup[at:]))


def tidy(words: str) -> str:
    """Lines without control characters, none of them empty."""
    cut = words[:MOST_TEXT]
    lines = (line(one, MOST_TEXT) for one in cut.splitlines())
    return "\n".join(filter(None, lines)) + (CUT if len(words) > MOST_TEXT else "")
