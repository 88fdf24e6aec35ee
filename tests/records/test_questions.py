"""Which questions are taken, by the benchmark's own truth and by tables; and which never are."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from records.making import TODAY, condition, lab, order, record, resource

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.record_questions import PUBLISHED, SHARED, problems
from benchmarks.records.questions import REFUSED, cases
from benchmarks.records.synthetic_record import TODAY as SYNTHETIC_TODAY
from benchmarks.records.synthetic_record import made, written
from medvoice.records.question_dates import days_in
from medvoice.records.question_reading import read_question
from medvoice.records.question_topics import TOPICS, Topic
from medvoice.records.question_words import WORDS
from medvoice.records.reading import read_record
from medvoice.records.record_facts import FACTS, RecordFacts
from medvoice.records.vocabulary import Vocabulary

SEEDS = (1, 2)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_question_of_the_benchmark_on_other_records(tmp_path, seed):
    bundle, truth = made(seed, 1_900)
    path = tmp_path / "record.json"
    path.write_text(written(bundle), encoding="utf-8")
    facts = RecordFacts(read_record([path]))
    wrong = {
        wording: found
        for case in cases(truth)
        for wording in case.wordings
        if (found := problems(facts, case, wording, truth.void))
    }
    assert not wrong
    assert [one for one in REFUSED if facts.answer(one, SYNTHETIC_TODAY)] == []


@pytest.mark.parametrize("who", sorted(PUBLISHED))
def test_the_published_examples(who):
    facts = RecordFacts(read_record([SHARED], who))
    for case in PUBLISHED[who]:
        for wording in case.wordings:
            assert problems(facts, case, wording, set()) == []


RECORD = record(
    lab("o", "1", "2024-01-01", text="Zorblax level"),
    condition("c", "Chronic sinusitis (disorder)"),
    condition("d", "What is the"),
    order("m", "Lisnopril Forte 10 MG"),
    resource("Procedure", "p", status="completed", code={"text": "Ear tube placement"}),
    resource(
        "ImagingStudy", "i", status="available", description="Defecography", started="2023-01-01"
    ),
)
FACTS_OF_RECORD = RecordFacts(RECORD)


@pytest.mark.parametrize(
    ("question", "ref"),
    [
        ("last zorblax level", "Observation/o"),
        ("does she have a history of chronic sinusitis", "Condition/c"),
        ("is she on lisnopril forte", "MedicationRequest/m"),
        ("when was the ear tube placement", "Procedure/p"),
        ("when was the last defecography", "ImagingStudy/i"),
    ],
)
def test_names_of_the_record_are_known(question, ref):
    answer = FACTS_OF_RECORD.answer(question, TODAY)
    assert answer is not None
    assert [one.source for one in answer.cites] == [ref]


@pytest.mark.parametrize(
    "question",
    [
        "is there chronic sinusitis",
        "what is the zorblax level doing to her",
        "is she on lisnopril strong",
        "",
        "?",
        "what is the",
        "the",
        "creatinine " * 41,
        "creatinine on 3/4/2021",
        "creatinine since 2020 before 2022",
        "is she not diabetic",
        "is she allergic to nothing but penicillin",
    ],
)
def test_what_is_left_alone(question):
    assert FACTS_OF_RECORD.answer(question, TODAY) is None


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("since March 2021", date(2021, 3, 1), None),
        ("after 2020", date(2021, 1, 1), None),
        ("before 2020", None, date(2019, 12, 31)),
        ("until May 4th, 2023", None, date(2023, 5, 4)),
        ("between January 2020 and March 2021", date(2020, 1, 1), date(2021, 3, 31)),
        ("from 2020-02-01 to 2020-02-29", date(2020, 2, 1), date(2020, 2, 29)),
        ("in 2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("on the fourth of May 2023", date(2023, 5, 4), date(2023, 5, 4)),
        ("on may twenty-first 2023", date(2023, 5, 21), date(2023, 5, 21)),
        ("in the last six months", date(2023, 12, 30), TODAY),
        ("over the past 2 years", date(2022, 6, 30), TODAY),
        ("in the last 10 days", date(2024, 6, 20), TODAY),
        ("last year", date(2023, 1, 1), date(2023, 12, 31)),
        ("this year", date(2024, 1, 1), TODAY),
    ],
)
def test_spans_of_days(words, first, last):
    found = days_in(f"creatinine {words}", TODAY)
    assert found is not None
    assert found[1] is not None
    assert (found[1].first, found[1].last) == (first, last)


def test_dates_that_are_none():
    assert days_in("creatinine on february 30 2021", TODAY) is None
    assert days_in("creatinine between 2021 and 2020", TODAY) is None


def test_every_topic_has_patterns_and_answers():
    assert set(TOPICS) == set(Topic) == set(FACTS)


PHRASES = sorted({part.strip() for text in WORDS.values() for part in text.split(",")})
SOME = [
    "creatinine",
    "warfarin",
    "cancer",
    "diabetes",
    "ct",
    "chest",
    "not",
    "safe",
    "lisnopril forte",
    "and",
    "2021",
]
QUESTIONS = st.lists(st.sampled_from(PHRASES + SOME), min_size=1, max_size=8).map(" ".join)
VOCABULARY = Vocabulary(RECORD)


@given(QUESTIONS | st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_any_words_are_answered_or_left_alone_without_a_fault(question):
    asked = read_question(question, VOCABULARY, TODAY)
    answer = FACTS_OF_RECORD.answer(question, TODAY)
    assert (asked is None) == (answer is None)
    if answer is not None:
        assert answer.text.strip()
        assert all(one.source.split("/")[0] and one.text for one in answer.cites)


@given(QUESTIONS)
@settings(max_examples=200, deadline=None)
def test_a_word_that_nobody_knows_makes_a_question_none(question):
    assert FACTS_OF_RECORD.answer(f"{question} quuxify", TODAY) is None
