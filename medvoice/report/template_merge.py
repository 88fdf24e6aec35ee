"""Merge fields: text filled from what the study says.

`merge = "{prior.description} dated {prior.date}."` is filled where all its values are known, and
not at all where one is missing: a report never says "dated unknown".
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_PLACE = re.compile(r"\{([^{}]*)\}")


def merge_names() -> dict[str, str]:
    """Every value that a template may ask for -> what it is."""
    return {
        "patient.name": "as the study says it",
        "patient.id": "",
        "patient.sex": "female, male",
        "patient.age": "at the time of the study, in years",
        "patient.birth_date": "",
        "study.description": "",
        "study.date": "",
        "study.accession": "",
        "study.modality": "",
        "study.body_part": "",
        "study.reason": "reason for the examination, from the order",
        "study.technique": "sequences or protocol, from the series",
        "referrer.name": "",
        "prior.description": "the examination compared with",
        "prior.date": "its date",
        "contrast.agent": "",
        "contrast.volume": "with its unit",
        "dose.ctdivol": "with its unit",
        "dose.dlp": "with its unit",
    }


def check_pattern(pattern: str) -> None:
    """Raises ValueError for a name that is not known and for unbalanced braces."""
    rest = _PLACE.sub("", pattern)
    if "{" in rest or "}" in rest:
        raise ValueError(f'merge = "{pattern}": braces do not match')
    known = merge_names()
    for name in _PLACE.findall(pattern):
        if name not in known:
            raise ValueError(f'merge value "{name}" is not known; known: {", ".join(known)}')


def merged(pattern: str, values: Mapping[str, str]) -> str:
    """The pattern with its values; "" where one is missing or empty."""
    names = _PLACE.findall(pattern)
    if not names or any(not values.get(name, "").strip() for name in names):
        return ""
    return _PLACE.sub(lambda place: " ".join(values[place[1]].split()), pattern)
