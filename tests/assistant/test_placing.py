"""What a model is asked to place a sentence, and when its answer counts."""

from __future__ import annotations

import dictating
import pytest
from scripted_backend import ScriptedBackend, right_on_probes, said

from medvoice.assistant.placing import (
    FEWEST_PROBES,
    Chosen,
    PlacingPrompt,
    Trust,
    is_left,
    moves,
    trust,
    try_out,
)
from medvoice.report.context import RouterContext
from medvoice.report.dictated import DictatedSentence
from medvoice.report.left import Left, left_by
from medvoice.report.routing import Router

ALL = dictating.TEMPLATES.names()


@pytest.mark.parametrize("name", ALL)
def test_every_template_has_a_prompt_with_each_field_once(name):
    template = dictating.TEMPLATES.load(name)
    prompt = PlacingPrompt(template)
    assert len(set(prompt.choices)) == len(prompt.choices) == len(prompt.fields)
    assert template.unplaced in prompt.fields
    for choice in prompt.choices:
        assert f"- {choice}" in prompt.fixed.system
    asked = prompt.fixed.messages[::2]
    answers = [said(m) for m in prompt.fixed.messages[1::2]]
    assert set(answers) <= set(prompt.choices)
    assert len(set(answers)) == len(answers)
    # No probe was shown as an example.
    shown = {said(message) for message in asked}
    assert not shown & {said(prompt.turn(probe.text)) for probe in prompt.probes}


def test_trust_begins_where_nine_in_ten_of_ten_or_more_were_right():
    sure = [(10.0 - n / 10, True) for n in range(20)]
    assert trust(sure) == Trust(pytest.approx(8.1), 20, 20)
    then_wrong = sure + [(1.0, False)] * 20
    assert trust(then_wrong).least == pytest.approx(1.0) or trust(
        then_wrong
    ).least == pytest.approx(8.1)
    assert trust([(5.0, True)] * (FEWEST_PROBES - 1)).least is None
    assert trust([(5.0, n % 2 == 0) for n in range(30)]).least is None
    assert trust([]).least is None


def test_without_margins_all_probes_count():
    assert trust([(None, True)] * 20).least == 0.0
    assert trust([(None, n > 3) for n in range(20)]).least is None


@pytest.mark.parametrize("name", ALL)
def test_a_model_that_always_says_the_same_is_never_trusted(name):
    template = dictating.TEMPLATES.load(name)
    prompt = PlacingPrompt(template)
    for choice in prompt.choices:
        backend = ScriptedBackend(lambda text, choices, c=choice: (c, 50.0))
        assert try_out(prompt, backend, lambda: None).least is None


def test_only_a_trusted_margin_moves():
    chosen = Chosen("findings.bones", 3.0)
    assert moves(chosen, Trust(3.0, 9, 10), "findings.additional")
    assert not moves(chosen, Trust(3.1, 9, 10), "findings.additional")
    assert not moves(chosen, Trust(None, 0, 10), "findings.additional")
    assert not moves(Chosen("findings.additional", 9.0), Trust(0.0, 9, 10), "findings.additional")


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        ("Quondle xanthosis.", True),
        ("The calvarium is intact.", False),
        ("The images are degraded by motion.", False),
    ],
)
def test_the_router_s_reasons_say_what_is_left(sentence, left):
    template = dictating.TEMPLATES.load("ct_head")
    words = DictatedSentence(sentence, 0, len(sentence.split()))
    (placement,), _ = Router(template).place(1, [words], RouterContext())
    assert is_left(placement, template) is left


@pytest.mark.parametrize("left", list(Left))
def test_a_reason_is_read_with_the_table_that_wrote_it(left):
    said = left.said("calculus")
    assert left_by(said) is left
    assert left_by(f"{said} (from Lungs of CT chest)") is None
    assert left_by(f"placed by the model (margin 1.20); {said}") is None


@pytest.mark.parametrize(
    "reason", ["", '"liver" belongs to Liver', "goes with the sentence before"]
)
def test_what_a_rule_placed_is_not_left(reason):
    assert left_by(reason) is None


def test_a_word_found_in_many_places_is_left():
    template = dictating.TEMPLATES.load("ct_abdomen_pelvis")
    words = DictatedSentence("Punctate calculi bilaterally.", 0, 3)
    (placement,), _ = Router(template).place(1, [words], RouterContext())
    assert placement.statement.reason.endswith("is found in many places")
    assert is_left(placement, template)


def test_the_probes_are_asked_in_the_form_of_sentences():
    template = dictating.TEMPLATES.load("cxr")
    prompt = PlacingPrompt(template)
    backend = ScriptedBackend(right_on_probes(template, lambda t, c: (c[0], 0.0)))
    assert try_out(prompt, backend, lambda: None) == Trust(
        5.0, len(prompt.probes), len(prompt.probes)
    )
    assert all(text.startswith("<dictation>") for text in backend.asked)
