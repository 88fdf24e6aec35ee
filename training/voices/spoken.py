"""Spoken: one synthesised utterance, with the times of its phones and words where known."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from training.text.grammar import spoken_form

PHONES = (
    "pau aa ae ah ao aw ax ay b ch d dh eh er ey f g hh ih iy jh k l m n ng ow oy p r s sh t th "
    "uh uw v w y z zh"
).split()
"""flite's phones, the classes of the frame-wise phone loss; 0 is a pause."""
_UNIT = re.compile(r"\{[^}]*\}|\S+")

Timed = tuple[str, float, float]
"""(name, start, end), seconds."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """samples: float32 mono. words: of the target text. words and phones empty: not known."""

    samples: npt.NDArray[np.float32]
    rate: int
    words: list[Timed] = field(default_factory=list)
    phones: list[Timed] = field(default_factory=list)


def units(target: str) -> list[str]:
    """The words and marks of a target text; "{new paragraph}" is one."""
    return _UNIT.findall(target)


def regroup(target: str, spoken_words: list[Timed]) -> list[Timed] | None:
    """Times of the target's units from times of the spoken words ("C", "T" -> "ct").

    None where the spoken words are not those of the target (the synthesiser read something else,
    for example letters where it could not pronounce a word)."""
    grouped: list[Timed] = []
    at = 0
    for unit in units(target):
        wanted = spoken_form(unit).lower().split()
        heard = spoken_words[at : at + len(wanted)]
        if [word.lower() for word, _, _ in heard] != wanted:
            return None
        grouped.append((unit, heard[0][1], heard[-1][2]))
        at += len(wanted)
    return grouped if at == len(spoken_words) else None
