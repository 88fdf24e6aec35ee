"""Orders: from headers, JSON and HL7, in a watched folder; and whether a study is the ordered one."""

from __future__ import annotations

import json
import os
import time
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medvoice.study.headers import read_study
from medvoice.study.order import (
    Order,
    OrderError,
    OrderOrigin,
    Patient,
    PriorExam,
    order_for,
    order_of_study,
    same_patient,
)
from medvoice.study.order_folder import OrderFolder, orders_at
from medvoice.study.order_hl7 import orders_of_hl7
from medvoice.study.order_json import orders_of_json
from medvoice.study.study_headers import StudyHeaders, moment_of


def headers(**texts: str) -> StudyHeaders:
    known = {"StudyInstanceUID": "1.2.3", "Modality": "CT", **texts}
    moment = moment_of(known.get("StudyDate", ""), known.get("StudyTime", ""))
    return StudyHeaders(known["StudyInstanceUID"], known, moment, known["Modality"], (), 1)


STUDY = headers(
    PatientID="P-1", PatientName="Müller^Anna Maria", PatientBirthDate="19700102",
    PatientSex="F", AccessionNumber="A-7",
)  # fmt: skip


def order(accession: str = "A-7", uid: str = "", **patient) -> Order:
    known = {"id": "P-1", "name": "MULLER^Anna Maria", "birth_date": date(1970, 1, 2), "sex": "F"}
    return Order(Patient(**{**known, **patient}), OrderOrigin.FILE, accession, study_uid=uid)


@pytest.mark.parametrize(
    ("given_order", "differs"),
    [
        (order(), []),
        (order(name="Müller, Anna-Maria"), []),
        (order(sex=""), []),
        (order(id="P-2"), ["patient ID"]),
        (order(id="p-1"), ["patient ID"]),
        (order(accession="A-8"), ["accession number"]),
        (order(uid="1.2.4"), ["study UID"]),
        (order(name="MÜLLER^ANNE"), ["patient name"]),
        (order(birth_date=date(1971, 1, 2)), ["date of birth"]),
        (order(sex="M"), ["sex"]),
        (order(id="P-9", accession="A-9"), ["patient ID", "accession number"]),
    ],
)
def test_what_differs_is_said(given_order, differs):
    found = same_patient(given_order, STUDY)
    assert [one.what for one in found.differences] == differs
    assert found.same == (not differs)


def test_too_little_to_compare_is_not_the_same():
    nobody = Order(Patient(sex="F"), OrderOrigin.HL7)
    assert not same_patient(nobody, STUDY).same
    assert same_patient(nobody, STUDY).differences == ()
    by_name = Order(Patient(name="Muller^Anna Maria", birth_date=date(1970, 1, 2)), OrderOrigin.HL7)
    assert same_patient(by_name, STUDY).same
    only_name = Order(Patient(name="Muller^Anna Maria"), OrderOrigin.HL7)
    assert not same_patient(only_name, STUDY).same


def test_the_order_of_a_study_is_its_own():
    assert same_patient(order_of_study(STUDY), STUDY).same
    found = order_of_study(STUDY, [headers(StudyDate="20200101", StudyDescription="CT chest")])
    assert found.priors == (PriorExam(date(2020, 1, 1), "CT", "CT chest", ""),)
    assert found.origin is OrderOrigin.HEADERS


def test_the_order_of_a_study_among_many():
    right = order()
    others = [order(accession="A-1", id="P-5"), order(accession="A-2", id="P-6")]
    assert order_for([*others, right], STUDY) is right
    assert order_for(others, STUDY) is None
    without = headers(PatientID="P-1")
    assert order_for([*others, right], without) is right
    assert order_for([right, order(accession="A-9")], without) is None  # two of this patient
    wrong_patient = order(id="P-5")
    assert order_for([wrong_patient], STUDY) is wrong_patient  # and then it is asked about
    assert not same_patient(wrong_patient, STUDY).same


FULL = {
    "patient": {"id": "P-1", "name": "Doe^Jane", "birth_date": "1970-01-02", "sex": "F"},
    "accession": "A-7",
    "procedure": "CT chest with contrast",
    "indication": "Cough, smoker",
    "modality": "CT",
    "scheduled": "2024-03-01T09:30:00",
    "priors": [
        {"date": "2020-01-01", "procedure": "Chest radiograph"},
        {"date": "2023-05-06", "modality": "CT", "procedure": "CT chest", "accession": "A-3"},
    ],
}


