"""Boxes: padding, mapping there and back on every aspect ratio, and reading a model's JSON."""

from __future__ import annotations

import json

import numpy as np
import pytest
from assistant import makers
from hypothesis import example, given
from hypothesis import strategies as st

from medvoice.assistant.answering import Box
from medvoice.assistant.boxes import MOST_BOXES, boxes_in
from medvoice.assistant.boxes_drawn import COLOURS, drawn
from medvoice.assistant.square import SCALE, Square

sizes = st.tuples(st.integers(1, 5000), st.integers(1, 5000))


@st.composite
def boxed(draw):
    rows, columns = draw(sizes)
    ys = sorted(draw(st.tuples(*[st.floats(0, rows)] * 2)))
    xs = sorted(draw(st.tuples(*[st.floats(0, columns)] * 2)))
    return rows, columns, (ys[0], xs[0], ys[1], xs[1])


@given(boxed())
@example((1, 5000, (0.0, 0.0, 1.0, 5000.0)))
@example((5000, 1, (0.0, 0.0, 5000.0, 1.0)))
@example((4999, 5000, (0.0, 0.0, 4999.0, 5000.0)))
def test_there_and_back_within_a_thousandth_of_the_longer_side(case):
    rows, columns, box = case
    square = Square(rows, columns)
    written = square.written(box)
    assert all(0 <= number <= SCALE for number in written)
    back = square.read(written)
    longer = max(rows, columns)
    if back is None:  # thinner than what three figures tell
        assert min(box[2] - box[0], box[3] - box[1]) <= longer / SCALE
        return
    assert max(abs(a - b) for a, b in zip(box, back, strict=True)) <= longer / SCALE


@given(sizes, st.tuples(*[st.integers(0, SCALE)] * 4))
def test_what_is_read_lies_inside_and_is_written_the_same(size, written):
    square = Square(*size)
    y0, x0, y1, x1 = written
    back = square.read((min(y0, y1), min(x0, x1), max(y0, y1), max(x0, x1)))
    if back is None:
        return
    top, left, bottom, right = back
    assert 0 <= top < bottom <= size[0]
    assert 0 <= left < right <= size[1]


@given(st.tuples(st.integers(1, 60), st.integers(1, 60)))
def test_padding_is_the_makers(size):
    numbers = np.random.default_rng(0)
    rgb = numbers.integers(1, 256, (*size, 3), dtype=np.uint8)
    square = Square(*size)
    np.testing.assert_array_equal(square.padded(rgb), makers.squared(rgb))


def test_the_same_place_in_the_padded_and_the_unpadded_picture():
    """A bright rectangle, found in the padded pixels by eye of numpy, comes back to its place."""
    for rows, columns in ((600, 900), (900, 600), (700, 700), (301, 2000)):
        rgb = np.zeros((rows, columns, 3), np.uint8)
        top, left, bottom, right = rows // 4, columns // 3, rows // 2, columns // 2
        rgb[top:bottom, left:right] = 255
        square = Square(rows, columns)
        padded = square.padded(rgb)
        ys, xs = np.nonzero(padded[..., 0])
        edge = padded.shape[0]
        said = [ys.min(), xs.min(), ys.max() + 1, xs.max() + 1]
        text = json.dumps([{"box_2d": [round(n / edge * 1000) for n in said], "label": "x"}])
        (box,) = boxes_in(text, square, 0).boxes
        truth = (top, left, bottom, right)
        found = (box.top, box.left, box.bottom, box.right)
        assert max(abs(a - b) for a, b in zip(truth, found, strict=True)) <= edge / 1000


WHOLE = Square(1000, 1000)
GOOD = '[{"box_2d": [100, 200, 300, 400], "label": "right clavicle"}]'


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        f"It is up there.\n\nFinal Answer: ```json{GOOD}```",
        f"```json\n{GOOD}\n```",
        f"Final Answer: {GOOD}. Done.",
        'Final Answer: {"box_2d": [100, 200, 300, 400], "label": "right clavicle"}',
        f"First {GOOD}, again {GOOD}",
        f"[brackets] and {{braces}} before {GOOD}",
        '[{"box_2d": [100.0, 200, 300, 400], "label": "right clavicle"}]',
    ],
)
def test_boxes_are_read_wherever_they_stand(text):
    found = boxes_in(text, WHOLE, 0)
    assert found.boxes == (Box(100, 200, 300, 400, "right clavicle", 0),)
    assert found.refused == 0


@pytest.mark.parametrize(
    "entry",
    [
        {"box_2d": [300, 200, 100, 400]},
        {"box_2d": [100, 400, 300, 200]},
        {"box_2d": [100, 200, 300, 1400]},
        {"box_2d": [-1, 200, 300, 400]},
        {"box_2d": [100, 200, 300]},
        {"box_2d": [100, 200, 300, "400"]},
        {"box_2d": [100, 200, True, 400]},
        {"box_2d": "100, 200, 300, 400"},
        {"box_2d": [100, 200, 100, 400]},
        {"box_2d": None},
    ],
)
def test_what_is_not_in_the_format_is_refused_and_counted(entry):
    entry["label"] = "x"
    found = boxes_in(json.dumps([entry]), WHOLE, 0)
    assert found.boxes == ()
    assert found.refused == 1


def test_nothing_to_read():
    for text in (
        "",
        "nowhere",
        "[",
        "[[[[",
        "{" * 3000,
        '{"label": "x"}',
        "[1, 2, 3, 4]",
        '[{"box_2d',
    ):
        assert boxes_in(text, WHOLE, 0) == boxes_in("", WHOLE, 0)


def test_a_box_in_the_padding_is_none():
    found = boxes_in('[{"box_2d": [0, 0, 100, 1000], "label": "x"}]', Square(500, 1000), 0)
    assert found.boxes == ()
    assert found.refused == 1


def test_bounded_and_clean():
    many = [{"box_2d": [0, n, 10, n + 1], "label": "a\x1b[31m" + "b" * 500} for n in range(200)]
    found = boxes_in(json.dumps(many), WHOLE, 0)
    assert len(found.boxes) == MOST_BOXES
    assert found.refused == 150
    assert "\x1b" not in found.boxes[0].label
    assert len(found.boxes[0].label) <= 80


@given(st.text(alphabet='[]{}":,box_2dlabel0123456789.-` \n', max_size=200))
def test_any_text_is_read_without_a_fault(text):
    boxes_in(text, WHOLE, 0)


def test_drawn_outside_the_box_and_nowhere_else():
    rgb = np.full((200, 300, 3), 90, np.uint8)
    one = Box(40, 50, 100, 150, "", 0)
    made = drawn(rgb, [one])
    assert (rgb == 90).all()
    np.testing.assert_array_equal(made[40:100, 50:150], rgb[40:100, 50:150])
    assert (made[39, 49:151] == COLOURS[0]).all()
    assert (made[100, 49:151] == COLOURS[0]).all()
    assert (made[39:101, 49] == COLOURS[0]).all()
    assert (made[39:101, 150] == COLOURS[0]).all()
    assert (made == rgb).all(axis=-1).sum() == 200 * 300 - (64 * 104 - 60 * 100)
