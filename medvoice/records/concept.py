"""Concept: what something is, in words and codes (FHIR CodeableConcept)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from medvoice.records.json_values import nodes, text

LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ATC = "http://www.whocc.no/atc"
ICD10 = ("http://hl7.org/fhir/sid/icd-10", "http://hl7.org/fhir/sid/icd-10-cm")
MOST_CODINGS = 32


@dataclass(frozen=True, slots=True)
class Coding:
    system: str
    code: str
    display: str


@dataclass(frozen=True, slots=True)
class Concept:
    text: str = ""
    codings: tuple[Coding, ...] = ()

    @property
    def name(self) -> str:
        """As recorded; a bare code with what it is of, "" where nothing is said."""
        shown = self.text or next((one.display for one in self.codings if one.display), "")
        return shown or next((f"code {one.code}" for one in self.codings if one.code), "")

    @property
    def names(self) -> tuple[str, ...]:
        """Every wording that stands there."""
        found = (self.text, *(one.display for one in self.codings))
        return tuple(dict.fromkeys(filter(None, found)))

    def codes(self, *systems: str) -> frozenset[str]:
        return frozenset(one.code for one in self.codings if one.system in systems and one.code)


def concept(value: Any) -> Concept:
    """Of a CodeableConcept; a single Coding counts as one with it."""
    if not isinstance(value, dict):
        return Concept()
    items = nodes(value, "coding")[:MOST_CODINGS] or ((value,) if "code" in value else ())
    codings = tuple(
        Coding(text(one, "system").rstrip("/"), text(one, "code"), text(one, "display"))
        for one in items
    )
    return Concept(text(value, "text"), codings)


def concepts(value: Any, key: str) -> tuple[Concept, ...]:
    return tuple(concept(one) for one in nodes(value, key))
