"""The training grammar expands fully and never draws a sentence of the sample dictations."""

from __future__ import annotations

import random
import re
from pathlib import Path

from training.text.grammar import Grammar, spoken_form

REPOSITORY = Path(__file__).resolve().parents[2]
MARKS = {
    "{period}", "{comma}", "{colon}", "{new paragraph}", "{new line}", "{question mark}",
    "{hyphen}", "{semicolon}", "{slash}", "{open paren}", "{close paren}",
}  # fmt: skip


def drawn(count: int = 4000) -> set[str]:
    grammar, rng = Grammar(), random.Random(5)
    return {grammar.sentence(rng).target for _ in range(count)}


def test_only_lower_case_words_and_known_marks_remain() -> None:
    for sentence in drawn():
        assert set(re.findall(r"\{[^}]*\}", sentence)) <= MARKS
        words = re.sub(r"\{[^}]*\}", " ", sentence)
        assert re.fullmatch(r"[a-z' ]*", words), sentence


def test_marks_and_abbreviations_are_spoken_as_people_say_them() -> None:
    assert spoken_form("mri of the colon {period}") == "M R I of the colon period"


def test_no_long_sample_sentence_is_drawn() -> None:
    samples = "\n".join(path.read_text() for path in (REPOSITORY / "samples").glob("*.txt"))
    lines = {line.strip().lower() for line in samples.splitlines() if len(line.split()) > 5}
    assert not lines & drawn()
