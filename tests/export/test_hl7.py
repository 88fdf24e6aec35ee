from __future__ import annotations

import string

import hl7 as hl7_library
import pytest
from hl7apy.parser import parse_message
from hypothesis import given, settings
from hypothesis import strategies as st
from reports import HARD, MADE_AT, TEMPLATE, known_context, one, reports, unknown_context

from medvoice.export.characters import printable
from medvoice.export.content import content
from medvoice.export.context import ReportContext
from medvoice.export.hl7 import escaped, hl7, unescaped


def segments(raw):
    text = raw.decode("utf-8")
    assert text.endswith("\r")
    assert "\n" not in text
    return [segment.split("|") for segment in text[:-1].split("\r")]


def obx(raw):
    return [fields for fields in segments(raw) if fields[0] == "OBX"]


@given(st.text(st.sampled_from("|^&~\\\n.brFSTREX0D ab")))
def test_escapes_come_back(text):
    assert unescaped(escaped(text)) == text
    assert not set(escaped(text)) & set("|^&~\n\r")


@pytest.mark.parametrize("char", [*string.printable.strip(), "é", "右", "\u00a0"])
def test_every_printable_character_comes_back(char):
    assert unescaped(escaped(f"a{char}b")) == f"a{char}b"


@settings(max_examples=60, deadline=None)
@given(reports())
def test_round_trip_is_exact(report):
    raw = hl7(report, TEMPLATE, unknown_context())
    expected = [
        text
        for section in content(report, TEMPLATE).all_sections()
        for text in (
            section.fields[0].paragraphs if section.numbered else ["\n".join(section.lines())]
        )
    ]
    assert [unescaped(fields[5]) for fields in obx(raw)] == expected
    names = [(fields[3], fields[4]) for fields in obx(raw)]
    assert len(set(names)) == len(names)


def once(value):
    return value.replace("\\E\\.br\\E\\", "\\.br\\")


@pytest.mark.parametrize("text", HARD)
def test_both_libraries_take_it_apart_as_we_do(text):
    raw = hl7(one(text), TEMPLATE, known_context()).decode("utf-8")
    mine = [fields[5] for fields in obx(raw.encode())]
    assert [str(segment[5]) for segment in hl7_library.parse(raw).segments("OBX")] == mine
    message = parse_message(raw, find_groups=True)
    observations = message.oru_r01_patient_result.oru_r01_order_observation.oru_r01_observation
    # hl7apy escapes the marks of \\.br\\ once more when it writes a value: not told apart here.
    values = [once(o.obx.obx_5.to_er7()) for o in observations]
    assert values == [once(value) for value in mine]
    assert {o.obx.obx_11.to_er7() for o in observations} == {"F"}
    assert any(printable(text.split()[0]) in unescaped(value) for value in mine)


@pytest.mark.parametrize(
    ("status", "letter"), [("draft", "R"), ("preliminary", "P"), ("final", "F"), ("addendum", "C")]
)
def test_status(status, letter):
    rows = segments(hl7(one("x"), TEMPLATE, known_context(status=status)))
    order = next(fields for fields in rows if fields[0] == "OBR")
    assert order[25] == letter
    assert {fields[11] for fields in rows if fields[0] == "OBX"} == {letter}


def test_fields_stand_where_the_standard_has_them():
    rows = {f[0]: f for f in segments(hl7(one("x"), TEMPLATE, known_context()))}
    head = rows["MSH"]
    # MSH-1 is the separator, so field n stands at n - 1.
    assert (head[8], head[11], head[17]) == ("ORU^R01^ORU_R01", "2.5.1", "UNICODE UTF-8")
    assert head[6] == MADE_AT.strftime("%Y%m%d%H%M%S%z")
    patient, order = rows["PID"], rows["OBR"]
    assert patient[3] == "P-1^^^Hospital^MR"
    assert (patient[5], patient[7], patient[8]) == ("Doe^Jane^Q^^Dr", "19700203", "F")
    assert order[3] == r"A1\F\2\T\3"
    assert order[4] == "43468-8^Chest, 2 views^LN"
    assert (order[16], order[32]) == ("^Smith^John", "&House&Greg")
    assert order[31] == r"^cough \T\ fever"


def test_suffixes_of_the_procedure_code():
    raw = hl7(one("x"), TEMPLATE, known_context(procedure_code="71020"), suffixed=True)
    names = [fields[3] for fields in obx(raw)]
    assert "71020&GDT^Findings^L" in names
    assert "71020&IMP^Impression^L" in names


def test_a_megabyte_is_kept():
    text = "word|" * 200_000
    raw = hl7(one(text), TEMPLATE, ReportContext().stamped(*unknown_context().stamp()))
    assert any(text in unescaped(fields[5]) for fields in obx(raw))
