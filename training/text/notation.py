"""The notation of frames and lexicons, parsed.

A frame holds words, `{marks}`, `[slots]`, `(this|that|)` inline choices that may nest, numbers
`<2-30>`, ordinals `<th:1-31>` and numbers with "and" `<and:100-999>`. A lexicon holds
`name: choice | choice` and indented lines that go on with the choices, the commonest first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from training.text.numbers import number_words, ordinal_words

_INNERMOST = re.compile(r"\(([^()]*)\)")
_NAMED = str.maketrans({"[": None, "]": None, "|": "/"})
"""Of an inline choice: its name must not be split where it stands within another choice."""
_FIELD = re.compile(r"(\[[^\]]*\]|<[^>]*>)")
_NUMBER = re.compile(r"<(?:(th|and):)?(\d+)-(\d+)>")
_WORDS = re.compile(r"(?:[a-z']+|\{[a-z]+(?: [a-z]+)?\})(?: (?:[a-z']+|\{[a-z]+(?: [a-z]+)?\}))*")


@dataclass(frozen=True, slots=True)
class Slot:
    name: str


@dataclass(frozen=True, slots=True)
class Number:
    """style: "" cardinal, "th" ordinal, "and" with the word and behind hundred."""

    low: int
    high: int
    style: str = ""

    def words(self, number: int) -> str:
        words = number_words(number, "and" if self.style == "and" else "")
        return ordinal_words(words) if self.style == "th" else words


Part = str | Slot | Number
Template = tuple[Part, ...]


class NotationError(ValueError):
    """A frame or lexicon line that cannot be read; the message quotes it."""


def parse(text: str, inline: dict[str, list[Template]]) -> Template:
    """`inline` gets the choices written in the frame, as slots named by their own text."""

    def lift(match: re.Match[str]) -> str:
        name = "=" + match[1].translate(_NAMED)
        if name not in inline:
            inline[name] = [parse(choice.strip(), inline) for choice in match[1].split("|")]
        return f"[{name}]"

    rest = text
    while _INNERMOST.search(rest):
        rest = _INNERMOST.sub(lift, rest)
    return tuple(_part(piece.strip(), text) for piece in _FIELD.split(rest) if piece.strip())


def _part(piece: str, text: str) -> Part:
    if piece.startswith("["):
        return Slot(piece[1:-1])
    if number := _NUMBER.fullmatch(piece):
        low, high = int(number[2]), int(number[3])
        if low > high or high > 9999:
            raise NotationError(f"numbers must rise and stay below 10000: {text!r}")
        return Number(low, high, number[1] or "")
    if not _WORDS.fullmatch(piece):
        raise NotationError(f"not lower-case words and marks: {piece!r} in {text!r}")
    return piece


def read_frames(paths: Iterable[Path]) -> list[str]:
    """Frames of all files in order, each once."""
    return list(dict.fromkeys(line.strip() for path in paths for line in _lines(path)))


def read_slots(paths: Iterable[Path]) -> dict[str, list[str]]:
    """Choices of every slot. A slot defined twice is an error; a choice given twice counts once."""
    slots: dict[str, list[str]] = {}
    for path in paths:
        name = ""
        for line in _lines(path):
            rest = line
            if not line[0].isspace():
                name, _, rest = line.partition(":")
                if name in slots:
                    raise NotationError(f"slot {name!r} is defined twice ({path.name})")
                slots[name] = []
            slots[name] += [c for c in (c.strip() for c in rest.strip(" |").split("|")) if c]
    for name, choices in slots.items():
        if not choices:
            raise NotationError(f"slot {name!r} has no choices")
        slots[name] = list(dict.fromkeys(choices))
    return slots


def _lines(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.rstrip() for line in lines if line.strip() and not line.startswith("#")]
