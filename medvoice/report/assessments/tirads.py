"""ACR TI-RADS: points of five features of a thyroid nodule give its level."""

from __future__ import annotations

from medvoice.report.assessments.system import (
    AssessmentSystem,
    Category,
    Computed,
    Feature,
    Kind,
    Values,
)

# Points: Tessler et al, J Am Coll Radiol 2017;14:587-595 (white paper of the ACR TI-RADS
# committee), chart of points.
_POINTS: dict[str, dict[str, int]] = {
    "composition": {"cystic": 0, "spongiform": 0, "mixed cystic and solid": 1, "solid": 2},
    "echogenicity": {
        "anechoic": 0,
        "hyperechoic": 1,
        "isoechoic": 1,
        "hypoechoic": 2,
        "very hypoechoic": 3,
    },
    "shape": {"wider than tall": 0, "taller than wide": 3},
    "margin": {
        "smooth": 0,
        "ill-defined": 0,
        "lobulated or irregular": 2,
        "extrathyroidal extension": 3,
    },
    "foci": {
        "none": 0,
        "large comet-tail artifacts": 0,
        "macrocalcifications": 1,
        "peripheral calcifications": 2,
        "punctate echogenic foci": 3,
    },
}
_LEVELS = {
    "1": "benign",
    "2": "not suspicious",
    "3": "mildly suspicious",
    "4": "moderately suspicious",
    "5": "highly suspicious",
}


def ti_rads() -> AssessmentSystem:
    return AssessmentSystem(
        id="ti-rads",
        name="ACR TI-RADS",
        version="2017",
        source="Tessler et al, J Am Coll Radiol 2017;14:587-595",
        categories=tuple(
            Category(id_, f"TI-RADS TR{id_}", means) for id_, means in _LEVELS.items()
        ),
        marks="(?:ACR )?TI-?RADS|TR",
        ids=r"\d\b",
        features={
            name: Feature(Kind.SEVERAL if name == "foci" else Kind.PICK, tuple(points))
            for name, points in _POINTS.items()
        },
        compute=_level,
    )


def _level(values: Values) -> Computed | None:
    """The level of the sum of points. A spongiform nodule takes no further points. None for one
    point, for which the chart names no level."""
    composition = str(values["composition"][0])
    if composition == "spongiform":
        return Computed("1", "0 points: spongiform takes no further points")
    parts = [
        (str(value), _POINTS[feature][str(value)])
        for feature in _POINTS
        for value in values[feature]
    ]
    total = sum(points for _, points in parts)
    level = (
        "1" if total == 0
        else None if total == 1
        else "2" if total == 2
        else "3" if total == 3
        else "4" if total <= 6
        else "5"
    )  # fmt: skip
    listed = ", ".join(f"{name} {points}" for name, points in parts)
    return Computed(level, f"{total} points: {listed}") if level else None
