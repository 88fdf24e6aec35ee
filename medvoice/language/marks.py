"""Marks: what spoken punctuation can be, and the names it is spoken and written by."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a piece of the dictation is. STOP closes a sentence, PAUSE stands inside one."""

    WORD = "word"
    TAG = "tag"
    STOP = "stop"
    PAUSE = "pause"
    JOIN = "join"  # glues the words on both sides: hyphen, slash
    OPEN = "open"  # glues to the next word
    CLOSE = "close"  # glues to the word before
    BREAK = "break"


@dataclass(frozen=True, slots=True)
class Mark:
    """text: as printed; "\\n" and "\\n\\n" for breaks."""

    kind: Kind
    text: str


LINE = Mark(Kind.BREAK, "\n")
PARAGRAPH = Mark(Kind.BREAK, "\n\n")
_PAREN = ("paren", "parenthesis", "parentheses", "parens")


def spoken_names() -> dict[str, Mark]:
    """Lower-case spoken name -> mark. Recognisers that write markers use the same names."""
    table = {
        "period": Mark(Kind.STOP, "."),
        "full stop": Mark(Kind.STOP, "."),
        "question mark": Mark(Kind.STOP, "?"),
        "exclamation mark": Mark(Kind.STOP, "!"),
        "exclamation point": Mark(Kind.STOP, "!"),
        "comma": Mark(Kind.PAUSE, ","),
        "colon": Mark(Kind.PAUSE, ":"),
        "semicolon": Mark(Kind.PAUSE, ";"),
        "semi colon": Mark(Kind.PAUSE, ";"),
        "hyphen": Mark(Kind.JOIN, "-"),
        "slash": Mark(Kind.JOIN, "/"),
        "forward slash": Mark(Kind.JOIN, "/"),
        "new line": LINE,
        "newline": LINE,
        "next line": LINE,
        "new paragraph": PARAGRAPH,
        "next paragraph": PARAGRAPH,
    }
    for paren in _PAREN:
        table |= dict.fromkeys((f"open {paren}", f"left {paren}"), Mark(Kind.OPEN, "("))
        table |= dict.fromkeys((f"close {paren}", f"right {paren}"), Mark(Kind.CLOSE, ")"))
    table |= dict.fromkeys(("open quote", "begin quote"), Mark(Kind.OPEN, '"'))
    table |= dict.fromkeys(("close quote", "end quote", "unquote"), Mark(Kind.CLOSE, '"'))
    return table


def typed_mark(character: str) -> Mark | None:
    """The mark that a typed character is, None for any other character."""
    if character in ".?!":
        return Mark(Kind.STOP, character)
    if character in ",:;":
        return Mark(Kind.PAUSE, character)
    return None
