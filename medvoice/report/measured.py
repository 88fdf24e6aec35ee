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
_MEASURE = re.compile(
    rf"(?<![\w.-])({_NUMBER}(?:\s*(?:x|×|by)\s*{_NUMBER}){{0,2}})\s*"
    rf"({'|'.join(map(re.escape, _UNITS))})?(?![\w])",
)


@dataclass(frozen=True, slots=True)
class Measured:
    """values: one to three numbers. unit: as in _UNITS with "mL" for cc and ml; "" where none was
    said."""

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
    """The measurements of a sentence. unit: for numbers without one; "" leaves them out."""
    found = []
    for match in _MEASURE.finditer(text):
        own = {"ml": "mL", "cc": "mL", "cm3": "mL", "degree": "degrees"}.get(match[2], match[2])
        own = own or unit
        if own:
            numbers = re.findall(_NUMBER, match[1])
            found.append(Measured(tuple(float(n.replace(",", "")) for n in numbers), own))
    return tuple(found)
