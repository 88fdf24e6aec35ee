from __future__ import annotations

from datetime import date, datetime

import pytest
from reports import DOCUMENT, MADE_AT, TEMPLATE, known_context, one

from medvoice.export.context import ContextError, ReportContext, Sex, context_from, person
from medvoice.export.fhir import fhir
from medvoice.export.text import text


def test_nothing_is_invented():
    context = ReportContext()
    assert context.rows() == ()
    assert text(one("Intact."), TEMPLATE, context) == text(one("Intact."), TEMPLATE)
    rows = dict(context_from(["patient_id=7"]).rows())
    assert rows["Patient"] == rows["Date of birth"] == rows["Sex"] == "unknown"
    assert "Accession" not in rows


def test_values_are_read():
    context = known_context()
    assert context.birth_date == date(1970, 2, 3)
    assert context.sex is Sex.FEMALE
    assert context.study_time == datetime(2026, 11, 25, 9, 15)
    assert context_from(["study-time=2026-11-25"]).study_time == date(2026, 11, 25)
    assert context_from(["sex=male", "accession= "]) == context_from(["sex=M"])


@pytest.mark.parametrize(
    "pair",
    ["shoe=42", "accession", "birth_date=31.2.1970", "sex=x", "study_uid=1.02.3", "status=done",
     "modality=C T", "language=english", "made_at=2026-11-25T10:00", "study_uid=" + "1." * 40 + "1"],
)  # fmt: skip
def test_bad_values_are_refused_with_the_key(pair):
    with pytest.raises(ContextError, match=pair.partition("=")[0]):
        context_from([pair])


def test_names_in_parts():
    assert person("Doe^Jane^Q^Dr^III").shown == "Doe, Dr Jane Q III"
    assert person("Doe, Jane").given == "Jane"
    assert person("Jane van Doe").whole
    assert person("山田^太郎=x^y").family == "山田"


def test_documents_need_a_stamp():
    with pytest.raises(ContextError, match="stamped"):
        fhir(one("x"), TEMPLATE, ReportContext())
    context = ReportContext().stamped(MADE_AT, DOCUMENT)
    assert context.stamp() == (MADE_AT, DOCUMENT)
    assert context.stamped(datetime.now().astimezone(), DOCUMENT) == context
