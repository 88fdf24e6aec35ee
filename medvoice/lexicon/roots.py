"""Roots: one form for the verb, noun and adverb of one root that no table of families names.

"obliterated" and "obliteration", "anchors" and "anchored", "posteriorly" and "posterior". What
goes on and what is over stay apart: a healing fracture is not healed.
"""

from __future__ import annotations

import re
from functools import cache

from medvoice.lexicon.families import family_heads

_NOUN = (
    (re.compile(r"(.{4,})at(?:ed|e|ing|ion)"), "ation"),
    (re.compile(r"(.{2,})if(?:ied|ication|y|ying)"), "ification"),
    (re.compile(r"(.{4,})[ae]n(?:cy|ce)"), "ent"),
    (re.compile(r"(.{4,})otic"), "osis"),
    (re.compile(r"(.{5,})itic"), "itis"),
    (re.compile(r"(.{4,})phic"), "phy"),
    (re.compile(r"(.{3,}(?:ss|ct|rt|pt))ion"), ""),
)
_ADVERB = re.compile(r"(.{3,}(?:al|ior|ar|ent|ant|ous|ive|ic|ate|ed|ing|id|ense))(?:al)?ly")
_VERB = re.compile(r"(.{4,}?)(?:ed|ing)")
_DOUBLED = re.compile(r"(.+)([bdfgmnprt])\2")
_LOST_E = re.compile(
    r".*(?:[^n]g|(?:pi|ri|ha|ra)ng|dg|[scvuz]|[bcdfgkptz]l|[^aeou][aiou]d|[^aeo]at|[^ao]in"
    r"|[iu]r(?<!air)|[^e]ar|os)(?<!ss)"
)
_GOING_ON = frozenset(
    "heal resolv evolv develop clear clos migrat progress regress recur matur improv fad wan "
    "organiz expand reexpand resorb absorb involut unit remodel thrombos drain".split()
)
"""Roots of which the form in -ing and that in -ed do not say the same."""
_APART = frozenset(
    "clearly absence evidence science substance distance instance balance influence sequence "
    "advance surveillance guidance reference finding imaging screening junction collection "
    "collecting function section fraction portion proportion impression direction "
    "suction traction".split()
)
"""Words that only look as if they were made of another ("portion" and "port")."""


@cache
def adjective(word: str) -> str:
    """The adjective of an adverb; itself where it is none."""
    match = _ADVERB.fullmatch(word)
    return match[1] if match and word not in _APART else word


@cache
def root(word: str) -> str:
    """The word of its family, or the form that it shares with those of its root; lower case,
    singular. Two words of one form say the same of an organ."""
    heads = family_heads()
    if word in heads or word in _heads() or word in _APART:
        return heads.get(word, word)
    if word.removesuffix("ing") in _GOING_ON:
        return word
    for pattern, ending in _NOUN:
        match = pattern.fullmatch(word)
        if match:
            return _known(match[1] + ending)
    return _known(_bare(word))


def _bare(word: str) -> str:
    """Of a verb's form in -ed or -ing; itself for any other word."""
    match = _VERB.fullmatch(word)
    if match is None or match[1] in _GOING_ON:
        return word
    bare = match[1]
    doubled = _DOUBLED.fullmatch(bare)
    if doubled:
        return doubled[1] + doubled[2]
    if _LOST_E.fullmatch(bare):
        return bare + "e"
    if bare.endswith("i") and word.endswith("ed"):
        return bare[:-1] + "y"
    return bare


def _known(form: str) -> str:
    return family_heads().get(form) or _rooted().get(form, form)


@cache
def _heads() -> frozenset[str]:
    return frozenset(family_heads().values())


@cache
def _rooted() -> dict[str, str]:
    """Bare forms of the families ("infect" of "infection", "impinge" of "impinged") -> the head."""
    found = {_bare(word): head for word, head in family_heads().items()}
    found |= {_bare(head): head for head in _heads()}
    for head in sorted(_heads()):
        for pattern, ending in _NOUN:
            match = pattern.fullmatch(head)
            if match and match[1] + ending != head:
                found.setdefault(match[1] + ending, head)
    return found
