"""Roles: what stands on which side of a relation.

"The mass compresses the trachea", "the trachea is compressed by the mass" and "compression of the
trachea by the mass" have one role, and "the trachea compresses the mass" has the other one. Only a
role that is turned round is told: a word that merely stands elsewhere has none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from medvoice.lexicon.relations import (
    acting_words,
    moving_words,
    placed_to_words,
    placed_words,
    ways,
)
from medvoice.report.guard.messages import told
from medvoice.report.guard.words import Class, Word, up_to

_JOINS = frozenset("and or nor but however while whereas although with without which who".split())
_BE = frozenset("is are was were been be being have has lie lying sit there situated".split())
_VERBS = frozenset("is are was were has have".split())
_THE = frozenset("the a an this that these its".split())
_TO = frozenset("to into onto toward through".split())
_STOPS_PLACE = frozenset("from by on to into through with".split())
_NAMED = frozenset({Class.OTHER, Class.PLACE})
_WITH_SIDES = _NAMED | {Class.SIDE}
_WITH_HOW = _WITH_SIDES | {Class.SEVERITY, Class.CHANGE}  # "from mild to severe"
_FROM_TO = "from, to"
_TELLS = "tells"
_BETWEEN = ("since", "due-to")


@dataclass(frozen=True, slots=True)
class Role:
    """one: what acts, what is placed, or where it comes from. other: what it acts on, what it is
    placed by, or where it goes to. Words as compared."""

    relation: str
    one: str
    other: str

    @property
    def turned(self) -> Role:
        return Role(self.relation, self.other, self.one)


def roles(words: Sequence[Word]) -> Iterator[Role]:
    """Those of one sentence, its small words and marks among the words."""
    subject: Sequence[Word] = ()
    for between in _BETWEEN:
        yield from _on_both_sides(words, between)
    for clause in _clauses(words):
        yield from (Role(_TELLS, one, other) for one, other in told(clause))
        first = next((at for at in range(len(clause)) if _relates(clause, at)), None)
        for at, word in enumerate(clause):
            if word.text == "from":
                yield from _from_to(clause, at)
            elif _is_placed(clause, at):
                yield from _placed(clause, at)
            elif _acts(clause, at):
                yield from _acting(clause, at, subject)
        if first is None or _texts(clause[:first], _NAMED):
            subject = clause[: len(clause) if first is None else first]


def _on_both_sides(words: Sequence[Word], between: str) -> Iterator[Role]:
    """What stands behind "since" or "due to", up to a mark or a verb, and all else of a sentence:
    "compared to the liver, the spleen is bright" is not "compared to the spleen, the liver is"."""
    for at, word in enumerate(words):
        if word.text == between:
            behind = words[at + 1 :]
            end = up_to(behind, lambda w: w.kind is Class.MARK or w.text in _VERBS)
            rest = [*words[:at], *behind[len(end) :]]
            yield from _pairs(between, _texts(end, _WITH_SIDES), _texts(rest, _WITH_SIDES))


def ways_said(words: Sequence[Word]) -> Iterator[tuple[str, str]]:
    """Each verb of motion, or its noun, with every preposition behind it that says which way; any
    other word that is not small with the one directly behind it."""
    for clause in _clauses(words):
        yield from _by_or_to(clause)
        for at, word in enumerate(clause):
            moves = word.text in moving_words()
            if moves or word.kind is Class.OTHER:
                for later in clause[at + 1 : None if moves else at + 2]:
                    way = "in" if later.text == "within" else later.text
                    if way in ways():
                        yield word.text, way


def _by_or_to(clause: Sequence[Word]) -> Iterator[tuple[str, str]]:
    """Whether something changed by a number, or to it."""
    for at in range(2, len(clause)):
        number, way = clause[at], clause[at - 1].text
        changes = any(word.kind is Class.CHANGE for word in clause[max(at - 4, 0) : at - 1])
        if changes and number.kind is Class.NUMBER and way in ("by", "to"):
            yield number.text, way


def _clauses(words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    start = 0
    for at, word in enumerate(words):
        if word.kind is Class.MARK or word.text in _JOINS:
            if at > start:
                yield words[start:at]
            start = at + 1
    if start < len(words):
        yield words[start:]


def _relates(clause: Sequence[Word], at: int) -> bool:
    return _is_placed(clause, at) or _acts(clause, at)


def _is_placed(clause: Sequence[Word], at: int) -> bool:
    text = clause[at].text
    return text in placed_words() or (text in placed_to_words() and _behind(clause, at) == "to")


def _acts(clause: Sequence[Word], at: int) -> bool:
    word = clause[at]
    return word.text in acting_words() or (word.kind is Class.OTHER and _behind(clause, at) == "by")


def _behind(clause: Sequence[Word], at: int) -> str:
    """The word behind it, "" at the clause's end."""
    return clause[at + 1].text if at + 1 < len(clause) else ""


