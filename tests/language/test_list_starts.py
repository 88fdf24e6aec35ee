"""Points of a list spoken without marks: "number one … number two …"."""

from __future__ import annotations

import dictating
import pytest

from medvoice.language.reader import Dialect, ReaderSettings, read, typed
from medvoice.language.utterance import Carried, Heading

DIALECTS = pytest.mark.parametrize("dialect", list(Dialect))


def items(said: str, dialect: Dialect, before: Carried | None = None) -> list[str]:
    found = read(typed(said), ReaderSettings(dialect), before).items
    assert [item.span.first for item in found][:1] == [0][: len(found)]
    assert all(a.span.last == b.span.first for a, b in zip(found, found[1:], strict=False))
    return [f"{item.text}:" if isinstance(item, Heading) else item.text for item in found]


@DIALECTS
@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("number one acute PE number two effusion", ["1. Acute PE", "2. Effusion"]),
        (
            "impression number one acute PE number two small effusion",
            ["Impression:", "1. Acute PE", "2. Small effusion"],
        ),
        ("number three no change number four cyst", ["3. No change", "4. Cyst"]),
        ("impression number one", ["Impression:", "1."]),
        # a number that tells which one
        ("fracture of rib number one and number two", ["Fracture of rib number 1 and number 2"]),
        (
            "number one fracture of rib number two number two effusion",
            ["1. Fracture of rib number 2", "2. Effusion"],
        ),
        ("image number one shows a lesion", ["Image number 1 shows a lesion"]),
        ("the number one concern is PE", ["The number 1 concern is PE"]),
        ("number one cyst number three nodule", ["1. Cyst number 3 nodule"]),
        ("number two", ["Number 2"]),
        ("number of nodules", ["Number of nodules"]),
    ],
)
def test_points_without_marks(dialect, said, expected):
    assert items(said, dialect) == expected


def test_a_mark_behind_the_number_belongs_to_it():
    said = "number one comma acute PE number two colon effusion period"
    assert items(said, Dialect.WORDS) == ["1. Acute PE", "2. Effusion."]


def test_a_turn_goes_on_with_the_noun_that_the_one_before_ended_with():
    assert items("number two is broken", Dialect.WORDS, Carried("Rib", 0)) == [
        "Number 2 is broken"
    ]  # fmt: skip


def test_the_impression_is_a_list_in_one_turn_or_turn_by_turn():
    points = ["Acute pulmonary embolism.", "Small right effusion.", "Follow-up CT in 3 months."]
    whole = (
        "impression number one acute pulmonary embolism number two small right effusion",
        "number three follow-up CT in three months",
    )
    apart = (
        "impression", "number one", "acute pulmonary embolism", "number two",
        "small right effusion", "number three", "follow-up CT in three months",
    )  # fmt: skip
    for turns in (whole, (" ".join(whole),), apart):
        text = dictating.dictate(list(turns), "ct_chest", Dialect.WORDS).text
        listed = text.split("IMPRESSION:\n")[1].splitlines()
        assert listed == [f"{n}. {point}" for n, point in enumerate(points, 1)]
