"""The reporting systems that a template may name."""

from __future__ import annotations

from functools import cache

from medvoice.report.assessments.birads import bi_rads, breast_density
from medvoice.report.assessments.lirads import li_rads
from medvoice.report.assessments.lungrads import lung_rads
from medvoice.report.assessments.pirads import pi_rads
from medvoice.report.assessments.system import AssessmentSystem
from medvoice.report.assessments.tirads import ti_rads


@cache
def _table() -> dict[str, AssessmentSystem]:
    found = (bi_rads(), breast_density(), li_rads(), lung_rads(), pi_rads(), ti_rads())
    return {one.id: one for one in found}


def systems() -> tuple[str, ...]:
    """Their ids."""
    return tuple(_table())


def system(system_id: str) -> AssessmentSystem:
    """Raises KeyError."""
    return _table()[system_id]