def _placed(clause: Sequence[Word], at: int) -> Iterator[Role]:
    """ "X is anterior to Y", or "anterior to Y is X"."""
    ahead, behind = clause[:at], clause[at + 1 :]
    if not _texts(ahead, _NAMED):
        cut = next((i for i, word in enumerate(behind) if word.text in _BE), len(behind))
        ahead, behind = behind[cut:], behind[:cut]
    yield from _pairs(clause[at].text, _texts(ahead, _NAMED), _texts(behind, _NAMED))


def _acting(clause: Sequence[Word], at: int, subject: Sequence[Word]) -> Iterator[Role]:
    ahead, behind = clause[:at], clause[at + 1 :]
    by = next((i for i in range(len(behind)) if _is_agent(clause[at], behind, i)), None)
    if behind[:1] and behind[0].text == "of":  # "compression of Y by X", "X with compression of Y"
        done_to = behind[: len(behind) if by is None else by]
        does = ahead or subject if by is None else behind[by:]
    elif by is not None:  # "Y is compressed by X", "Y compression by X"
        done_to, does = ahead or subject, behind[by:]
    elif _is_state(clause, at):
        return
    else:
        done_to = up_to(behind, lambda word: word.text == "from")
        does = ahead if _texts(ahead, _NAMED) else subject
        does = [*does, *behind[len(done_to) :]]  # "the tumor invades the bladder from the rectum"
    yield from _pairs(clause[at].text, _texts(does, _NAMED), _texts(done_to, _NAMED))


def _is_agent(relation: Word, behind: Sequence[Word], at: int) -> bool:
    """Whether "by" names who does it, not by how much."""
    text = behind[at].text
    replaced = relation.text == "replacement" and text == "with"
    number = at + 1 < len(behind) and behind[at + 1].kind is Class.NUMBER
    return (text == "by" or replaced) and not number


def _is_state(clause: Sequence[Word], at: int) -> bool:
    """ "The cord is compressed at the fracture", "trachea displaced to the left": no agent."""
    alone = clause[at].spelled.endswith("ed") and _behind(clause, at) not in _THE
    return alone or any(word.text in _BE for word in clause[max(at - 2, 0) : at])


def _from_to(clause: Sequence[Word], at: int) -> Iterator[Role]:
    """ "from X to Y", "to Y from X"."""
    behind = clause[at + 1 :]
    to = next((i for i, word in enumerate(behind) if word.text in _TO), None)
    if to is not None:
        start, end = behind[:to], _up_to_preposition(behind[to + 1 :])
    else:
        ahead = clause[:at]
        last = next((i for i in range(at - 1, -1, -1) if ahead[i].text in _TO), None)
        if last is None:
            return
        start, end = _up_to_preposition(behind), ahead[last + 1 :]
    yield from _pairs(_FROM_TO, _texts(start, _WITH_HOW), _texts(end, _WITH_HOW))


def _up_to_preposition(words: Sequence[Word]) -> Sequence[Word]:
    return up_to(words, lambda word: word.text in _STOPS_PLACE)


def _texts(words: Sequence[Word], kinds: frozenset[Class]) -> list[str]:
    """Words that name a thing; none that says how it stands to another."""
    return [
        word.text
        for word in words
        if word.kind in kinds
        and word.text not in acting_words()
        and word.text not in placed_words()
        and word.text not in placed_to_words()
    ]


def _pairs(relation: str, ones: list[str], others: list[str]) -> Iterator[Role]:
    for one, other in product(ones, others):
        if one != other:
            yield Role(relation, one, other)
