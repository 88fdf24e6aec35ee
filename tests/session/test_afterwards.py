"""Exports asked for by voice, and what is said about words that are in no report."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from medvoice.export.context import ReportContext
from medvoice.language.commands.grammar import GrammarError
from medvoice.report.template import Templates
from medvoice.resources import templates_folder
from medvoice.session.afterwards import refusals, words_aside, write_asked_exports
from medvoice.session.folder import create_folder
from medvoice.session.opening import open_macros
from medvoice.session.reporting import Reporting, report_from_text

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DICTATION = """\
Lungs colon clear period
export as markdown
export as fhir
draft impression
go to sleep
the coffee is cold
wake up
finalize report
yes
no effusion period
"""


@pytest.fixture
def template():
    return Templates([templates_folder()]).load("cxr")


def test_exports_asked_for_are_written_with_the_reports_status(template, tmp_path: Path) -> None:
    state = report_from_text(DICTATION, template)
    folder = create_folder(tmp_path, NOW)
    done = write_asked_exports(state, template, folder, ReportContext(), NOW)
    assert [exported.form for exported in done] == ["markdown", "fhir"]
    assert "clear" in done[0].path.read_text(encoding="utf-8").lower()
    assert done[1].fault or '"final"' in done[1].path.read_text(encoding="utf-8")


def test_one_that_fails_does_not_stop_the_others(
    template, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = report_from_text("export as markdown\nexport as text\n", template)
    folder = create_folder(tmp_path, NOW)
    (folder.path / "report.md").mkdir()
    markdown, text = write_asked_exports(state, template, folder, ReportContext(), NOW)
    assert markdown.fault
    assert text.path.is_file()


def test_what_is_in_no_report_is_said(template) -> None:
    state = report_from_text(DICTATION, template)
    assert list(words_aside(state)) == [
        "Not in the report (asleep): the coffee is cold",
        "Not in the report (the report is final): no effusion period",
    ]
    assert list(refusals(state)) == ["Not done: draft impression: no model is configured"]


MACRO = '[[macros]]\nname = "hip"\nsay = ["<side:side> hip"]\ntext = "{side} hip."\n'


def test_macros_from_files(template, tmp_path: Path) -> None:
    path = tmp_path / "macros.toml"
    path.write_text(MACRO, encoding="utf-8")
    macros = open_macros([path])
    state = report_from_text(
        "bones colon\ninsert macro left hip\n", template, how=Reporting(macros=macros)
    )
    assert [s.text for s in state.report.statements()] == ["left hip."]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[[macros]]\n", "name"),
        (MACRO.replace("{side}", "{size}"), "same slots"),
        (MACRO.replace("<side:side>", "<side:place>"), "kind of slot"),
        (MACRO.replace("<side:side>", "(a"), "missing"),
        ("macros = 3", "macros"),
        ("[", "macros.toml"),
    ],
)
def test_macros_that_cannot_be_said_are_refused_by_name(tmp_path: Path, text, fault) -> None:
    path = tmp_path / "macros.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GrammarError, match=fault):
        open_macros([path])
