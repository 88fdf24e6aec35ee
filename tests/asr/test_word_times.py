"""Word times: order, length, and a word's times do not depend on words far away."""

from hypothesis import given
from hypothesis import strategies as st

from medvoice.asr.decoder import DecodedWord
from medvoice.asr.windows import CENTRE, FRAME
from medvoice.asr.word_times import REACH, placed

steps = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3)), min_size=1, max_size=20)


def words_of(steps):
    """(frames from the last word's last frame to the first one, frames that it lasts)."""
    words, at = [], 0
    for gap, length in steps:
        first = at + gap
        at = first + length
        words.append(DecodedWord("a", first, at, 0.5))
    return words


@given(steps=steps, start=st.integers(0, 50).map(lambda n: n * FRAME))
def test_times_are_in_order_and_hold_the_words_own_frames(steps, start) -> None:
    words = words_of(steps)
    found = placed(words, start)
    for word, times in zip(words, found, strict=True):
        assert start <= times.start < times.end
        assert times.start <= start + FRAME * word.first + CENTRE
        assert times.end >= start + FRAME * word.last + CENTRE
    for times, after in zip(found, found[1:], strict=False):
        assert times.start <= after.start
        assert times.end <= after.start + 1
        assert times.end <= after.end


@given(steps=steps, cut=st.integers(1, 20))
def test_all_but_the_last_word_are_known_before_the_next_ones(steps, cut) -> None:
    words = words_of(steps)
    assert placed(words[:cut], 0)[:-1] == placed(words, 0)[: len(words[:cut]) - 1]


def test_a_word_alone_reaches_out_to_both_sides_but_not_beyond_the_turn() -> None:
    (found,) = placed([DecodedWord("a", 20, 22, 0.5)], 640)
    assert (found.start, found.end) == (
        640 + 20 * FRAME + CENTRE - REACH,
        640 + 22 * FRAME + CENTRE + REACH,
    )
    (found,) = placed([DecodedWord("a", 0, 2, 0.5)], 640, 640 + 2 * FRAME + CENTRE + 100)
    assert (found.start, found.end) == (640, 640 + 2 * FRAME + CENTRE + 100)


def test_near_words_meet_half_way() -> None:
    one, two = placed([DecodedWord("a", 10, 10, 0.5), DecodedWord("b", 14, 14, 0.5)], 0)
    assert one.end == two.start == 12 * FRAME + CENTRE
