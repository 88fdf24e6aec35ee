"""A template's normal sentence, read: what it says is not there, and what it calls normal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from medvoice.lexicon.abnormal import canonical, normal_words, other_names, size_words
from medvoice.lexicon.anatomy import regions
from medvoice.lexicon.terms import folded
from medvoice.report.reading import clauses, organ_words
from medvoice.report.template_fields import FieldSpec
from medvoice.report.template_normals import NormalSentence

QUALIFIERS = frozenset("acute suspicious focal abnormal large significant new definite".split())
# "No pulmonary embolism | to the segmental level".
_ENDS = frozenset("to below of in at on is are within under seen identified".split())
_ADJECTIVES = ("al", "ar", "ary", "ic", "ous")
_LEVEL = re.compile(r"[ctls]\d{1,2}")
_BETWEEN = re.compile(r",\s*|\s+(?:or|and|nor)\s+")
_DENIES = "no"
_SIZES = frozenset({"dilated", "enlarged"})


@dataclass(frozen=True, slots=True)
class Finding:
    """Canonical words, the last one is its head. own: the normal sentence itself names it."""

    words: frozenset[str]
    head: str
    phrase: str
    own: bool


@dataclass(frozen=True, slots=True)
class Organ:
    """An organ that the sentence names."""

    words: frozenset[str]
    regions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Normal:
    """field: "section.field". denied: findings that contradict it. affirmed, affirmed_words:
    regions and organ names that it calls normal as a whole. organs: those it names. regions: where
    it belongs. says_no: it denies findings, and affirms no organ. size: it speaks of a size.
    levels: of the spine that it speaks of ("l4", "l5")."""

    field: str
    text: str
    denied: tuple[Finding, ...]
    affirmed: frozenset[str]
    affirmed_words: tuple[frozenset[str], ...]
    organs: tuple[Organ, ...]
    regions: frozenset[str]
    says_no: bool
    size: bool
    levels: frozenset[str]

    @property
    def acute(self) -> bool:
        return "acute" in folded(self.text)

    @property
    def suspicious(self) -> bool:
        return "suspicious" in folded(self.text)


def read_normal(field: str, spec: FieldSpec, sentence: NormalSentence) -> Normal:
    """A normal sentence of this field."""
    words = folded(sentence.text)
    says_no = words[:1] == (_DENIES,)
    own = _own(sentence.text) if says_no else ()
    denied = [_finding(name, own=True) for part in own for name in (part, *other_names(part))]
    denied += [_finding(phrase, own=False) for phrase in sentence.denies]
    names = [name for clause in clauses(sentence.text) for name in clause.names]
    described = {name.first for name in names}  # "intracranial flow voids" are flow voids
    organs = tuple(
        Organ(frozenset(n.words), n.regions) for n in names if n.organ and n.last not in described
    )
    named = frozenset(region for name in names for region in name.regions)
    here = named & frozenset(spec.anatomy) or named or frozenset(spec.anatomy)
    if any(not regions()[name].organs for name in here if name in regions()):
        here |= frozenset(spec.anatomy)  # a mass is of the whole field
    whole = not says_no and not size_words().intersection(map(canonical, words))
    whole = whole and bool(normal_words().intersection(words)) and not sentence.denies
    known = frozenset(name for name in sentence.affirms if name in regions())
    plain = tuple(
        frozenset(map(canonical, folded(name))) for name in sentence.affirms if name not in known
    )
    if not says_no and not sentence.affirms and (whole or sentence.text.endswith("is normal.")):
        plain = tuple(organ.words for organ in organs)
    heads = {finding.head for finding in denied if finding.own}
    size = bool(size_words().intersection(map(canonical, words)) or heads & _SIZES)
    return Normal(
        field,
        sentence.text,
        tuple(denied),
        known,
        plain,
        organs,
        here | known,
        says_no,
        size,
        levels(words),
    )


def levels(words: Iterable[str]) -> frozenset[str]:
    """The words that are levels of the spine."""
    return frozenset(word for word in words if _LEVEL.fullmatch(word))


def _own(text: str) -> tuple[str, ...]:
    """The findings that "No …" names, each with its head: "renal or ureteral calculus" is two."""
    words = text.rstrip(".").lower().split()[1:]
    end = next((at for at, word in enumerate(words) if word in _ENDS), len(words))
    parts = []
    for part in _BETWEEN.split(" ".join(words[:end])):
        kept = [word for word in folded(part) if word not in QUALIFIERS]
        if kept:
            parts.append(kept)
    head = parts[-1][-1] if parts else ""
    return tuple(
        " ".join([*part, head] if part[-1].endswith(_ADJECTIVES) and part[-1] != head else part)
        for part in parts
    )


def _finding(phrase: str, own: bool) -> Finding:
    plain = folded(phrase.replace("t two", "t2"))
    words = [canonical(word) for word in plain]
    kept = [word for word in words if word not in QUALIFIERS] if own else words
    return Finding(frozenset(kept), kept[-1], " ".join(plain), own)


def only_organ_words(words: frozenset[str]) -> bool:
    return words <= organ_words()
