"""Results that were cancelled, rejected or never obtained: none comes out as a value that holds."""

from __future__ import annotations

import json

import pytest
from scripted_backend import ScriptedBackend

from medvoice.documents.document import Document, Page
from medvoice.documents.plain_text import text_pages
from medvoice.extraction.lab.extract import extract_lab
from medvoice.extraction.lab.model_rows import LabModel
from medvoice.extraction.value import Extracted

BESIDE = (
    "VOID",
    "- cancelled",
    "cancelled by ward",
    "specimen haemolysed",
    "(hemolyzed)",
    "sample rejected",
    "test not performed",
    "result withdrawn",
    "entered in error",
    "specimen clotted",
    "insufficient sample",
)
CAUTIONS = ("see comment", "corrected", "(amended)")
EMPTY = ("not performed", "see comment", "Haemolysed", "Cancelled", "TNP", "pending", "rejected")


def document(text: str) -> Document:
    return Document("s", tuple(Page(p.number, p.text) for p in text_pages(text)))


def read(text: str) -> Extracted:
    return extract_lab(document(text))


def held(found: Extracted) -> dict[str, bool]:
    """Test → whether its value is verified, of those that have one."""
    return {
        row.values["test"].text: row.values["value"].verified
        for row in found.rows
        if "value" in row.values
    }


def asked(text: str, *rows: tuple[str, str]) -> Extracted:
    """What a model's rows (test, value) make of a text."""
    answer = json.dumps(
        {"rows": [{"test": t, "value": v, "unit": "", "range": "", "flag": ""} for t, v in rows]}
    )
    model = LabModel(ScriptedBackend(writer=lambda _, __: answer))
    return model.extended(document(text), Extracted("s", ()))


@pytest.mark.parametrize("said", BESIDE)
@pytest.mark.parametrize(
    "line",
    [
        "Potassium   6.8   mmol/L   3.5-5.1   {}",
        "Potassium 6.8 mmol/L {}",
        "{}: Potassium 6.8 mmol/L",
    ],
)
def test_beside_a_result_it_is_refused(line, said):
    found = read(line.format(said) + "\nSodium   140   mmol/L   135-145\n")
    assert held(found) in ({"Sodium": True}, {"Sodium": False})
    for row in found.rows:
        assert not any("6.8" in value.text for value in row.values.values())


@pytest.mark.parametrize("said", BESIDE)
def test_a_models_row_is_held_against_its_whole_line(said):
    text = f"Potassium came to 6.8 mmol/L {said}\n\nSodium came to 140 mmol/L\n"
    found = asked(text, ("Potassium came to", "6.8"), ("Sodium came to", "140"))
    assert held(found) == {"Sodium came to": True}
    assert [one.text for one in found.rows[0].refused] == ["6.8"]


@pytest.mark.parametrize("said", CAUTIONS)
def test_a_caution_leaves_the_value_unverified(said):
    line = f"Potassium   6.8   mmol/L   3.5-5.1   {said}\n"
    assert held(read(line)) == {"Potassium": False}
    assert held(asked(f"Potassium was 6.8 mmol/L {said}\n", ("Potassium was", "6.8"))) in (
        {"Potassium was": False},
        {},
    )


@pytest.mark.parametrize("said", EMPTY)
@pytest.mark.parametrize(
    "sheet",
    [
        "Potassium   {}\n",
        "Test        Result      Unit\nPotassium   {}      mmol/L\n",
        "| Test | Result | Unit |\n| Potassium | {} | mmol/L |\n",
        "Test: Potassium\nResult: {}\nUnit: mmol/L\n",
    ],
)
def test_where_it_is_the_result_there_is_none(sheet, said):
    found = read(sheet.format(said))
    assert held(found) == {}
    for row in found.rows:
        assert [one.field for one in row.refused] == ["value"]


@pytest.mark.parametrize(
    "line",
    ["Status: CANCELLED", "Comment: specimen haemolysed", "Result: 6.8 VOID", "Flag: VOID"],
)
def test_a_sheet_of_labels_is_looked_at_as_a_whole(line):
    sheet = f"Test: Potassium\nResult: 6.8\nUnit: mmol/L\n{line}\n"
    assert held(read(sheet)) == {}
    assert held(read(sheet + "Test: Sodium\nResult: 140\nUnit: mmol/L\n")) == {"Sodium": True}


def test_a_label_below_does_not_reach_the_test_before():
    sheet = "Test: Sodium\nResult: 140\nTest: Potassium\nResult: 6.8\nStatus: cancelled\n"
    assert held(read(sheet)) == {"Sodium": True}


ROWS = "Sodium   140   mmol/L   135-145\nPotassium   6.8   mmol/L   3.5-5.1\n"


@pytest.mark.parametrize("said", ["VOID", "*** VOID ***", "  cancelled", "Specimen haemolysed."])
def test_alone_on_a_line_it_leaves_its_neighbours_unverified(said):
    found = read(
        f"Urea   5.1   mmol/L   2.5-7.8\n\n{ROWS}{said}\nChloride   101   mmol/L   95-106\n"
    )
    assert held(found) == {"Urea": True, "Sodium": True, "Potassium": False, "Chloride": False}
    assert any("line 5" in note and "2 results" in note for note in found.notes)


