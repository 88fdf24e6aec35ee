"""A study attached to a dictation under way: template, merge fields, log, and what is refused."""

from __future__ import annotations

import pytest

from medvoice.language.reader import Dialect, typed
from medvoice.report.template import Templates
from medvoice.report.template_conditions import Examination
from medvoice.resources import templates_folder
from medvoice.session.about_study import StudyFacts
from medvoice.session.attached_study import StudyAttached, adapted, context_with
from medvoice.session.attaching import of_one_patient, why_not
from medvoice.session.composing import ReportComposer
from medvoice.session.event_records import WordRecord
from medvoice.session.events import ANY_EVENT, SessionStarted
from medvoice.session.intents import AddStatement, AttachStudy
from medvoice.session.live_composing import LiveComposer
from medvoice.session.state import SessionState, fold

TEMPLATES = Templates([templates_folder()])
STUDY = StudyAttached(
    key="k1",
    said="CT, 1 series, 12 images",
    uid="1.2.3",
    study="0" * 24,
    context={"patient_id": "P-1", "accession": "A-7"},
    values={"study.description": "CT chest", "study.reason": "Cough"},
    sex="female",
)


@pytest.mark.parametrize(
    ("known", "one"),
    [
        ({"patient_id": "P-1"}, True),
        ({"patient_id": "P-2"}, False),
        ({"patient_id": "P-1", "accession": "A-8"}, False),
        ({}, True),
        ({"birth_date": "1970-01-01"}, True),
    ],
)
def test_a_study_without_a_uid_is_known_by_its_patient(known, one) -> None:
    """Another may lie in its folder by now, which looks the same."""
    before = STUDY.model_copy(update={"uid": ""})
    assert of_one_patient(before, StudyFacts(known, {}, Examination())) is one


@pytest.fixture
def composer():
    return LiveComposer(
        TEMPLATES,
        TEMPLATES.load("cxr"),
        lambda t, shelf: ReportComposer(t, Dialect.WORDS, shelf=shelf),
    )


@pytest.fixture
def begun():
    started = SessionStarted(session="s", created="", template="cxr", recogniser="r", source="t")
    return fold(SessionState(), started)


def do(composer, state, intent):
    for event in composer.by_hand(state, intent):
        state = fold(state, ANY_EVENT.validate_json(event.model_dump_json()))
    return state


def say(composer, state, text):
    words = tuple(
        WordRecord(text=word.text, start=n * 8000, end=n * 8000 + 6000, confidence=1.0)
        for n, word in enumerate(typed(text))
    )
    for event in composer.compose(state, (0, len(words) * 8000), words):
        state = fold(state, event)
    return state


def texts(composer, state):
    report = composer.template_of(state.report.template).completed(state.report)
    return {name: [s.text for s in found] for name, found in report.fields}


def test_its_values_are_in_the_report_at_once_and_its_template_is_chosen(composer, begun):
    state = do(composer, begun, AttachStudy(STUDY, "ct_chest"))
    assert (state.study, state.report.template) == (STUDY.said, "ct_chest")
    found = texts(composer, state)
    assert found["exam.text"] == ["CT chest"]
    assert found["indication.text"] == ["Cough"]
    state = say(composer, state, "Findings: No pneumothorax.")
    assert texts(composer, state)["indication.text"] == ["Cough"], "and after the next turn"


def test_what_was_dictated_before_goes_over(composer, begun):
    state = say(composer, begun, "Findings: No pneumothorax.")
    state = do(composer, state, AttachStudy(STUDY, "ct_chest"))
    assert "No pneumothorax." in texts(composer, state)["findings.lungs_pleura"]
    assert [step.label for step in state.undo][-1] == "use template"


def test_the_reports_template_stays_where_none_is_chosen(composer, begun):
    state = do(composer, begun, AttachStudy(STUDY))
    assert state.report.template == "cxr"
    assert texts(composer, state)["indication.text"] == ["Cough"]


def test_the_log_alone_gives_context_and_merge_fields(begun, composer):
    state = do(composer, begun, AttachStudy(STUDY, "ct_chest"))
    about = context_with(state.attached, "foot")
    assert (about.patient_id, about.accession, about.footer) == ("P-1", "A-7", "foot")
    template = adapted(TEMPLATES.load("ct_chest"), state.attached)
    assert template.completed(state.report).field("indication.text")[0].text == "Cough"


def test_an_intent_that_comes_twice_is_done_once(composer, begun):
    state = do(composer, begun, AttachStudy(STUDY))
    again = do(composer, state, AttachStudy(STUDY.model_copy(update={"values": {}})))
    assert again is state
    state = say(composer, state, "Findings: No pneumothorax.")
    assert texts(composer, state)["indication.text"] == ["Cough"]


