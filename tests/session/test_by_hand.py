"""What is done by hand: the same rules as by voice, in the log, undone and replayed exactly."""

from __future__ import annotations

import random
from datetime import datetime
from itertools import count

import pytest

from medvoice.language.reader import Dialect, typed
from medvoice.report.document import Origin
from medvoice.report.template import Templates
from medvoice.resources import templates_folder
from medvoice.session.composing import ReportComposer
from medvoice.session.event_log import EventLog, read_events
from medvoice.session.event_records import WordRecord
from medvoice.session.events import Event, SessionStarted
from medvoice.session.intents import (
    AddStatement,
    AskQuestion,
    ChooseTemplate,
    Command,
    FillField,
    GoToField,
    Intent,
    PlayStatement,
    WriteStatement,
)
from medvoice.session.session import Session
from medvoice.session.state import SessionState, replay

LUNGS = "findings.lungs_pleura"


class Room:
    """A session that is spoken to and typed at."""

    def __init__(self, folder, template: str = "cxr") -> None:
        self.path = folder / "events.jsonl"
        self.composer = ReportComposer(
            Templates([templates_folder()]).load(template), Dialect.WORDS
        )
        self.session = Session(
            EventLog(self.path),
            self.composer,
            SessionState(),
            "Dr. Moreau",
            lambda: datetime(2026, 11, 28, 9),
        )
        self.record(
            SessionStarted(session="s", created="", template=template, recogniser="r", source="m")
        )
        self._keys = count(1)
        self._at = 0

    @property
    def state(self) -> SessionState:
        return self.session.state

    def record(self, event: Event) -> None:
        self.session.record(event)

    def say(self, text: str) -> None:
        words = []
        for word in typed(text):
            words.append(
                WordRecord(text=word.text, start=self._at, end=self._at + 4000, confidence=1.0)
            )
            self._at += 4000
        self._at += 16_000
        composer, state = self.composer, self.state
        for event in composer.compose(state, (words[0].start, self._at), tuple(words)):
            self.record(event)

    def key(self) -> str:
        return f"k{next(self._keys)}"

    def do(self, make, *values, **more) -> str:
        """Outcome of the intent."""
        events = self.session.by_hand(make(self.key(), *values, **more))
        return events[0].outcome

    def command(self, name: str, **slots: str) -> str:
        return self.do(Command, name, tuple(slots.items()))

    def texts(self, field: str = LUNGS) -> list[str]:
        return [s.text for s in self.state.report.field(field)]

    def first(self, field: str = LUNGS):
        return self.state.report.field(field)[0]


@pytest.fixture
def room(tmp_path) -> Room:
    return Room(tmp_path)


def spoken(room: Room) -> Room:
    room.say("lungs colon the lungs are clear period no focal consolidation period")
    return room


def test_a_sentence_is_written_otherwise_and_keeps_its_sources(room) -> None:
    before = spoken(room).first()
    assert (
        room.do(WriteStatement, LUNGS, before.id, before.text, "The lungs are well aerated.")
        == "done"
    )
    after = room.first()
    assert (after.text, after.id, after.sources) == (
        "The lungs are well aerated.",
        before.id,
        before.sources,
    )
    assert after.origin is Origin.DICTATED
    assert "changed by hand" in after.reason
    room.command("undo")
    assert room.first() == before


def test_a_sentence_that_was_changed_meanwhile_is_not_overwritten(room) -> None:
    before = spoken(room).first()
    room.do(WriteStatement, LUNGS, before.id, before.text, "One.")
    assert room.do(WriteStatement, LUNGS, before.id, before.text, "Two.") == "refused"
    assert room.texts()[0] == "One."


def test_a_sentence_is_deleted_and_added(room) -> None:
    spoken(room)
    first = room.first()
    assert room.do(WriteStatement, LUNGS, first.id, first.text, "  ") == "done"
    assert room.texts() == ["No focal consolidation."]
    assert room.do(AddStatement, LUNGS, "Low lung volumes.", after="") == "done"
    assert room.texts() == ["Low lung volumes.", "No focal consolidation."]
    assert room.first().origin is Origin.TYPED
    assert room.first().sources == ()
    room.do(AddStatement, LUNGS, "End.")
    assert room.texts()[-1] == "End."
    assert room.do(AddStatement, LUNGS, "x", after="gone") == "refused"
    assert room.do(AddStatement, "findings.nonsense", "x") == "refused"


def test_a_field_written_anew_keeps_the_sentences_that_stay(room) -> None:
    spoken(room)
    clear, none = room.state.report.field(LUNGS)
    was = f"{clear.text} {none.text}"
    new = "Low lung volumes. The lungs are clear. No consolidation or edema."
    assert room.do(FillField, LUNGS, was, new) == "done"
    typed_one, kept, changed = room.state.report.field(LUNGS)
    assert typed_one.origin is Origin.TYPED
    assert kept == clear
    assert (changed.id, changed.sources) == (none.id, none.sources)
    assert room.do(FillField, LUNGS, was, "x") == "refused"
    assert room.do(FillField, LUNGS, new, "") == "done"
    assert room.texts() == []


def test_what_is_said_next_does_not_go_on_with_a_sentence_that_was_typed_over(room) -> None:
    room.say("lungs colon there is a small")
    open_one = room.first()
    room.do(WriteStatement, LUNGS, open_one.id, open_one.text, "There is no nodule.")
    room.say("the heart is normal period")
    assert room.texts() == ["There is no nodule."]
    assert "The heart is normal." in [s.text for s in room.state.report.statements()]


