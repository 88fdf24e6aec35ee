"""Taking code out of an answer while it is still coming: fenced blocks, and JSON with boxes.

A speaker wants to hear "in the right lung", not brackets. What is taken out is read elsewhere
(`boxes`). Prose that a model put between fences stays, without the fences.
"""

from __future__ import annotations

import json
import re

_FENCE = "```"
_LEAD = "Final Answer:"
"""What the localisation prompt makes the model write before its JSON; alone it says nothing."""
_LIST = re.compile(r"\[\s*\{")
_MAYBE_LIST = re.compile(r"\[\s*\Z")
_JSON_INSIDE = re.compile(r"\s*(?:json\b)?\s*(?:[\[{]|\Z)", re.IGNORECASE)
_TAG = re.compile(r"[A-Za-z]*\n")
"""A fence's language, on a line of its own."""
_GAP = re.compile(r"[ \t]*\n\s*\n\s*")


class WithoutCode:
    """Feed it pieces of an answer; it gives back what is prose. All it gave back, joined, is
    `prose(text)`."""

    def __init__(self) -> None:
        self._text = ""
        self._given = 0

    @property
    def text(self) -> str:
        """All that was fed, code included."""
        return self._text

    def feed(self, piece: str) -> str:
        self._text += piece
        return self._more(_certain(_without(self._text, whole=False)))

    def finish(self) -> str:
        return self._more(prose(self._text))

    def _more(self, prose: str) -> str:
        more, self._given = prose[self._given :], max(self._given, len(prose))
        return more


def prose(text: str) -> str:
    """Of a whole answer. JSON that the limit cut off is left out, too."""
    return _tidy(_without(text, whole=True)).removesuffix(_LEAD).rstrip()


def _without(text: str, whole: bool) -> str:
    """Where not `whole`: only up to the first place of which more text decides whether it is
    code."""
    kept: list[str] = []
    at = 0
    while (found := re.compile(r"[`\[]").search(text, at)) is not None:
        here = found.start()
        kept.append(text[at:here])
        judge = _fence if found[0] == "`" else _list
        judged = judge(text, here, whole)
        if judged is None:
            return "".join(kept)
        prose, at = judged
        kept.append(prose)
    return "".join((*kept, text[at:]))


def _fence(text: str, here: int, whole: bool) -> tuple[str, int] | None:
    """What is prose of that which begins here, and where it ends; None: not known yet."""
    if not text.startswith(_FENCE, here):
        undecided = not whole and _FENCE.startswith(text[here:])
        return None if undecided else (text[here], here + 1)
    start = here + len(_FENCE)
    end = text.find(_FENCE, start)
    if end < 0 and not whole:
        return None
    inside = text[start:end] if end >= 0 else text[start:]
    behind = end + len(_FENCE) if end >= 0 else len(text)
    if _JSON_INSIDE.match(inside):
        return "", behind
    return _TAG.sub("", inside, count=1) if _TAG.match(inside) else inside, behind


def _list(text: str, here: int, whole: bool) -> tuple[str, int] | None:
    """The same for a JSON list of objects."""
    if not _LIST.match(text, here):
        undecided = not whole and _MAYBE_LIST.match(text, here)
        return None if undecided else (text[here], here + 1)
    try:
        return "", json.JSONDecoder().raw_decode(text, here)[1]
    except RecursionError:
        return "", len(text)
    except json.JSONDecodeError as error:
        if not whole:
            return None
        cut = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
        return ("", len(text)) if cut else (text[here], here + 1)


def _tidy(text: str) -> str:
    return _GAP.sub("\n\n", text).strip()


def _certain(text: str) -> str:
    """Without an end that more text may change: blanks, and the beginnings of _LEAD."""
    left = _tidy(text)
    for length in range(min(len(_LEAD), len(left)), 0, -1):
        if left.endswith(_LEAD[:length]):
            return left[:-length].rstrip()
    return left