def test_no_other_study_takes_its_place_once_something_was_said(composer, begun):
    other = STUDY.model_copy(update={"key": "k2", "uid": "1.9", "context": {"patient_id": "P-2"}})
    state = do(composer, begun, AttachStudy(STUDY))
    assert why_not(state, other) == "", "nothing was said yet"
    written = do(composer, state, AddStatement("k", "findings.bones", "Fine."))
    for later in (say(composer, state, "Findings: No pneumothorax."), written):
        refused = do(composer, later, AttachStudy(other))
        assert refused.intents[-1].outcome == "refused"
        assert refused.attached.uid == "1.2.3"
        assert texts(composer, refused)["indication.text"] == ["Cough"]
        assert refused.study == STUDY.said


def test_its_images_come_back_to_a_final_report_and_no_other_study_does(composer, begun):
    from medvoice.session.events import StatusChanged

    state = do(composer, begun, AttachStudy(STUDY))
    final = fold(state, StatusChanged(utterance=0, status="final", by="x", at="2024-01-01"))
    assert why_not(final, STUDY.model_copy(update={"key": "k9"})) == ""
    assert "final" in why_not(final, STUDY.model_copy(update={"uid": "1.9"}))
    assert "final" in why_not(
        fold(begun, StatusChanged(utterance=0, status="final", by="x", at="2024-01-01")), STUDY
    )


def test_an_order_alone_gets_its_study(composer, begun):
    order = StudyAttached(
        key="k0", said="", context={"accession": "A-7"}, values={"study.reason": "Pain"}
    )
    state = do(composer, begun, AttachStudy(order))
    state = say(composer, state, "Findings: No pneumothorax.")
    assert texts(composer, state)["indication.text"] == ["Pain"]
    state = do(composer, state, AttachStudy(STUDY))
    assert state.attached.uid == "1.2.3"
    assert texts(composer, state)["indication.text"] == ["Cough"]


ORDER_OF_ANOTHER = {
    "context": {"patient_id": "P-2", "accession": "B-1"},
    "values": {"study.description": "CT chest", "study.reason": "Fever"},
}


@pytest.mark.parametrize(
    "change",
    [
        ORDER_OF_ANOTHER,
        {"context": {"patient_id": "P-2", "accession": "A-7"}},
        {"values": {"study.reason": "Fever"}},
        {"sex": "male"},
        {"contrast": True},
        {"laterality": "left"},
    ],
)
def test_the_same_study_brings_no_other_patient_or_order(composer, begun, change):
    from medvoice.session.events import StatusChanged

    other = STUDY.model_copy(update={"key": "k2", **change})
    state = do(composer, begun, AttachStudy(STUDY))
    said = say(composer, state, "Findings: No pneumothorax.")
    final = fold(said, StatusChanged(utterance=0, status="final", by="x", at="2024-01-01"))
    for later in (said, final):
        refused = do(composer, later, AttachStudy(other))
        assert refused.intents[-1].outcome == "refused"
        assert refused.attached == STUDY
    assert do(composer, state, AttachStudy(other)).attached == other, "nothing was said yet"


def test_a_prior_may_be_fetched_in_the_middle_and_not_for_a_final_report(composer, begun):
    from medvoice.session.events import StatusChanged

    values = {**STUDY.values, "prior.date": "3 May 2023"}
    with_prior = STUDY.model_copy(update={"key": "k2", "prior": "1" * 24, "values": values})
    state = do(composer, begun, AttachStudy(STUDY))
    said = say(composer, state, "Findings: No pneumothorax.")
    assert do(composer, said, AttachStudy(with_prior)).attached == with_prior
    final = fold(said, StatusChanged(utterance=0, status="final", by="x", at="2024-01-01"))
    assert do(composer, final, AttachStudy(with_prior)).attached == STUDY


def test_the_same_study_with_another_order_before_a_word_takes_its_template(composer, begun):
    other = STUDY.model_copy(update={"key": "k2", **ORDER_OF_ANOTHER})
    state = do(composer, begun, AttachStudy(STUDY))
    assert do(composer, state, AttachStudy(other, "ct_chest")).report.template == "ct_chest"


def test_a_study_without_a_uid_is_known_by_what_was_found_there(composer, begun):
    from medvoice.session.attaching import same

    pictures = STUDY.model_copy(update={"uid": "", "said": "2 pictures"})
    more = pictures.model_copy(update={"key": "k2", "said": "3 pictures"})
    assert same(pictures, pictures.model_copy(update={"key": "k2"}))
    assert not same(pictures, more)
    said = say(composer, do(composer, begun, AttachStudy(pictures)), "Findings: No pneumothorax.")
    assert do(composer, said, AttachStudy(more)).intents[-1].outcome == "refused"
