"""What a clause says that normal text speaks against, beyond names: an organ taken out, a size, a
lymph node too large, the other side."""

from __future__ import annotations

import re
from collections.abc import Sequence

from medvoice.lexicon.abnormal import canonical, size_words
from medvoice.lexicon.sides import side_words
from medvoice.lexicon.terms import folded
from medvoice.report.exceptions import main_clause
from medvoice.report.normal_sentence import Normal
from medvoice.report.reading import Clause, Status

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*(?:x\s*\d+(?:\.\d+)?\s*)*(mm|cm)\b")
# A lymph node of 10 mm in short axis is enlarged (RECIST 1.1: 10 to 15 mm pathologic).
NODE_MM = 10.0
_NODE = frozenset({"node"})
_MEASURES = frozenset({"measure", "measuring"})
_BETWEEN = frozenset("has have had been was were is are surgically previously also".split())
_ONE_SIDE = frozenset({"left", "right"})
_SIDED = side_words() | {"both"}
_DEVICE = frozenset({"device"})
# They end what a side word is said of.
_PARTS = frozenset("no not without or and nor neither , there is are was were seen".split())
_PLACING = frozenset("on at in to of the".split())


def behind(clause: Clause, at: int) -> dict[str, str]:
    """Regions of the organ that the word there says was taken out ("The uterus has been
    removed."), with its words. A device that was removed is none."""
    while at and clause.words[at - 1].text in _BETWEEN:
        at -= 1
    name = clause.at(at - 1) if at else None
    if name is None or not name.organ or name.generic or name.last != at:
        return {}
    return {region: " ".join(name.words) for region in name.regions - _DEVICE}


def other_side(normal: Normal, text: str, field: str) -> bool:
    """Whether it is of the other side: what is said in "Right breast" and names no side."""
    here = _ONE_SIDE.intersection(folded(normal.text))
    said = _SIDED.intersection(folded(text)) or _ONE_SIDE.intersection(folded(field))
    return len(here) == 1 and len(said) == 1 and said <= _ONE_SIDE and here != said


def one_sided(normal: Normal, clause: Clause, at: int, field: str) -> bool:
    """Whether what is not there at this word is not there on one side alone, while the normal
    sentence speaks of both: "no right effusion" leaves the left one to be said. field: the name of
    its field."""
    if _ONE_SIDE.intersection((*folded(normal.text), *folded(field))):
        return False
    words = [word.plain for word in clause.words]
    start = at
    while start and (words[start - 1] not in _PARTS or _both(words, start - 1)):
        start -= 1
    sides = _ONE_SIDE.intersection(words[start:at])
    if not sides:  # "no effusion or pneumothorax on the right"
        behind_it = zip(words[at:], words[at + 1 :], strict=False)
        sides = _ONE_SIDE.intersection(w for before, w in behind_it if before in _PLACING)
        if _both_behind(words[at + 1 :]):
            sides = _ONE_SIDE
    return len(sides) == 1


def excepted(normal: Normal, said: Sequence[Clause], text: str) -> bool:
    """Whether a statement calls normal what the normal sentence does, but not all of it: "disc
    heights are maintained except at L5-S1". said: its clauses."""
    if normal.says_no or not said or main_clause(text) == text:
        return False
    return any(
        name.organ and organ.words <= frozenset(name.words) and name.regions & organ.regions
        for name in said[0].names
        for organ in normal.organs
    )


def _both(words: Sequence[str], at: int) -> bool:
    """Whether this is the "or" of "right or left"."""
    return 0 < at < len(words) - 1 and {words[at - 1], words[at + 1]} == _ONE_SIDE


def _both_behind(words: Sequence[str]) -> bool:
    return any(_both(words, at) for at in range(len(words)))


def same_size(normal: Normal, clause: Clause) -> bool:
    """Whether it tells the size of the organ whose size the normal sentence tells."""
    if not normal.size:
        return False
    measured = next((at for at, w in enumerate(clause.words) if w.plain in _MEASURES), -1)
    by_number = measured >= 0 and not any(
        name.finding and not name.organ and name.first < measured for name in clause.names
    )
    if not by_number and not clause.has(size_words()):
        return False
    return any(
        name.organ
        and name.regions & normal.regions
        and (not by_number or name.first < measured)
        and not name.generic
        for name in clause.names
    )


def denies_nodes(normal: Normal) -> bool:
    """Whether it says that no lymph node is enlarged."""
    return any(finding.head == canonical("adenopathy") for finding in normal.denied)


def large_node(clause: Clause, text: str) -> bool:
    """Whether a lymph node of the clause is enlarged by its measure."""
    if not clause.has(_NODE, Status.PRESENT):
        return False
    sizes = [
        float(number) * (10 if unit == "cm" else 1) for number, unit in _SIZE.findall(text.lower())
    ]
    return max(sizes, default=0.0) >= NODE_MM
