"""Codes of sections and documents, from data/codes.toml: one table for every coded export."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from medvoice.lexicon.codes import Code, systems
from medvoice.lexicon.sections import kind_of

_TABLE = Path(__file__).with_name("data") / "codes.toml"
LOINC = "LN"
SYSTEMS = systems()
"""DICOM and HL7 v2 designator -> FHIR system."""


@dataclass(frozen=True, slots=True)
class SectionCode:
    """heading: names the section (CID 7001). item: names what stands in it (CID 7002). suffix: of
    HL7 v2's OBX-3, "" for none. also: LOINC codes that are read as this section, too."""

    heading: Code
    item: Code
    suffix: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Title:
    modality: tuple[str, ...]
    body: tuple[str, ...]
    code: Code


@dataclass(frozen=True, slots=True)
class Codes:
    """sections: section kind -> its codes."""

    sections: dict[str, SectionCode]
    titles: tuple[_Title, ...]

    def kind(self, section_id: str, *names: str) -> str:
        """The kind of a section, by its id in the template, else by one of its names; "" for a
        section that no code names."""
        if section_id in self.sections:
            return section_id
        for name in names:
            kind = kind_of(name)
            if kind is not None and kind.id in self.sections:
                return kind.id
        return ""

    def kind_of_code(self, code: Code) -> str:
        """The kind of section that a code names, "" for none."""
        if code.scheme != LOINC:
            return ""
        for kind, row in self.sections.items():
            if code.value == row.heading.value or code.value in row.also:
                return kind
        return ""

    def title(self, modality: str, body_part: str) -> Code:
        """The document title (CID 7000) that agrees with the study; the generic one in doubt."""
        words = body_part.lower().replace("_", " ").replace("-", " ").split()
        for title in self.titles:
            if title.modality and modality.upper() not in title.modality:
                continue
            # One region only: a CT of head and neck is no "CT Head Report".
            if title.body and not (words and set(words) <= set(title.body) | {"with", "without"}):
                continue
            return title.code
        raise ValueError("data/codes.toml: the last title must fit every study")


@cache
def codes() -> Codes:
    """The table."""
    raw = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    sections = {
        name: SectionCode(
            Code(LOINC, *row["heading"]),
            Code(*row["item"]),
            row["suffix"],
            tuple(row.get("also", ())),
        )
        for name, row in raw["sections"].items()
    }
    titles = tuple(
        _Title(tuple(row.get("modality", ())), tuple(row.get("body", ())), Code(*row["code"]))
        for row in raw["titles"]
    )
    return Codes(sections, titles)


__all__ = ["LOINC", "SYSTEMS", "Code", "Codes", "SectionCode", "codes"]
