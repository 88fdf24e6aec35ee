"""Words found in many places ("nodule", "fracture", "lobe"): which fields of a template can have
them, and which one alone does.

A field can have such a word where one of its regions lists it, or lists a name that ends with it:
"adrenal nodule" says that there are nodules in the adrenals.
"""

from __future__ import annotations

import re

from medvoice.lexicon.anatomy import generic_terms, part_of, regions
from medvoice.lexicon.terms import folded
from medvoice.report.template import Template

# No name of these regions ends with the word, and yet they have it: a lead breaks, too.
_ALSO = {"device": ("fracture",)}
# What any organ can have.
_ANYWHERE = frozenset("lesion hypodensity hypoattenuation calcification cyst".split())
# The first regions of a field are what it is for.
_MAIN = 2


class ManyPlaces:
    """The words found in many places, for one template."""

    def __init__(self, template: Template) -> None:
        generic = {folded(phrase) for phrase in generic_terms()}
        own = part_of(template.front.body_part)
        self._possible: dict[str, set[str]] = {}
        self._home: dict[str, set[str]] = {}
        self._denied: dict[str, set[str]] = {}
        self._main: set[tuple[str, str]] = set()
        self._all = frozenset(name for name, spec in template.front.specs() if spec.anatomy)
        for name, spec in template.front.specs():
            if name == template.unplaced:
                continue
            for sentence in spec.normals:
                for phrase in _denied(sentence.text):
                    self._denied.setdefault(phrase, set()).add(name)
            for at, region in enumerate(spec.anatomy):
                also = [folded(phrase) for phrase in _ALSO.get(region, ())]
                for words in (*_names(region), *also):
                    for phrase in _ends(words, generic):
                        self._possible.setdefault(phrase, set()).add(name)
                        if at < _MAIN:
                            self._main.add((phrase, name))
                    if words in generic and region in own and words not in also:
                        self._home.setdefault(" ".join(words), set()).add(name)

    def possible(self, phrase: str) -> frozenset[str]:
        """Fields that can have it; none for what is not in the list."""
        return self._all if phrase in _ANYWHERE else frozenset(self._possible.get(phrase, ()))

    def is_main(self, phrase: str, field: str) -> bool:
        """Whether a field's main regions can have it: behind "The heart is normal.", "No nodule."
        is of the lungs, though the thyroid is in the heart's field, too."""
        return phrase in _ANYWHERE or (phrase, field) in self._main

    def denied_in(self, phrase: str) -> str:
        """The one field whose normal text denies just this ("No mass or mass effect."), "" for
        none or several."""
        fields = self._denied.get(phrase, set())
        return next(iter(fields)) if len(fields) == 1 else ""

    def home(self, phrase: str) -> str:
        """The one field that it is said of where nothing else is named, "" for none: the only one
        that can have it, or the only one whose regions list it by itself and are what the
        examination is made for (no lung base in an examination of the abdomen)."""
        for fields in (self._possible.get(phrase, set()), self._home.get(phrase, set())):
            if len(fields) == 1:
                return next(iter(fields))
        return ""


def _denied(text: str) -> list[str]:
    """What "No mass or mass effect." denies."""
    words = text.lower().rstrip(".")
    if not words.startswith("no "):
        return []
    return [" ".join(folded(part)) for part in re.split(r",| or | and ", words[3:])]


def _names(region: str) -> list[tuple[str, ...]]:
    known = regions()[region]
    return [folded(name) for name in (*known.organs, *known.findings)]


def _ends(words: tuple[str, ...], generic: set[tuple[str, ...]]) -> list[str]:
    tails = (words[at:] for at in range(len(words)))
    return [" ".join(tail) for tail in tails if tail in generic]