def test_json(tmp_path):
    path = tmp_path / "o.json"
    path.write_text(json.dumps(FULL), encoding="utf-8")
    (found,) = orders_of_json(path)
    assert found.patient == Patient("P-1", "", "Doe^Jane", date(1970, 1, 2), "F")
    assert (found.accession, found.indication) == ("A-7", "Cough, smoker")
    assert found.scheduled == datetime(2024, 3, 1, 9, 30)
    assert [one.day for one in found.priors] == [date(2023, 5, 6), date(2020, 1, 1)]
    path.write_text(json.dumps([FULL, {"patient": {}, "scheduled": "2024-03-01"}]))
    assert orders_of_json(path)[1].scheduled == date(2024, 3, 1)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("{}", "patient: Field required"),
        ('{"patient": {}, "colour": 1}', "colour: Extra inputs"),
        ('{"patient": {"birth_date": "yesterday"}}', r"patient\.birth_date"),
        ('{"patient": {"sex": "X"}}', r"patient\.sex"),
        ('{"patient": {}, "scheduled": "0000-00-00"}', "scheduled"),
    ],
)
def test_json_that_is_no_order(tmp_path, text, says):
    path = tmp_path / "o.json"
    path.write_text(text)
    with pytest.raises(OrderError, match=says):
        orders_of_json(path)


def message(*segments: str) -> bytes:
    return "\r".join(segments).encode("utf-8")


MSH = r"MSH|^~\&|RIS|HOSP|MV|RAD|20240301083000||ORM^O01|1|P|2.3.1||||||UNICODE UTF-8"
PID = "PID|1||9911^^^SSN^SS~P-1^^^HOSP^MR||Doe&van^Jane^Q^Jr^Dr||19700102|F"
ORM = message(
    MSH,
    PID,
    "PV1|1|O||||||77^Visit^Doctor",
    "ORC|NW|PL-1|FI-1|||||||||12^Smith^John^^^Dr",
    r"OBR|1|PL-1|FI-1|CTCHC^CT chest with contrast^LOCAL|||||||||Cough \T\ fever|||12^Ordering^Olga||A-7"
    "||||||CT|||||||^Smoker, 40 pack years\\.br\\rule out mass|||||20240301093000",
    "ZDS|1.2.3^RIS^Application^DICOM",
)


def test_orm():
    (found,) = orders_of_hl7(ORM).orders
    assert found.patient == Patient("P-1", "HOSP", "Doe^Jane^Q^Dr^Jr", date(1970, 1, 2), "F")
    assert (found.accession, found.placer) == ("A-7", "PL-1")
    assert (found.procedure, found.procedure_code) == ("CT chest with contrast", "CTCHC")
    assert found.indication == "Smoker, 40 pack years rule out mass"
    assert found.modality == "CT"
    assert found.referring_physician == "Ordering^Olga"
    assert found.study_uid == "1.2.3"
    assert found.scheduled == datetime(2024, 3, 1, 9, 30)
    assert found.origin is OrderOrigin.HL7


def test_omi_with_two_procedures():
    found = orders_of_hl7(
        message(
            MSH.replace("ORM^O01", "OMI^O23^OMI_O23").replace("2.3.1", "2.5.1"),
            PID,
            "ORC|NW|PL-1|FI-1|||||||||12^Smith^John^^^Dr",
            "TQ1|1||||||20240302",
            "OBR|1|PL-1|FI-1|1^CT head|||||||||trauma",
            "IPC|A-1|RP-1|1.2.3.1|SPS-1|CT",
            "ORC|NW|PL-2|FI-2",
            "OBR|2|PL-2|FI-2|2^XR wrist",
            "IPC|A-2|RP-2|1.2.3.2|SPS-2|DX",
        )
    ).orders
    assert [(o.accession, o.modality, o.study_uid, o.procedure) for o in found] == [
        ("A-1", "CT", "1.2.3.1", "CT head"),
        ("A-2", "DX", "1.2.3.2", "XR wrist"),
    ]
    assert found[0].referring_physician == "Smith^John^^Dr"
    assert (found[0].scheduled, found[1].scheduled) == (date(2024, 3, 2), None)
    assert (found[0].indication, found[1].indication) == ("trauma", "")


def test_the_published_example_message(shared):
    found = orders_of_hl7((shared / "data/interop/hl7v2_cda/OMG-O19-01.hl7").read_bytes())
    assert len(found.orders) == 2
    one = found.orders[0]
    assert one.patient == Patient(
        "PATID1234", "test1", "EVERYMAN^ADAM^A^Dr.^III", date(1988, 8, 18), "M"
    )
    assert one.procedure == "Lipid panel with direct LDL - Serum or Plasma"
    assert one.referring_physician == "LAB^ROBIN^B"


@pytest.mark.parametrize(
    ("escaped", "text"),
    [
        (r"cough \T\ fever", "cough & fever"),
        (r"a \F\ b \S\ c \R\ d \E\ e", r"a | b ^ c ~ d \ e"),
        (r"one\.br\two\.sp+2\three", "one two three"),
        (r"\H\bold\N\ text", "bold text"),
        ("\\XC3BC\\ber \\X41\\", "über A"),
        (r"\C2842\ 50 \ %", r"50 \ %"),
        (r"pain 5\6 days\week", r"pain 5\6 days\week"),
        ('""', ""),
    ],
)
def test_escapes(escaped, text, caplog):
    (found,) = orders_of_hl7(message(MSH, PID, f"OBR|1|||X^Y|||||||||{escaped}")).orders
    assert found.indication == text
    assert caplog.records == []


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "does not begin with MSH"),
        (b"hello", "does not begin with MSH"),
        (b"MSH", "broken|of no kind"),
        (message(MSH.replace("ORM^O01", "ORU^R01"), PID), "The message is ORU"),
        (message(MSH), "no PID"),
        (message(MSH, PID), "orders nothing"),
        (b"MSH" + b"x" * 2_000_000, "too large"),
    ],
)
def test_hl7_that_is_no_order(data, says):
    with pytest.raises(OrderError, match=says):
        orders_of_hl7(data)


