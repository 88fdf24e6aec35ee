"""Phrases that were nearly heard as a command, and words that another reading turns round."""

from __future__ import annotations

import math

import pytest

from medvoice.language.commands.grammar import load_grammar
from medvoice.language.commands.matcher import AWAKE, Matcher, Situation
from medvoice.language.commands.nearly_said import Nearness, nearly_said
from medvoice.language.commands.readings import alternatives
from medvoice.language.commands.slots import Names
from medvoice.language.flips import flips
from medvoice.language.instead import Instead
from medvoice.language.reader import typed

MATCHER = Matcher(load_grammar())
SITUATION = Situation(
    AWAKE | {"confirming", "final"},
    Names.of({"place": {"liver": "liver", "spleen": "spleen", "plan": "plan"}}),
)


def share(nats: float) -> float:
    return 1 / (1 + math.exp(nats))


def instead(first: int, last: int, text: str, nats: float) -> Instead:
    return Instead(first, last, tuple(text.split()), share(nats))


def taken(heard: str, *readings: Instead, nearness: Nearness | None = None):
    def decide(words):
        return MATCHER.decide(words, SITUATION)

    words = typed(heard)
    assert decide(words).command is None, "as it was heard it is no command"
    return nearly_said(words, readings, decide, nearness)


@pytest.mark.parametrize("nats", [0.0, 0.1, 2.5, 9.0])
def test_the_distance_is_that_of_the_share(nats):
    assert instead(0, 1, "go", nats).distance == pytest.approx(nats, abs=1e-6)


def test_a_rival_that_was_once_ahead_is_no_better_than_as_near():
    assert Instead(0, 1, ("go",), 0.8).distance == 0.0


def test_alternatives_differ_at_one_place_or_two_and_the_nearest_comes_first():
    words = typed("got the liver now")
    found = alternatives(
        words,
        [instead(0, 1, "go", 1.0), instead(1, 2, "to", 0.5), instead(3, 4, "", 2.0)],
        most=2.5,
    )
    assert [(one.text, round(one.distance, 3)) for one in found] == [
        ("got to liver now", 0.5),
        ("go the liver now", 1.0),
        ("go to liver now", 1.5),
        ("got the liver", 2.0),
        ("got to liver", 2.5),
    ]
    both = found[2]
    assert both.kept == (None, None, 2, 3)
    assert [word.text for word in both.lost] == ["got", "the"]
    assert (both.as_heard(2, 4), both.as_heard(1, 4), both.span(0, 2)) == (True, False, (0, 2))


def test_places_that_overlap_are_not_read_together():
    words = typed("got to liver")
    found = alternatives(words, [instead(0, 1, "go", 0.1), instead(0, 2, "gut", 0.1)], most=5)
    assert {one.text for one in found} == {"go to liver", "gut liver"}


def test_readings_of_other_phrases_and_of_no_words_give_nothing():
    outside = [instead(-2, -1, "go", 0.1), instead(-1, 1, "go", 0.1), instead(2, 4, "liver", 0.1)]
    assert alternatives(typed("got to liver"), outside, most=5) == ()
    assert alternatives((), [instead(0, 0, "undo", 0.1)], most=5) == ()


@pytest.mark.parametrize(
    ("heard", "readings", "name", "slots"),
    [
        ("got to liver", [(0, 1, "go", 0.8)], "go to", {"place": "liver"}),
        ("next field plays", [(2, 3, "please", 2.9)], "next field", {}),
        ("insert normal spain", [(2, 3, "spleen", 1.1)], "insert normal", {"place": "spleen"}),
        ("show choice", [(1, 1, "the", 1.0), (1, 2, "choices", 1.5)], "show choices", {}),
        ("finalize that report", [(1, 2, "this", 0.5)], "finalize", {}),
        ("finalize at report", [(1, 2, "the", 0.5)], "finalize", {}),
    ],
)
def test_a_whole_command_near_by_is_taken(heard, readings, name, slots):
    found = taken(heard, *(instead(*one) for one in readings))
    assert found is not None
    assert found.decision.name == name
    assert {slot.name: slot.value for slot in found.decision.slots} == slots
    assert found.shown == f"heard: {heard} / taken as: {found.taken}"
    assert heard in found.decision.reason


def test_slots_count_in_the_words_that_were_heard():
    found = taken("he deleted it as insert before lobe", instead(0, 4, "", 0.1))
    assert found is None, "words are not dropped"
    found = taken("sat of liver", instead(0, 2, "select", 0.4))
    assert found is not None
    (slot,) = found.decision.slots
    assert (slot.text, slot.first, slot.last) == ("liver", 2, 3)


