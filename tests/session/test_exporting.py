"""The session's report as a file: its state and its words are the session's."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from reports import DOCUMENT, MADE_AT, TEMPLATE

from medvoice.export.context import ReportContext, context_from
from medvoice.session.exporting import FORMATS, SUFFIXES, export_as
from medvoice.session.reporting import report_from_text

SAID = "Findings colon there is a six millimeter nodule period"


@pytest.fixture
def state():
    return report_from_text(SAID, TEMPLATE)


def exported(state, context):
    made = export_as(state, TEMPLATE, "json", context.stamped(MADE_AT, DOCUMENT))
    return json.loads(made)


def test_the_status_is_the_sessions_unless_said(state):
    final = replace(state, status="final")
    assert exported(final, ReportContext())["study"]["status"] == "final"
    assert exported(final, context_from(["status=addendum"]))["study"]["status"] == "addendum"


def test_every_source_has_its_words(state):
    sources = [
        source
        for field in exported(state, ReportContext())["fields"]
        for statement in field["statements"]
        for source in statement["sources"]
    ]
    (words,) = [source["words"] for source in sources]
    assert words.endswith("there is a six millimeter nodule period")
    assert {source["start"] for source in sources} == {None}  # typed: nothing was spoken
    spoken = exported(replace(state, source="microphone"), ReportContext())
    (source,) = [o for f in spoken["fields"] for s in f["statements"] for o in s["sources"]]
    assert source["end"] > source["start"] >= 0


def test_every_format_has_a_suffix():
    assert set(SUFFIXES) == set(FORMATS)
