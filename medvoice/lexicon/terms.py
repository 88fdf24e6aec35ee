"""Finding a table's phrases in running words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")

# Plurals that no rule makes.
_SINGULAR = {
    "apices": "apex",
    "bases": "base",
    "vertebrae": "vertebra",
    "axillae": "axilla",
    "bullae": "bulla",
    "calyces": "calyx",
    "cortices": "cortex",
    "diagnoses": "diagnosis",
    "diverticula": "diverticulum",
    "metastases": "metastasis",
    "atria": "atrium",
    "ganglia": "ganglia",
    "pelves": "pelvis",
    "hippocampi": "hippocampus",
    "thrombi": "thrombus",
    "emboli": "embolus",
    "bronchi": "bronchus",
    "calculi": "calculus",
    "sulci": "sulcus",
    "foci": "focus",
    "gyri": "gyrus",
    "thalami": "thalamus",
    "hila": "hilum",
    "hilus": "hilum",
    "sinuses": "sinus",
    "septa": "septum",
    "antra": "antrum",
    "fundi": "fundus",
    "ova": "ovum",
    "testes": "testis",
    "varices": "varix",
    "foramina": "foramen",
    "lacunae": "lacune",
    "adnexa": "adnexa",
    "atheromata": "atheroma",
    "lumina": "lumen",
    "lenses": "lens",
    "granulomata": "granuloma",
    "pneumothoraces": "pneumothorax",
}
# Words that end in s and are no plural, beside those in -ss, -us and -is.
_NOT_PLURAL = frozenset(
    "pancreas ascites meninges leptomeninges pachymeninges lens gas as was has its caries "
    "herpes biceps triceps".split()
)
_NO_PLURAL_ENDS = ("ss", "us", "is")


# A template's tables hold thousands of words, most of them twice: half of a router's building time.
@lru_cache(maxsize=8192)
def singular(word: str) -> str:
    """Singular of a lower-case English noun, itself where it is none."""
    if word in _SINGULAR:
        return _SINGULAR[word]
    if word in _NOT_PLURAL or len(word) < 4 or not word.endswith("s"):
        return word
    if word.endswith(_NO_PLURAL_ENDS):
        return word
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1]


def folded(text: str) -> tuple[str, ...]:
    """Lower-case singular words without marks; a hyphen or slash separates."""
    return tuple(singular(word) for word in _WORD.findall(text.lower()))


@dataclass(frozen=True, slots=True)
class Match:
    """key: what the phrase points to. phrase: folded words [first, last) of the text."""

    key: str
    phrase: str
    first: int
    last: int


class Phrases:
    """Longest-match lookup of phrases, each with one or more keys."""

    def __init__(self, table: Mapping[str, Iterable[str]]) -> None:
        """table: key -> phrases in any case, plural or singular."""
        self._keys: dict[tuple[str, ...], tuple[str, ...]] = {}
        for key, phrases in table.items():
            for phrase in phrases:
                words = folded(phrase)
                if words and key not in self._keys.get(words, ()):
                    self._keys[words] = (*self._keys.get(words, ()), key)
        self._longest = max(map(len, self._keys), default=0)

    def find(self, words: tuple[str, ...]) -> tuple[Match, ...]:
        """Matches in folded words, left to right, longest first, none overlapping; a phrase with
        several keys gives one match for each."""
        found: list[Match] = []
        at = 0
        while at < len(words):
            for length in range(min(self._longest, len(words) - at), 0, -1):
                phrase = words[at : at + length]
                if phrase in self._keys:
                    found += [
                        Match(key, " ".join(phrase), at, at + length) for key in self._keys[phrase]
                    ]
                    at += length
                    break
            else:
                at += 1
        return tuple(found)
