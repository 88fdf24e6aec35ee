"""Order: what was asked to be examined, in whom and why; and whether a study is that one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from medvoice.study.study_headers import StudyHeaders, day_of


class OrderError(Exception):
    """An order cannot be had: what happened, what was kept, what to do. Never holds the message's
    text."""


class OrderOrigin(StrEnum):
    """Where an order came from, as it is shown."""

    HEADERS = "the study's headers"
    FILE = "the order file"
    HL7 = "the HL7 order"
    WORKLIST = "the worklist"


@dataclass(frozen=True, slots=True)
class Patient:
    """id, issuer: as the hospital writes them. name: "Family^Given^Middle^Prefix^Suffix". sex: "F",
    "M", "O". "" and None are unknown, here and below."""

    id: str = ""
    issuer: str = ""
    name: str = ""
    birth_date: date | None = None
    sex: str = ""


@dataclass(frozen=True, slots=True)
class PriorExam:
    """An older examination that the order names. day: when it was made."""

    day: date | None = None
    modality: str = ""
    procedure: str = ""
    accession: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """placer: the number of who ordered it. procedure: in words. indication: why it is examined.
    modality: DICOM's code. body_part: code or words. scheduled: when it is due, without a zone.
    priors: newest first."""

    patient: Patient
    origin: OrderOrigin
    accession: str = ""
    placer: str = ""
    procedure: str = ""
    procedure_code: str = ""
    indication: str = ""
    modality: str = ""
    body_part: str = ""
    referring_physician: str = ""
    study_uid: str = ""
    scheduled: datetime | date | None = None
    priors: tuple[PriorExam, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """what: "patient ID". order, study: as they say it."""

    what: str
    order: str
    study: str

    def __str__(self) -> str:
        return f'{self.what}: the order says "{self.order}", the study "{self.study}"'


@dataclass(frozen=True, slots=True)
class Comparison:
    """agreed: what both say alike. A report goes to the study without asking only where `same`."""

    agreed: tuple[str, ...]
    differences: tuple[Difference, ...]

    @property
    def same(self) -> bool:
        """Nothing differs, and who the patient is or which order it is was compared."""
        told = {"patient ID", "accession number", "study UID"} & set(self.agreed)
        named = {"patient name", "date of birth"} <= set(self.agreed)
        return not self.differences and (bool(told) or named)


def same_patient(order: Order, study: StudyHeaders) -> Comparison:
    """Compares what both know. Names are compared by family and given name, without case, marks and
    accents; all else as it stands."""
    patient, known = order.patient, patient_of(study)
    pairs = [
        ("patient ID", patient.id, known.id, _plain),
        ("issuer of the patient ID", patient.issuer, known.issuer, _plain),
        ("patient name", patient.name, known.name, _name),
        ("date of birth", _day(patient.birth_date), _day(known.birth_date), _plain),
        ("sex", patient.sex, known.sex, str.upper),
        ("accession number", order.accession, study.text("AccessionNumber"), _plain),
        ("study UID", order.study_uid, study.uid, _plain),
    ]
    agreed, differences = [], []
    for what, one, other, form in pairs:
        if not one or not other:
            continue
        if form(one) == form(other):
            agreed.append(what)
        else:
            differences.append(Difference(what, one, other))
    return Comparison(tuple(agreed), tuple(differences))


def order_of_study(study: StudyHeaders, priors: Sequence[StudyHeaders] = ()) -> Order:
    """What a study's headers say of its order."""
    return Order(
        patient=patient_of(study),
        origin=OrderOrigin.HEADERS,
        accession=study.text("AccessionNumber"),
        placer=study.text("PlacerOrderNumberImagingServiceRequest"),
        procedure=study.text("RequestedProcedureDescription") or study.text("StudyDescription"),
        indication=study.text("ReasonForTheRequestedProcedure"),
        modality=study.modality,
        body_part=study.text("BodyPartExamined"),
        referring_physician=study.text("ReferringPhysicianName"),
        study_uid=study.uid,
        scheduled=study.moment,
        priors=tuple(
            PriorExam(
                day=day_of(one.moment) if one.moment else None,
                modality=one.modality,
                procedure=one.text("StudyDescription"),
                accession=one.text("AccessionNumber"),
            )
            for one in priors
        ),
    )


def patient_of(study: StudyHeaders) -> Patient:
    return Patient(
        id=study.text("PatientID"),
        issuer=study.text("IssuerOfPatientID"),
        name=study.text("PatientName"),
        birth_date=study.birth_date,
        sex=study.text("PatientSex").upper(),
    )


def order_for(orders: Sequence[Order], study: StudyHeaders) -> Order | None:
    """The one that is this study's: by accession number or study UID, else the only one of the
    patient; None where none is, or several may be. It is compared all the same (`same_patient`)."""
    accession = study.text("AccessionNumber")
    ways = (
        lambda one: bool(accession) and _plain(one.accession) == _plain(accession),
        lambda one: bool(study.uid) and one.study_uid == study.uid,
        lambda one: same_patient(one, study).same,
    )
    for way in ways:
        found = [one for one in orders if way(one)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _plain(text: str) -> str:
    return text.strip()


def _name(text: str) -> tuple[str, ...]:
    """Family and given name, whatever stands between them."""
    parts = text.split("=")[0].replace(",", "^").split("^")
    told = [_letters(part) for part in parts[:2]]
    return tuple(told) if len(parts) > 1 else (_letters(parts[0]), "")


def _letters(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[\W_]+", "", "".join(c for c in apart if not unicodedata.combining(c)))


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
