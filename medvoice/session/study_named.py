"""NamedStudy: a study as a face names it, and what that means here.

A face gives an id of the configured folders, or a number on the configured DICOMweb server; never a
path, and no address: what would be fetched from there, and shown to whom, is not a face's to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from medvoice.session.studied import StudyWish
from medvoice.study.dicomweb_reference import DicomwebError, reference_of
from medvoice.study.order import Order
from medvoice.study.roots import Roots

SERVED = "dicomweb:"


@dataclass(frozen=True, slots=True)
class NamedStudy:
    """study, prior: "" for none. uid: which study of several. orders: given themselves, () for none
    at all, None for the configured source. worklist: "worklist:accession=…", "" for none. anyway:
    somebody was asked about a difference."""

    study: str = ""
    prior: str = ""
    uid: str = ""
    orders: tuple[Order, ...] | None = None
    worklist: str = ""
    anyway: bool = False


def wish_of(named: NamedStudy, roots: Roots) -> StudyWish:
    """Raises NoSuchStudyError, DicomwebError."""
    if named.study.lower().startswith(SERVED):
        if reference_of(named.study).url:
            raise DicomwebError(
                "Only the configured DICOMweb server is asked. Nothing was fetched."
            )
        study = named.study
    else:
        study = str(roots.entry(named.study).path) if named.study else ""
    prior: Path | None = roots.entry(named.prior).path if named.prior else None
    return StudyWish(
        study,
        prior,
        named.worklist,
        named.orders,
        named.anyway,
        roots.folders,
        named.uid,
        confined=True,
    )
