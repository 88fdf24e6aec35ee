"""Orders from a real Modality Worklist: Orthanc's."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest
from orthanc import Archive, free_port
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

from medvoice.study.order import OrderError, OrderOrigin, Patient
from medvoice.study.worklist import Wanted, WorklistServer, orders_of_worklist


def entry(folder, accession: str, patient: str, name: str, modality: str, day: str) -> None:
    item, step, code = Dataset(), Dataset(), Dataset()
    item.SpecificCharacterSet = "ISO_IR 192"
    item.AccessionNumber, item.PatientID, item.PatientName = accession, patient, name
    item.PatientBirthDate, item.PatientSex = "19700102", "F"
    item.StudyInstanceUID = f"1.2.3.{accession.strip('A-')}"
    item.RequestedProcedureDescription = f"{modality} examination"
    item.ReferringPhysicianName = "Ordering^Olga"
    item.ReasonForTheRequestedProcedure = "Cough & fever"
    item.PlacerOrderNumberImagingServiceRequest = f"PL-{accession}"
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = "X1", "99L", "Meaning"
    item.RequestedProcedureCodeSequence = [code]
    step.Modality, step.ScheduledStationAETitle = modality, "SCANNER"
    step.ScheduledProcedureStepStartDate, step.ScheduledProcedureStepStartTime = day, "093000"
    item.ScheduledProcedureStepSequence = [step]
    item.file_meta = FileMetaDataset()
    item.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    item.file_meta.MediaStorageSOPClassUID = "1.2.276.0.7230010.3.1.0.1"
    item.file_meta.MediaStorageSOPInstanceUID = item.StudyInstanceUID
    item.save_as(folder / f"{accession}.wl", enforce_file_format=True)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder, entries = tmp_path_factory.mktemp("orthanc"), tmp_path_factory.mktemp("worklist")
    entry(entries, "A-1", "P-1", "Müller^Anna", "CT", "20240301")
    entry(entries, "A-2", "P-1", "Müller^Anna", "MR", "20240302")
    entry(entries, "A-3", "P-2", "Doe^Jane", "CT", "20240301")
    running = Archive(
        folder,
        ("ModalityWorklists",),
        Worklists={"Enable": True, "Database": str(entries)},
        DefaultEncoding="Utf8",
        DicomModalities={"me": ["MEDVOICE", "127.0.0.1", 104]},
    )
    yield WorklistServer("127.0.0.1", running.dicom, "ARCHIVE")
    running.stop()


def test_by_accession_number(server):
    (found,) = orders_of_worklist(server, Wanted(accession="A-1"))
    assert found.patient == Patient("P-1", "", "Müller^Anna", date(1970, 1, 2), "F")
    assert found.origin is OrderOrigin.WORKLIST
    assert (found.accession, found.placer) == ("A-1", "PL-A-1")
    assert (found.procedure, found.procedure_code) == ("CT examination", "X1")
    assert (found.modality, found.study_uid) == ("CT", "1.2.3.1")
    assert found.indication == "Cough & fever"
    assert found.referring_physician == "Ordering^Olga"
    assert found.scheduled == datetime(2024, 3, 1, 9, 30)


@pytest.mark.parametrize(
    ("wanted", "accessions"),
    [
        (Wanted(patient="P-1"), {"A-1", "A-2"}),
        (Wanted(patient="P-1", modality="MR"), {"A-2"}),
        (Wanted(day=date(2024, 3, 1)), {"A-1", "A-3"}),
        (Wanted(accession="A-9"), set()),
        (Wanted(accession="A-1", patient="P-2"), set()),
    ],
)
def test_what_is_wanted(server, wanted, accessions):
    assert {one.accession for one in orders_of_worklist(server, wanted)} == accessions


@pytest.mark.parametrize("wanted", [Wanted(), Wanted(modality="CT"), Wanted(patient="P*")])
def test_questions_for_everybody_are_not_asked(server, wanted):
    with pytest.raises(OrderError):
        orders_of_worklist(server, wanted)


def test_nobody_there():
    nobody = WorklistServer("127.0.0.1", free_port(), timeout_s=2.0)
    with pytest.raises(OrderError, match="nobody answers there"):
        orders_of_worklist(nobody, Wanted(accession="A-1"))


def test_a_server_without_a_worklist(tmp_path):
    plain = Archive(tmp_path)
    try:
        with pytest.raises(OrderError, match="worklist"):
            orders_of_worklist(
                WorklistServer("127.0.0.1", plain.dicom, "ARCHIVE", timeout_s=5.0),
                Wanted(accession="A-1"),
            )
        assert json.loads(plain.get("/system"))["DicomAet"] == "ARCHIVE"
    finally:
        plain.stop()


def test_a_server_that_does_not_know_us(server):
    stranger = WorklistServer(server.host, server.port, server.called, "STRANGER")
    with pytest.raises(OrderError, match="know the AE title STRANGER"):
        orders_of_worklist(stranger, Wanted(accession="A-1"))
