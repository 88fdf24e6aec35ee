from __future__ import annotations

import contextlib
import io
import json

import pydicom
import pytest
from reports import DOCUMENT, HARD, MADE_AT, TEMPLATE, one

from medvoice.export.context import ContextError
from medvoice.export.dicom_sr import dicom_sr
from medvoice.export.fhir import fhir
from medvoice.export.fhir_check import faults
from medvoice.export.hl7 import hl7
from medvoice.export.html import html
from medvoice.export.sr_check import faults as sr_faults
from medvoice.report.template_conditions import Sex
from medvoice.session.about_study import about_study, examination, merge_values
from medvoice.study.headers import read_study


def test_the_context_is_that_of_the_study_and_what_is_said_comes_first(dicom):
    folder = dicom(
        "a.dcm", PatientName="Doe^Jane", PatientBirthDate="19700203", PatientSex="F",
        StudyDate="20240826", StudyTime="1850", StudyDescription="Chest, 2 views", Modality="DX",
        AccessionNumber="A1", BodyPartExamined="CHEST", InstitutionName="Klinik",
    )  # fmt: skip
    known = about_study(folder, TEMPLATE, {"accession": "A2", "status": "final"})
    context = known.context
    assert (context.patient_name, context.patient_id, context.sex) == ("Doe^Jane", "P1", "F")
    assert (context.accession, context.status.value) == ("A2", "final")
    assert (context.modality, context.procedure) == ("DX", "Chest, 2 views")
    assert context.study_uid == "1.2.3"
    assert context.study_time.isoformat() == "2024-08-26T18:50:00"
    assert known.notes == ("accession is what --set says and not what the study says.",)


def test_priors_contrast_and_dose_fill_merge_values(dicom):
    dicom("a.dcm", StudyDate="20240826", ContrastBolusAgent="Omnipaque 350",
          ContrastBolusVolume="100.0", CTDIvol=12.5, PatientSex="F")  # fmt: skip
    dicom("b.dcm", StudyInstanceUID="1.9", StudyDate="20230101", Modality="MR",
          StudyDescription="MR chest")  # fmt: skip
    folder = dicom("c.dcm", StudyInstanceUID="1.8", StudyDate="20200103",
                   StudyDescription="CT chest")  # fmt: skip
    read = read_study(folder)
    values = merge_values(read.study, read.priors)
    assert values["prior.description"] == "CT chest"  # the same modality before a newer one
    assert values["prior.date"] == "January 3, 2020"
    assert (values["contrast.agent"], values["contrast.volume"]) == ("Omnipaque 350", "100 mL")
    assert values["dose.ctdivol"] == "12.5 mGy"
    facts = examination(read.study)
    assert (facts.sex, facts.contrast) == (Sex.FEMALE, True)
    notes = about_study(folder, TEMPLATE, {}).notes
    assert any("2 older studies lie beside it" in note for note in notes)
    assert "The study is CT, the template cxr is for CR." in notes


@pytest.mark.parametrize("text", [*HARD, "^^^^^^^^", "x" * 2000, "a\\b"])
def test_hostile_headers_never_break_a_format(dicom, text):
    folder = dicom("a.dcm", PatientName=text, AccessionNumber=text, StudyDescription=text,
                   InstitutionName=text, StudyDate="99999999", PatientSex="?")  # fmt: skip
    known = about_study(folder, TEMPLATE, {"patient_id": "P1"})
    context = known.context.stamped(MADE_AT, DOCUMENT)
    assert "<script>" not in html(one("x"), TEMPLATE, context).split("</style>")[1]
    rows = hl7(one("x"), TEMPLATE, context).decode().split("\r")
    assert [row[:3] for row in rows[:5]] == ["MSH", "PID", "PV1", "ORC", "OBR"]
    assert all(row[3:4] == "|" for row in rows[:-1])
    assert len(rows[1].split("|")) <= 9
    assert faults(json.loads(fhir(one("x"), TEMPLATE, context))) == ()
    # What DICOM cannot hold is refused and never cut.
    with contextlib.suppress(ContextError):
        raw = dicom_sr(one("x"), TEMPLATE, context)
        assert sr_faults(pydicom.dcmread(io.BytesIO(raw))) == ()


def test_a_value_that_no_report_takes_is_left_out_and_said(dicom):
    folder = dicom("a.dcm", PatientSex="?", InstitutionName="x" * 2000)
    known = about_study(folder, TEMPLATE, {})
    assert known.context.sex is None
    assert known.context.institution == ""
    assert any(note.startswith("The study's sex:") for note in known.notes)
    assert any(note.startswith("The study's institution:") for note in known.notes)
