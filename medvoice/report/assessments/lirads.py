"""LI-RADS CT/MRI: the category of a liver observation from the diagnostic table."""

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
    "NC": "not categorizable",
    "1": "definitely benign",
    "2": "probably benign",
    "3": "intermediate probability of malignancy",
    "4": "probably HCC",
    "5": "definitely HCC",
    "M": "probably or definitely malignant, not HCC specific",
    "TIV": "definite tumor in vein",
}
# An unsure feature counts as absent (LI-RADS v2018, tie-breaking rules).
_PRESENCE = ("present", "absent", "uncertain")


def li_rads() -> AssessmentSystem:
    return AssessmentSystem(
        id="li-rads",
        name="LI-RADS",
        version="CT/MRI v2018",
        source="ACR LI-RADS CT/MRI v2018 core document, diagnostic table; patients at high risk "
        "for HCC only",
        categories=tuple(Category(id_, f"LR-{id_}", means) for id_, means in _MEANS.items()),
        marks="LI-?RADS|LR",
        ids=r"(?:\d|NC|TIV|M)\b",
        features={
            "size": Feature(Kind.LENGTH),
            "aphe": Feature(Kind.PICK, ("nonrim", "none", "rim", "uncertain")),
            "washout": Feature(Kind.PICK, _PRESENCE),
            "capsule": Feature(Kind.PICK, _PRESENCE),
            "growth": Feature(Kind.PICK, _PRESENCE),
        },
        compute=_category,
    )


def _category(values: Values) -> Computed | None:
    """LR-3 to LR-5 by size, nonrim arterial enhancement and the number of further major features.
    None with rim enhancement, a targetoid feature: LR-M is the reader's decision."""
    size = float(values["size"][0])
    aphe = str(values["aphe"][0])
    if aphe == "rim":
        return None
    has = [name for name in ("washout", "capsule", "growth") if values[name][0] == "present"]
    why = ", ".join([f"{size:g} mm", "nonrim APHE" if aphe == "nonrim" else "no nonrim APHE", *has])
    return Computed(_of_table(size, aphe == "nonrim", has), why)


def _of_table(size: float, aphe: bool, has: list[str]) -> str:
    if not aphe:
        return "4" if len(has) >= (2 if size < 20 else 1) else "3"
    if size < 10:
        return "4" if has else "3"
    if size >= 20:
        return "5" if has else "4"
    if not has:
        return "3"
    return "4" if has == ["capsule"] else "5"
