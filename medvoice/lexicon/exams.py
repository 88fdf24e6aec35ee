"""How examinations are named: modalities and body regions in the words that people say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from medvoice.lexicon.terms import folded

_MODALITIES = {
    "ct": ["CT", "c t", "CAT scan", "computed tomography", "CT scan"],
    "mr": ["MR", "MRI", "m r", "m r i", "magnetic resonance", "magnetic resonance imaging"],
    "us": ["US", "u s", "ultrasound", "ultrasonography", "sonography", "sonogram", "echo"],
    "xr": [
        "x-ray", "xray", "radiograph", "radiography", "plain film", "plain radiograph", "film",
        "CR", "DX", "DR", "XR",
    ],
    "mg": ["MG", "mammography", "mammogram", "mammo"],
    "pt": ["PET", "PT", "PET CT", "positron emission tomography"],
    "nm": ["NM", "nuclear medicine", "scintigraphy"],
    "xa": ["XA", "angiography", "angiogram", "RF", "fluoroscopy"],
}  # fmt: skip
_REGIONS = {
    "chest": ["chest", "thorax", "thoracic", "c x r"],
    "abdomen": ["abdomen", "abdominal", "belly", "abd", "abdo"],
    "pelvis": ["pelvis", "pelvic", "pelv"],
    "abdomen pelvis": [
        "abdominopelvic",
        "abdomino pelvic",
        "AP",
        "a p",
        "abdomen pelvis",
        "abdpel",
    ],
    "head": ["head", "brain", "cranial", "cerebral", "intracranial", "neuro"],
    "liver": ["liver", "hepatic"],
    "prostate": ["prostate", "prostatic"],
    "breast": ["breast"],
    "thyroid": ["thyroid"],
    "lung": ["lung", "pulmonary"],
    "neck": ["neck", "cervical soft tissue"],
    "lumbar spine": [
        "lumbar spine",
        "l spine",
        "lumbosacral spine",
        "lumbar",
        "LS spine",
        "lspine",
        "l sp",
    ],
    "cervical spine": ["cervical spine", "c spine", "cspine"],
    "thoracic spine": ["thoracic spine", "t spine", "tspine"],
}
_PLACES = frozenset("chest abdomen pelvis head neck lumbar cervical thoracic spine".split())
_WHOLE = {"xr chest": ["CXR"], "ct lowdose": ["LDCT"], "lowdose": ["low dose"]}
# Words that tell no two templates apart.
_FILLERS = frozenset(
    "a an the of for called my our this and with without contrast iv intravenous routine normal "
    "default standard general complete limited exam examination study scan report protocol "
    "imaging template please mp multiparametric two view pa lateral portable".split()
)
# A mammogram is of the breast, whether it is said or not.
_IMPLIED = {"mg": "breast"}


def exam_words(text: str) -> frozenset[str]:
    """What a name says, in words that are the same for every way of saying it: "CT of the chest",
    "chest CT" and "ct_chest" are {"ct", "chest"}. Words of no table stay as they are, folded."""
    words = folded(text.replace("_", " "))
    table, longest = _table()
    found: set[str] = set()
    at = 0
    while at < len(words):
        for length in range(min(longest, len(words) - at), 0, -1):
            meant = table.get(tuple(words[at : at + length]))
            if meant is not None:
                found |= meant
                at += length
                break
        else:
            if words[at] not in _FILLERS:
                found.add(words[at])
            at += 1
    return frozenset(found | {_IMPLIED[word] for word in found if word in _IMPLIED})


def places(words: Iterable[str]) -> frozenset[str]:
    """Those of the words of `exam_words` that name a part of the body that is examined as a whole;
    organs are examined within one."""
    return frozenset(word for word in words if word in _PLACES)


def modality_phrases() -> Mapping[str, tuple[str, ...]]:
    """Modality as in `exam_words` -> the phrases that name it."""
    return {modality: tuple(phrases) for modality, phrases in _MODALITIES.items()}


def region_phrases() -> Mapping[str, tuple[str, ...]]:
    """Words of a region as in `exam_words` -> the phrases that name it."""
    return {region: tuple(phrases) for region, phrases in _REGIONS.items()}


def modalities(words: Iterable[str]) -> frozenset[str]:
    """Those of the words of `exam_words` that name a modality."""
    return frozenset(word for word in words if word in _MODALITIES)


@cache
def _table() -> tuple[dict[tuple[str, ...], frozenset[str]], int]:
    """Folded phrase -> words that it means, and how long the longest phrase is."""
    table = {
        folded(phrase): frozenset(meant.split())
        for rows in (_MODALITIES, _REGIONS, _WHOLE)
        for meant, phrases in rows.items()
        for phrase in phrases
    }
    return table, max(map(len, table))
