"""Typed dictation through language, commands, router and fold, as a session would do it."""

from __future__ import annotations

import pytest

from medvoice.export.text import text as as_text
from medvoice.report.template import Templates
from medvoice.resources import templates_folder
from medvoice.session.reporting import report_from_text

DICTATION = """\
Findings colon
Lungs colon small right pleural effusion period
There is a large left pleural effusion period
scratch that
No pneumothorax period
Impression colon small right effusion period
"""


@pytest.fixture
def template():
    return Templates([templates_folder()]).load("cxr")


def test_scratch_that_takes_back_exactly_the_last_dictation(template) -> None:
    state = report_from_text(DICTATION, template)
    report = as_text(state.report, template)
    assert "small right pleural effusion" in report.lower()
    assert "no pneumothorax" in report.lower()
    assert "large left" not in report.lower()
    assert [c.name for c in state.commands] == ["scratch that"]
    assert any("large left" in u.text for u in state.utterances), "the words stay in the log"


def test_asleep_words_are_kept_but_not_placed(template) -> None:
    state = report_from_text(
        "no pneumothorax period\ngo to sleep\nthe coffee is cold\nwake up\nno effusion period\n",
        template,
    )
    report = as_text(state.report, template).lower()
    assert "no pneumothorax" in report
    assert "no effusion" in report
    assert "coffee" not in report
    assert [u.asleep for u in state.utterances if "coffee" in u.text] == [True]
    assert not state.asleep
