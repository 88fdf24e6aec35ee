"""Voice commands on a session: what they do to the report, and that undo restores it exactly."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import pytest

from medvoice.language.commands.grammar import load_grammar
from medvoice.language.commands.macros import Macro
from medvoice.language.reader import Dialect, typed
from medvoice.report.template import Templates
from medvoice.resources import templates_folder
from medvoice.session.commanding import Commander
from medvoice.session.composing import ReportComposer
from medvoice.session.event_log import EventLog, read_events
from medvoice.session.event_records import ReadingRecord, WordRecord
from medvoice.session.events import Event, SessionStarted, UtteranceHeard
from medvoice.session.hooks import Hooks
from medvoice.session.state import SessionState, fold, replay

CXR = Templates([templates_folder()]).load("cxr")
LUNGS = "findings.lungs_pleura"
MACROS = (
    Macro(name="no acute", text="No acute cardiopulmonary abnormality.", field="impression.text"),
    Macro(
        name="hip",
        say=("<side:side> hip replacement",),
        text="Status post {side} total hip arthroplasty.",
    ),
    Macro(name="nodule", say=("nodule of <size:text>",), text="There is a nodule of {size}."),
)


class Lists:
    """Pick lists of the lungs."""

    def choices(self, field_id: str) -> tuple[str, ...]:
        return ("clear", "hyperinflated", "low volumes") if field_id == LUNGS else ()

    def said(self, field_id: str, choice: str) -> tuple[str, ...]:
        return ("emphysema",) if choice == "hyperinflated" else ()

    def several(self, field_id: str) -> bool:
        return False


@dataclass
class Said:
    """A session to which lines are said; "|" is a pause."""

    composer: ReportComposer = field(
        default_factory=lambda: ReportComposer(CXR, Dialect.WORDS, MACROS)
    )
    state: SessionState = field(default_factory=SessionState)
    events: list[Event] = field(default_factory=list)
    at: int = 0

    def __post_init__(self) -> None:
        self._take(
            SessionStarted(session="", created="", template="cxr", recogniser="", source="text")
        )

    def say(self, *lines: str, readings: tuple[ReadingRecord, ...] = ()) -> Said:
        for line in lines:
            words: list[WordRecord] = []
            for part in line.split("|"):
                for word in typed(part):
                    words.append(
                        WordRecord(text=word.text, start=self.at, end=self.at + 3000, confidence=1)
                    )
                    self.at += 4000
                self.at += 16_000
            span = (words[0].start, self.at)
            for event in self.composer.compose(self.state, span, tuple(words), readings):
                self._take(event)
        return self

    def _take(self, event: Event) -> None:
        self.events.append(event)
        self.state = fold(self.state, event)

    def field(self, name: str = LUNGS) -> str:
        return " ".join(statement.text for statement in self.state.report.field(name))

    @property
    def impression(self) -> str:
        return self.field("impression.text")

    @property
    def all(self) -> str:
        return " ".join(statement.text for statement in self.state.report.statements())

    @property
    def last(self):
        return self.state.commands[-1]


@pytest.fixture
def said() -> Said:
    return Said().say("lungs colon there is a six millimeter nodule in the right upper lobe period")


def test_every_command_of_the_grammar_is_handled(said):
    commander: Commander = said.composer._benches.first.commander
    assert all(commander.handles(command) for command in load_grammar().commands)


# Erase and undo


def test_scratch_that_goes_back_to_the_start(said):
    said.say("no effusion period", "no pneumothorax period", "scratch that", "scratch that")
    assert said.field() == "There is a 6 mm nodule in the right upper lobe."
    said.say("scratch that", "scratch that")
    assert said.all == ""
    assert said.last.outcome == "refused"


def test_undo_is_one_step_each_and_redo_the_way_back(said):
    seen = [said.state.draft]
    said.say("no effusion period")
    seen.append(said.state.draft)
    said.say("replace six millimeter with eight millimeter")
    seen.append(said.state.draft)
    said.say("go to impression")
    seen.append(said.state.draft)
    said.say("scratch that")
    seen.append(said.state.draft)
    for before in reversed(seen[:-1]):
        said.say("undo that")
        assert said.state.draft == before
    for after in seen[1:]:
        said.say("redo that")
        assert said.state.draft == after


def test_scratch_that_behind_an_edit_takes_back_the_edit_alone(said):
    before = said.state.report
    said.say("replace six millimeter with eight millimeter", "go to impression")
    edited = said.state.draft
    said.say("scratch that")
    assert said.state.report == before
    assert said.composer.field(said.state) == "impression.text", "a move is not taken back"
    said.say("undo")
    assert said.state.draft == edited
    said.say("scratch that", "scratch that")
    assert said.all == ""


def test_delete_last_leaves_the_sentence_open(said):
    said.say("no pleural effusion or pneumothorax period", "delete last word", "fibrosis period")
    assert said.field().endswith("No pleural effusion or fibrosis.")
    said.say("delete last three words", "thickening")
    assert said.field().endswith("No pleural thickening")
    said.say("delete the last sentence")
    assert said.field() == "There is a 6 mm nodule in the right upper lobe."


def test_delete_paragraph_and_clear_field(said):
    said.say("new paragraph", "no effusion period no pneumothorax period", "delete last paragraph")
    assert said.field() == "There is a 6 mm nodule in the right upper lobe."
    before = said.state.draft
    said.say("clear field")
    assert said.field() == ""
    said.say("undo")
    assert said.state.draft == before


def test_redo_alone_is_a_command_only_behind_an_undo(said):
    said.say("redo sternotomy period", "redo period")
    assert "Redo." in said.all
    said.say("undo", "redo")
    assert "Redo." in said.all
    assert said.last.name == "redo"


# Moves


def test_moves(said):
    fields = CXR.field_ids()
    said.say("go to impression", "small nodule period")
    assert said.impression == "Small nodule."
    said.say("next field")
    assert said.last.outcome == "refused"
    said.say("previous field")
    assert said.composer.field(said.state) == fields[-2]
    said.say("go to the [TECHNIQUE]", "next field")
    assert said.composer.field(said.state) == fields[fields.index("technique.text") + 1]
    said.say("next section", "previous section", "previous section", "go to next blank")
    blank = said.composer.field(said.state)
    assert blank in CXR.unfilled(said.state.report)
    said.say("go to the hospital")
    assert "Go to the hospital" in said.all, "no such field: nothing said is lost"
    assert 'no field or section is called "hospital"' in said.state.utterances[-1].hints[0]


# Edits


def test_select_then_speak(said):
    said.say("select right upper lobe", "left lower lobe")
    assert said.field() == "There is a 6 mm nodule in the left lower lobe."
    assert [(c.heard, c.meant) for c in said.state.corrections] == [
        ("right upper lobe", "left lower lobe")
    ]
    said.say("select nodule through lobe", "mass")
    assert said.field() == "There is a 6 mm mass."
    said.say("no effusion period")
    assert said.field().endswith("mass. No effusion."), "the point is used once"


def test_several_places_are_asked_about(said):
    said.say("no nodule on the left period", "select nodule")
    assert said.last.outcome == "asked"
    said.say("choose two", "mass")
    assert said.field().endswith("No mass on the left.")
    said.say("replace left with right")
    assert said.field().endswith("No mass on the right.")


def test_another_utterance_drops_the_question(said):
    said.say("no nodule on the left period", "replace nodule with mass", "no effusion period")
    assert said.state.asked is None
    said.say("two")
    assert said.last.name == "replace"
    assert "mass" not in said.all


def test_insert_before_and_after(said):
    said.say("insert before six millimeter", "calcified")
    assert said.field() == "There is a calcified 6 mm nodule in the right upper lobe."
    said.say("insert after nodule", "with a halo")
    assert said.field() == "There is a calcified 6 mm nodule with a halo in the right upper lobe."
    said.say("insert before there", "again")
    assert said.field().startswith("Again there is a calcified")


def test_what_is_not_there_is_refused_and_kept_out_of_the_report(said):
    before = said.state.draft
    said.say("select plural effusion")
    assert (said.last.outcome, said.state.draft) == ("refused", before)
    assert "plural effusion" in said.last.answer
    said.say("that was dictation")
    assert "Select plural effusion" in said.all


def test_behind_a_list_number_a_sentence_begins(said):
    said.say("impression colon", "one period mass period", "replace mass with small mass period")
    assert said.impression == "1. Small mass."
    said.say("select small mass", "tiny mass")
    assert said.impression == "1. Tiny mass."
    assert said.state.corrections[0].meant.lower() == "small mass"


def test_capitals(said):
    said.say("capitalize right upper lobe")
    assert "Right Upper Lobe" in said.field()
    said.say("no effusion period", "all caps that")
    assert said.field().endswith("NO EFFUSION.")
    said.say("select upper", "no caps that")
    assert "Right upper Lobe" in said.field()


def test_spelling_replaces_the_last_word(said):
    said.say("consistent with hamartona period", "spell that h a m a r t o m a")
    assert said.field().endswith("hamartoma.")


def test_correct_that_offers_what_else_was_heard(said):
    said.say("correct that")
    assert said.last.outcome == "refused"
    before = said.state.draft
    readings = (
        ReadingRecord(first=1, last=2, text="pleural"),
        ReadingRecord(first=1, last=3, text="confusion"),
        ReadingRecord(first=0, last=1, text=""),
    )
    said.say("no plural effusion period", readings=readings)
    wrong = said.state.draft
    said.say("correct that")
    assert said.last.answer.startswith("1 plural → pleural; 2 plural effusion → confusion; 3 no →")
    said.say("choose 1")
    assert said.field().endswith("No pleural effusion.")
    correction = said.state.corrections[-1]
    assert (correction.heard, correction.meant) == ("plural", "pleural")
    said.say("undo")
    assert said.state.draft == wrong
    said.say("redo", "scratch that", "scratch that")
    assert said.state.draft.report == before.report
    said.say("no plural effusion period", readings=readings)
    said.say("correct that", "confusion")
    assert said.field().endswith("No confusion.")


# Modes


def test_literal_and_modes(said):
    said.say("literal next field period", "dictation mode", "scratch that period", "normal mode")
    assert "Next field. Scratch that" in said.all
    before = said.state.report
    said.say("command mode", "the lungs are clear", "dictation mode")
    assert said.state.report == before
    assert [a.why for a in said.state.aside] == ["no command, in command mode"]
    said.say("command mode", "normal mode", "the lungs are clear period")
    assert "The lungs are clear." in said.all


@pytest.mark.parametrize("name", ["period", "new paragraph", "comma"])
def test_a_literal_mark_is_a_word(said, name):
    said.say(f"literal {name}")
    assert name in said.all.lower()


def test_sleep_keeps_the_words_and_wakes_tolerantly(said):
    before = said.state.report
    said.say("go to sleep", "the coffee is cold | scratch that", "microphone off", "wak up")
    assert not said.state.asleep
    assert said.state.report == before
    assert [a.why for a in said.state.aside] == ["asleep", "asleep"]
    words = {u.id: u.words for u in said.state.utterances}
    kept = [
        " ".join(w.text for w in words[a.utterance][a.first : a.last]) for a in said.state.aside
    ]
    assert kept == ["the coffee is cold scratch that", "microphone off"]


def test_sleep_and_wake_inside_one_turn(said):
    said.say("no effusion period | go to sleep | hello there | wake up | no pneumothorax period")
    assert said.field().endswith("No effusion. No pneumothorax.")
    assert [a.why for a in said.state.aside] == ["asleep"]


# Normal text, macros, lists


def test_normal_text_is_marked_and_leaves_what_was_dictated(said):
    dictated = said.state.report.field(LUNGS)
    said.say("rest normal")
    assert said.state.report.field(LUNGS)[:1] == dictated
    assert said.field().endswith("upper lobe. No pleural effusion. No pneumothorax.")
    normal = [s for s in said.state.report.statements() if s.origin.value == "normal text"]
    assert normal
    assert len({s.id for s in said.state.report.statements()}) == len(normal) + 1
    said.say("undo")
    assert [s.text for s in said.state.report.statements()] == [s.text for s in dictated]


def test_a_positive_takes_out_the_normal_that_it_contradicts(said):
    said.say("rest normal")
    before = said.field()
    said.say("lungs colon small left effusion period")
    assert said.field().endswith("upper lobe. No pneumothorax. Small left effusion.")
    assert "The heart is normal in size." in said.all
    said.say("undo")
    assert said.field() == before
    said.say("rest normal")
    assert said.last.outcome == "refused", "nothing is left to fill"


def test_macros_with_slots(said):
    said.say(
        "macro no acute", "insert macro left hip replacement", "macro nodule of six millimeters"
    )
    assert said.impression == "No acute cardiopulmonary abnormality."
    assert "Status post left total hip arthroplasty." in said.all
    assert "There is a nodule of 6 mm." in said.all
    said.say("macro liver")
    assert said.last.outcome == "refused"


def test_no_is_no_answer_to_a_list():
    said = Said(ReportComposer(CXR, Dialect.WORDS, (), Hooks(picks=Lists())))
    said.say("go to lungs", "no")
    assert said.field() == "No"
    said.say("go to lungs", "cancel", "two")
    assert said.field() == "No Two"


def test_pick_lists_by_number_and_word():
    said = Said(ReportComposer(CXR, Dialect.WORDS, (), Hooks(picks=Lists())))
    said.say("go to lungs", "two")
    assert said.field() == "Hyperinflated"
    said.say("show choices", "low volumes")
    assert said.field() == "Low volumes"
    said.say("show choices", "emphysema")
    assert said.field() == "Hyperinflated"
    said.say("undo")
    assert said.field() == "Low volumes"
    said.say("go to lungs", "choose 7")
    assert said.last.outcome == "asked"
    said.say("no effusion period")
    assert said.field() == "Low volumes No effusion."


# The report


def test_final_only_by_confirmation_and_then_nothing_but_an_addendum(said):
    said.say("finalize report", "no")
    assert said.state.status == "draft"
    said.say("finalize report", "no effusion period", "yes period")
    assert said.state.status == "draft", "other words drop the question"
    said.say("finalize report", "yes")
    final = said.state.report
    said.say("no fracture period", "undo", "scratch that", "clear field", "rest normal")
    assert (said.state.status, said.state.report) == ("final", final)
    said.say("addendum", "discussed with the team period", "go to lungs", "select nodule")
    assert said.field("addendum") == "Discussed with the team."
    said.say("scratch that", "scratch that", "undo", "undo", "undo")
    assert said.state.report.fields[: len(final.fields)] == final.fields


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("draft impression", "no model"),
        ("question is there a nodule", "no study"),
        ("accept draft", "no model"),
        ("play that back", "this was typed"),
        ("use my general physical exam template", "no template is called"),
        ("export as wordperfect", "no format"),
    ],
)
def test_what_cannot_be_done_says_so_and_types_nothing(said, line, why):
    before = said.state.draft
    said.say(line)
    assert (said.last.outcome, said.state.draft) == ("refused", before)
    assert why in said.last.answer


def test_showing(said):
    said.say("read back lungs")
    assert "6 mm nodule" in said.last.answer
    said.say("check report")
    assert "Impression" in said.last.answer
    said.say("show commands")
    assert "scratch that" in said.last.answer
    said.say("export as h l seven", "export as PDF")
    assert said.state.exports == ("hl7", "pdf")


# The log


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
