"""What a field takes besides free text: a pick, a measurement, a calculation, an assessment."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from medvoice.lexicon.codes import Code, code_of
from medvoice.lexicon.terms import folded
from medvoice.report.assessments.systems import system, systems
from medvoice.report.calculators import Formula

_LENGTHS = {"mm": 1.0, "cm": 10.0, "m": 1000.0}
"""Lengths that are read into each other, in mm."""


class Checked(BaseModel):
    """A part of the front matter: unknown keys and wrong types are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)


def _codes(value: Any) -> Any:
    """["LN", "59776-5", "Findings"], or several of them."""
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        value = [value]
    if not isinstance(value, list | tuple):
        return value
    codes = []
    for part in value:
        if isinstance(part, Code):
            codes.append(part)
        elif isinstance(part, list) and len(part) == 3 and all(isinstance(p, str) for p in part):
            codes.append(code_of(*part))
        else:
            raise ValueError('a code is ["SCHEME", "VALUE", "MEANING"]')
    return tuple(codes)


CodeList = Annotated[tuple[Code, ...], BeforeValidator(_codes)]


class Completion(StrEnum):
    """What happens at signing when the field was left as it is (IHE MRRT)."""

    NONE = "none"
    ALERT = "alert"
    PROHIBIT = "prohibit"


class Choice(Checked):
    """One entry of a pick list. text: what the report says. say: other ways to say it. value: the
    name under which an assessment reads it ("" for the text itself)."""

    text: str = Field(min_length=1)
    say: tuple[str, ...] = Field(default=(), strict=False)
    value: str = ""
    codes: CodeList = Field(default=(), validation_alias="code", strict=False)

    @property
    def name(self) -> str:
        return self.value or self.text.rstrip(".").lower()

    def spoken(self) -> tuple[tuple[str, ...], ...]:
        """Every way to say it, folded."""
        names = {folded(name) for name in (self.text, *self.say, self.value)}
        return tuple(sorted(names - {()}, key=lambda words: (-len(words), words)))


class Measure(Checked):
    """A measured field. unit: in which it is written. axes: how many numbers are expected. low,
    high: the possible range in that unit (what lies outside is a slip of the tongue or of the
    recogniser); normal_low, normal_high: the range of the healthy, for a notice only."""

    unit: str = Field(min_length=1)
    axes: int = Field(default=1, ge=1, le=3)
    low: float | None = Field(default=None, strict=False)
    high: float | None = Field(default=None, strict=False)
    normal_low: float | None = Field(default=None, strict=False)
    normal_high: float | None = Field(default=None, strict=False)

    @model_validator(mode="after")
    def _ordered(self) -> Measure:
        for low, high in ((self.low, self.high), (self.normal_low, self.normal_high)):
            if low is not None and high is not None and low > high:
                raise ValueError(f"low = {low} is above high = {high}")
        return self


class Calculation(Checked):
    """A field that is computed from others of the same section. of: their ids. text: what the
    report says; {value} stands for the number with its unit."""

    formula: Formula = Field(strict=False)
    of: tuple[str, ...] = Field(min_length=1, strict=False)
    unit: str = ""
    decimals: int = Field(default=1, ge=0, le=3)
    text: str = "{value}."

    @field_validator("text")
    @classmethod
    def _one_place(cls, text: str) -> str:
        if text.count("{value}") != 1 or text.count("{") != 1:
            raise ValueError('text needs "{value}" once and no other brace')
        return text

    @model_validator(mode="after")
    def _enough(self) -> Calculation:
        if not self.formula.takes(len(self.of)):
            raise ValueError(f"{self.formula} does not take {len(self.of)} fields")
        return self


class Assessment(Checked):
    """A field that takes a category of a published system, and nothing else. inputs: the system's
    features -> ids of fields of the same section; with all of them the category is computed."""

    system: str
    inputs: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return {"system": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _known(self) -> Assessment:
        if self.system not in systems():
            known = ", ".join(systems())
            raise ValueError(f'assessment system "{self.system}" is not known; known: {known}')
        unknown = [name for name in self.inputs if name not in system(self.system).features]
        if unknown:
            known = ", ".join(system(self.system).features) or "none"
            raise ValueError(f"{self.system} has no feature {unknown[0]}; known: {known}")
        return self
