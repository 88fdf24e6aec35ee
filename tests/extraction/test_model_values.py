"""A model's values: taken only where the report says them in the words that the model quotes."""

from __future__ import annotations

import json
import random
import re
from contextlib import closing

import pytest
from scripted_backend import ScriptedBackend
from small_model import llama_server

from medvoice.assistant.backend import TimedOut
from medvoice.assistant.choosing import BackendSettings, open_backend
from medvoice.documents.document import Document, Page
from medvoice.extraction.journal import Journal
from medvoice.extraction.records import Archive, Shape
from medvoice.extraction.run import run
from medvoice.extraction.schema_extractor import SchemaExtractor
from medvoice.extraction.schema_file import load

SCHEMA, DATA = load("pathology_lung")


def extractor(answers):
    """answers: field → (value, quote)."""

    def write(text, schema):
        asked = schema["properties"]
        given = {
            name: {"value": answers[name][0], "quote": answers[name][1]}
            if name in answers
            else None
            for name in asked
        }
        return json.dumps(given)

    backend = ScriptedBackend(writer=write)
    return SchemaExtractor(SCHEMA, DATA, backend), backend


def row_of(text, answers):
    one, _ = extractor(answers)
    document = Document("x", (Page(1, text),))
    row = one.extract(document).rows[0]
    for value in row.values.values():
        assert value.span.of(document) == value.text
    return row


SIZE = "The greatest dimension of the tumor was found to be 2.3 cm after fixation.\n"
TAKEN = [
    (SIZE, "tumor_size", "2.3 cm", "found to be 2.3 cm", 23.0),
    (SIZE, "tumor_size", "23 mm", "found to be 2.3 cm", 23.0),
    (SIZE, "tumor_size", "2.3", "2.3 cm after fixation", 23.0),
]


@pytest.mark.parametrize(("text", "field", "value", "quote", "taken"), TAKEN)
def test_what_the_report_says_is_taken_and_marked(text, field, value, quote, taken):
    row = row_of(text, {field: (value, quote)})
    assert row.values[field].value == taken
    assert row.values[field].by_model


REFUSED = [
    # the number, its unit, its place
    (SIZE, "tumor_size", "3.2 cm", "found to be 2.3 cm"),
    (SIZE, "tumor_size", "2.3 mm", "found to be 2.3 cm"),
    (SIZE, "tumor_size", "2.3 cm", "found to be 2.4 cm"),
    (SIZE, "tumor_size", "2.3 cm", "The greatest dimension of the tumor"),
    (SIZE, "tumor_size", "2.3 cm", ""),
    ("The greatest dimension of the node was 2.3 cm.\n", "tumor_size", "2.3 cm", "was 2.3 cm"),
    ("The greatest dimension of the tumor was not 2.3 cm.\n", "tumor_size", "2.3 cm", "2.3 cm"),
    ("The greatest dimension of the tumor was 2 to 3 cm.\n", "tumor_size", "3 cm", "2 to 3 cm"),
    ("The largest tumor diameter: see gross, 2.3 cm or 3.1 cm.\n", "tumor_size", "3.1 cm", "3.1 cm"),
    ("CLINICAL HISTORY: The greatest dimension of the tumor was said to be 2.3 cm.\n", "tumor_size", "2.3 cm", "2.3 cm"),
    # negation
    ("Necrosis is seen, lymphovascular invasion hard to tell.\n", "lymphovascular_invasion", "present", "lymphovascular invasion"),
    ("No necrosis, lymphovascular invasion is present.\n", "lymphovascular_invasion", "absent", "No necrosis, lymphovascular invasion"),
    ("Air space spread (STAS): Not present\n", "stas", "present", "Air space spread (STAS): Not present"),
    ("EGFR (exons 18-21) ...... No variants identified\n", "egfr_mutation", "present", "EGFR (exons 18-21)"),
    # choices
    ("Tumor histology is hard to tell.\n", "histology", "adenocarcinoma", "Tumor histology"),
    ("Microscopic focality: one or more.\n", "focality", "unifocal", "one"),
    # dates and codes
    ("It was signed in the spring, the date 03/04/2021 being illegible.\n", "signed", "2021-04-03", "03/04/2021"),
    ("Stage of disease: IIA, or rather IIB.\n", "stage", "IIB", "IIB"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "field", "value", "quote"), REFUSED)
