"""Key codes: what a terminal sends for a key: characters, xterm's sequences for function keys, and
those of the kitty keyboard protocol, which also says when a key is let go.

https://sw.kovidgoyal.net/kitty/keyboard-protocol/ and xterm's control sequences ("PC-style function
keys"). Foot switches and dictation microphones that act as keyboards send these.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

HOW_KEYS_ARE_TOLD = "\x1b[>2u"
"""Please tell repeats and releases, too (pushed; a terminal that does not know it ignores it)."""
ASK_HOW = "\x1b[?u"
"""Answered by a terminal that knows the protocol, with what is in force."""
AS_BEFORE = "\x1b[<u"

_TILDE = {
    **{number: f"f{n}" for n, number in enumerate((11, 12, 13, 14, 15), 1)},
    **{number: f"f{n}" for n, number in enumerate((17, 18, 19, 20, 21), 6)},
    **{number: f"f{n}" for n, number in enumerate((23, 24, 25, 26), 11)},
    **{number: f"f{n}" for n, number in enumerate((28, 29), 15)},
    **{number: f"f{n}" for n, number in enumerate((31, 32, 33, 34), 17)},
}
_LETTER = {"P": "f1", "Q": "f2", "R": "f3", "S": "f4"}
_KITTY_F13 = 57376
_SEQUENCE = re.compile(
    r"\x1b(?:O(?P<legacy>[PQRS])"
    r"|\[(?P<number>\d*)(?:;(?P<modifiers>\d*)(?::(?P<event>\d))?)?(?P<final>[~uPQRS])"
    r"|\[\?(?P<told>\d+)u)"
)
_SHIFT, _CTRL = 1, 4


class Event(Enum):
    PRESS = 1
    REPEAT = 2
    RELEASE = 3


@dataclass(frozen=True, slots=True)
class Key:
    """name: a character, "f1" to "f24", with "shift+" or "ctrl+" before it."""

    name: str
    event: Event = Event.PRESS


@dataclass(frozen=True, slots=True)
class Told:
    """The terminal's answer to ASK_HOW. releases: it tells when a key is let go."""

    releases: bool


def keys_of(data: str) -> list[Key | Told]:
    """What came together: one character, or any number of whole sequences. Anything else (pasted
    text, arrows) is no key of ours."""
    if len(data) == 1:
        return [Key(data)] if data.isprintable() else []
    found: list[Key | Told] = []
    at = 0
    while match := _SEQUENCE.match(data, at):
        at = match.end()
        one = _one(match)
        if one is not None:
            found.append(one)
    return found if at == len(data) else []


def _one(match: re.Match[str]) -> Key | Told | None:
    if match["told"] is not None:
        return Told(bool(int(match["told"]) & 2))
    if match["legacy"]:
        return Key(_LETTER[match["legacy"]])
    number = int(match["number"] or 1)
    modifiers = max(0, int(match["modifiers"] or 1) - 1)
    name = _name(number, match["final"])
    if name is None or match["event"] not in (None, "1", "2", "3"):
        return None
    shift = "shift+" if modifiers & _SHIFT and len(name) > 1 else ""
    ctrl = "ctrl+" if modifiers & _CTRL else ""
    return Key(f"{ctrl}{shift}{name}", Event(int(match["event"] or 1)))


def _name(number: int, final: str) -> str | None:
    if final == "~":
        return _TILDE.get(number)
    if final in _LETTER:
        return _LETTER[final]
    if _KITTY_F13 <= number < _KITTY_F13 + 12:
        return f"f{number - _KITTY_F13 + 13}"
    return chr(number) if 32 < number < 0xD800 and chr(number).isprintable() else None
