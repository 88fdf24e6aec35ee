"""Clauses that no mark parts: where one that denies begins and ends in a run of words."""

from __future__ import annotations

from collections.abc import Sequence

from medvoice.lexicon.abnormal import normal_words
from medvoice.lexicon.relations import mutual_words, placed_words
from medvoice.lexicon.scopes import unseen_words
from medvoice.report.guard.words import Class, Word

_VERBS = frozenset("is are was were has have had measure show demonstrate contain".split())
_SEVERAL = frozenset({"are", "were"})
_PARTS = frozenset({"and", ","})
_WHERE = frozenset("of in within on at".split())
_ARTICLES = frozenset({"the", "a", "an"})
_SMALL = frozenset({Class.SMALL, Class.MARK})
_OPEN = ("ing", "ed")
"""Endings of words that an article can follow within a clause ("compressing the trachea")."""


def own_start(words: Sequence[Word], start: int, at: int) -> int:
    """Where the clause begins that ends in a "not seen" at `at`: behind the last "and" or comma of
    which the words before it are told something themselves ("the left ovary is normal and the right
    ovary not seen"); `start` where they are members of one list ("mass and effusion not seen")."""
    several = bool(_SEVERAL.intersection(w.text for w in words[max(at - 1, start) : at]))
    told = _VERBS if several else _VERBS | normal_words() | {"with"}
    for part in range(at - 1, start, -1):
        before = words[start:part]
        if words[part].text in _PARTS and any(
            word.text in told or (word.kind is Class.NUMBER and not several) for word in before
        ):
            return part + 1
        if words[part].text in _PARTS and _organ_behind(words, start, part, at):
            return part + 1
    return start


def _organ_behind(words: Sequence[Word], start: int, part: int, at: int) -> bool:
    """ "Left ovarian cyst, and the right ovary not seen": an organ is no member of the list of
    findings before it. An "and" without an article may join two places of one finding."""
    before, own = words[start:part], words[part + 1 : at]
    if words[part].text != "," and not (
        own
        and own[0].text in _ARTICLES
        and (
            (before[-1:] and before[-1].text == ",")
            or not _WHERE.intersection(w.text for w in before)
        )
    ):
        return False
    named = any(word.kind is Class.PLACE for word in own)
    return (
        named
        and not any(word.kind is Class.OTHER for word in own)
        and any(word.kind is Class.OTHER for word in before)
    )


def run_on(words: Sequence[Word], first: int, at: int) -> bool:
    """Whether a clause of its own begins at `at` though nothing parts it from the one before ("no
    fracture the lungs are clear")."""
    if at > first and _lone_organ(words, at):
        return True
    if at <= first or words[at].text not in _ARTICLES:
        return False
    before = words[at - 1]
    if before.kind in _SMALL or before.spelled.endswith(_OPEN):
        return False
    if before.text in placed_words() | mutual_words():
        return False
    return any(word.text in _VERBS for word in words[at + 1 :])


def _lone_organ(words: Sequence[Word], at: int) -> bool:
    """ "no pneumothorax lungs are clear": an organ's name with its verb, right behind a finding."""
    if words[at - 1].kind is not Class.OTHER:
        return False
    if [word.text for word in words[at : at + 2]] in (["there", "is"], ["there", "are"]):
        return True
    if words[at].kind is Class.SIDE:
        at += 1
    if at >= len(words) or words[at].kind is not Class.PLACE:
        return False
    behind = [word.text for word in words[at + 1 : at + 5]]
    return bool(behind) and behind[0] in _VERBS and not unseen_words().intersection(behind)
