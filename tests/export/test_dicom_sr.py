from __future__ import annotations

import io

import pydicom
import pytest
from hypothesis import given, settings
from reports import TEMPLATE, known_context, one, reports, unknown_context

from medvoice.export.content import content
from medvoice.export.context import ContextError
from medvoice.export.dicom_sr import dicom_sr
from medvoice.export.sr_check import faults


def known(**more):
    return known_context(**{"accession": "A1", "order": "O7", **more})


def read(report, context):
    return pydicom.dcmread(io.BytesIO(dicom_sr(report, TEMPLATE, context)))


def texts(dataset):
    found = [dataset.TextValue] if dataset.get("ValueType") == "TEXT" else []
    return found + [t for item in dataset.get("ContentSequence", []) for t in texts(item)]


@settings(max_examples=40, deadline=None)
@given(reports())
def test_any_report_keeps_the_rules_and_its_words(report):
    dataset = read(report, unknown_context())
    assert faults(dataset) == ()
    written = "\n".join(texts(dataset))
    for section in content(report, TEMPLATE).sections:
        runs = [run for field in section.fields for runs in field.runs for run in runs]
        assert all(run.text.rstrip() in written for run in runs)


def test_patient_and_study_are_copied():
    dataset = read(one("Intact."), known())
    assert faults(dataset) == ()
    assert str(dataset.PatientName) == "Doe^Jane^Q^Dr"
    assert (dataset.PatientID, dataset.AccessionNumber) == ("P-1", "A1")
    assert dataset.StudyInstanceUID == "1.2.840.99999.1"
    assert dataset.InstitutionName == "Klinik Würzburg"
    assert dataset.ConceptNameCodeSequence[0].CodeValue == "43468-8"
    empty = read(one("Intact."), unknown_context())
    assert (str(empty.PatientName), empty.PatientID, empty.AccessionNumber) == ("", "", "")


def test_verified_only_with_who_where_and_when():
    assert read(one("x"), known()).VerificationFlag == "UNVERIFIED"
    signed = read(one("x"), known(verified_at="2026-11-25T10:00+01:00"))
    assert (signed.VerificationFlag, signed.PreliminaryFlag) == ("VERIFIED", "FINAL")
    draft = read(one("x"), known(verified_at="2026-11-25T10:00+01:00", status="draft"))
    assert (draft.VerificationFlag, draft.CompletionFlag) == ("UNVERIFIED", "PARTIAL")


@pytest.mark.parametrize(
    ("key", "value"),
    [("accession", "A" * 17), ("patient_id", "1\\2"), ("patient_id", "1" * 65), ("order", "a\\b")],
)
def test_ids_are_never_cut(key, value):
    with pytest.raises(ContextError, match=key):
        dicom_sr(one("x"), TEMPLATE, known(**{key: value}))


def text_item(dataset):
    return dataset.ContentSequence[-2].ContentSequence[0]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda d: setattr(text_item(d), "TextValue", ""), "empty TEXT"),
        (lambda d: setattr(text_item(d), "TextValue", "a\tb"), "control character"),
        (lambda d: setattr(text_item(d), "ValueType", "NUM"), "NUM"),
        (lambda d: delattr(d.ContentSequence[-2], "ContinuityOfContent"), "ContinuityOfContent"),
        (lambda d: setattr(d, "CompletionFlag", "DONE"), "DONE"),
        (lambda d: setattr(d, "VerificationFlag", "VERIFIED"), "verifying observer"),
        (lambda d: delattr(d, "PerformedProcedureCodeSequence"), "PerformedProcedure"),
        (lambda d: setattr(d, "StudyInstanceUID", ""), "StudyInstanceUID"),
    ],
)
def test_the_checker_finds(change, fault):
    dataset = read(one("x"), known())
    change(dataset)
    assert any(fault in found for found in faults(dataset))
