"""Measured: the numbers of a dictated measurement."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MILLIMETRES = {"mm": 1.0, "cm": 10.0, "m": 1000.0}
_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
# Units in which templates measure; longest first. "cc" is a mL.
_UNITS = (
    "mm2/s", "mmHg", "mm", "cm3", "cm/s", "m/s", "cm", "mL", "ml", "cc", "mGy-cm", "mGy", "mCi",
    "MBq", "HU", "%", "degrees", "degree", "SUV",
)  # fmt: skip
_AXES = rf"{_NUMBER}(?:\s*(?:x|×|by)\s*{_NUMBER}){{0,2}}"
_MEASURE = re.compile(rf"(?<![\w.-])({_AXES})\s*({'|'.join(map(re.escape, _UNITS))})(?!\w)")
_ALONE = re.compile(rf"({_AXES})\.?")
_SAME = {"ml": "mL", "cc": "mL", "cm3": "mL", "degree": "degrees"}


@dataclass(frozen=True, slots=True)
class Measured:
    """values: one to three numbers. unit: as in _UNITS with "mL" for cc and ml."""

    values: tuple[float, ...]
    unit: str

    def millimetres(self) -> list[float] | None:
        """The values as lengths; None for another quantity."""
        factor = _MILLIMETRES.get(self.unit)
        return [value * factor for value in self.values] if factor is not None else None

    def in_unit(self, unit: str) -> tuple[float, ...] | None:
        """The values in another unit of the same quantity; None where there is no way."""
        if unit == self.unit:
            return self.values
        own, other = _MILLIMETRES.get(self.unit), _MILLIMETRES.get(unit)
        if own is None or other is None:
            return None
        return tuple(value * own / other for value in self.values)


def measured(text: str, unit: str = "") -> tuple[Measured, ...]:
    """The measurements of a text, in order. unit: for a text that is numbers alone ("10.8 x 4.9.");
    a number without a unit among words ("segment 8") is none."""
    alone = _ALONE.fullmatch(text.strip())
    if alone:
        return (Measured(_numbers(alone[1]), unit),) if unit else ()
    return tuple(
        Measured(_numbers(match[1]), _SAME.get(match[2], match[2]))
        for match in _MEASURE.finditer(text)
    )


def _numbers(text: str) -> tuple[float, ...]:
    return tuple(float(number.replace(",", "")) for number in re.findall(_NUMBER, text))
