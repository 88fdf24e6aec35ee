"""What the checks say of a report under way: as it comes up, once, and not before its time."""

from __future__ import annotations

import pytest
from dictating import TEMPLATES
from typed_turns import EACH, words_from

from medvoice.language.reader import Dialect
from medvoice.report.document import Report
from medvoice.session.composing import ReportComposer
from medvoice.session.events import SessionStarted
from medvoice.session.hooks import open_hooks
from medvoice.session.records import word_records
from medvoice.session.state import SessionState, fold
from medvoice.session.watching import Watch

CXR = TEMPLATES.load("cxr")


class Said:
    def __init__(self, hooks=None) -> None:
        self.composer = ReportComposer(CXR, Dialect.WORDS, hooks=hooks)
        self.state = fold(
            SessionState(),
            SessionStarted(session="", created="", template="cxr", recogniser="", source="text"),
        )
        self.at = 0

    def say(self, *lines):
        for line in lines:
            words = word_records(words_from(self.at, line))
            self.at += EACH * len(words)
            for event in self.composer.compose(self.state, (0, self.at), words):
                self.state = fold(self.state, event)
            self.at += 32_000
        return self.state.report


def test_a_contradiction_comes_up_and_goes_when_it_is_mended():
    watch, said = Watch(), Said()
    assert watch.warnings(Report("cxr"), CXR) == ()  # empty fields are seen to be
    said.say("there is a small left pleural effusion period")
    assert watch.warnings(said.state.report, CXR) == ()  # the impression was not begun
    report = said.say("impression colon small right pleural effusion period")
    (warning,) = watch.warnings(report, CXR)
    assert warning.check == "side"
    assert warning.statement in {s.id for s in report.statements()}
    assert watch.warnings(report, CXR) is watch.warnings(report, CXR)
    assert watch.warnings(said.say("replace right with left"), CXR) == ()


def test_what_an_impression_lacks_is_told_once_it_was_begun():
    watch, said = Watch(), Said()
    said.say("there is a 3 cm mass in the right upper lobe period")
    assert watch.warnings(said.state.report, CXR) == ()
    report = said.say("impression colon no pleural effusion period")
    assert "impression" in {w.check for w in watch.warnings(report, CXR)}


def test_checks_are_switched_off_live_and_for_check_report():
    lines = ("there is a left pleural effusion period",
             "impression colon right pleural effusion period", "check report")  # fmt: skip
    on, off = Said(open_hooks(["dimensions"], ["ask"])), Said(open_hooks(["side"], ["ask"]))
    for said in (on, off):
        said.say(*lines)
    assert "side:" in on.state.commands[-1].answer
    assert "side:" not in off.state.commands[-1].answer
    assert Watch(["side"]).warnings(off.state.report, CXR) == ()


def test_an_unknown_check_is_named():
    with pytest.raises(ValueError, match="Did you mean"):
        open_hooks(["sides"], ["ask"])
    with pytest.raises(ValueError, match="wake word"):
        open_hooks([], ["select"])