def test_what_the_report_does_not_say_is_refused(text, field, value, quote):
    row = row_of(text, {field: (value, quote)})
    assert field not in row.values or not row.values[field].by_model


def test_refusals_are_told_and_rules_go_first():
    row = row_of("Tumor size: 2.3 cm\n" + SIZE, {"tumor_size": ("9 cm", "9 cm")})
    assert row.values["tumor_size"].value == 23.0
    assert not row.values["tumor_size"].by_model
    row = row_of(SIZE, {"tumor_size": ("9 cm", "9 cm")})
    assert [(one.field, one.why) for one in row.refused] == [
        ("tumor_size", "the model: its quote does not stand in the report")
    ]


def test_where_two_places_disagree_no_model_is_asked():
    text = "Tumor size: 2.3 cm\n\nTumor size: 3.2 cm\n"
    one, backend = extractor({"tumor_size": ("2.3 cm", "Tumor size: 2.3 cm")})
    row = one.extract(Document("x", (Page(1, text),))).rows[0]
    assert "tumor_size" not in row.values
    assert not any("tumor_size" in asked.partition("Fields:")[2] for asked in backend.asked)


def test_without_an_answer_the_rules_stand_and_it_is_said():
    def write(text, schema):
        raise TimedOut("The language model did not answer in time.")

    one = SchemaExtractor(SCHEMA, DATA, ScriptedBackend(writer=write))
    extracted = one.extract(Document("x", (Page(1, "LVI: absent\n" + SIZE),)))
    assert extracted.rows[0].values["lymphovascular_invasion"].value == "absent"
    assert "by rules alone: The language model did not answer in time." in extracted.notes
    assert extracted.unanswered == "The language model did not answer in time."


def test_a_report_without_the_model_s_answer_is_told_and_asked_again(tmp_path):
    silent = True

    def write(text, schema):
        if silent:
            raise TimedOut("The language model did not answer in time.")
        asked = schema["properties"]
        given = {"value": "2.3 cm", "quote": "found to be 2.3 cm"}
        return json.dumps({name: given if name == "tumor_size" else None for name in asked})

    (tmp_path / "a.txt").write_text("LVI: absent\n" + SIZE)

    def once():
        one = SchemaExtractor(SCHEMA, DATA, ScriptedBackend(writer=write))
        faults = []
        with (
            closing(Archive([tmp_path / "a.txt"], Shape())) as archive,
            closing(Journal.opened(tmp_path / "t.journal", {})) as journal,
        ):
            tally = run(archive.records(), one, journal, lambda _: None, faults.append)
            (entry,) = journal.entries(tally.seen)
        return tally, faults, entry["rows"][0]["values"]

    for _ in range(2):
        tally, faults, values = once()
        assert (tally.before, tally.unanswered, len(faults)) == (0, 1, 1)
        assert "lymphovascular_invasion" in values
        assert "tumor_size" not in values
    silent = False
    tally, faults, values = once()
    assert (tally.before, tally.unanswered, faults) == (0, 0, [])
    assert values["tumor_size"][0]["value"] == 23.0
    assert once()[0].before == 1


# -- an independent look: it shares no code with the extractor ----------------------------------

FACTORS = {"cm": 10.0, "mm": 1.0, "millimeters": 1.0, "centimeters": 10.0}
NAMED = {
    "tumor_size": r"tumou?r|mass|carcinoma|lesion|dimension|diameter",
    "invasive_size": r"invasi",
    "margin_distance": r"margin",
    "pleural_invasion": r"pleura",
    "lymphovascular_invasion": r"lymph|vascular|LVI",
    "stas": r"STAS|air spaces",
    "margin_involvement": r"margin",
    "egfr_mutation": r"EGFR",
    "alk": r"ALK",
    "pdl1": r"PD-?L1|TPS",
    "nodes_examined": r"node",
    "nodes_positive": r"node",
}
DENIES = r"\b(no|not|none|absent|negative|free|uninvolved|clear|without|neither|nor|wild|spares)\b"
DOUBTS = r"cannot|possib|suspicio|equivocal|indeterminate|inconclusive|suggest|favor|probabl"


