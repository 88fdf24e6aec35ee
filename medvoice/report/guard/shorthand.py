"""Shorthand of two meanings: "rt" is the right side before the name of an organ, and radiation
therapy elsewhere. Where its neighbours do not decide, it stays what it is. In lower case."""

from __future__ import annotations

import re
from functools import cache

from medvoice.lexicon.organ_words import body_words, organ_words

_SIDES = {"lt": "left", "rt": "right"}
_NOT_BEHIND = "".join(
    rf"(?<!\b{word})" for word in ("post ", "post-", "after ", "prior ", "from ", "chemo ", "to ")
)
"""What stands behind a treatment: "lung fibrosis post RT", "due to RT"."""
_PARTS = (
    "upper middle lower mid main medial lateral proximal distal anterior posterior inferior "
    "superior lobe base apex side sided atrium ventricle axilla adnexa renal pleural common "
    "external internal"
)
_ENDS = "superior|inferior|medial|lateral"
_SHORT = {"sup": "superior", "inf": "inferior", "lat": "lateral"}
_OF_AN_ORGAN = re.compile(
    rf"\b(sup|inf|lat) (?=(?:pole|end ?plate|margin|turbinate|calyx|malleolus|meniscus|condyle|"
    rf"ventricle|vena|mesenteric|(?:{_ENDS})\b)s?\b)"
)
"""Not "sup femoral" (superficial), "old inf" (infarct), "lat dorsi"."""


def in_full(plain: str) -> str:
    plain = _side().sub(lambda m: _SIDES[m[1]], plain)
    return _OF_AN_ORGAN.sub(lambda m: f"{_SHORT[m[1]]} ", plain)


@cache
def _side() -> re.Pattern[str]:
    known = {*organ_words(), *body_words(), *_PARTS.split()}
    names = "|".join(sorted(map(re.escape, known), key=len, reverse=True))
    return re.compile(rf"{_NOT_BEHIND}\b(lt|rt)\b\.?(?= (?:{names})s?\b)")
