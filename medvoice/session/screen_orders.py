"""The order of a dictation that was begun with an order alone, as its log has it."""

from __future__ import annotations

from medvoice.session.attached_study import StudyAttached, context_with
from medvoice.study.order import Order, OrderOrigin, Patient


def order_of_attached(event: StudyAttached | None) -> Order | None:
    """None where there is none, or where a study is attached already."""
    if event is None or event.said:
        return None
    known = context_with(event, "")
    return Order(
        Patient(
            known.patient_id,
            known.patient_id_issuer,
            known.patient_name,
            known.birth_date,
            known.sex.value if known.sex else "",
        ),
        OrderOrigin.FILE,
        accession=known.accession,
        placer=known.order,
        procedure=known.procedure,
        indication=known.reason,
        modality=known.modality,
        body_part=known.body_part,
        referring_physician=known.referring_physician,
        study_uid=known.study_uid,
    )