@pytest.mark.parametrize(
    ("heard", "readings"),
    [
        # Too far: closed commands, those that take something away, those of any words.
        ("next field plays", [(2, 3, "please", 3.1)]),
        ("scratch hat", [(1, 2, "that", 2.1)]),
        ("sat liver", [(0, 1, "select", 2.1)]),
        ("insert normal spain", [(2, 3, "spleen", 2.1)]),
        # Two places that are near, and far together.
        ("got two liver", [(0, 1, "go", 2.0), (1, 2, "to", 2.0)]),
        # What would be lost says something.
        ("no field", [(0, 1, "next", 0.1)]),
        ("left field", [(0, 1, "next", 0.1)]),
        ("effusion that", [(0, 1, "scratch", 0.1)]),
        ("stop cancer", [(1, 2, "playing", 0.1)]),
        ("enlarged line", [(0, 1, "next", 0.1)]),
        ("two paragraph", [(0, 1, "new", 0.1)]),
        ("possible line", [(0, 1, "next", 0.1)]),
        ("stable field", [(0, 1, "next", 0.1)]),
        ("unchanged that", [(0, 1, "scratch", 0.1)]),
        ("next field {period} plays", [(2, 4, "", 0.1)]),
        # A word is left out.
        ("insert normal para", [(2, 3, "", 0.1)]),
        # What the command works on is not what was heard.
        ("sat lever", [(0, 1, "select", 0.1), (0, 2, "select liver", 0.1)]),
        # A name that does not look like what was heard.
        ("insert normal pi", [(2, 3, "plan", 0.1)]),
        ("insert normal me", [(2, 3, "liver", 0.1)]),
        ("inserted normal pi", [(0, 1, "insert", 0.1), (2, 3, "plan", 0.1)]),
        ("insert norman pi", [(1, 2, "normal", 0.1), (2, 3, "plan", 0.1)]),
        ("insert norman pi", [(1, 3, "normal plan", 0.1)]),
        # An answer is never guessed.
        ("yet", [(0, 1, "yes", 0.1)]),
        ("now", [(0, 1, "no", 0.1)]),
        ("a dent", [(0, 2, "addendum", 0.1)]),
        ("attached the study without order", [(0, 1, "attach", 0.1)]),
        # What is said next would replace words, or be a question.
        ("sat that", [(0, 1, "select", 2.1)]),
        ("has a question", [(0, 1, "ask", 2.1)]),
        # Nor a question.
        ("questions is there a nodule", [(0, 1, "question", 0.1)]),
    ],
)
def test_dictation_stays_dictation(heard, readings):
    assert taken(heard, *(instead(*one) for one in readings)) is None


def test_two_commands_that_are_equally_near_are_neither():
    near = [instead(0, 1, "next", 0.5), instead(0, 1, "previous", 0.8)]
    assert taken("press field", *near) is None
    found = taken("press field", near[0], instead(0, 1, "previous", 1.1))
    assert found is not None
    assert found.decision.name == "next field"
    # Two ways of saying the same are no doubt.
    same = taken("undo vas", instead(1, 2, "that", 0.8), instead(1, 2, "this", 1.1))
    assert same is not None
    assert same.decision.name == "undo"


@pytest.mark.parametrize(
    ("words", "other", "marked"),
    [
        ("no effusion", (0, 1, "the"), {0}),
        ("the effusion", (0, 1, "no"), {0}),
        ("effusion", (0, 0, "no"), {0}),
        ("free gas", (2, 2, "not"), {1}),
        ("none on the", (0, 1, "no"), {0}),
        ("left lung", (0, 2, "right lung"), {0}),
        ("No effusion", (0, 1, "no"), set()),
        ("no effusion", (1, 2, "infusion"), set()),
        ("no left effusion", (0, 2, "left no"), set()),
        ("no effusion", (0, 5, "the"), set()),
        ("", (0, 0, "no"), set()),
    ],
)
def test_words_that_another_reading_turns_round(words, other, marked):
    first, last, text = other
    assert flips(words.split(), [instead(first, last, text, 1.0)]) == marked


def test_a_reading_that_was_hardly_held_turns_nothing_round():
    assert flips(["no", "mass"], [Instead(0, 1, ("the",), 0.019)]) == set()
    assert flips(["no", "mass"], [Instead(0, 1, ("the",), 0.021)]) == {0}


def test_a_long_phrase_is_dictation_and_costs_nothing():
    """400 words with 90 other readings took 0.4 s, on the way of a final."""
    asked = []

    def decide(words):
        asked.append(words)
        return MATCHER.decide(words, SITUATION)

    words = typed("the liver is normal " * 100)
    readings = [instead(at, at + 1, "lever", 0.5) for at in range(1, 400, 4)]
    assert nearly_said(words, readings, decide) is None
    assert asked == []