def says(field, value, unit, text, around):
    """Whether the words say the value; around: the whole line that they stand in."""
    if field in NAMED and not re.search(NAMED[field], around, re.I):
        return False
    if unit == "mm":
        found = re.findall(r"(\d+(?:\.\d+)?)(?:[^a-z\d.]|x)*(?:\d[\d. x]*)?\s*(cm|mm)", text, re.I)
        return any(abs(float(n) * FACTORS[u.lower()] - value) < 1e-6 for n, u in found)
    if isinstance(value, float):
        return (
            str(int(value)) in re.findall(r"\d+", text) or value == 0 or not re.search(r"\d", text)
        )
    if value in ("present", "absent", "uncertain"):
        state = (
            "uncertain"
            if re.search(DOUBTS, text, re.I)
            else "absent"
            if re.search(DENIES, text, re.I)
            else "present"
        )
        return state == value
    words = [word for word in value.split("_") if len(word) > 2]
    return all(word.lower()[:6] in text.lower() for word in words) or field in (
        "signed",
        "grade",
        "focality",
    )


def test_the_independent_look_can_fail():
    assert says("tumor_size", 23.0, "mm", "Tumor size 2.3 cm", "Tumor size 2.3 cm")
    assert not says("tumor_size", 24.0, "mm", "Tumor size 2.3 cm", "Tumor size 2.3 cm")
    assert not says("tumor_size", 23.0, "mm", "2.3 cm", "The node is 2.3 cm")
    assert not says("stas", "present", "", "No STAS", "No STAS")
    assert not says("stas", "absent", "", "STAS is seen", "STAS is seen")


def fields_asked(turn):
    return re.search(r"Fields: (.*)", turn)[1].split(", ")


def test_random_answers_get_nothing_in_that_is_not_said(archive):
    """A model that quotes random words of the report and proposes random values."""
    generator, heldout = archive
    rng = random.Random(4)

    def write(text, schema):
        words = (
            text.partition("Fields:")[0]
            .replace("<dictation>", "")
            .replace("</dictation>", "")
            .split()
        )
        given = {}
        for name, one in schema["properties"].items():
            start = rng.randrange(max(1, len(words)))
            quote = " ".join(words[start : start + rng.randint(1, 9)])
            options = one["anyOf"][1]["properties"]["value"].get("enum")
            value = (
                rng.choice(options)
                if options
                else rng.choice([quote, *quote.split()[:1], "2.3 cm"]) or "x"
            )
            given[name] = {"value": value[:60], "quote": quote[:300] or "x"}
        return json.dumps(given)

    one = SchemaExtractor(SCHEMA, DATA, ScriptedBackend(writer=write))
    accepted = []
    for report in generator.reports(5, 150, heldout):
        document = Document(report.name, (Page(1, report.text),))
        for name, value in one.extract(document).rows[0].values.items():
            if value.by_model:
                accepted.append((report, name, value))
    bad = [
        (report.name, name, value.value, value.text)
        for report, name, value in accepted
        if not says(name, value.value, value.unit, value.text, around(report.text, value.span))
    ]
    assert not bad


def around(text, span):
    """The line with the one above it."""
    before = text.rfind(
        "\n", 0, text.rfind("\n", 0, span.start) if "\n" in text[: span.start] else 0
    )
    after = text.find("\n", span.end)
    return text[max(0, before) : after if after > 0 else None]


@pytest.fixture(scope="module")
def archive():
    import sys
    from pathlib import Path

    folder = str(Path(__file__).resolve().parents[2] / "benchmarks")
    sys.path.insert(0, folder)
    try:
        from archive import generator, heldout
    finally:
        sys.path.remove(folder)
    return generator, heldout


def test_a_small_real_model_gets_nothing_in_that_is_not_said(archive):
    generator, heldout = archive
    proposed, accepted, bad = 0, 0, []
    with llama_server(context=4096) as address:
        backend = open_backend(BackendSettings("server", url=f"{address}/v1", timeout_s=300))
        one = SchemaExtractor(SCHEMA, DATA, backend)
        for report in generator.reports(8, 4, heldout):
            document = Document(report.name, (Page(1, report.text),))
            row = one.extract(document).rows[0]
            proposed += sum(refusal.why.startswith("the model") for refusal in row.refused)
            for name, value in row.values.items():
                if value.by_model:
                    accepted += 1
                    if not says(
                        name, value.value, value.unit, value.text, around(report.text, value.span)
                    ):
                        bad.append((report.name, name, value.value, value.text))
    assert proposed + accepted > 0
    assert bad == []
