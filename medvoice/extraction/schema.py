"""A schema: which fields a report is asked for, and the wordings that say them.

Checked when it is read, so that a schema's fault is told before the first report; the phrases are
those of `phrases.py`.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from medvoice.extraction.phrases import PhraseError, phrase
from medvoice.lexicon.unit_factors import unit_families

NAME = r"^[a-z][a-z0-9_]{0,59}$"
MOST_FIELDS = 200
MOST_PHRASES = 400

Name = Annotated[str, StringConstraints(pattern=NAME)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


def _checked(text: str) -> str:
    try:
        phrase(text)
    except PhraseError as error:
        raise ValueError(str(error)) from error
    return text


def _framed(text: str) -> str:
    if _checked(text).count("{}") != 1:
        raise ValueError(f'"{text}": a frame holds one {{}}, where the value stands')
    return text


Wording = Annotated[Text, Field()]
Phrases = Annotated[list[Wording], Field(max_length=MOST_PHRASES)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Common(_Strict):
    """title: for people and for the model. labels: whole labels of a form ("Tumor size: …"), as
    phrases. sections: ids of the sections where it is looked for; empty: in all that are not
    silent. many: it may be said more than once, and every value counts. about: phrases that name
    its subject (without them: its labels). An addendum that holds one and no value that can be read
    makes the body's value void; and a model may take a value only from a sentence that names it,
    and holds none of not_about. unless: phrases; a sentence that holds one says nothing of the
    field ("clinical stage")."""

    title: Text
    labels: Phrases = []
    sections: list[str] = []
    many: bool = False
    about: Phrases = []
    not_about: Phrases = []
    unless: Phrases = []

    @field_validator("labels", "about", "not_about", "unless")
    @classmethod
    def _labels(cls, given: list[str]) -> list[str]:
        return [_checked(text) for text in given]


class _Framed(_Common):
    frames: Phrases = []

    @field_validator("frames")
    @classmethod
    def _frames(cls, given: list[str]) -> list[str]:
        return [_framed(text) for text in given]


class NumberField(_Framed):
    """unit: what the value is given in; empty: a bare number. whole: no decimals. pick: of several
    sizes of one thing ("2.3 x 1.8 cm"). signs: "<", ">" and "at least" are kept beside the value;
    else such a number says no value. words: phrases that say a number without one ("0" = ["no
    positive lymph nodes"]). answers: the same, behind the label only ("0" = ["none"])."""

    kind: Literal["number"]
    unit: str = ""
    least: float = 0.0
    most: float = 1e9
    whole: bool = False
    pick: Literal["none", "largest"] = "none"
    signs: bool = False
    words: dict[str, Phrases] = {}
    answers: dict[str, Phrases] = {}

    @model_validator(mode="after")
    def _fits(self) -> NumberField:
        if self.unit and self.unit not in unit_families():
            raise ValueError(f'unit "{self.unit}" is not one of {", ".join(unit_families())}')
        if self.least > self.most:
            raise ValueError(f"least ({self.least:g}) is above most ({self.most:g})")
        for number, phrases in (*self.words.items(), *self.answers.items()):
            if not re.fullmatch(r"\d+(\.\d+)?", number):
                raise ValueError(f'words: "{number}" is no number')
            for text in phrases:
                _checked(text)
        return self


class ChoiceField(_Framed):
    """choices: value → phrases that say it; the longest that matches counts. ignore: phrases that
    say none of them although they hold one's words. frames: where a phrase has to stand in prose;
    "{}" alone: anywhere. answers: phrases that say it behind the label only ("Left"). pick: of
    several named behind a label, the first, or none. ranks: sections of which each is believed
    above the next."""

    kind: Literal["choice"]
    choices: dict[Text, Phrases]
    answers: dict[Text, Phrases] = {}
    ignore: Phrases = []
    pick: Literal["none", "first"] = "none"

    @model_validator(mode="after")
    def _fits(self) -> ChoiceField:
        if not self.choices:
            raise ValueError("a choice needs choices")
        unknown = [name for name in self.answers if name not in self.choices]
        if unknown:
            raise ValueError(f'answers: "{unknown[0]}" is not one of the choices')
        for phrases in (*self.choices.values(), *self.answers.values(), self.ignore):
            for text in phrases:
                _checked(text)
        return self


class FindingField(_Common):
    """Whether something is there: "present", "absent" or "uncertain". terms: what it is called;
    whether a sentence affirms or denies it is for the sentence to say. present, absent, uncertain:
    phrases that say so by themselves ("tumor invades the pleura"). answers: the same, behind the
    label only. ignore: as of a choice."""

    kind: Literal["finding"]
    terms: Phrases = []
    present: Phrases = []
    absent: Phrases = []
    uncertain: Phrases = []
    answers: dict[Literal["present", "absent", "uncertain"], Phrases] = {}
    ignore: Phrases = []

    @model_validator(mode="after")
    def _fits(self) -> FindingField:
        if not (self.terms or self.present or self.absent or self.labels):
            raise ValueError("a finding needs labels, terms, or phrases that say it")
        for group in (self.terms, self.present, self.absent, self.uncertain, self.ignore):
            for text in group:
                _checked(text)
        for group in self.answers.values():
            for text in group:
                _checked(text)
        return self


class CodeField(_Framed):
    """A code by its pattern ("pT2a"), a regular expression; a group called "value" is the
    part that counts. Capital and small letters count. prefix: put in front of
    a value behind the label that lacks it ("T2a" behind "pT:"). upper: letters are made capital.
    anywhere: in prose it stands for itself, without a frame."""

    kind: Literal["code"]
    pattern: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    prefix: Annotated[str, StringConstraints(max_length=10)] = ""
    upper: bool = False
    anywhere: bool = False

    @field_validator("pattern")
    @classmethod
    def _pattern(cls, given: str) -> str:
        try:
            compiled = re.compile(given)
        except re.error as error:
            raise ValueError(f"pattern: {error}") from error
        if set(compiled.groupindex) - {"value"} or compiled.groups > len(compiled.groupindex):
            raise ValueError("pattern: groups are written (?:…), but for one called value")
        if compiled.match(""):
            raise ValueError("pattern: it matches nothing at all, too")
        return given


class DateField(_Framed):
    """order: how a date in figures alone is read; "none": only where it can be but one date."""

    kind: Literal["date"]
    order: Literal["dmy", "mdy", "none"] = "none"


class TextField(_Common):
    """What stands behind the label, as written."""

    kind: Literal["text"]
    longest: Annotated[int, Field(ge=1, le=2000)] = 300

    @model_validator(mode="after")
    def _fits(self) -> TextField:
        if not self.labels:
            raise ValueError("a text needs labels: what stands behind them is the value")
        return self


AnyField = Annotated[
    NumberField | ChoiceField | FindingField | CodeField | DateField | TextField,
    Field(discriminator="kind"),
]


class Schema(_Strict):
    """sections: id → headings. silent: sections in which nothing is said of this examination.
    corrections: sections that are believed above all others (addenda). believed: ids of sections in
    groups, those of an earlier group above the later ones; "": text under no heading; sections that
    are in no group come last. Two values of one group that disagree are no value."""

    name: Name
    title: Text
    sections: dict[Name, list[Text]] = {}
    silent: list[Name] = []
    corrections: list[Name] = []
    believed: list[list[str]] = []
    fields: Annotated[dict[Name, AnyField], Field(min_length=1, max_length=MOST_FIELDS)]

    @model_validator(mode="after")
    def _names(self) -> Schema:
        def known(name: str, where: str) -> None:
            if name and name not in self.sections:
                raise ValueError(f'{where}: there is no section "{name}"')

        for name in self.silent:
            known(name, "silent")
        for name in self.corrections:
            known(name, "corrections")
        for group in self.believed:
            for name in group:
                known(name, "believed")
        for field_name, field in self.fields.items():
            for name in field.sections:
                known(name, f"fields.{field_name}.sections")
        return self
