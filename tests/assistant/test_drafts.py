from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from medvoice.assistant.drafts import Drafts

TOKENS = st.lists(st.integers(0, 5), max_size=30)


def after(copies, prompt, *written, most=4):
    drafts = Drafts(copies, prompt)
    drafts.extend(written)
    return drafts.propose(most)


def test_goes_on_where_the_same_words_stood_in_the_source():
    assert after([[1, 2, 3, 4, 5, 6]], [9, 9], 2, 3) == [4, 5, 6]
    assert after([[1, 2, 3, 4, 5, 6]], [9, 9], 2, 3, most=2) == [4, 5]


def test_one_token_is_enough_in_a_source_of_copies_and_not_elsewhere():
    assert after([[7, 1, 2]], [3], 7) == [1, 2]
    assert after([], [7, 1, 2, 3], 7) == []
    assert after([], [8, 7, 1, 2, 3], 8, 7) == [1, 2, 3]


def test_more_of_the_same_words_decide_before_fewer():
    assert after([[1, 2, 3, 8], [9, 2, 3, 7]], [0], 9, 2, 3) == [7]


def test_what_is_copied_goes_forward_through_the_source():
    """'No effusion. No pneumothorax.': behind the first 'No' the second one comes next."""
    drafts = Drafts([[1, 2, 3, 1, 4, 3]], [0])
    drafts.extend([1])
    assert drafts.propose(2) == [2, 3]
    drafts.extend([2, 3, 5, 1])
    assert drafts.propose(2) == [4, 3]


def test_no_draft_runs_from_one_source_into_the_next():
    assert after([[1, 2], [3, 4]], [0], 1) == [2]
    assert after([[1, 2], [3, 4]], [0], 1, 2) == []


def test_what_was_written_is_a_source_too():
    assert after([], [0], 4, 5, 6, 4, 5, most=2) == [6, 4]


@given(st.lists(TOKENS, max_size=3), TOKENS, TOKENS, st.integers(1, 8))
def test_a_draft_stands_somewhere_in_one_source_behind_the_last_token(copies, prompt, out, most):
    drafts = Drafts(copies, prompt)
    drafts.extend(out)
    draft = drafts.propose(most)
    assert len(draft) <= most
    if draft:
        sources = [*copies, [*prompt], [*out]]
        last = [*prompt, *out][-1]
        run = [last, *draft]
        # prompt and output are not one behind the other where copies stand between them
        assert any(
            run == source[at : at + len(run)]
            for source in sources
            for at in range(len(source) - len(run) + 1)
        )
