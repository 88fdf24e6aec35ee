"""Relations: the words that say how one thing stands to another ("compresses", "anterior to").

Words are as the guard compares them: singular, the head of their family (`families`).
"""

from __future__ import annotations

from functools import cache

_ACTING = """
compression displaced invasion encase effacement indent impingement abrasion distortion erosion
obstruction occlusion traverse cross supply surround entrapment involve replacement flattening
perforation rupture penetrate deform infiltration split narrow elevation depression overlie underlie
arise project obscure mimic follow precede outgrow outnumber exceed dominate favor exclude
"""
_PLACED_TO = """
anterior posterior superior inferior medial lateral proximal distal deep superficial cranial caudal
ventral dorsal cephalad caudad anteromedial anterolateral posteromedial posterolateral
superolateral superomedial inferolateral inferomedial central peripheral external internal upstream
downstream subsequent
"""
_PLACED = "above below behind beneath underneath over under after before outside beyond inside"
_MUTUAL = """
abutment contact adjacent communicating near beside next similar symmetry versus parallel opposite
separation fusion anastomosis along between apposition attachment confluent equal
"""
_MOVING = """
extend project pass track drain spread arise protrusion herniation cross course radiate metastasis
migration fistula shift insertion invasion traverse communicating bulge dissection propagate bleed
flow enter exit leak bypass stent graft tunnel refer transfer move ascend descend infiltration
"""
_WAYS = "to into from through along in onto toward"


@cache
def acting_words() -> frozenset[str]:
    """Who does it and whom it is done to are not the same: "compresses", "compressed by"."""
    return frozenset(_ACTING.split())


@cache
def placed_to_words() -> frozenset[str]:
    """Before "to", they say where one thing is as seen from another."""
    return frozenset(_PLACED_TO.split())


@cache
def placed_words() -> frozenset[str]:
    """They say so alone, of place or time."""
    return frozenset(_PLACED.split())


@cache
def mutual_words() -> frozenset[str]:
    """What they say of two things is the same from either side."""
    return frozenset(_MUTUAL.split())


@cache
def moving_words() -> frozenset[str]:
    """Behind them, a preposition says which way: to the capsule, through it or from it."""
    return frozenset(_MOVING.split())


@cache
def ways() -> frozenset[str]:
    """Prepositions of which each says another way, "within" read as "in"."""
    return frozenset(_WAYS.split())
