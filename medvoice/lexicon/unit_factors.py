"""Unit factors: which units measure the same, and how they are converted."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from types import MappingProxyType

_FAMILIES: dict[str, dict[str, str]] = {
    "length": {"mm": "1", "cm": "10", "m": "1000", "inch": "25.4", "inches": "25.4"},
    "area": {"mm2": "1", "cm2": "100"},
    "volume": {"mL": "1", "cc": "1", "cm3": "1", "L": "1000", "dL": "100", "mm3": "0.001"},
    "mass": {"mg": "1", "g": "1000", "kg": "1000000", "mcg": "0.001"},
    "share": {"%": "1"},
    "attenuation": {"HU": "1"},
}
"""Exact by definition (the inch is 25.4 mm since 1959)."""


@cache
def unit_families() -> Mapping[str, tuple[str, Decimal]]:
    """Symbol -> (what it measures, how many of the family's first unit it is)."""
    return MappingProxyType(
        {
            symbol: (family, Decimal(factor))
            for family, units in _FAMILIES.items()
            for symbol, factor in units.items()
        }
    )


def converted(number: Decimal, unit: str, to: str) -> Decimal | None:
    """The number in the other unit; None where they do not measure the same."""
    if unit == to:
        return number
    one, other = unit_families().get(unit), unit_families().get(to)
    if one is None or other is None or one[0] != other[0]:
        return None
    return number * one[1] / other[1]
