"""NamedStudy: a study as a face names it, and what that means here.

A face gives an id of the configured folders, or a number on the configured DICOMweb server; never a
path, and no address: what would be fetched from there, and shown to whom, is not a face's to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from medvoice.session.studied import StudyWish
from medvoice.study.dicomweb_reference import DicomwebError, reference_of
from medvoice.study.folder_error import StudyFolderError
from medvoice.study.order import Order, OrderError
from medvoice.study.order_hl7 import orders_of_hl7
from medvoice.study.order_json import orders_of_values
from medvoice.study.roots import Roots

__all__ = ["NamedStudy", "StudyFolderError", "orders_given", "wish_of"]

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


def orders_given(order: Mapping[str, Any] | None, hl7: str) -> tuple[Order, ...] | None:
    """Of a request: as JSON, or as an HL7 message; None where neither is given. Raises
    OrderError."""
    if order is not None and hl7:
        raise OrderError("An order is given as JSON or as HL7, not as both.")
    if order is not None:
        return orders_of_values(dict(order), "order")
    if not hl7:
        return None
    found = orders_of_hl7(hl7.encode("utf-8", "replace")).orders
    if not found:
        raise OrderError("The message withdraws its orders. Nothing was attached.")
    return found


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
