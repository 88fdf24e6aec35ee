"""Voice commands in the log: replay is the same, undo walks back exactly, no word is lost."""

from __future__ import annotations

import random

import pytest
from commanded import Said

from medvoice.session.event_log import EventLog, read_events
from medvoice.session.events import UtteranceHeard
from medvoice.session.state import SessionState, fold, replay


@pytest.fixture
def said() -> Said:
    return Said().say("lungs colon there is a six millimeter nodule in the right upper lobe period")


SCRIPT = """\
there is a small nodule in the left lung period
no pleural effusion | next field | normal heart size period
scratch that
undo
redo
select nodule
mass
replace small with large
replace no with a
choose 1
delete last word
delete last sentence
delete last two words
insert before lung
upper
go to impression
go to lungs
next section
previous field
new paragraph
clear field
rest normal
insert normal
macro no acute
all caps that
capitalize that
spell that a b c
literal scratch that
command mode
dictation mode
normal mode
go to sleep
wake up
that was dictation
impression colon
one period
heart is normal
no pneumothorax period
undo
undo
scratch that
redo""".splitlines()


MARKS = frozenset("period colon new paragraph".split())


@pytest.mark.parametrize("seed", range(12))
def test_replay_is_the_same_and_undo_walks_back_exactly(tmp_path, seed):
    rng = random.Random(seed)
    said = Said()
    for _ in range(60):
        said.say(rng.choice(SCRIPT))
        ids = [statement.id for statement in said.state.report.statements()]
        assert len(ids) == len(set(ids))
    if said.state.asleep:
        said.say("wake up")
    said.say("normal mode")
    path = tmp_path / "events.jsonl"
    log = EventLog(path)
    for event in said.events:
        log.append(event)
    log.close()
    assert replay(read_events(path).events) == said.state
    drafts, state = {}, SessionState()
    for event in said.events:
        state = fold(state, event)
        drafts[len(state.undo)] = state.draft
    top = len(said.state.undo)
    for steps in range(top - 1, -1, -1):
        said.say("undo")
        assert said.state.draft == drafts[steps]
    assert said.state.draft.report.statements() == ()
    for steps in range(1, top + 1):
        said.say("redo")
        assert said.state.draft == drafts[steps]


@pytest.mark.parametrize("seed", range(12))
def test_no_word_is_lost(seed):
    """Every word is in the log's utterance, and in a statement, a command or set aside."""
    rng = random.Random(100 + seed)
    said = Said()
    for _ in range(40):
        before = len(said.events)
        said.say(rng.choice(SCRIPT))
        new = said.events[before:]
        heard = next(event for event in new if isinstance(event, UtteranceHeard))
        covered = set()
        for event in new:
            if event.kind in ("command", "set aside"):
                covered |= set(range(event.first, event.last))
            elif event.kind in ("placed", "edited"):
                covered |= {
                    at
                    for record in _records(event)
                    for number, first, last in record.sources
                    if number == heard.id
                    for at in range(first, last)
                }
        lost = [heard.words[at].text for at in set(range(len(heard.words))) - covered]
        assert set(lost) <= MARKS | {"impression"}, (heard.text, lost)


def _records(event):
    if event.kind == "placed":
        return event.statements
    return [record for content in event.fields for record in content.statements]
