"""ReportContext: whose report it is, of which study, in which state. Unknown is never invented."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, field_validator

from medvoice.export.characters import printable

UNKNOWN = "unknown"
_UID = re.compile(r"^(0|[1-9]\d*)(\.(0|[1-9]\d*))+$")


class ContextError(ValueError):
    """A key or value that a report's context cannot take."""


class Status(StrEnum):
    """Where the report stands. ADDENDUM: final before, and something was added since."""

    DRAFT = "draft"
    PRELIMINARY = "preliminary"
    FINAL = "final"
    ADDENDUM = "addendum"


class Sex(StrEnum):
    """DICOM's and HL7's letters."""

    MALE = "M"
    FEMALE = "F"
    OTHER = "O"


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name in parts, as far as it was given in parts ("Family^Given^Middle^Prefix^Suffix" or
    "Family, Given"); else all of it is `family` and `whole` is True."""

    family: str
    given: str = ""
    middle: str = ""
    prefix: str = ""
    suffix: str = ""
    whole: bool = False

    @property
    def shown(self) -> str:
        given = " ".join(part for part in (self.prefix, self.given, self.middle) if part)
        shown = f"{self.family}, {given}" if given and self.family else self.family or given
        return f"{shown} {self.suffix}".strip()


_Text = Annotated[str, Field(max_length=1024)]


class ReportContext(BaseModel):
    """Every key may be missing; "" and None mean unknown and are shown or sent as such.

    study_time and birth_date: as the study says, without a zone. made_at: when this document was
    made; verified_at: when the reading physician signed. document_id: this very document."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    patient_name: _Text = ""
    patient_id: _Text = ""
    patient_id_issuer: _Text = ""
    birth_date: date | None = None
    sex: Sex | None = None
    accession: _Text = ""
    order: _Text = ""
    study_uid: _Text = ""
    study_time: datetime | date | None = None
    modality: _Text = ""
    body_part: _Text = ""
    procedure: _Text = ""
    procedure_code: _Text = ""
    reason: _Text = ""
    referring_physician: _Text = ""
    reading_physician: _Text = ""
    institution: _Text = ""
    status: Status = Status.DRAFT
    language: str = Field(default="en", pattern=r"^[a-z]{2}(-[A-Z]{2})?$")
    made_at: AwareDatetime | None = None
    verified_at: AwareDatetime | None = None
    document_id: uuid.UUID | None = None
    footer: str = ""

    @field_validator("*", mode="before")
    @classmethod
    def _clean(cls, value: object) -> object:
        return printable(value).strip() if isinstance(value, str) else value

    @field_validator("sex", mode="before")
    @classmethod
    def _letter(cls, value: object) -> object:
        words = {"male": "M", "female": "F", "other": "O"}
        return words.get(value.lower(), value.upper()) if isinstance(value, str) else value

    @field_validator("study_time", mode="before")
    @classmethod
    def _day_or_time(cls, value: object) -> object:
        """A day stays a day: pydantic would make midnight of it."""
        is_day = isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value)
        return date.fromisoformat(value) if is_day and isinstance(value, str) else value

    @field_validator("study_uid")
    @classmethod
    def _uid(cls, value: str) -> str:
        if value and not (len(value) <= 64 and _UID.match(value)):
            raise ValueError("is no DICOM UID (digits and dots, 64 at most)")
        return value

    @field_validator("modality")
    @classmethod
    def _modality(cls, value: str) -> str:
        if value and not re.fullmatch(r"[A-Za-z]{2,16}", value):
            raise ValueError('is no DICOM modality, such as "CT"')
        return value.upper()

    @property
    def study_date(self) -> date | None:
        return self.study_time.date() if isinstance(self.study_time, datetime) else self.study_time

    def stamped(self, now: datetime, document: uuid.UUID) -> ReportContext:
        """With the time and the document's id, where they are not set. now: with its zone."""
        return self.model_copy(
            update={
                "made_at": self.made_at or now,
                "document_id": self.document_id or document,
            }
        )

    def stamp(self) -> tuple[datetime, uuid.UUID]:
        """made_at and document_id. Raises ContextError where they are missing: FHIR, HL7 and DICOM
        cannot do without."""
        if self.made_at is None or self.document_id is None:
            raise ContextError("made_at and document_id are missing; use ReportContext.stamped")
        return self.made_at, self.document_id

    def rows(self) -> tuple[tuple[str, str], ...]:
        """(label, value) of what a reader wants on top of a report; known ones only, but a patient
        who is known in part shows what is unknown."""
        patient = bool(self.patient_name or self.patient_id)
        birth = self.birth_date.isoformat() if self.birth_date else ""
        pairs = [
            ("Patient", person(self.patient_name).shown, patient),
            ("Patient ID", self.patient_id, patient),
            ("Date of birth", birth, patient),
            ("Sex", self.sex.value if self.sex else "", patient),
            ("Accession", self.accession, False),
            ("Study date", _shown_time(self.study_time), False),
            ("Procedure", self.procedure, False),
            ("Referring physician", person(self.referring_physician).shown, False),
            ("Reading physician", person(self.reading_physician).shown, False),
            ("Institution", self.institution, False),
        ]
        rows = [(label, value or UNKNOWN) for label, value, always in pairs if value or always]
        # A draft that says nothing else says nothing: the plain report of a dictation.
        if rows or self.status is not Status.DRAFT:
            rows.append(("Status", self.status.value))
        return tuple(rows)


def context_from(pairs: Iterable[str]) -> ReportContext:
    """From "key=value" texts, as on the command line. Raises ContextError."""
    return context_of(context_pairs(pairs))


def context_pairs(pairs: Iterable[str]) -> dict[str, str]:
    """Key -> value of "key=value" texts; the keys are known, the values unchecked. Raises
    ContextError."""
    values: dict[str, str] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise ContextError(f'{pair}: write it as KEY=VALUE, as in "accession=A123"')
        key = key.strip().replace("-", "_")
        if key not in ReportContext.model_fields:
            known = ", ".join(ReportContext.model_fields)
            raise ContextError(f"{key} is not known; known: {known}")
        values[key] = value
    return values


def context_of(values: Mapping[str, str]) -> ReportContext:
    """From texts under the context's keys; empty ones are unknown. Raises ContextError."""
    try:
        return ReportContext.model_validate({k: v for k, v in values.items() if v.strip()})
    except ValidationError as error:
        first = error.errors()[0]
        message = first["msg"].removeprefix("Value error, ")
        raise ContextError(f"{first['loc'][0]}: {message}") from error


def person(name: str) -> PersonName:
    """A name in its parts."""
    if "^" in name:
        # "Alphabetic=Ideographic=Phonetic": the alphabetic group is the name.
        parts = [part.strip() for part in name.split("=")[0].split("^")]
        family, given, middle, prefix, suffix = (parts + [""] * 4)[:5]
        return PersonName(family, given, middle, prefix, suffix)
    family, comma, given = name.partition(",")
    if comma and family.strip() and given.strip():
        return PersonName(family.strip(), given.strip())
    return PersonName(name.strip(), whole=True)


def _shown_time(value: datetime | date | None) -> str:
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return value.isoformat() if value else ""
