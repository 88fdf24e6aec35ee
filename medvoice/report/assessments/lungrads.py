"""Lung-RADS: the category of a nodule at CT screening from its kind, size and history."""

from __future__ import annotations

from medvoice.report.assessments.system import (
    AssessmentSystem,
    Category,
    Computed,
    Feature,
    Kind,
    Values,
)

_MEANS = {
    "0": "incomplete",
    "1": "negative",
    "2": "benign appearance or behavior",
    "3": "probably benign",
    "4A": "suspicious",
    "4B": "very suspicious",
    "4X": "very suspicious, with further features that increase the suspicion of malignancy",
}
_SCREENINGS = ("baseline", "new", "growing", "stable")


def lung_rads() -> AssessmentSystem:
    return AssessmentSystem(
        id="lung-rads",
        name="Lung-RADS",
        version="v2022",
        source="ACR Lung-RADS v2022 (Christensen et al, CHEST 2024;165:738-753)",
        categories=tuple(Category(id_, f"Lung-RADS {id_}", means) for id_, means in _MEANS.items()),
        marks="Lung-?RADS",
        # The modifier S (another significant finding) goes with any category.
        ids=r"\d[A-RT-Z]?(?=\b|S\b)",
        features={
            "kind": Feature(Kind.PICK, ("solid", "part-solid", "ground glass")),
            "size": Feature(Kind.LENGTH),
            "solid": Feature(Kind.LENGTH, needed=False),
            "history": Feature(Kind.PICK, _SCREENINGS),
        },
        compute=_category,
    )


def _category(values: Values) -> Computed | None:
    """Mean diameters in mm. None for a part-solid nodule of 6 mm or more whose solid part is not
    given, and for a stable one, whose category depends on the one before and how long ago."""
    kind, history = str(values["kind"][0]), str(values["history"][0])
    size = float(values["size"][0])
    solid = float(values["solid"][0]) if "solid" in values else None
    if history == "stable":
        return None
    category = (
        _solid(size, history) if kind == "solid"
        else _part_solid(size, solid, history) if kind == "part-solid"
        else ("2" if size < 30 else "3" if history != "growing" else None)
    )  # fmt: skip
    part = f", solid part {solid:.1f} mm" if solid is not None and kind == "part-solid" else ""
    return Computed(category, f"{kind} {size:.1f} mm{part}, {history}") if category else None


def _solid(size: float, history: str) -> str:
    if history == "growing":
        return "4A" if size < 8 else "4B"
    # New nodules reach each category at a smaller size than those of the first round.
    limits = (6, 8, 15) if history == "baseline" else (4, 6, 8)
    return ("2", "3", "4A", "4B")[sum(size >= limit for limit in limits)]


def _part_solid(size: float, solid: float | None, history: str) -> str | None:
    if size < 6 and history != "growing":
        return "2" if history == "baseline" else "3"
    if solid is None:
        return None
    if history == "baseline":
        return "3" if solid < 6 else "4A" if solid < 8 else "4B"
    return "4A" if solid < 4 else "4B"
