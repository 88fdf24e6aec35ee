"""Text inside resources: attachments in base64, narratives in XHTML."""

from __future__ import annotations

import base64
import binascii
import re
from html.parser import HTMLParser

from medvoice.records.json_values import Node, line, nodes, text

MOST_TEXT = 200_000
"""Characters of one text; the rest is left out, and that is said."""
CUT = " […]"
_BLOCKS = frozenset("p div br li tr h1 h2 h3 h4 h5 h6 table ul ol section title".split())
_UNSEEN = frozenset(("script", "style", "head"))
_CHARSET = re.compile(r"charset=\"?([\w-]+)", re.IGNORECASE)
_CHARSETS = {"utf-8": "utf-8", "utf8": "utf-8", "us-ascii": "utf-8", "iso-8859-1": "latin-1"}


def narrative(body: Node) -> str:
    """The text that a resource shows for itself, "" for none."""
    return tidy(_stripped(_raw(body, "text", "div")))


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
                told.append(tidy(words if plain else _stripped(words)))
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
    charset = _CHARSETS.get(named[1].lower(), "") if named else "utf-8"
    try:
        return raw.decode(charset or "utf-8")
    except UnicodeDecodeError:
        return None if charset else raw.decode("latin-1")


def _stripped(markup: str) -> str:
    parser = _Text()
    parser.feed(markup[: MOST_TEXT * 4])
    parser.close()
    return "".join(parser.parts)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in _UNSEEN
        self.parts.append("\n" if tag in _BLOCKS else " " if tag in ("td", "th") else "")

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN and self._unseen > 0
        self.parts.append("\n" if tag in _BLOCKS else "")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data)


def tidy(words: str) -> str:
    """Lines without control characters, none of them empty."""
    cut = words[:MOST_TEXT]
    lines = (line(one, MOST_TEXT) for one in cut.splitlines())
    return "\n".join(filter(None, lines)) + (CUT if len(words) > MOST_TEXT else "")
