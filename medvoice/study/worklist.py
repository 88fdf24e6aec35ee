"""Orders from a DICOM Modality Worklist (PS3.4 annex K), asked with C-FIND."""

from __future__ import annotations

import importlib
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from medvoice.study.dicom_file import text_of
from medvoice.study.order import Order, OrderError, OrderOrigin, Patient
from medvoice.study.study_headers import date_of, moment_of

_MOST = 2_000
_PENDING = (0xFF00, 0xFF01)
_SUCCESS = 0x0000


@dataclass(frozen=True, slots=True)
class WorklistServer:
    """called: its AE title; calling: ours, which many servers must know. timeout_s: to connect,
    and for each answer."""

    host: str
    port: int
    called: str = "ANY-SCP"
    calling: str = "MEDVOICE"
    timeout_s: float = 20.0

    @property
    def place(self) -> str:
        return f"{self.called} at {self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of a worklist; "" and None do not restrict. At least one does."""

    accession: str = ""
    patient: str = ""
    day: date | None = None
    modality: str = ""


def orders_of_worklist(server: WorklistServer, wanted: Wanted) -> tuple[Order, ...]:
    """Exactly those that are wanted: a server may match more than it was asked for. Raises
    OrderError."""
    if not (wanted.accession or wanted.patient or wanted.day):
        raise OrderError("A worklist is asked for an accession number, a patient or a day.")
    if set(wanted.accession + wanted.patient) & set("*?\\"):
        raise OrderError('The number holds a sign that stands for others ("*", "?", "\\").')
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # odd values are taken as they stand, and name a patient
        found = [_order(one) for one in _asked(server, wanted)]
    return tuple(
        one
        for one in found
        if wanted.accession in ("", one.accession)
        and wanted.patient in ("", one.patient.id)
        and wanted.modality in ("", one.modality)
    )


def _asked(server: WorklistServer, wanted: Wanted) -> Iterator[Any]:
    pynetdicom = _library("pynetdicom")
    model = _library("pynetdicom.sop_class").ModalityWorklistInformationFind
    try:
        entity = pynetdicom.AE(ae_title=server.calling)
    except ValueError:
        raise OrderError(f"{server.calling[:16]!r} is no AE title (16 characters).") from None
    entity.acse_timeout = entity.dimse_timeout = server.timeout_s
    entity.network_timeout = entity.connection_timeout = server.timeout_s
    entity.add_requested_context(model)
    try:
        association = entity.associate(server.host, server.port, ae_title=server.called)
    except (ValueError, TypeError, OSError):
        raise OrderError(f"The worklist's address cannot be used: {server.place}.") from None
    if not association.is_established:
        why = (
            f"it refuses {server.calling} (does it know that AE title?)"
            if association.is_rejected
            else "nobody answers there, or it offers no worklist"
        )
        raise OrderError(f"The worklist {server.place} cannot be asked: {why}.")
    asked = time.monotonic()
    try:
        for count, (status, item) in enumerate(association.send_c_find(_query(wanted), model)):
            code = getattr(status, "Status", None)
            if code in _PENDING and item is not None and count < _MOST:
                yield item
                asked = time.monotonic()
            elif code == _SUCCESS or count >= _MOST:
                return
            elif code is None:
                why = (
                    f"ended the connection (does it know the AE title {server.calling}?)"
                    if time.monotonic() - asked < 0.9 * server.timeout_s
                    else f"did not answer within {server.timeout_s:g} s"
                )
                raise OrderError(f"The worklist {server.place} {why}. No order was taken.")
            elif code not in _PENDING:
                raise OrderError(
                    f"The worklist {server.place} refuses the question (status 0x{code:04X})."
                )
    finally:
        association.release()


def _query(wanted: Wanted) -> Any:
    """What is wanted, and empty elements for what is to be told."""
    dataset_of = _library("pydicom.dataset").Dataset
    query, step = dataset_of(), dataset_of()
    query.SpecificCharacterSet = "ISO_IR 192"
    for keyword in (
        "PatientName PatientBirthDate PatientSex IssuerOfPatientID StudyInstanceUID "
        "RequestedProcedureDescription RequestedProcedureID ReferringPhysicianName "
        "RequestingPhysician ReasonForTheRequestedProcedure "
        "PlacerOrderNumberImagingServiceRequest"
    ).split():
        setattr(query, keyword, "")
    query.AccessionNumber = wanted.accession
    query.PatientID = wanted.patient
    query.RequestedProcedureCodeSequence = []
    step.Modality = wanted.modality
    step.ScheduledProcedureStepStartDate = f"{wanted.day:%Y%m%d}" if wanted.day else ""
    step.ScheduledProcedureStepStartTime = ""
    step.ScheduledProcedureStepDescription = ""
    query.ScheduledProcedureStepSequence = [step]
    return query


def _order(item: Any) -> Order:
    step = _first(item, "ScheduledProcedureStepSequence")
    code = _first(item, "RequestedProcedureCodeSequence")

    def text(keyword: str, of: Any = item) -> str:
        return text_of(of.get(keyword)) if of is not None else ""

    return Order(
        patient=Patient(
            id=text("PatientID"),
            issuer=text("IssuerOfPatientID"),
            name=text("PatientName"),
            birth_date=date_of(text("PatientBirthDate")),
            sex=text("PatientSex").upper(),
        ),
        origin=OrderOrigin.WORKLIST,
        accession=text("AccessionNumber"),
        placer=text("PlacerOrderNumberImagingServiceRequest"),
        procedure=text("RequestedProcedureDescription")
        or text("ScheduledProcedureStepDescription", step)
        or text("CodeMeaning", code),
        procedure_code=text("CodeValue", code),
        indication=text("ReasonForTheRequestedProcedure"),
        modality=text("Modality", step).upper(),
        referring_physician=text("ReferringPhysicianName") or text("RequestingPhysician"),
        study_uid=text("StudyInstanceUID"),
        scheduled=moment_of(
            text("ScheduledProcedureStepStartDate", step),
            text("ScheduledProcedureStepStartTime", step),
        ),
    )


def _first(item: Any, keyword: str) -> Any:
    found = item.get(keyword)
    return found[0] if found else None


def _library(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        raise OrderError(
            "Asking a worklist needs pynetdicom, which is not installed. Install it with pip "
            "install 'medvoice[orders]'."
        ) from None
