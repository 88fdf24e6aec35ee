"""The front matter of a template: sections and fields, checked."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from medvoice.lexicon.anatomy import regions
from medvoice.lexicon.terms import folded
from medvoice.report.template_normals import NormalSentence, sentences

_ID = r"^[a-z][a-z0-9_]*$"
TEXT_FIELD = "text"

# Front matter says `normal = "…"` or `normal = ["…", {text = "…", denies = ["…"]}]`.
_Normals = Annotated[tuple[NormalSentence, ...], BeforeValidator(sentences)]


class Style(StrEnum):
    """How a section is laid out. PLAIN: the heading and its text; fields, where there are any,
    each on a line of their own behind their name. NUMBERED: one number a sentence."""

    PLAIN = "plain"
    NUMBERED = "numbered"


class _Checked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)


class FieldSpec(_Checked):
    """id: unique in its section. synonyms: other spoken names. anatomy: names of
    `medvoice.lexicon.anatomy` regions whose words point here. normals: what a radiologist would
    write when nothing is wrong, in atomic sentences; never printed unless asked for. prompt: what
    belongs here."""

    id: str = Field(pattern=_ID)
    name: str = Field(min_length=1)
    synonyms: tuple[str, ...] = Field(default=(), strict=False)
    anatomy: tuple[str, ...] = Field(default=(), strict=False)
    prompt: str = ""
    normals: _Normals = Field(default=(), validation_alias="normal", strict=False)
    required: bool = False

    @property
    def normal(self) -> str:
        """The normal text, "" for none."""
        return " ".join(sentence.text for sentence in self.normals)

    @model_validator(mode="after")
    def _known_anatomy(self) -> FieldSpec:
        unknown = [name for name in self.anatomy if name not in regions()]
        if unknown:
            known = ", ".join(sorted(regions()))
            raise ValueError(f"unknown anatomy {', '.join(unknown)}; known: {known}")
        return self


class SectionSpec(_Checked):
    """A section with fields, or without: then it is one field itself, with the id "ID.text"."""

    id: str = Field(pattern=_ID)
    name: str = Field(min_length=1)
    synonyms: tuple[str, ...] = Field(default=(), strict=False)
    prompt: str = ""
    normals: _Normals = Field(default=(), validation_alias="normal", strict=False)
    required: bool = False
    style: Style = Field(default=Style.PLAIN, strict=False)
    fields: tuple[FieldSpec, ...] = Field(default=(), strict=False)

    def all_fields(self) -> tuple[FieldSpec, ...]:
        """The fields, or the section's own one."""
        return self.fields or (
            FieldSpec(
                id=TEXT_FIELD,
                name=self.name,
                prompt=self.prompt,
                normals=self.normals,
                required=self.required,
            ),
        )


class FrontMatter(_Checked):
    """exam: printed where no exam was dictated. unplaced: id of the field for sentences that no
    rule can place; a template must have one."""

    title: str = Field(min_length=1)
    exam: str = Field(min_length=1)
    modality: str
    body_part: str
    unplaced: str
    sections: tuple[SectionSpec, ...] = Field(min_length=1, strict=False)

    @model_validator(mode="after")
    def _consistent(self) -> FrontMatter:
        ids = self.field_ids()
        doubled = {name for name in ids if ids.count(name) > 1}
        if doubled:
            raise ValueError(f"field {sorted(doubled)[0]} is defined twice")
        if self.unplaced not in ids:
            raise ValueError(f'unplaced = "{self.unplaced}" is no field; known: {", ".join(ids)}')
        names = [
            [(f"section {s.id}", n) for s in self.sections for n in (s.name, *s.synonyms)],
            *(
                [(f"field {s.id}.{f.id}", n) for f in s.fields for n in (f.name, *f.synonyms)]
                for s in self.sections
            ),
        ]
        for table in names:
            _distinct(table)
        return self

    def field_ids(self) -> tuple[str, ...]:
        """ "section.field" of every field, in order."""
        return tuple(f"{s.id}.{f.id}" for s in self.sections for f in s.all_fields())


def _distinct(names: list[tuple[str, str]]) -> None:
    owner: dict[tuple[str, ...], str] = {}
    for holder, name in names:
        before = owner.setdefault(folded(name), holder)
        if before != holder:
            raise ValueError(f'"{name}" names both {before} and {holder}')
