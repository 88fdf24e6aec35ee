"""Denials: what a text says to be so, what not, and what it leaves open. Pure.

Its clauses are cut where a denial begins and where it may end. Behind a comma or an "and" nobody
can say whether a denial goes on: that part is open, and bears nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from medvoice.lexicon.scopes import ending_words, not_denying_words
from medvoice.lexicon.terms import folded

_AHEAD = frozenset("no without neither nor denies denied lacks".split())
"""What follows one of them is not so; what stands before it is."""
_ROUND = frozenset(
    "not none negative absent never free cannot excluded exclude excludes refuted ruled "
    "unlikely".split()
)
"""What stands before or behind one of them in its part is not so."""
_SENTENCE = re.compile(r"[.!?](?=\s|$)|[;:\n]+")
_PART = re.compile(r"\s*,?\s*\b(and|or|nor)\b\s*|\s*(,|/)\s*", re.IGNORECASE)
_CONTRACTED = re.compile(r"(?:can)?n['’]t\b", re.IGNORECASE)
_RECORDS_OWN = re.compile(r"\bno (?:clinical )?(?:status|date)(?: is)? recorded\b", re.IGNORECASE)
"""Of our own words about an entry: they deny nothing of it."""
_REACH = 3
_LIGHT = frozenset(
    "a an the of for in on at to by with from and or as is are was were be been has have had does "
    "do did she he her his it its they there this that who patient evidence sign seen shown showed "
    "show shows record recorded entry history known any other noted found identified ct mri scan "
    "x ray xray radiograph ultrasound examination exam study report result finding no not without "
    "none neither nor denie denied negative absent never free cannot ruled out excluded "
    "condition medication".split()
)
"""Folded words that name nothing that could be denied."""


def telling(words: Iterable[str]) -> set[str]:
    """Folded words without those that name nothing that could be denied or doubted."""
    return set(words) - _LIGHT


@dataclass(frozen=True, slots=True)
class Clause:
    """words: folded. denied: None where it is open."""

    words: tuple[str, ...]
    denied: bool | None


def flipped(said: str, evidence: str, named: Callable[[str], set[str]]) -> bool:
    """Whether a sentence denies what the evidence does not, or the other way round; True as well
    where that cannot be told. named: labels of what a table knows in a text."""
    if not _denies(said) and not _denies(evidence):
        return False
    own = folded(said)
    if any(folded(one) == own for one in (*_SENTENCE.split(evidence), evidence)):
        return False
    told, there = clauses(said), clauses(evidence)
    labels = _standings(there, named)
    for label, ways in _standings(told, named).items():
        if labels.get(label) != ways or None in ways:
            return True
    return any(_turned(one, there, bool(named(" ".join(one.words)))) for one in told)


def _turned(one: Clause, there: Sequence[Clause], labelled: bool) -> bool:
    about = telling(one.words)
    if not about:
        return False
    shares = [(len(about & set(other.words)) / len(about), other.denied) for other in there]
    most = max((share for share, _ in shares), default=0.0)
    if one.denied is not False and most < 0.5:
        return not (labelled and one.denied)
    if most and any(share == most and way is not one.denied for share, way in shares):
        return True
    for word in about:
        ways = {other.denied for other in there if word in other.words}
        if ways and one.denied not in ways:
            return True
    return one.denied is None


def _standings(
    found: Sequence[Clause], named: Callable[[str], set[str]]
) -> dict[str, set[bool | None]]:
    ways: dict[str, set[bool | None]] = {}
    for one in found:
        for label in named(" ".join(one.words)):
            ways.setdefault(label, set()).add(one.denied)
    return ways


def clauses(text: str) -> list[Clause]:
    text = _CONTRACTED.sub(" not", _RECORDS_OWN.sub("", text))
    found: list[Clause] = []
    for sentence in _SENTENCE.split(text):
        for part in re.split(rf"\b(?:{'|'.join(_ENDS)})\b", sentence, flags=re.IGNORECASE):
            found += _of_clause(part)
    return [one for one in found if one.words]


_ENDS = sorted(word for word in ending_words() if word.isalpha())


def _of_clause(text: str) -> list[Clause]:
    found: list[Clause] = []
    state: bool | None = False
    pieces = _PART.split(text)
    between = ["", *((a or b).lower() for a, b in zip(pieces[1::3], pieces[2::3], strict=True))]
    for link, piece in zip(between, pieces[::3], strict=True):
        words = tuple(re.findall(r"[a-z0-9]+(?:'[a-z]+)?", piece.lower()))
        if link == "nor":
            words = ("no", *words)
        marks = [at for at, word in enumerate(words) if word in _AHEAD | _ROUND]
        if not marks:
            if state is not False and link != "or":
                state = None
            elif state is None and link == "or":
                found, state = _listed(found)
            found.append(Clause(folded(piece), state))
            continue
        first = marks[0]
        behind = words[first + 1 : first + 1 + _REACH]
        if len(marks) > 1 or not_denying_words() & set(behind):
            state = None
            found.append(Clause(folded(piece), None))
        elif words[first] in _AHEAD:
            found.append(Clause(folded(" ".join(words[:first])), state))
            state = True
            found.append(Clause(folded(" ".join(words[first + 1 :])), True))
        else:
            # "Effusion and pneumothorax are not seen": of the effusion it is open.
            found = [Clause(c.words, c.denied or None) for c in found]
            state = True
            found.append(Clause(folded(piece), True))
    return found


def _listed(found: list[Clause]) -> tuple[list[Clause], bool | None]:
    """ "No effusion, pneumothorax, or consolidation": one list, all of it denied, where each of its
    parts but the first is open for nothing but the comma before it."""
    start = next((at for at in range(len(found) - 1, -1, -1) if found[at].denied is not None), -1)
    if start < 0 or not found[start].denied:
        return found, None
    rest = [Clause(one.words, True) for one in found[start + 1 :]]
    if any(len(one.words) > _REACH for one in rest):
        return found, None
    return [*found[: start + 1], *rest], True


def _denies(text: str) -> bool:
    plain = _CONTRACTED.sub(" not", text.lower())
    return not (_AHEAD | _ROUND).isdisjoint(re.findall(r"[a-z]+", plain))
