"""Directions: which way a number went, said with a verb of its own ("fell from 11 to 3.5") or with
the two numbers alone ("went from 6 to 8 mm"). In lower case, numbers as signs.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import partial

_NUMBER = r"⟦number:([\d.]+)((?: [^⟧]*)?)⟧"
_AUXILIARY = r"\b(?:(?:has|have|had) )?"
_NEUTRAL = re.compile(
    rf"{_AUXILIARY}(?:went|gone|changed|moved)(?: (up|down))? from +{_NUMBER}(?= +to +{_NUMBER})"
)
_HOW = r"(?: (slightly|mildly|markedly|moderately|minimally|significantly))?"
_AMOUNT = rf"(?={_HOW} (?:from|to|by) +⟦number)"
_ALONE = (
    r"(?= *(?:[.,;]|$|since\b|from +⟦|to +⟦|by +⟦|slightly\b|now\b|compared\b"
    r"|in (?:size|volume|amount|extent)\b))"
)
_NO_VERB = "".join(f"(?<!{verb} )" for verb in ("went", "gone", "came", "come", "moved"))
_SAID = (
    (re.compile(rf"{_AUXILIARY}(?:fell|fallen|dropped|declined){_AMOUNT}"), "decreased"),
    (re.compile(rf"{_AUXILIARY}(?:rose|risen|climbed){_AMOUNT}"), "increased"),
    (re.compile(rf"{_AUXILIARY}(?:went|gone|came|come) down{_ALONE}"), "decreased"),
    (re.compile(rf"{_AUXILIARY}(?:went|gone) up{_ALONE}"), "increased"),
    (re.compile(rf"{_NO_VERB}\bup from(?= +⟦number)"), "increased from"),
    (re.compile(rf"{_NO_VERB}\bdown from(?= +⟦number)"), "decreased from"),
)
_WAS = (
    (re.compile(r"\bwas(?= +⟦number:[^⟧]+⟧ *,? +(?:and )?(?:(?:it )?is )?now\b)"), "previously"),
    (
        re.compile(r"(\bnow +⟦number:[^⟧]+⟧ *,? +(?:and )?)(?:it )?was(?= +⟦number)"),
        r"\1previously",
    ),
)
_MASS = (
    "callus|fluid|edema|air|gas|blood|hemorrhage|ascites|stranding|swelling|displacement|"
    "angulation|distention|distension|opacity|opacification|consolidation|atelectasis|enhancement|"
    "uptake|narrowing|stenosis|congestion|effacement|retraction|distraction|subluxation|effusion|"
    "healing|aeration|collapse|calcification|thickening|edematous change|volume loss"
)
_LESS_MORE = re.compile(
    rf"(?<!\bno )\b(more|less) (?=(?:{_MASS})\b)"
    r"(?![^.;]*\bthan\b(?! *⟦change))(?![^.;,]*\bor less\b)"
)
"""Not where two places are compared ("more edema on the left than on the right")."""
_EXAM = r"(?:the |a |an )?(?:prior|previous|last|earlier|exam|study|ct|mri?|radiograph|film|scan)"
_TIME = re.compile(
    rf"\binterval\b|⟦change:|⟦date:|\bsince (?=⟦|{_EXAM}|yesterday|surgery)"
    rf"|\bthan (?:before|{_EXAM})"
    r"|\b(?:yesterday|now|previously)\b|\bbefore *(?:[.;,]|$)"
)
"""Without one of these, "more fluid on the left" is more than on the right."""
_ALL_SAID = re.compile(rf" *(?:there is )?(?:more|less) (?:{_MASS}) *(?:[.;]|$)")
_PLACE = re.compile(r"\b(?:compared|relative) (?:with|to) (?! *⟦)(?!the (?:prior|previous|last)\b)")


_FROM_TO = re.compile(rf"[a-z ]*\bfrom +{_NUMBER} +to +{_NUMBER}")


def directed(plain: str) -> str:
    """With "increased" and "decreased". A verb that says no direction takes it from the numbers;
    one that contradicts them stays what it is."""
    plain = _NEUTRAL.sub(_by_numbers, plain)
    for pattern, word in _SAID:
        plain = pattern.sub(partial(_unless_contradicted, word), plain)
    for pattern, word in _WAS:
        plain = pattern.sub(word, plain)
    return "".join(map(_since_before, re.split(r"(?<=[.;] )", plain)))


def _since_before(sentence: str) -> str:
    if not (_TIME.search(sentence) or _ALL_SAID.match(sentence)) or _PLACE.search(sentence):
        return sentence
    return _LESS_MORE.sub(lambda m: "increased " if m[1] == "more" else "decreased ", sentence)


def _by_numbers(match: re.Match[str]) -> str:
    said, first, unit, second, other_unit = match.groups()
    word = _direction(first, unit, second, other_unit)
    if not word or said not in (None, "up" if word == "increased" else "down"):
        return match[0]
    return f"{word} from ⟦number:{first}{unit or other_unit}⟧"


def _unless_contradicted(word: str, match: re.Match[str]) -> str:
    numbers = _FROM_TO.match(match.string, match.end())
    if numbers and _direction(*numbers.groups()) not in ("", word):
        return match[0]
    return word


def _direction(first: str, unit: str, second: str, other_unit: str) -> str:
    """ "" where the numbers are equal or of two units."""
    change = Decimal(second) - Decimal(first)
    if not change or (unit and other_unit and unit != other_unit):
        return ""
    return "increased" if change > 0 else "decreased"
