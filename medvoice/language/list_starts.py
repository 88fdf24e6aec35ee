"""List starts: where "number one", spoken without marks, begins a point of a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from medvoice.language.headings import HeadingNames
from medvoice.language.markers import Token
from medvoice.language.marks import Kind
from medvoice.lexicon.writing import list_numbers

_NUMBER = "number"
_MOST = 12  # as `list_numbers` has them
# Behind these a number tells which one ("rib number four", "image number two").
_COUNTED = frozenset(
    "rib ribs image series slice slices lesion lesions nodule nodule's mass level levels segment "
    "vertebra finger toe digit tooth teeth phase page study case bed room station target specimen "
    "lead tube drain sequence accession record phone the a this that its one same part point item "
    "by of in on at to for with from and or is was".split()
)


@dataclass(frozen=True, slots=True)
class ListStart:
    """tokens: how many say it, with a mark behind. text: as written, "2."."""

    tokens: int
    text: str


def list_starts(
    found: Sequence[Token], names: HeadingNames, before: str = ""
) -> dict[int, ListStart]:
    """Position of the token "number" -> the list number that it begins. before: the open end of
    the turn before. A list begins with "number one" at the start of a turn or a sentence or behind
    a heading's name; any number may start a turn, since a list is dictated point by point; inside
    a sentence only the number that is next counts."""
    starts: dict[int, ListStart] = {}
    last, begins = 0, 0
    for at, token in enumerate(found):
        if token.kind in (Kind.STOP, Kind.BREAK) or token.text == ":":
            begins = at + 1
        number = _number(found, at)
        if not number:
            continue
        ahead = found[begins:at]
        here = not ahead or (number == 1 and _heading(ahead, names))
        said = ahead[-1].text if ahead else (before.split() or [""])[-1] if not at else ""
        alone = at + 2 == len(found)  # "number two" and no more: a number as good as a list's
        first = here and (number == 1 or (not at and not alone))
        if said.lower() in _COUNTED or not (first or (last and number == last + 1)):
            continue
        follow = found[at + 2] if at + 2 < len(found) else None
        marked = follow is not None and follow.kind in (Kind.STOP, Kind.PAUSE)
        starts[at] = ListStart(2 + marked, f"{number}.")
        last, begins = number, at + 2 + marked
    return starts


def _number(found: Sequence[Token], at: int) -> int:
    """The number that is said there, 0 for none."""
    if found[at].text.lower() != _NUMBER or at + 1 >= len(found):
        return 0
    said = found[at + 1]
    digits = list_numbers().get(said.text.lower(), said.text)
    if Kind.WORD is not found[at].kind or said.kind is not Kind.WORD or not digits.isdecimal():
        return 0
    return int(digits) if 0 < int(digits) <= _MOST else 0


def _heading(ahead: Sequence[Token], names: HeadingNames) -> bool:
    words = [token.text for token in ahead]
    return all(token.kind is Kind.WORD for token in ahead) and names.alone(words)
