"""Proposals that come late, among the speaker's own steps: no word is lost, each step undoes exactly."""

from __future__ import annotations

import random
from dataclasses import replace

import dictating
import pytest
from typed_turns import EACH, words_from

from medvoice.assistant.structuring import Change, Proposal
from medvoice.language.reader import Dialect
from medvoice.report.document import Origin, Placement
from medvoice.session.assisted import assisted, must_wait, runs_of
from medvoice.session.composing import ReportComposer
from medvoice.session.events import Redone, SessionStarted, Undone
from medvoice.session.records import word_records
from medvoice.session.state import SessionState, fold

TEMPLATE = dictating.TEMPLATES.load("ct_head")
DICTATION = [
    "Quondle xanthosis.",
    "The globes are intact.",
    "Xyloid plaques. Small subdural hematoma.",
]
COMMANDS = ["scratch that", "delete last sentence", "replace the with this", "next field", "select last word", "new paragraph"]  # fmt: skip


class Typed:
    def __init__(self):
        self.composer = ReportComposer(TEMPLATE, Dialect.WORDS)
        self.state = fold(
            SessionState(),
            SessionStarted(session="s", created="", template="ct_head", recogniser="r", source="t"),
        )
        self.at = 0

    def say(self, text):
        words = word_records(words_from(self.at, text))
        self.at += EACH * len(words) + 16_000
        for event in self.composer.compose(self.state, (words[0].start, self.at), words):
            self.state = fold(self.state, event)
        return runs_of(self.state, self.state.utterances[-1].id, TEMPLATE)


def proposal(run, dice):
    """Everything moved somewhere, half of it written otherwise: what a bad model might do."""
    changes = []
    for placement in run.placements:
        statement = replace(
            placement.statement, reason="placed by the model (margin 5.00); x", margin=5.0
        )
        if dice.random() < 0.5:
            statement = replace(
                statement, text=statement.text.upper(), said=statement.text, origin=Origin.MODEL
            )
        field = dice.choice(["findings.orbits", "findings.skull", placement.field])
        changes.append(Change(placement, Placement(field, statement)))
    return Proposal(run, tuple(changes))


@pytest.mark.parametrize("seed", range(24))
def test_what_is_dictated_and_edited_is_the_same_with_and_without(seed):
    dice = random.Random(seed)
    plain, helped = Typed(), Typed()
    late = []
    for _ in range(14):
        text = dice.choice(DICTATION * 2 + COMMANDS)
        plain.say(text)
        late += [proposal(run, dice) for run in helped.say(text)]
        dice.shuffle(late)
        while late and dice.random() < 0.5:
            if must_wait(helped.state):
                break
            for event in assisted(helped.state, late.pop(), "m"):
                helped.state = fold(helped.state, event)
        # Normal text is put in and taken out by field, which a move may change; and this model
        # changes letters' size alone.
        own, with_model = (
            sorted((s.id, s.text.lower()) for s in one.state.report.statements())
            for one in (plain, helped)
        )
        assert own == with_model, text


@pytest.mark.parametrize("seed", range(8))
def test_each_step_is_undone_and_done_again_exactly(seed):
    dice = random.Random(seed)
    here = Typed()
    drafts = [here.state.draft]
    for _ in range(8):
        late = [proposal(run, dice) for run in here.say(dice.choice(DICTATION))]
        drafts.append(here.state.draft)
        for one in late:
            for event in assisted(here.state, one, "m"):
                here.state = fold(here.state, event)
                drafts.append(here.state.draft)
    for before in reversed(drafts[:-1]):
        here.state = fold(here.state, Undone(step=here.state.undo[-1].id))
        assert here.state.draft == before
    assert not here.state.report.statements()
    for after in drafts[1:]:
        here.state = fold(here.state, Redone(step=here.state.redo[-1].id))
        assert here.state.draft == after
