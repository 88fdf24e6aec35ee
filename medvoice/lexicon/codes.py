"""Coding schemes and codes: one table of names for MRRT, DICOM SR, FHIR and HL7 v2."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """scheme: DICOM designator ("LN" LOINC, "DCM", "SCT", "RADLEX")."""

    scheme: str
    value: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Scheme:
    """designator: in DICOM and HL7 v2. system: FHIR's URI. oid: MRRT's and HL7's."""

    designator: str
    system: str
    oid: str


_SCHEMES = (
    Scheme("LN", "http://loinc.org", "2.16.840.1.113883.6.1"),
    Scheme("DCM", "http://dicom.nema.org/resources/ontology/DCM", "1.2.840.10008.2.16.4"),
    Scheme("SCT", "http://snomed.info/sct", "2.16.840.1.113883.6.96"),
    Scheme("RADLEX", "http://radlex.org", "2.16.840.1.113883.6.256"),
    # RadElement has no registered OID; its site is the usual system URI.
    Scheme("RADELEMENT", "https://radelement.org", ""),
)
# What files of the field call them (MRRT coding_scheme names; upper case, letters only).
_NAMES = {
    "LN": "LN",
    "LOINC": "LN",
    "DCM": "DCM",
    "DICOM": "DCM",
    "SCT": "SCT",
    "SNOMED": "SCT",
    "SNOMEDCT": "SCT",
    "SRT": "SCT",
    "RADLEX": "RADLEX",
    "RID": "RADLEX",
    "RPID": "RADLEX",
    "RADELEMENT": "RADELEMENT",
    "RDE": "RADELEMENT",
}
_URLS = {
    "http://radlex.org/rid/": "RADLEX",
    "http://www.radlex.org/rid/": "RADLEX",
    "http://radelement.org/": "RADELEMENT",
    "https://radelement.org/": "RADELEMENT",
    "http://loinc.org/": "LN",
    "http://snomed.info/id/": "SCT",
}


def schemes() -> dict[str, Scheme]:
    """Designator -> scheme."""
    return {scheme.designator: scheme for scheme in _SCHEMES}


def systems() -> dict[str, str]:
    """Designator -> FHIR system."""
    return {scheme.designator: scheme.system for scheme in _SCHEMES}


def code_of(scheme: str, value: str, meaning: str) -> Code:
    """A code as files write it: the scheme under any of its names or as an OID, the value bare or
    as a URL. A scheme that is not known keeps its name."""
    value = value.strip()
    for start, designator in _URLS.items():
        if value.lower().startswith(start):
            return Code(designator, value[len(start) :].rsplit("/", 1)[-1], meaning.strip())
    by_oid = {one.oid: one.designator for one in _SCHEMES if one.oid}
    letters = "".join(char for char in scheme.upper() if char.isalpha())
    designator = by_oid.get(scheme.strip()) or _NAMES.get(letters) or scheme.strip()
    return Code(designator, value, meaning.strip())
