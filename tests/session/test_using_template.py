"""Another template in mid-dictation: by name, by number; nothing lost, undo exact."""

from __future__ import annotations

import pytest
from dictating import TEMPLATES
from hypothesis import given, settings
from hypothesis import strategies as st

from medvoice.language.reader import Dialect
from medvoice.report.document import Origin
from medvoice.report.template import Templates
from medvoice.resources import templates_folder
from medvoice.session.events import ANY_EVENT
from medvoice.session.lines import LineReader
from medvoice.session.reporting import report_from_text
from medvoice.session.shelf import Shelf
from medvoice.session.state import SessionState

SENTENCES = [
    "the lungs are clear period",
    "there is a six millimeter nodule in the right upper lobe period",
    "it is new since the prior period",
    "no pleural effusion period",
    "the heart is normal in size period",
    "the liver is enlarged period",
    "two stones in the left kidney period",
    "impression colon no acute disease period",
    "indication colon cough period",
    "findings colon degenerative changes of the thoracic spine period",
    "a strange thing was seen period",
    "new paragraph",
    "go to bones",
    "insert normal",
    "scratch that",
]
NAMES = ["ct chest", "chest x-ray", "abdominal ultrasound", "MRI of the lumbar spine", "head CT"]


def reader(template: str = "cxr") -> LineReader:
    return LineReader(TEMPLATES.load(template), Dialect.WORDS)


def said(state: SessionState) -> list[str]:
    return sorted(s.text for s in state.report.statements() if s.origin is not Origin.NORMAL)


def test_dictation_goes_over_to_the_template_that_is_named():
    state = report_from_text(
        "the lungs are clear period\nthe heart is normal in size period\n"
        "impression colon normal period\nuse the CT chest template\n"
        "go to pulmonary arteries\nno embolus period\n",
        TEMPLATES.load("cxr"),
    )
    report = state.report
    assert report.template == "ct_chest"
    assert [s.text for s in report.field("findings.lungs_pleura")] == ["The lungs are clear."]
    assert [s.text for s in report.field("impression.text")] == ["Normal."]
    assert [s.text for s in report.field("findings.pulmonary_arteries")] == ["No embolus."]
    (moved,) = report.field("findings.heart_vessels")
    assert (moved.id, moved.origin) == ("u2.1", Origin.DICTATED)
    assert "(from Heart and mediastinum of Chest radiograph)" in moved.reason
    told = "CT chest; 3 sentences carried over; 1 of them to other fields"
    assert state.commands[0].answer == told


@pytest.mark.parametrize(
    "line",
    [
        "use the CT chest template",
        "use CT chest template",
        "load my chest CT template",
        "switch to the CT of the chest template",
        "change to a CT chest template please",
        "use template CT chest",
        "use template for CT chest",
        "change the template to CT chest",
        "okay use the CT chest template period",
    ],
)
def test_ways_of_saying_it(line):
    heard = reader()
    one = heard.read(line).as_json()
    assert (one["command"], one["outcome"]) == ("use template", "done")
    assert heard.state.report.template == "ct_chest"


def test_several_are_asked_for_by_number_and_by_name():
    heard = reader("ct_head")
    heard.read("no hemorrhage period")
    one = heard.read("use the MRI template").as_json()
    assert one["outcome"] == "asked"
    assert one["answer"].startswith("Which template? 1 MRI brain; 2 MRI liver; ")
    heard.read("choose one")
    assert heard.state.report.template == "mr_brain"
    heard.read("show templates")
    heard.read("ultrasound thyroid")
    assert heard.state.report.template == "us_thyroid"
    assert said(heard.state) == ["No hemorrhage."]


def test_a_name_that_is_none_is_answered_and_not_typed():
    heard = reader()
    one = heard.read("use the hospital template").as_json()
    assert (one["command"], one["outcome"]) == ("use template", "refused")
    assert 'no template is called "hospital"; say "use … template", one of: ' in one["answer"]
    assert not heard.state.report.statements()
    again = heard.read("use the chest x-ray template").as_json()
    assert (again["outcome"], again["answer"]) == (
        "answered",
        "Chest radiograph is the template already",
    )
    assert not heard.state.undo


def test_a_long_list_says_how_much_it_leaves_out(tmp_path):
    for number in range(25):
        text = f'+++\nextends = "cxr"\ntitle = "Chest radiograph {number}"\n+++\n'
        (tmp_path / f"site_{number}.j2").write_text(text)
    templates = Templates([tmp_path, templates_folder()])
    first = templates.load("cxr")
    heard = LineReader(first, Dialect.WORDS, shelf=Shelf(templates, first))
    one = heard.read("use the chest x-ray template").as_json()
    assert one["outcome"] == "asked"
    assert one["answer"].endswith("; 6 more: say more of the name")
    heard.read("use the chest radiograph 7 template")
    assert heard.state.report.template == "site_7"


def test_a_turn_may_go_on_with_the_new_template():
    heard = reader()
    heard.read(
        "the lungs are clear period | use the abdominal ultrasound template | the gallbladder is normal period"
    )
    assert [s.text for s in heard.state.report.field("findings.gallbladder")] == [
        "The gallbladder is normal."
    ]


def test_normal_text_of_the_old_one_is_left_out_and_said_so():
    heard = reader()
    heard.read("insert normal")
    before = heard.state.report
    one = heard.read("use the head CT template").as_json()
    assert not heard.state.report.statements()
    assert f"left out ({len(before.statements())} sentences)" in one["answer"]
    heard.read("undo")
    assert heard.state.report == before


def test_scratch_that_takes_back_the_change_then_what_was_said():
    heard = reader()
    heard.read("no pleural effusion period")
    before = heard.state.report
    heard.read("use the CT chest template")
    heard.read("scratch that")
    assert heard.state.report == before
    heard.read("use the CT chest template")
    heard.read("the heart is large period")
    heard.read("scratch that")
    assert said(heard.state) == ["No pleural effusion."]
    assert heard.state.report.template == "ct_chest"


def test_not_in_a_final_report():
    heard = reader()
    heard.read("no pleural effusion period")
    heard.read("finalize report")
    heard.read("yes")
    assert heard.read("use the CT chest template").as_json()["outcome"] == "refused"
    assert heard.state.report.template == "cxr"


@settings(max_examples=20, deadline=None, derandomize=True)
@given(
    st.lists(
        st.sampled_from(SENTENCES) | st.sampled_from(NAMES).map(lambda n: f"use the {n} template"),
        max_size=8,
    ),
    st.sampled_from(NAMES),
)
def test_nothing_is_lost_and_undo_and_replay_are_exact(lines, name):
    heard = reader()
    for line in lines:
        heard.read(line)
    before = heard.state
    heard.read(f"use the {name} template")
    after = heard.state
    assert said(after) == said(before)
    ids = [s.id for s in after.report.statements()]
    assert len(ids) == len(set(ids))
    known = TEMPLATES.load(after.report.template).field_ids()
    assert all(field in known for field, _ in after.report.fields)
    if after.report.template != before.report.template:
        heard.read("undo")
        assert heard.state.draft == before.draft
        heard.read("redo")
        assert heard.state.draft == after.draft


def test_the_event_comes_back_from_the_log():
    composer_events = []
    heard = reader()
    heard.read("the lungs are clear period")
    compose = heard._composer.explained

    def kept(*args):
        events, parts = compose(*args)
        composer_events.extend(events)
        return events, parts

    heard._composer.explained = kept
    heard.read("use the CT chest template")
    changed = composer_events[-1]
    assert ANY_EVENT.validate_json(changed.model_dump_json()) == changed
    assert changed.template == "ct_chest"
