"""Which slice of a prior lies where a slice of the present study lies."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from study_files import CORONAL

from medvoice.study.side_by_side import side_by_side
from medvoice.study.study import Kind, Plane, Series, Slice

AXIAL = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))


def series(places, row=AXIAL[0], column=AXIAL[1], kind=Kind.VOLUME, along=(0.0, 0.0, 1.0)):
    """Slices of 100 x 100 mm at these places along a direction."""
    slices = tuple(
        Slice(Path("x"), 0, at, 100, 100, Plane(tuple(place * part for part in along), row, column, (1.0, 1.0)))
        for at, place in enumerate(places)
    )  # fmt: skip
    return Series("1", kind, "CT", "", 1, slices, {})


def test_the_nearest_slice():
    found = side_by_side(series(range(0, 60, 5)), series([0, 7.5, 15, 22.5, 30, 37.5, 45, 52.5]))
    assert found.slices[:5] == (0, 1, 1, 2, 3)
    assert found.why == ""


def test_what_the_other_does_not_cover_has_none():
    found = side_by_side(series(range(0, 100, 10)), series(range(40, 100, 10)))
    assert found.slices == (None, None, None, 0, 0, 1, 2, 3, 4, 5)


def test_either_direction_of_the_stack():
    up, down = series(range(0, 50, 10)), series(range(40, -10, -10))
    assert side_by_side(up, down).slices == (4, 3, 2, 1, 0)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (series(range(200, 260, 5)), "range"),
        (series(range(50, 110, 5)), "range"),
        (series(range(0, 60, 5), CORONAL[:3], CORONAL[3:], along=(0.0, 1.0, 0.0)), "planes"),
        (series(range(0, 60, 5), kind=Kind.IMAGES), "stack"),
        (series([0]), "stack"),
    ],
)
def test_what_does_not_fit_is_said(other, why):
    found = side_by_side(series(range(0, 60, 5)), other)
    assert found.slices == ()
    assert why in found.why


def test_a_tilt_turns_about_the_middle_of_the_image():
    """20 degrees: the corner of a slice lies elsewhere, its middle does not."""
    straight = series(range(0, 100, 10))
    cosine, sine = 0.9396926, 0.3420201
    tilted = Series(
        "2", Kind.VOLUME, "CT", "", 1,
        tuple(
            Slice(Path("x"), 0, at, 100, 100,
                  Plane((0.0, 49.5 * (1 - cosine), place - 49.5 * sine), (1.0, 0.0, 0.0), (0.0, cosine, sine), (1.0, 1.0)))
            for at, place in enumerate(range(0, 100, 10))
        ), {},
    )  # fmt: skip
    assert side_by_side(straight, tilted).slices == tuple(range(10))


@given(
    st.lists(st.integers(0, 200), min_size=2, max_size=30, unique=True),
    st.lists(st.integers(0, 200), min_size=2, max_size=30, unique=True),
)
def test_a_match_is_never_further_away_than_another_slice(one, other):
    one, other = sorted(one), sorted(other)
    found = side_by_side(series(one), series(other))
    for place, match in zip(one, found.slices, strict=False):
        if match is not None:
            assert abs(other[match] - place) == min(abs(one - place) for one in other)