def test_alone_on_a_line_it_stands_over_what_follows():
    found = read(f"Urea   5.1   mmol/L   2.5-7.8\n\nVOID\n{ROWS}")
    assert held(found) == {"Urea": True, "Sodium": False, "Potassium": True}


def test_with_nothing_around_it_is_of_the_page():
    found = read(f"VOID\n\n{ROWS}\fUrea   5.1   mmol/L   2.5-7.8\n")
    assert held(found) == {"Sodium": False, "Potassium": False, "Urea": True}
    found = read(f"THIS REPORT WAS CANCELLED\n\n{ROWS}\fUrea   5.1   mmol/L   2.5-7.8\n")
    assert set(held(found).values()) == {False}


def test_a_comment_that_names_a_test_is_of_that_test():
    found = read(f"{ROWS}\nComment: potassium cancelled, sample haemolysed\n")
    assert held(found) == {"Sodium": True, "Potassium": False}


@pytest.mark.parametrize(
    "line",
    [
        "The specimen was grossly haemolysed on arrival in the laboratory, so that the potassium above "
        "is not to be relied upon.",
        "Comment: the potassium of this morning is invalid since its tube had been mislabelled on the "
        "ward; a new one was asked for.",
    ],
)
def test_a_long_comment_counts_where_it_names_a_test(line):
    assert held(read(f"{ROWS}\n{line}\n")) == {"Sodium": True, "Potassium": False}
    assert held(read(f"{ROWS}\n{line.replace('potassium', 'lithium')}\n")) == {
        "Sodium": True,
        "Potassium": True,
    }


@pytest.mark.parametrize("line", ["Wrong patient: disregard", "Please disregard all results"])
def test_what_is_said_of_all_results_is_of_all(line):
    for text in (f"{line}\n{ROWS}", f"{ROWS}{line}\n", f"{ROWS}\n{line}\n"):
        assert held(read(text)) == {"Sodium": False, "Potassium": False}


@pytest.mark.parametrize(
    "line",
    [
        "Not valid without signature",
        "Potassium results of any kind are invalid if the tube was haemolysed or had been standing for "
        "long before it came in",
        "CORRECTED REPORT",
        "Invalid if the sample was frozen.",
        "Random voided urine, second morning sample",
        "Post-void residual   40   mL   0-50",
    ],
)
def test_what_is_said_of_no_result_leaves_all_verified(line):
    assert False not in held(read(f"{line}\n\n{ROWS}\n{line}\n")).values()


def test_a_models_row_beside_a_lone_line_is_unverified():
    found = asked("Potassium came to 6.8 mmol/L\nVOID\n", ("Potassium came to", "6.8"))
    assert held(found) == {"Potassium came to": False}
    assert "unverified" in found.notes[0]


def test_a_models_row_below_earlier_results_is_refused():
    text = "PREVIOUS RESULTS\nPotassium came to 6.8 mmol/L\n"
    assert held(asked(text, ("Potassium came to", "6.8"))) == {}


def message(*segments: str) -> Extracted:
    text = "MSH|^~\\&|LAB|||||ORU^R01\n" + "\n".join(segments) + "\n"
    return extract_lab(Document("m.hl7", (Page(1, text),)))


OBX = "OBX|1|NM|1^Potassium||6.8|mmol/L|3.5-5.1|H|||F"


@pytest.mark.parametrize("said", ["CANCELLED", "Test not performed", "TNP", "Specimen hemolyzed"])
@pytest.mark.parametrize("kind", ["ST", "TX", "CE"])
def test_a_message_that_gives_words_for_no_result(kind, said):
    assert held(message(f"OBX|1|{kind}|1^Potassium||{said}|mmol/L||||||F")) == {}


def test_a_comment_in_a_message_is_of_the_result_before_it():
    other = OBX.replace("Potassium", "Sodium")
    found = message("OBR|1", OBX, "NTE|1||SPECIMEN HEMOLYZED", other)
    assert held(found) == {"Potassium": False, "Sodium": True}
    long = (
        "The specimen was grossly haemolysed and no part of this one should be relied upon at all"
    )
    found = message("OBR|1", OBX, f"NTE|1||{long}", other)
    assert held(found) == {"Potassium": False, "Sodium": True}
    assert held(message("OBR|1", OBX, f"NTE|1||{long} if it is old")) == {"Potassium": True}
    found = message("OBR|1", "NTE|1||Sample rejected", OBX, other, "OBR|2", OBX)
    assert [row.values["value"].verified for row in found.rows] == [False, False, True]


def test_the_results_of_a_cancelled_order_are_refused():
    assert held(message("OBR|1" + "|" * 24 + "X", OBX)) == {}


def test_a_long_text_that_mentions_one_is_kept_and_unverified():
    text = "Gram stain: no organisms. Culture: no growth after 48 hours. Sensitivity tests not performed."
    assert held(message(f"OBX|1|TX|1^Culture||{text}||||||F")) == {"Culture": False}
