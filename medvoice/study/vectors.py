"""Three-component vectors as tuples: what geometry needs of them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

Vector = tuple[float, float, float]


def dot(a: Vector, b: Vector) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Vector, b: Vector) -> Vector:
    return (
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    )


def minus(a: Vector, b: Vector) -> Vector:
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def length(a: Vector) -> float:
    return math.sqrt(dot(a, a))


def numbers(value: Any, count: int) -> tuple[float, ...] | None:
    """Exactly `count` finite numbers of a header's value, else None."""
    try:
        found = tuple(float(part) for part in _parts(value))
    except (TypeError, ValueError, OverflowError):
        return None
    return found if len(found) == count and all(map(math.isfinite, found)) else None


def _parts(value: Any) -> Iterable[Any]:
    if value is None or isinstance(value, str | bytes):
        return () if value is None else str(value).split("\\")
    return value if isinstance(value, Iterable) else (value,)
