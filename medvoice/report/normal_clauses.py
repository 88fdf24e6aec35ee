"""What a clause says that normal text speaks against, beyond names: an organ taken out, a size, a
lymph node too large, the other side."""

from __future__ import annotations

import re

from medvoice.lexicon.abnormal import canonical, size_words
from medvoice.lexicon.sides import side_words
from medvoice.lexicon.terms import folded
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