def test_voice_takes_back_what_hands_did(room) -> None:
    spoken(room)
    before = room.state.draft
    room.do(AddStatement, LUNGS, "Low lung volumes.")
    room.say("scratch that")
    assert room.state.report == before.report
    room.do(AddStatement, LUNGS, "Low lung volumes.")
    room.say("undo")
    assert room.state.report == before.report


def test_an_intent_that_comes_twice_is_done_once(room) -> None:
    spoken(room)
    intent = AddStatement("once", LUNGS, "Low lung volumes.")
    assert room.session.by_hand(intent)
    assert room.session.by_hand(intent) == ()
    assert room.texts().count("Low lung volumes.") == 1


def test_moves_and_choices(room) -> None:
    assert room.do(GoToField, LUNGS) in ("done", "asked")
    assert room.composer.field(room.state) == LUNGS
    assert room.do(GoToField, "findings.nonsense") == "refused"
    assert room.command("next field") in ("done", "asked")
    assert room.composer.field(room.state) != LUNGS
    assert room.command("go to sleep") == "done"
    assert room.state.asleep
    assert room.command("wake up") == "done"


def test_a_report_is_signed_by_name_and_then_closed(room) -> None:
    spoken(room)
    first = room.first()
    assert room.command("finalize") == "asked"
    assert room.state.status == "draft"
    assert room.command("yes") == "done"
    assert room.state.status == "final"
    (signed,) = room.state.signed
    assert (signed.status, signed.by) == ("final", "Dr. Moreau")
    assert signed.at.startswith("2026-11-28T09:00:00")
    report = room.state.report
    for outcome in (
        room.do(WriteStatement, LUNGS, first.id, first.text, "Other."),
        room.do(AddStatement, LUNGS, "Other."),
        room.do(FillField, LUNGS, " ".join(room.texts()), ""),
        room.do(ChooseTemplate, "ct_chest"),
        room.do(GoToField, LUNGS),
        room.command("undo"),
        room.command("scratch that"),
        room.command("insert normal"),
    ):
        assert outcome == "refused"
    assert room.state.report == report
    assert room.do(PlayStatement, first.id) == "done", "listening changes nothing"
    assert room.command("addendum") == "done"
    assert room.do(AddStatement, LUNGS, "Other.") == "refused"
    assert room.do(AddStatement, "addendum", "Compared with the CT of today.") == "done"
    assert room.texts("addendum") == ["Compared with the CT of today."]
    assert room.state.report.field(LUNGS) == report.field(LUNGS)
    room.command("undo")
    assert room.state.report == report


def test_another_template(room) -> None:
    spoken(room)
    assert room.do(ChooseTemplate, "ct_chest") == "done"
    assert room.state.report.template == "ct_chest"
    assert room.do(ChooseTemplate, "nonsense") == "refused"
    room.command("undo")
    assert room.state.report.template == "cxr"


@pytest.mark.parametrize(
    ("name", "slots"),
    [
        ("nonsense", {}),
        ("replace", {"target": "clear", "new": "dirty"}),
        ("next field", {"number": "2"}),
        ("choose", {}),
        ("choose", {"number": "many"}),
        ("literal", {"text": "x"}),
    ],
)
def test_what_is_no_command_of_hands_is_refused(room, name, slots) -> None:
    before = spoken(room).state.draft
    assert room.command(name, **slots) == "refused"
    assert room.state.draft == before


def test_sound_is_asked_for_only_where_there_is_some(room) -> None:
    spoken(room)
    assert room.do(PlayStatement, room.first().id) == "done"
    assert room.state.sounds[-1].spans
    room.do(AddStatement, LUNGS, "Typed.", after="")
    assert room.do(PlayStatement, room.first().id) == "refused"
    assert room.do(AskQuestion, "is there a nodule") in ("refused", "answered", "done")


def test_a_replay_of_any_mix_gives_the_same_state_and_undo_goes_all_the_way(tmp_path) -> None:
    room, chance = Room(tmp_path), random.Random(7)
    lines = ["small right effusion period", "the heart is enlarged period", "scratch that",
             "lungs colon clear period", "no pneumothorax period", "undo", "redo"]  # fmt: skip
    for _ in range(120):
        fields = [f for f, s in room.state.report.fields if s]
        what = chance.randrange(7)
        if what < 2 or not fields:
            room.say(chance.choice(lines))
            continue
        field = chance.choice(fields)
        one = chance.choice(room.state.report.field(field))
        make: dict[int, Intent] = {
            2: WriteStatement(
                room.key(), field, one.id, one.text, chance.choice(["", "New. Two.", "So."])
            ),
            3: AddStatement(room.key(), field, "More.", chance.choice(["", one.id, None])),
            4: FillField(room.key(), field, " ".join(room.texts(field)), f"A b. {one.text} C."),
            5: Command(
                room.key(), chance.choice(["undo", "redo", "scratch that", "take as dictation"])
            ),
            6: GoToField(room.key(), field),
        }
        room.session.by_hand(make[what])
        assert len({s.id for s in room.state.report.statements()}) == len(
            room.state.report.statements()
        )
    assert replay(read_events(room.path).events) == room.state
    before = room.state.draft
    steps = len(room.state.undo)
    assert steps > 20
    for _ in range(steps):
        assert room.command("undo") == "done"
    assert room.state.report.statements() == ()
    for _ in range(steps):
        room.command("redo")
    assert room.state.draft == before
