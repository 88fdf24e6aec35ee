"""BI-RADS: assessment of a breast, overall assessment of both, and breast density."""

from __future__ import annotations

from medvoice.report.assessments.system import (
    AssessmentSystem,
    Category,
    Computed,
    Feature,
    Kind,
    Values,
)

# Assessment categories 0-6 with 4A-4C: ACR BI-RADS Atlas, 5th edition 2013; the numbering is
# unchanged in v2025 (issued December 2025).
_MEANS = {
    "0": "incomplete, additional imaging or prior examinations needed",
    "1": "negative",
    "2": "benign",
    "3": "probably benign",
    "4": "suspicious",
    "4A": "suspicious, low suspicion for malignancy",
    "4B": "suspicious, moderate suspicion for malignancy",
    "4C": "suspicious, high suspicion for malignancy",
    "5": "highly suggestive of malignancy",
    "6": "known biopsy-proven malignancy",
}
# Only these have an order of suspicion that needs no reader: 0 (incomplete) and 6 (known cancer)
# beside another category are left to the reader.
_ORDER = ("1", "2", "3", "4", "4A", "4B", "4C", "5")
_DENSITY = {
    "A": "almost entirely fatty",
    "B": "scattered areas of fibroglandular density",
    "C": "heterogeneously dense",
    "D": "extremely dense",
}


def bi_rads() -> AssessmentSystem:
    return AssessmentSystem(
        id="bi-rads",
        name="BI-RADS",
        version="5th edition 2013, numbering kept in v2025",
        source="ACR BI-RADS Atlas: overall assessment = the more suspicious breast",
        categories=tuple(Category(id_, f"BI-RADS {id_}", means) for id_, means in _MEANS.items()),
        marks="BI-?RADS",
        ids=r"\d[A-Z]?\b",
        features={
            "right": Feature(Kind.PICK, tuple(_MEANS)),
            "left": Feature(Kind.PICK, tuple(_MEANS)),
        },
        compute=_overall,
    )


def breast_density() -> AssessmentSystem:
    return AssessmentSystem(
        id="breast-density",
        name="Breast density",
        version="BI-RADS 5th edition 2013",
        source="ACR BI-RADS Atlas, breast composition a to d; chosen by the reader",
        categories=tuple(
            Category(id_, f"Breast composition {id_.lower()}", means)
            for id_, means in _DENSITY.items()
        ),
        marks="breast composition|breast density|density|composition",
        ids=r"[A-Z]\b",
        features={},
    )


def _overall(values: Values) -> Computed | None:
    """The more suspicious of both breasts; None where 0 or 6 stands beside another category."""
    right, left = (str(values[side][0]).upper() for side in ("right", "left"))
    if right == left:
        return Computed(right, f"both breasts {right}")
    if right not in _ORDER or left not in _ORDER:
        return None
    worse = max(right, left, key=_ORDER.index)
    return Computed(worse, f"right {right}, left {left}")
