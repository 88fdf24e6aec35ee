"""What nobody dictated never looks as if somebody had, in any format."""

from __future__ import annotations

import io
import json

import pydicom
import pytest
from hypothesis import given, settings
from reports import TEMPLATE, known_context, mixed, reports, unknown_context

from medvoice.export.content import Run, content, not_dictated
from medvoice.export.context import Status
from medvoice.export.dicom_sr import dicom_sr
from medvoice.export.fhir import fhir
from medvoice.export.hl7 import hl7, unescaped
from medvoice.export.html import html
from medvoice.export.json_ import as_json
from medvoice.export.markdown import markdown
from medvoice.export.origins import Show, legend, sign
from medvoice.export.sr_check import faults
from medvoice.export.text import text
from medvoice.report.document import Origin


def test_runs_keep_their_origin():
    (field,) = [
        f
        for s in content(mixed(), TEMPLATE).sections
        for f in s.fields
        if "nodule" in "".join(f.paragraphs)
    ]
    assert [run for run in field.runs[0] if run.text.strip()] == [
        Run("A 6 mm nodule on the left.", Origin.DICTATED),
        Run("No effusion. No pneumothorax.", Origin.NORMAL),
        Run("CT of 2024.", Origin.STUDY),
        Run("Seen again.", Origin.DICTATED),
    ]


def test_plain_text_is_clean_unless_asked():
    clean = text(mixed(), TEMPLATE, width=200)
    assert "No effusion. No pneumothorax. CT of 2024. Seen again." in clean
    assert "[N]" not in clean
    assert "Not dictated" not in clean
    shown = text(mixed(), TEMPLATE, width=200, signed=True, footer="End.")
    assert "No effusion. No pneumothorax. [N] CT of 2024. [S] Seen again.\n" in shown
    assert shown.endswith(
        "Not dictated: [N] normal text of the template; [S] from the study's data.\n\nEnd.\n"
    )
    marked = markdown(mixed(), TEMPLATE, signed=True)
    assert r"No pneumothorax. \[N\] CT of 2024. \[S\] Seen again." in marked
    assert "Not dictated:" in marked
    assert "Not dictated" not in markdown(mixed(), TEMPLATE)


def test_when_signs_are_shown():
    assert [Show.DRAFT.at(s) for s in Status] == [True, True, False, False]
    assert all(Show.ALWAYS.at(s) for s in Status)
    assert not any(Show.NEVER.at(s) for s in Status)


OWN_WORDS = {Origin.DICTATED, Origin.TYPED}


def test_every_origin_but_the_speakers_own_words_has_a_sign():
    assert not any(map(sign, OWN_WORDS))
    signs = [sign(origin) for origin in Origin if origin not in OWN_WORDS]
    assert all(signs)
    assert len(set(signs)) == len(signs)
    assert legend(iter([Origin.STUDY, Origin.NORMAL, Origin.STUDY])) == (
        "Not dictated: [N] normal text of the template; [S] from the study's data."
    )
    assert sign(Origin.DICTATED) == legend([Origin.DICTATED]) == ""


def test_hl7_notes_stand_behind_their_text():
    rows = hl7(mixed(), TEMPLATE, known_context()).decode().split("\r")
    notes = [row for row in rows if row.startswith("NTE")]
    assert notes == [
        "NTE|1|L|Not dictated (normal text): No effusion. No pneumothorax.",
        "NTE|2|L|Not dictated (study): CT of 2024.",
    ]
    assert "nodule" in rows[rows.index(notes[0]) - 1]
    assert "NTE" not in hl7(mixed(), TEMPLATE, known_context(), signed=False).decode()


def sr_texts(dataset):
    """(text, origin) of every TEXT item."""
    found = []
    for item in dataset.get("ContentSequence", []):
        if item.get("ValueType") == "TEXT":
            codes = [c.ConceptCodeSequence[0].CodeMeaning for c in item.get("ContentSequence", [])]
            found.append((item.TextValue, *codes))
        found += sr_texts(item)
    return found


def test_sr_cuts_a_field_where_the_origin_changes():
    context = known_context(accession="A1", order="O7")
    dataset = pydicom.dcmread(io.BytesIO(dicom_sr(mixed(), TEMPLATE, context)))
    assert faults(dataset) == ()
    found = sr_texts(dataset)
    at = next(n for n, item in enumerate(found) if "nodule" in item[0])
    assert found[at : at + 4] == [
        ("Lungs and pleura: A 6 mm nodule on the left.",),
        ("No effusion. No pneumothorax.", "normal text"),
        ("CT of 2024.", "study"),
        ("Seen again.",),
    ]


@settings(max_examples=30, deadline=None)
@given(reports())
def test_in_every_format_each_run_that_nobody_dictated_is_marked(report):
    marked = not_dictated(content(report, TEMPLATE))
    wanted = [run.origin.value for run in marked]
    context = unknown_context()
    page = html(report, TEMPLATE, context)
    assert page.count('<span class="not-dictated') == len(marked) + len(set(wanted))
    notes = [
        unescaped(row.split("|")[3])
        for row in hl7(report, TEMPLATE, context).decode().split("\r")
        if row.startswith("NTE|")
    ]
    assert notes == [f"Not dictated ({run.origin}): {run.text}" for run in marked]
    dataset = pydicom.dcmread(io.BytesIO(dicom_sr(report, TEMPLATE, context)))
    assert faults(dataset) == ()
    codes = [item[1] for item in sr_texts(dataset) if len(item) > 1]
    assert set(codes) == set(wanted)
    titles = [
        section["title"]
        for entry in json.loads(fhir(report, TEMPLATE, context))["entry"]
        for section in entry["resource"].get("section", ())
    ]
    assert ("Not dictated" in titles) == bool(marked)
    statements = [
        s for f in json.loads(as_json(report, TEMPLATE))["fields"] for s in f["statements"]
    ]
    assert {s["origin"] for s in statements if s["text"].strip()} - {"dictated"} >= set(wanted)


@pytest.mark.parametrize("status", list(Status))
def test_html_never_depends_on_the_status(status):
    page = html(mixed(), TEMPLATE, known_context(status=status.value))
    assert page.count('title="normal text of the template"') == 1
