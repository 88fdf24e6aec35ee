"""Calculators: a number from measurements."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum

from medvoice.report.measured import Measured


class Formula(StrEnum):
    """ELLIPSOID: volume in mL of a prolate ellipsoid, pi/6 x a x b x c, from one field of three
    axes or three fields of one. PERCENT_CHANGE: of the first field against the second, of their
    longest axes. MEAN_DIAMETER: of the axes given. SUM: of the longest axes."""

    ELLIPSOID = "ellipsoid_volume"
    PERCENT_CHANGE = "percent_change"
    MEAN_DIAMETER = "mean_diameter"
    SUM = "sum"

    def takes(self, fields: int) -> bool:
        """Whether it can be computed from so many fields."""
        if self is Formula.ELLIPSOID:
            return fields in (1, 3)
        if self is Formula.PERCENT_CHANGE:
            return fields == 2
        return fields >= 1


def calculate(formula: Formula, given: Sequence[Measured]) -> float | None:
    """The value: ELLIPSOID in mL, PERCENT_CHANGE in percent, the others in mm. None where the
    measurements do not allow it (an axis is missing, division by nothing, no lengths)."""
    lengths = [one.millimetres() for one in given]
    if any(axes is None for axes in lengths):
        return _plain_change(formula, given)
    axes_of = [axes for axes in lengths if axes]
    if len(axes_of) != len(given):
        return None
    if formula is Formula.ELLIPSOID:
        axes = axes_of[0] if len(given) == 1 else [axis for (axis, *_) in axes_of]
        return math.pi / 6 * math.prod(axes) / 1000 if len(axes) == 3 else None
    if formula is Formula.PERCENT_CHANGE:
        return _change(max(axes_of[0]), max(axes_of[1]))
    if formula is Formula.MEAN_DIAMETER:
        return sum(sum(axes) / len(axes) for axes in axes_of) / len(axes_of)
    return sum(max(axes) for axes in axes_of)


def _plain_change(formula: Formula, given: Sequence[Measured]) -> float | None:
    """Change of what is no length (SUV, HU, mL), both in the same unit."""
    if formula is not Formula.PERCENT_CHANGE or given[0].unit != given[1].unit:
        return None
    return _change(max(given[0].values), max(given[1].values))


def _change(now: float, before: float) -> float | None:
    return (now - before) / before * 100 if before > 0 else None
