"""The front matter of a template: sections and fields, checked."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, Field, field_validator, model_validator

from medvoice.lexicon.anatomy import regions
from medvoice.lexicon.terms import folded
from medvoice.report.assessments.systems import system
from medvoice.report.template_conditions import Condition, Examination
from medvoice.report.template_merge import check_pattern
from medvoice.report.template_normals import NormalSentence, sentences
from medvoice.report.template_values import (
    Assessment,
    Calculation,
    Checked,
    Choice,
    CodeList,
    Completion,
    Measure,
)

_ID = r"^[a-z][a-z0-9_]*$"
TEXT_FIELD = "text"

# Front matter says `normal = "…"` or `normal = ["…", {text = "…", denies = ["…"]}]`.
_Normals = Annotated[tuple[NormalSentence, ...], BeforeValidator(sentences)]


def _choices(value: object) -> object:
    """`choices = ["…", {text = "…", say = ["…"]}]`."""
    if isinstance(value, list | tuple):
        return [{"text": item} if isinstance(item, str) else item for item in value]
    return value


_Choices = Annotated[tuple[Choice, ...], BeforeValidator(_choices)]


# What a field asks for and offers in an examination that it is not meant for.
_NOTHING = {"required": False, "normals": (), "merge": "", "completion": Completion.NONE}


class Style(StrEnum):
    """How a section is laid out. PLAIN: the heading and its text; fields, where there are any,
    each on a line of their own behind their name. NUMBERED: one number a sentence."""

    PLAIN = "plain"
    NUMBERED = "numbered"


class FieldSpec(Checked):
    """id: unique in its section. synonyms: other spoken names. anatomy: names of
    `medvoice.lexicon.anatomy` regions whose words point here. normals: what a radiologist would
    write when nothing is wrong, in atomic sentences; never printed unless asked for. prompt: what
    belongs here. when: for which examinations it is meant. choices: a pick list; several: more
    than one may be taken. merge: text filled from the study where nothing was dictated. codes: of
    the field itself. completion: what signing does when it was left as it is."""

    id: str = Field(pattern=_ID)
    name: str = Field(min_length=1)
    synonyms: tuple[str, ...] = Field(default=(), strict=False)
    anatomy: tuple[str, ...] = Field(default=(), strict=False)
    prompt: str = ""
    normals: _Normals = Field(default=(), validation_alias="normal", strict=False)
    required: bool = False
    when: Condition = Condition()
    choices: _Choices = Field(default=(), strict=False)
    several: bool = False
    measure: Measure | None = None
    calculate: Calculation | None = None
    assessment: Assessment | None = None
    merge: str = ""
    codes: CodeList = Field(default=(), validation_alias="code", strict=False)
    completion: Completion = Field(default=Completion.NONE, strict=False)

    @property
    def normal(self) -> str:
        """The normal text, "" for none."""
        return " ".join(sentence.text for sentence in self.normals)

    def offered(self) -> tuple[str, ...]:
        """What can be chosen, as the report says it: the pick list, else the categories of the
        system that the field takes; () for a field of free text."""
        if self.choices or self.assessment is None:
            return tuple(choice.text for choice in self.choices)
        return tuple(one.text for one in system(self.assessment.system).categories)

    def choice(self, said: str) -> Choice | None:
        """The entry of the pick list that the words name, by number from 1 or in whole; None for
        none."""
        words = folded(said)
        if len(words) == 1 and words[0].isdigit() and 1 <= int(words[0]) <= len(self.choices):
            return self.choices[int(words[0]) - 1]
        return next((one for one in self.choices if words in one.spoken()), None)

    def adapted(self, examination: Examination) -> FieldSpec:
        """The field as it is meant for such an examination: where its condition fails, it asks for
        nothing and offers nothing (what is dictated into it is printed all the same)."""
        if self.when.agrees(examination) is False:
            return self.model_copy(update=_NOTHING)
        kept = tuple(one for one in self.normals if one.when.agrees(examination))
        return self if kept == self.normals else self.model_copy(update={"normals": kept})

    @field_validator("merge")
    @classmethod
    def _known_values(cls, merge: str) -> str:
        check_pattern(merge)
        return merge

    @model_validator(mode="after")
    def _known_anatomy(self) -> FieldSpec:
        unknown = [name for name in self.anatomy if name not in regions()]
        if unknown:
            known = ", ".join(sorted(regions()))
            raise ValueError(f"unknown anatomy {', '.join(unknown)}; known: {known}")
        return self

    @model_validator(mode="after")
    def _one_kind(self) -> FieldSpec:
        kinds = [
            name
            for name in ("measure", "calculate", "assessment")
            if getattr(self, name) is not None
        ]
        if len(kinds) > 1:
            raise ValueError(f"a field is either {' or '.join(kinds)}, not both")
        if self.several and not self.choices:
            raise ValueError("several = true needs choices")
        spoken: dict[tuple[str, ...], str] = {}
        for choice in self.choices:
            for words in choice.spoken():
                if spoken.setdefault(words, choice.text) != choice.text:
                    raise ValueError(f'"{" ".join(words)}" names two choices')
        return self


class SectionSpec(Checked):
    """A section with fields, or without: then it is one field itself, with the id "ID.text"."""

    id: str = Field(pattern=_ID)
    name: str = Field(min_length=1)
    synonyms: tuple[str, ...] = Field(default=(), strict=False)
    prompt: str = ""
    normals: _Normals = Field(default=(), validation_alias="normal", strict=False)
    required: bool = False
    when: Condition = Condition()
    merge: str = ""
    codes: CodeList = Field(default=(), validation_alias="code", strict=False)
    completion: Completion = Field(default=Completion.NONE, strict=False)
    choices: _Choices = Field(default=(), strict=False)
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
                merge=self.merge,
                completion=self.completion,
                choices=self.choices,
            ),
        )

    def adapted(self, examination: Examination) -> SectionSpec:
        """As FieldSpec.adapted, with its fields."""
        fails = self.when.agrees(examination) is False
        fields = tuple(
            (spec.model_copy(update={"when": self.when}) if fails else spec).adapted(examination)
            for spec in self.fields
        )
        if fails:
            return self.model_copy(update={**_NOTHING, "fields": fields})
        kept = tuple(one for one in self.normals if one.when.agrees(examination))
        return self.model_copy(update={"normals": kept, "fields": fields})

    @model_validator(mode="after")
    def _inputs(self) -> SectionSpec:
        """Calculations and assessments read fields of this section, and no field reads itself."""
        ids = {spec.id for spec in self.fields}
        for spec in self.fields:
            for name in inputs_of(spec):
                if name not in ids or name == spec.id:
                    raise ValueError(
                        f'field {spec.id} is computed from "{name}", which is no field'
                    )
        check_pattern(self.merge)
        return self


class FrontMatter(Checked):
    """exam: printed where no exam was dictated. synonyms: other names that are said for it ("use …
    template"). unplaced: id of the field for sentences that no
    rule can place; a template must have one. codes: of the examination. about: where the template
    is from (identifier, publisher, rights, ...), kept and not used."""

    title: str = Field(min_length=1)
    exam: str = Field(min_length=1)
    modality: str
    body_part: str
    unplaced: str
    synonyms: tuple[str, ...] = Field(default=(), strict=False)
    language: str = "en"
    codes: CodeList = Field(default=(), validation_alias="code", strict=False)
    about: dict[str, str] = Field(default_factory=dict)
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
        return tuple(name for name, _ in self.specs())

    def specs(self) -> Iterator[tuple[str, FieldSpec]]:
        """Every field with its id, in order."""
        for section in self.sections:
            for spec in section.all_fields():
                yield f"{section.id}.{spec.id}", spec

    def adapted(self, examination: Examination) -> FrontMatter:
        """For one examination: see FieldSpec.adapted."""
        sections = tuple(section.adapted(examination) for section in self.sections)
        return self.model_copy(update={"sections": sections})


def inputs_of(spec: FieldSpec) -> tuple[str, ...]:
    """Ids of the fields of its section that a field is computed from."""
    if spec.calculate is not None:
        return spec.calculate.of
    return tuple(spec.assessment.inputs.values()) if spec.assessment is not None else ()


def _distinct(names: list[tuple[str, str]]) -> None:
    owner: dict[tuple[str, ...], str] = {}
    for holder, name in names:
        before = owner.setdefault(folded(name), holder)
        if before != holder:
            raise ValueError(f'"{name}" names both {before} and {holder}')
