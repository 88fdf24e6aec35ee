"""What is known of patient and order, as faces show it."""

from __future__ import annotations

from medvoice.session.attached_study import StudyAttached
from medvoice.session.exchanges import harmless


def about_cell(event: StudyAttached | None) -> dict[str, str]:
    """What is known of patient and order, for the screen: known ones only."""
    if event is None:
        return {}
    context, values = event.context, event.values
    found = {
        "patient": values.get("patient.name", ""),
        "id": context.get("patient_id", ""),
        "born": context.get("birth_date", ""),
        "age": values.get("patient.age", ""),
        "sex": values.get("patient.sex", ""),
        "accession": context.get("accession", ""),
        "procedure": context.get("procedure", ""),
        "reason": context.get("reason", ""),
        "referrer": values.get("referrer.name", ""),
        "date": values.get("study.date", ""),
    }
    return {key: harmless(text) for key, text in found.items() if text}
