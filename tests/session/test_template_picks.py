"""Pick lists of the packaged templates by voice: by number and by word."""

from __future__ import annotations

import pytest

from medvoice.language.reader import Dialect
from medvoice.report.template import Templates
from medvoice.resources import templates_folder
from medvoice.session.hooks import TemplatePicks
from medvoice.session.reporting import report_from_text

TEMPLATES = Templates([templates_folder()])


def test_lists_come_from_the_template_and_from_the_reporting_system():
    picks = TemplatePicks(TEMPLATES.load("us_thyroid"))
    assert picks.choices("findings.shape") == ("Wider than tall.", "Taller than wide.")
    assert picks.choices("findings.tirads")[3] == "TI-RADS TR4: moderately suspicious."
    assert picks.choices("findings.gland") == ()
    assert picks.choices("findings.nowhere") == ()


@pytest.mark.parametrize("said", ["choose two", "choose taller than wide"])
def test_a_choice_is_taken_by_number_and_by_word(said):
    template = TEMPLATES.load("us_thyroid")
    turns = f"go to shape\n{said}"
    state = report_from_text(turns, template, Dialect.WORDS)
    assert [s.text for s in state.report.field("findings.shape")] == ["Taller than wide."]
