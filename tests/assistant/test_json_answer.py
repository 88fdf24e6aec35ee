from __future__ import annotations

import pytest

from medvoice.assistant.backend import Garbage
from medvoice.assistant.json_answer import chosen, valid

FIELDS = ("lungs", "heart", "Upper abdomen")
SCHEMA = {
    "type": "object",
    "properties": {"text": {"type": "string", "maxLength": 5}},
    "required": ["text"],
    "additionalProperties": False,
    "x-guidance": {"whitespace_flexible": False},
}


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ('{"field": "heart"}', 1),
        ('{\n  "field": "upper abdomen"\n}', 2),
        ('```json\n{"field": "lungs"}\n```', 0),
        ('"heart"', 1),
        ("heart", 1),
        (" **Heart**.\n", 1),
        ('{"field": "heart", "why": "it says so"}', 1),
    ],
)
def test_an_answer_names_a_choice(text, index):
    assert chosen(text, FIELDS, "field") == index


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        '{"field": 3}',
        '{"field": "spleen"}',
        '["heart"]',
        "It is the heart.",
        "[" * 100_000,
        '{"field": ["heart"]}',
        "null",
        "12",
    ],
)
def test_an_answer_that_names_none_is_garbage_and_is_not_repeated(text):
    with pytest.raises(Garbage) as fault:
        chosen(text, FIELDS, "field")
    assert not text or text not in str(fault.value)


def test_the_exact_choice_wins_over_one_that_only_looks_alike():
    assert chosen('{"field": "Heart"}', ("heart", "Heart"), "field") == 1


@pytest.mark.parametrize("text", ['{"text": "ok"}', '```\n{"text": "ok"}\n```', ' {"text":"ok"} '])
def test_valid_json_comes_back(text):
    assert valid(text, SCHEMA) == {"text": "ok"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ok",
        "{",
        '{"text": "too long"}',
        '{"text": 1}',
        '{"other": "ok"}',
        "[]",
        '{"text": "ok", "more": 1}',
        '{"text": "ok"} and so on',
    ],
)
def test_what_breaks_the_schema_is_garbage_and_is_not_repeated(text):
    with pytest.raises(Garbage) as fault:
        valid(text, SCHEMA)
    assert "too long" not in str(fault.value)
