"""DICOM SR before outside judges (dcmtk, dicom3tools) and in a real archive (Orthanc)."""

from __future__ import annotations

import io
import json
import subprocess
from pathlib import Path

import pydicom
import pytest
from coded_template import coded_report, coded_template
from orthanc import Archive, tool
from pynetdicom import AE
from reports import HARD, TEMPLATE, known_context, mixed, one, unknown_context

from medvoice.export.dicom_sr import BASIC_TEXT_SR, dicom_sr
from medvoice.report.document import Origin


def known(**more):
    return known_context(**{"accession": "A1", "order": "O7", **more})


CODED = coded_template()
FILES = {
    "coded": (coded_report("Solid.", "Spiculated."), known()),
    "coded, normal text": (coded_report("Solid.", origin=Origin.NORMAL), unknown_context()),
    "known": (one("Intact."), known()),
    "unknown": (one("Intact."), unknown_context()),
    "signed": (one("Intact."), known(verified_at="2026-11-25T10:00+01:00")),
    "addendum": (one("Intact."), known(status="addendum")),
    "not dictated": (mixed(), known()),
    "hard": (one(" ".join(HARD)), known(status="preliminary")),
}


def run(name: str, file: Path) -> tuple[int, str]:
    done = subprocess.run([tool(name), str(file)], capture_output=True, check=False, timeout=60)
    return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")


@pytest.fixture(params=sorted(FILES))
def file(request, tmp_path) -> Path:
    path = tmp_path / "report.dcm"
    report, context = FILES[request.param]
    template = CODED if report.template == CODED.name else TEMPLATE
    path.write_bytes(dicom_sr(report, template, context))
    return path


def test_dsrdump_accepts(file):
    status, said = run("dsrdump", file)
    assert status == 0, said
    assert not [line for line in said.splitlines() if line.startswith(("E:", "F:"))], said
    section = "Findings" if "RID5741" in said else "Impressions"
    assert f'<contains CONTAINER:(,,"{section}")' in said


def test_dciodvfy_finds_no_error(file):
    _, said = run("dciodvfy", file)
    assert "BasicTextSR" in said
    assert not [line for line in said.splitlines() if line.startswith("Error")], said


def test_the_judges_judge(tmp_path):
    """They find what is wrong, so that their silence means something."""
    dataset = pydicom.dcmread(io.BytesIO(dicom_sr(one("x"), TEMPLATE, known())))
    del dataset.ContentSequence[-2].ContinuityOfContent
    path = tmp_path / "broken.dcm"
    dataset.save_as(path)
    assert run("dsrdump", path)[0] != 0
    assert "Error" in run("dciodvfy", path)[1]


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    tool("Orthanc")
    running = Archive(tmp_path_factory.mktemp("orthanc"))
    yield running
    running.stop()


def test_stored_by_c_store_and_read_back(archive):
    raw = dicom_sr(one("Ελληνικά 結節 <b>."), TEMPLATE, known())
    dataset = pydicom.dcmread(io.BytesIO(raw))
    entity = AE("MEDVOICE")
    entity.add_requested_context(BASIC_TEXT_SR, dataset.file_meta.TransferSyntaxUID)
    association = entity.associate("127.0.0.1", archive.dicom, ae_title="ARCHIVE")
    assert association.is_established
    status = association.send_c_store(dataset)
    association.release()
    assert status.Status == 0x0000
    (instance,) = json.loads(archive.get("/instances"))
    back = pydicom.dcmread(io.BytesIO(archive.get(f"/instances/{instance}/file")))
    assert back.ContentSequence == dataset.ContentSequence
    assert back.SOPInstanceUID == dataset.SOPInstanceUID
    study = json.loads(archive.get(f"/instances/{instance}/study"))
    assert study["MainDicomTags"]["StudyInstanceUID"] == "1.2.840.99999.1"
    assert study["PatientMainDicomTags"]["PatientID"] == "P-1"
