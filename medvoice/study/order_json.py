"""Orders from a small JSON file: one object, or a list of them (docs/study.md has its keys)."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from medvoice.study.order import Order, OrderError, OrderOrigin, Patient, PriorExam

MOST_BYTES = 1_000_000
_Text = Annotated[str, Field(max_length=1024)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class _Patient(_Model):
    id: _Text = ""
    issuer: _Text = ""
    name: _Text = ""
    birth_date: date | None = None
    sex: Literal["", "F", "M", "O"] = ""


class _Prior(_Model):
    day: date | None = Field(default=None, validation_alias="date")
    modality: _Text = ""
    procedure: _Text = ""
    accession: _Text = ""


class _Order(_Model):
    patient: _Patient
    accession: _Text = ""
    placer: _Text = ""
    procedure: _Text = ""
    procedure_code: _Text = ""
    indication: _Text = ""
    modality: _Text = ""
    body_part: _Text = ""
    referring_physician: _Text = ""
    study_uid: _Text = ""
    scheduled: datetime | date | None = None
    priors: tuple[_Prior, ...] = Field(default=(), max_length=1000)

    @field_validator("scheduled", mode="before")
    @classmethod
    def _day_stays_a_day(cls, value: Any) -> Any:
        """pydantic would make midnight of it."""
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else value


def orders_of_json(path: Path) -> tuple[Order, ...]:
    """Raises OrderError."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise OrderError(f"{path}: is too large for an order ({MOST_BYTES:,} bytes at most).")
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise OrderError(f"{path}: cannot be read ({error.strerror}).") from error
    except (ValueError, RecursionError):
        raise OrderError(f"{path}: is not JSON in UTF-8. No order was taken from it.") from None
    return orders_of_values(found, str(path))


def orders_of_values(found: Any, where: str) -> tuple[Order, ...]:
    """found: of parsed JSON: an order or a list of them. where: it stood, for the user. Raises
    OrderError."""
    items = found if isinstance(found, list) else [found]
    try:
        return tuple(_order(_Order.model_validate(item)) for item in items)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        place = ".".join(map(str, first["loc"])) or "the whole"
        raise OrderError(f"{where}: {place}: {first['msg']}. No order was taken from it.") from None


def _order(read: _Order) -> Order:
    priors = [PriorExam(one.day, one.modality, one.procedure, one.accession) for one in read.priors]
    priors.sort(key=lambda one: one.day or date.min, reverse=True)
    values = read.model_dump(exclude={"patient", "priors"})
    return Order(
        patient=Patient(**read.patient.model_dump()),
        origin=OrderOrigin.FILE,
        priors=tuple(priors),
        **values,
    )