def test_character_sets_line_ends_and_frames():
    latin = MSH.replace("UNICODE UTF-8", "8859/1")
    name = PID.replace("Doe&van", "Müller")
    for data in (
        message(MSH, name, "OBR|1|||X^Y"),
        message(latin, name, "OBR|1|||X^Y").decode().encode("latin-1"),
        message(MSH, name, "OBR|1|||X^Y").decode().encode("latin-1"),  # says UTF-8, and is not
        b"\x0b" + message(MSH, name, "OBR|1|||X^Y") + b"\x1c\r",
        b"\xef\xbb\xbf" + message(MSH, name, "OBR|1|||X^Y").replace(b"\r", b"\r\n"),
    ):
        assert orders_of_hl7(data).orders[0].patient.name == "Müller^Jane^Q^Dr^Jr"


@given(st.binary(max_size=200), st.integers(0, len(ORM)), st.integers(0, 60))
def test_broken_messages_are_refused_or_read_and_raise_nothing_else(junk, at, length):
    broken = ORM[:at] + junk + ORM[at + length :]
    try:
        found = orders_of_hl7(broken)
    except OrderError:
        return
    assert found.orders or found.cancelled


def drop(folder, name: str, data: bytes, age: float = 10.0):
    path = folder / name
    path.write_bytes(data)
    then = path.stat().st_mtime - age
    os.utime(path, (then, then))
    return path


def test_a_watched_folder(tmp_path):
    folder = OrderFolder(tmp_path)
    assert folder.poll() == ()
    drop(tmp_path, "a.hl7", ORM)
    drop(tmp_path, "noise.txt", b"hello")
    drop(tmp_path, ".hidden", ORM)
    drop(tmp_path, "b.hl7.part", ORM)
    (found,) = folder.poll()
    assert found.accession == "A-7"
    assert folder.faults == (f"{tmp_path / 'noise.txt'}: is neither an HL7 message nor JSON.",)
    later = ORM.replace(b"20240301083000", b"20240301090000").replace(b"Smoker", b"Never smoked")
    drop(tmp_path, "0.hl7", later)
    assert folder.poll()[0].indication.startswith("Never smoked")
    drop(tmp_path, "c.json", json.dumps({**FULL, "accession": "A-8"}).encode())
    assert {one.accession for one in folder.poll()} == {"A-7", "A-8"}
    cancel = later.replace(b"20240301090000", b"20240301100000").replace(b"ORC|NW", b"ORC|CA")
    drop(tmp_path, "d.hl7", cancel)
    assert [one.accession for one in folder.poll()] == ["A-8"]
    (tmp_path / "d.hl7").unlink()
    assert {one.accession for one in folder.poll()} == {"A-7", "A-8"}


def test_a_file_that_is_still_written_is_left_for_later(tmp_path):
    folder = OrderFolder(tmp_path, settled_s=5.0)
    path = drop(tmp_path, "a.hl7", ORM[:300], age=0.0)
    assert folder.poll() == ()
    drop(tmp_path, "a.hl7", ORM, age=60.0)
    assert [one.accession for one in folder.poll()] == ["A-7"]
    path.unlink()
    assert folder.poll() == ()


def test_a_clock_of_another_machine_delays_no_order(tmp_path):
    drop(tmp_path, "a.hl7", ORM, age=-3600.0)
    folder = OrderFolder(tmp_path, settled_s=0.05)
    assert folder.poll() == ()
    assert folder.is_waiting
    deadline = time.monotonic() + 60
    while not (found := folder.poll()) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert [one.accession for one in found] == ["A-7"]
    assert not folder.is_waiting
    assert [one.accession for one in orders_at(tmp_path)] == ["A-7"]


def test_a_folder_that_is_gone_is_said(tmp_path):
    with pytest.raises(OrderError, match="No such file"):
        OrderFolder(tmp_path / "no").poll()
    with pytest.raises(OrderError, match="there is no such file"):
        orders_at(tmp_path / "no")


def test_messages_in_errors_hold_no_patient_data(tmp_path):
    path = drop(tmp_path, "x", ORM.replace(b"ORM^O01", b"ORU^R01"))
    with pytest.raises(OrderError) as refused:
        orders_at(path)
    assert "Doe" not in str(refused.value)
    assert "P-1" not in str(refused.value)


def test_orders_of_real_studies(shared):
    found = order_of_study(read_study(shared / "data/dicom/cr_tibia_RG3_J2KI.dcm").study)
    assert found.accession == "FUJI95706"
    assert found.patient.birth_date == date(1979, 4, 8)
    assert found.procedure == "Non-ossifying fibroma of distal tibia"
