"""The schema for lung resections on sentences that are hard to read; each expected value is one
that a pathologist would sign, None where the report does not say it plainly."""

from __future__ import annotations

import pytest

from medvoice.documents.document import Document, Page
from medvoice.extraction.rules import Rules
from medvoice.extraction.schema_file import load


@pytest.fixture(scope="module")
def rules():
    return Rules(load("pathology_lung")[0])


def read(rules, text):
    document = Document("x", (Page(1, text),))
    row = rules.extract(document).rows[0]
    for value in row.values.values():  # every value names the words that say it
        assert value.span.of(document) == value.text
    return {name: value.value for name, value in row.values.items()}


CASES = [
    ("Tumor size: 2.3 cm (invasive component 1.8 cm)", {"tumor_size": 23.0}),
    ("Tumor size: 2.3 cm and 1.1 cm", {}),
    ("Tumor size (cm): 2.3", {"tumor_size": 23.0}),
    ("Tumor size: 23", {}),
    ("Tumor size: at least 2.0 cm", {}),
    ("The mass measures 2 to 3 cm.", {}),
    ("Tumor measures 2.3 cm on CT.", {}),
    ("The tumor is 2.3 cm from the closest margin.", {"margin_distance": 23.0}),
    ("The largest lymph node measures 1.1 cm.", {}),
    ("Margins: Involved by in situ carcinoma; uninvolved by invasive carcinoma", {}),
    ("Margins: Uninvolved by invasive carcinoma", {"margin_involvement": "absent"}),
    ("Margin status: R1", {"margin_involvement": "present"}),
    ("Visceral pleural invasion: Not identified (PL0)", {"pleural_invasion": "absent"}),
    ("Visceral pleural invasion: PL2", {"pleural_invasion": "present"}),
    ("Lymphovascular invasion\nNot identified", {"lymphovascular_invasion": "absent"}),
    ("Lymphovascular invasion\n\nPerineural invasion: Present", {}),
    ("LVI: [ ] Present  [X] Not identified", {"lymphovascular_invasion": "absent"}),
    ("LVI: [X] Present  [X] Not identified", {}),
    ("LVI: [ ] Present  [ ] Not identified", {}),
    ("LVI: Present in lymphatics, absent in veins", {}),
    ("LVI: see comment", {}),
    (
        "No lymphovascular invasion or STAS.",
        {"lymphovascular_invasion": "absent", "stas": "absent"},
    ),
    ("The presence of STAS would change the treatment.", {}),
    ("DIAGNOSIS: Adenocarcinoma vs squamous cell carcinoma.", {}),
    ("DIAGNOSIS: Carcinoma, favor adenocarcinoma.", {}),
    ("DIAGNOSIS: Non-small cell carcinoma.", {}),
    ("DIAGNOSIS: Lymph node, station 7: metastatic adenocarcinoma.", {}),
    (
        "DIAGNOSIS: Minimally invasive adenocarcinoma.",
        {"histology": "minimally_invasive_adenocarcinoma"},
    ),
    ("DIAGNOSIS: Adenocarcinoma in situ.", {"histology": "adenocarcinoma_in_situ"}),
    ("DIAGNOSIS: No evidence of adenocarcinoma.", {}),
    ("CLINICAL HISTORY: Small cell carcinoma, pT2a N0.", {}),
    ("Lymph nodes: 0/5 (station 7), 1/3 (station 10)", {}),
    ("3 lymph nodes negative for tumor; 2 lymph nodes positive.", {}),
    (
        "Metastatic carcinoma in 2 of 14 lymph nodes (2/14).",
        {"nodes_examined": 14.0, "nodes_positive": 2.0},
    ),
    ("Pathologic stage: pT2aN1MX", {"pt": "pT2a", "pn": "pN1"}),
    ("Clinical stage: IIB", {}),
    ("Primary tumor (pT): T2a", {"pt": "pT2a"}),
    ("EGFR: Negative for exon 19 deletion; L858R detected", {}),
    ("EGFR: Wild type", {"egfr_mutation": "absent"}),
    ("EGFR testing may be requested.", {}),
    ("PD-L1 TPS: 1-49%", {}),
    ("PD-L1 TPS: less than 1%", {"pdl1": 1.0}),
    ("Date signed: 03/04/2021", {}),
    ("Date signed: 23/04/2021", {"signed": "2021-04-23"}),
    ("Date signed: 31 June 2021", {}),
    ("PRIOR REPORT:\nTumor size: 2.3 cm", {}),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_what_is_read_and_what_is_not(rules, text, expected):
    assert read(rules, text) == expected


def test_a_sign_stays_beside_its_number(rules):
    row = rules.extract(Document("x", (Page(1, "PD-L1 TPS: <1%"),))).rows[0]
    value = row.values["pdl1"]
    assert (value.sign, value.value, value.unit) == ("<", 1.0, "%")


BODY = "FINAL DIAGNOSIS:\nLung, left upper lobe, lobectomy: Adenocarcinoma.\nTumor size: 2.3 cm\n"
ADDENDA = [
    ("ADDENDUM:\nThe tumor size is corrected to 2.8 cm (previously reported as 2.3 cm).", 28.0),
    ("ADDENDUM:\nTumor size: 2.8 cm", 28.0),
    ("ADDENDUM:\nImmunostains were repeated.", 23.0),
    # An addendum that speaks of the size in a way that is not understood makes the old one void.
    ("ADDENDUM:\nThe size given above was transcribed wrongly; see the corrected form.", None),
    ("ADDENDUM:\nTumor size: between 2 and 3 cm", None),
]


@pytest.mark.parametrize(("addendum", "size"), ADDENDA)
def test_an_addendum_is_believed_above_the_body(rules, addendum, size):
    assert read(rules, f"{BODY}\n{addendum}\n").get("tumor_size") == size


def test_two_places_that_disagree_give_no_value(rules):
    document = Document("x", (Page(1, BODY + "SYNOPTIC REPORT:\nTumor size: 3.2 cm\n"),))
    row = rules.extract(document).rows[0]
    assert "tumor_size" not in row.values
    assert [(one.field, one.why) for one in row.refused] == [("tumor_size", "two places disagree")]


def test_the_gross_description_counts_only_where_nothing_else_speaks(rules):
    gross = "GROSS DESCRIPTION:\nThe tumor measures 2.5 cm.\n\n"
    assert read(rules, gross)["tumor_size"] == 25.0
    assert read(rules, gross + BODY)["tumor_size"] == 23.0
    assert "tumor_size" not in read(rules, gross + "FINAL DIAGNOSIS:\nTumor size: not stated\n")


def test_a_heading_that_is_not_known_is_no_part_of_the_gross_description(rules):
    """Seen: "Histology" as a heading left the tumor of the microscopic text in the gross one."""
    gross = "GROSS DESCRIPTION:\nThe tumor measures 2.5 cm.\n\n"
    under = "A lesion, 2.2 cm, lies 4.0 cm from the staple line.\n"
    assert "tumor_size" not in read(rules, f"{gross}Histology\n{under}")
    assert "tumor_size" not in read(rules, f"{gross}Sections A1 to A4\n{under}")
    # A silent section is not ended by one.
    assert not read(rules, "CLINICAL HISTORY:\nA cough.\n\nOutside slides:\nStage IIA carcinoma.\n")


TEXTS = [
    # Each of these gave a wrong value once.
    ("Lymphovascular invasion, although sought, is not demonstrated.", {}),
    ("Visceral pleural invasion is difficult to assess.", {}),
    ("Spread through air spaces is", {}),
    (
        "The tumor, seen on levels, is far from the margin. Spread through air spaces is\n"
        "absent. Margins: clear.",
        {"stas": "absent", "margin_involvement": "absent"},
    ),
    ("pT: pT1b\n\nADDENDUM 1:\nAmended pT: pT3 (was pT1b).", {}),
    ("pT: pT1b\n\nAddendum #2 (3/4/2021)\nThe T category should be read as pT3.", {}),
    ("pT: pT1b\n\nPLEASE READ:\nThe T category was revised after discussion.", {}),
    (
        "MACROSCOPIC:\nA 2.7 cm tumor is seen.\n\nPROFORMA:\nSize .......... 31 mm\n",
        {},
    ),
    (
        "Site of the primary tumor ........................ Lower lobe\n"
        "Max. diameter of tumor .......................... 7.3 cm",
        {},
    ),
    ("Foci of lymphovascular invasion, none in large vessels.", {}),
    ("All margins are negative except the parenchymal one, which is positive.", {}),
    ("PATHOLOGIST'S COMMENT:\nLymphovascular invasion is an adverse factor.", {}),
    ("Lymphovascular invasion is an adverse factor.", {}),
    ("DIAGNOSIS: Carcinoma consistent with squamous cell carcinoma?.", {}),
    ("PERTINENT HISTORY:\nSuspected carcinoma with pleural invasion.", {}),
    (
        "pT: pT1b\n\nADDENDUM #1 (IMMUNOHISTOCHEMISTRY):\nWith this, the tumor is pT3.",
        {"pt": "pT3"},
    ),
    ("ALK-positive adenocarcinomas respond to targeted therapy.", {}),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_what_was_read_wrongly_once(rules, text, expected):
    assert {k: v for k, v in read(rules, text).items() if k in expected or not expected} == expected


def test_a_label_and_its_value_on_two_pages_are_no_value(rules):
    pages = (Page(1, "Tumor size:\n"), Page(2, "2.3 cm\n"))
    assert not rules.extract(Document("x", pages)).rows[0].values


def test_a_section_goes_on_to_the_next_page(rules):
    pages = (Page(1, "CLINICAL HISTORY:\n"), Page(2, "Small cell carcinoma, stage IIIA.\n"))
    assert not rules.extract(Document("x", pages)).rows[0].values
