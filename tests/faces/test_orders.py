"""Orders on the command line: a report goes to a study only where both agree, or somebody said so."""

from __future__ import annotations

import json

import pytest

WEBRTC = ("--set", "audio.vad=webrtc")
ORDER = {
    "patient": {"id": "11RG3", "name": "CompressedSamples^RG3", "birth_date": "1979-04-08", "sex": "F"},
    "accession": "FUJI95706",
    "procedure": "Radiograph of the left chest",
    "indication": "Pain after a fall",
    "referring_physician": "Ordering^Olga",
    "priors": [{"date": "2001-02-03", "modality": "CR", "procedure": "Chest radiograph"}],
}  # fmt: skip
HL7 = (
    "MSH|^~\\&|RIS|HOSP|MV|RAD|20240301||OMI^O23^OMI_O23|1|P|2.5.1\r"
    "PID|1||11RG3^^^^MR||CompressedSamples^RG3||19790408|F\r"
    "ORC|NW|PL-5\rOBR|1|PL-5||1^Tibia follow-up|||||||||growing pain\rIPC|FUJI95706||||CR\r"
)


@pytest.fixture
def report(medvoice, shared, tmp_path):
    dictation = tmp_path / "d.txt"
    dictation.write_text("Findings: no fracture. Impression: normal.")
    study = shared / "data" / "dicom" / "cr_tibia_RG3_J2KI.dcm"

    def run(order: dict | str, *more: str, of: str = str(study)) -> tuple[int, str, str]:
        path = tmp_path / "order"
        path.write_text(order if isinstance(order, str) else json.dumps(order))
        given = ("--study", of) if of else ()
        return medvoice("report", str(dictation), *given, "--order", str(path), *more)

    return run


def test_an_order_fills_what_the_study_does_not_say(report):
    status, out, err = report(ORDER, "--template", "cxr")
    assert status == 0, err
    assert "Procedure: Radiograph of the left chest" in out
    assert "Referring physician: Ordering, Olga" in out
    assert "Pain after a fall" in out
    assert "Chest radiograph" in out  # the prior, as comparison
    assert "From the order file: procedure, indication, referring physician." in err
    assert "[S]" in out


def test_hl7(report):
    status, out, err = report(HL7)
    assert status == 0, err
    assert "Procedure: Tibia follow-up" in out
    assert "From the HL7 order: order number, procedure, indication." in err


def test_the_order_chooses_the_template(report):
    status, _, err = report({**ORDER, "procedure": "Chest radiograph"})
    assert status == 0, err
    assert 'Template cxr: the study is CR and says "Chest radiograph".' in err


@pytest.mark.parametrize(
    ("order", "says"),
    [
        ({**ORDER, "accession": "X-1"}, 'accession number: the order says "X-1", the study "FUJI95706"'),
        ({**ORDER, "patient": {"id": "P-9"}}, 'patient ID: the order says "P-9", the study "11RG3"'),
        ({"patient": {}, "procedure": "CT"}, "Too little of both is known"),
    ],
)  # fmt: skip
def test_another_order_is_not_attached_without_being_asked(report, order, says):
    status, out, err = report(order)
    assert (status, out) == (1, "")
    assert says in err
    assert "--attach-anyway" in err
    status, out, err = report(order, "--attach-anyway")
    assert status == 0, err
    if "accession" in order and order["accession"] == "X-1":
        assert "Accession: X-1" in out
        assert "the order counts" in err


def test_an_order_without_a_study(report):
    status, out, err = report({**ORDER, "modality": "CR", "procedure": "Chest radiograph"}, of="")
    assert status == 0, err
    assert "Accession: FUJI95706" in out
    assert "Template cxr" in err


def test_a_configured_folder_is_looked_at_with_every_study(medvoice, shared, tmp_path, monkeypatch):
    folder = tmp_path / "orders"
    folder.mkdir()
    monkeypatch.setenv("MEDVOICE_ORDERS_SOURCE", str(folder))
    (tmp_path / "d.txt").write_text("Findings: no fracture. Impression: normal.")
    study = str(shared / "data" / "dicom" / "cr_tibia_RG3_J2KI.dcm")
    argv = ("report", str(tmp_path / "d.txt"), "--study", study)
    status, out, err = medvoice(*argv)
    assert status == 0, err
    assert "No order was found for this study." in err
    (folder / "0.json").write_text(json.dumps({**ORDER, "accession": "B", "patient": {"id": "Q"}}))
    status, out, err = medvoice(*argv)
    assert status == 0, err
    assert "No order was found for this study." in err
    (folder / "1.json").write_text(json.dumps(ORDER))
    (folder / "2.json").write_text(
        json.dumps({**ORDER, "accession": "B-1", "patient": {"id": "P"}})
    )
    status, out, err = medvoice(*argv)
    assert status == 0, err
    assert "Procedure: Radiograph of the left chest" in out


@pytest.mark.parametrize(
    ("order", "says"),
    [
        ("hello", "is neither an HL7 message nor JSON"),
        ('{"patient": {"sex": "X"}}', "patient.sex"),
        ("MSH|^~\\&|", "The message is of no kind"),
    ],
)
def test_what_is_no_order_is_said(report, order, says):
    status, out, err = report(order)
    assert (status, out) == (1, "")
    assert says in err
    assert "Traceback" not in err


def test_a_dictation_about_an_ordered_study(medvoice, scripted, sound, shared, tmp_path):
    scripted(["no fracture", "impression normal"])
    study = str(shared / "data" / "dicom" / "cr_tibia_RG3_J2KI.dcm")
    path = tmp_path / "order.json"
    argv = [
        "dictate",
        "--plain",
        "--from",
        str(sound(2)),
        "--pace",
        "fast",
        *WEBRTC,
        "--study",
        study,
    ]
    path.write_text(json.dumps({**ORDER, "accession": "X-1"}))
    status, out, err = medvoice(*argv, "--order", str(path))
    assert (status, out) == (1, "")
    assert 'accession number: the order says "X-1"' in err
    path.write_text(json.dumps({**ORDER, "procedure": "Chest radiograph"}))
    status, out, err = medvoice(*argv, "--order", str(path))
    assert status == 0, err
    assert 'Template cxr: the study is CR and says "Chest radiograph".' in err
    (saved,) = tmp_path.rglob("report.txt")
    text = saved.read_text(encoding="utf-8")
    assert "Pain after a fall" in text
    assert "No fracture" in text
    assert "From the order file: procedure, indication, referring physician." in err + out
    status, out, err = medvoice(*argv[:-2], "--order", str(path))
    assert (status, out) == (2, "")
    assert "--order was given without --study" in err
