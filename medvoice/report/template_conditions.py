"""Condition: for which examinations a section, a field or a normal sentence is meant.

Three facts decide: the patient's sex, whether contrast was given, the side examined. Each may be
unknown. A section or field of another examination is never hidden where it holds text: it only
asks for nothing and offers no normal text.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"


class Laterality(StrEnum):
    LEFT = "left"
    RIGHT = "right"
    BILATERAL = "bilateral"


@dataclass(frozen=True, slots=True)
class Examination:
    """What is known of the examination that a report is made of; None is unknown."""

    sex: Sex | None = None
    contrast: bool | None = None
    laterality: Laterality | None = None


class Condition(BaseModel):
    """Every given key must agree; one or several values each, () for any. "left" and "right" take
    a bilateral examination, too; "bilateral" takes no other."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sex: tuple[Sex, ...] = ()
    contrast: bool | None = Field(default=None, strict=True)
    laterality: tuple[Laterality, ...] = ()

    @field_validator("sex", "laterality", mode="before")
    @classmethod
    def _one_or_several(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    def agrees(self, examination: Examination) -> bool | None:
        """True, False, or None where a fact that it needs is unknown."""
        answers = [
            self._of(self.sex, examination.sex),
            None if examination.contrast is None else examination.contrast is self.contrast,
            self._of(self._sides(), examination.laterality),
        ]
        asked = (bool(self.sex), self.contrast is not None, bool(self.laterality))
        given = [answer for answer, wanted in zip(answers, asked, strict=True) if wanted]
        if False in given:
            return False
        return None if None in given else True

    def excludes(self, other: Condition) -> bool:
        """Whether no examination can meet both."""
        return (
            bool(self.sex and other.sex and not set(self.sex) & set(other.sex))
            or (None not in (self.contrast, other.contrast) and self.contrast is not other.contrast)
            or bool(self.laterality and other.laterality and not self._sides() & other._sides())
        )

    def _sides(self) -> frozenset[Laterality]:
        one_side = {Laterality.LEFT, Laterality.RIGHT} & set(self.laterality)
        return frozenset(self.laterality) | ({Laterality.BILATERAL} if one_side else set())

    @staticmethod
    def _of(allowed: Any, value: Any) -> bool | None:
        return None if value is None else value in allowed
