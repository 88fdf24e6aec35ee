"""The dictated lines can all be read, and say what the models may learn."""

from __future__ import annotations

import random
import re

from training import vocabulary
from training.corpus.test_texts import TestTexts
from training.interpolate import dictated
from training.text.dictated import Dictated, with_marks

MARKS = {f"{{{name}}}" for name in vocabulary.MARKS} - {"{exclamation mark}"}


def test_marks_are_written_as_in_print():
    assert with_marks("Findings: the (right|left) lung, clear. new?") == (
        "findings {colon} the (right|left) lung {comma} clear {period} new {question mark}"
    )
    assert with_marks("the <th:3-6> rib") == "the <th:3-6> rib"


def test_every_line_is_read_and_gives_plain_words():
    text = Dictated.of_project()
    assert len(text.lines) > 100_000
    rng = random.Random(3)
    for sentence in text.variants(1, rng):
        assert set(re.findall(r"\{[^}]*\}", sentence)) <= MARKS, sentence
        words = re.sub(r"\{[^}]*\}", "", sentence)
        assert re.fullmatch(r"[a-z' ]*", words), sentence


def test_choices_and_numbers_are_filled():
    text, rng = Dictated.of_project(), random.Random(5)
    drawn = [text.sentence(rng) for _ in range(3000)]
    assert not any("(" in s.target or "<" in s.target or "|" in s.target for s in drawn)
    assert any(" left " in s.target for s in drawn)
    assert not any("{" in s.spoken for s in drawn)


def test_choices_nest_and_articles_follow_numbers(tmp_path):
    (tmp_path / "a.txt").write_text("((mild|severe) edema|an <8-9> millimeter node).\n")
    text = Dictated.of_project(tmp_path)
    drawn = {text.sentence(random.Random(seed)).target for seed in range(60)}
    assert drawn == {
        "mild edema {period}",
        "severe edema {period}",
        "an eight millimeter node {period}",
        "a nine millimeter node {period}",
    }


def test_no_test_sentence_is_learnt():
    tests, learnt = TestTexts.of_repository(), dictated()
    assert len(learnt) > 5000
    assert not [text for text in learnt if tests.has(text)]
