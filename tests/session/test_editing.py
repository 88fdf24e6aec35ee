"""Words put into and taken out of sentences: spaces, case, and nothing lost around them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medvoice.report.document import Origin, Report, Source, Statement
from medvoice.session.draft import Point
from medvoice.session.editing import find, find_range, splice, text_at

SOURCE = (Source(2, 0, 1),)


def report(*texts: str, origin: Origin = Origin.DICTATED) -> Report:
    statements = tuple(Statement(f"u1.{n}", text, origin, ()) for n, text in enumerate(texts))
    return Report("cxr", (("findings.lungs", statements),))


def spliced(text: str, words: str, new: str, *, side: str = "") -> str:
    made = report(text)
    (point,) = find(made, words)
    if side:
        at = point.start if side == "before" else point.end
        point = Point(point.field, point.statement, at, at)
    return splice(made, point, new, SOURCE).text


@pytest.mark.parametrize(
    ("text", "words", "new", "side", "expected"),
    [
        ("No effusion.", "effusion", "pneumothorax", "", "No pneumothorax."),
        ("No effusion.", "effusion", "pneumothorax.", "", "No pneumothorax."),
        ("No effusion.", "no", "small", "", "Small effusion."),
        ("The lungs are clear.", "the lungs", "", "", "Are clear."),
        ("The lungs are clear.", "clear", "", "", "The lungs are."),
        ("The lungs are clear.", "lungs are", "", "", "The clear."),
        ("The lungs are clear.", "the", "both", "before", "Both the lungs are clear."),
        ("CT is limited.", "CT", "The", "before", "The CT is limited."),
        ("Lungs are clear.", "clear", "today", "after", "Lungs are clear today."),
        ("Lungs are clear.", "lungs", ", both sides,", "after", "Lungs, both sides are clear."),
        ("Nodule (6 mm).", "6 mm", "8 mm", "", "Nodule (8 mm)."),
        ("1. Mass.", "mass", "small mass.", "", "1. Small mass."),
        ("A 6 mm nodule", "nodule", "nodule. No effusion.", "", "A 6 mm nodule. No effusion."),
    ],
)
def test_splice(text, words, new, side, expected):
    assert spliced(text, words, new, side=side) == expected


def test_find_wants_whole_words_and_forgives_commas_and_case():
    made = report("No effusion, pneumothorax or effusions.", "CT of 16 mm.")
    assert [text_at(made, p) for p in find(made, "EFFUSION")] == ["effusion"]
    assert [text_at(made, p) for p in find(made, "effusion pneumothorax")] == [
        "effusion, pneumothorax"
    ]
    assert not find(made, "6 mm")
    assert not find(made, " . ")
    assert [text_at(made, p) for p in find_range(made, "no", "or")] == [
        "No effusion, pneumothorax or"
    ]
    assert not find_range(made, "or", "no")


def test_normal_text_that_was_changed_says_so():
    made = report("No effusion or mass.", origin=Origin.NORMAL)
    (point,) = find(made, "or mass")
    (taken,) = splice(made, point, "", ()).contents["findings.lungs"]
    assert (taken.origin, taken.reason) == (Origin.NORMAL, "normal text, changed by voice")
    (put,) = splice(made, point, "or nodule", SOURCE).contents["findings.lungs"]
    assert (put.origin, put.sources) == (Origin.DICTATED, SOURCE)


def test_a_sentence_without_words_goes():
    made = report("Mass.", "No effusion.")
    (point,) = find(made, "mass")
    done = splice(made, point, "", ())
    assert [s.text for s in done.contents["findings.lungs"]] == ["No effusion."]
    assert done.end is None


WORDS = st.lists(
    st.sampled_from("no 6 mm CT (left) lung, T2 the nodule. is-clear 3.5".split()),
    min_size=1,
    max_size=8,
)


def tokens(text: str) -> list[str]:
    return re.findall(r"\d+(?:\.\d+)?|[a-z]+\d*", text.lower())


@given(WORDS, WORDS, st.data())
def test_every_word_and_digit_around_and_inside_stays(before, new, data):
    text = " ".join(before)
    cuts = [0, *(m.end() for m in re.finditer(r"\S+", text))]
    first, last = sorted((data.draw(st.sampled_from(cuts)), data.draw(st.sampled_from(cuts))))
    first += len(text[first:last]) - len(text[first:last].lstrip())
    made = report(text)
    point = Point("findings.lungs", "u1.0", first, last)
    done = splice(made, point, " ".join(new), SOURCE)
    assert tokens(done.text) == [
        *tokens(text[:first]),
        *tokens(" ".join(new)),
        *tokens(text[last:]),
    ]
    assert "  " not in done.text
    assert done.end is not None
    assert 0 < done.end.start <= len(done.text)
