"""PI-RADS: the category of a prostate lesion from its zone and its scores."""

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
    "1": "clinically significant cancer highly unlikely",
    "2": "clinically significant cancer unlikely",
    "3": "presence of clinically significant cancer equivocal",
    "4": "clinically significant cancer likely",
    "5": "clinically significant cancer highly likely",
    "X": "component of the examination technically inadequate or not performed",
}
_SCORES = ("1", "2", "3", "4", "5")


def pi_rads() -> AssessmentSystem:
    return AssessmentSystem(
        id="pi-rads",
        name="PI-RADS",
        version="2.1 (2019)",
        source="Turkbey et al, Eur Urol 2019;76:340-351 (PI-RADS v2.1)",
        categories=tuple(Category(id_, f"PI-RADS {id_}", means) for id_, means in _MEANS.items()),
        marks="PI-?RADS",
        ids=r"(?:\d|X)\b",
        features={
            "zone": Feature(Kind.PICK, ("peripheral zone", "transition zone")),
            "t2": Feature(Kind.PICK, _SCORES),
            "dwi": Feature(Kind.PICK, _SCORES),
            "dce": Feature(Kind.PICK, ("positive", "negative"), needed=False),
        },
        compute=_category,
    )


def _category(values: Values) -> Computed | None:
    """Peripheral zone: diffusion decides, early enhancement lifts 3 to 4. Transition zone: T2
    decides, diffusion lifts 2 to 3 (from 4 on) and 3 to 4 (at 5). None for a peripheral lesion of
    diffusion 3 whose enhancement is not given."""
    zone, t2, dwi = (str(values[name][0]) for name in ("zone", "t2", "dwi"))
    dce = str(values["dce"][0]) if "dce" in values else ""
    if zone == "peripheral zone":
        if dwi != "3":
            return Computed(dwi, f"peripheral zone, DWI {dwi}")
        if not dce:
            return None
        return Computed("4" if dce == "positive" else "3", f"peripheral zone, DWI 3, DCE {dce}")
    if t2 == "2" and dwi in ("4", "5"):
        return Computed("3", f"transition zone, T2 2 lifted by DWI {dwi}")
    if t2 == "3" and dwi == "5":
        return Computed("4", "transition zone, T2 3 lifted by DWI 5")
    return Computed(t2, f"transition zone, T2 {t2}")
