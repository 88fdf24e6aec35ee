from __future__ import annotations

import pytest
import torch
from assistant import plain
from hypothesis import given, settings
from hypothesis import strategies as st

from medvoice.assistant.causal_model import CausalModel
from medvoice.assistant.prefix_cache import fork
from medvoice.assistant.scoring import ChoiceTree, scores

ORDINARY = st.integers(12, 500)
END = 6


def test_what_choices_share_is_read_once():
    tree = ChoiceTree.of([[1, 2, END], [1, 3, END], [1, END], [4, 5, 9, END]])
    assert tree.nodes == (1, 2, 3, 4, 5, 9)
    assert tree.parents == (-1, 0, 0, -1, 3, 4)
    assert tree.steps[2] == ((-1, 1), (0, END))
    assert tree.steps[3] == ((-1, 4), (3, 5), (4, 9), (5, END))


@settings(max_examples=25, deadline=None)
@given(
    st.lists(ORDINARY, min_size=1, max_size=80),
    st.lists(ORDINARY, min_size=1, max_size=45),
    st.lists(st.lists(st.integers(12, 16), min_size=1, max_size=40), min_size=1, max_size=6),
)
def test_the_tree_scores_as_a_cold_run_of_each_choice_does(tiny_text, prompt, turn, choices):
    """Within 1e-4 in float32; the prefix, the turn and a choice may each be longer than the
    window of 32."""
    causal = CausalModel(tiny_text)
    cache = causal.new_cache()
    causal.feed([2, *prompt], cache)
    ended = [[*choice, END] for choice in choices]
    found = scores(causal, fork(cache), turn, ChoiceTree.of(ended))
    truth = [plain.cold_score(tiny_text, [2, *prompt, *turn], choice) for choice in ended]
    assert found == pytest.approx(truth, abs=1e-4, rel=1e-5)


def test_one_call_whatever_the_number_of_choices(tiny_text):
    causal = CausalModel(tiny_text)
    tree = ChoiceTree.of([[a, b, END] for a in range(20, 30) for b in range(30, 34)])
    scores(causal, causal.new_cache(), [2, 40], tree)
    assert causal.calls == 1


def test_all_answers_together_are_certain(tiny_text, tiny_tokenizer):
    """Every first token as a choice of its own: their probabilities sum to one, as no score of
    part of the vocabulary would."""
    causal = CausalModel(tiny_text)
    tree = ChoiceTree.of([[token] for token in range(len(tiny_tokenizer))])
    found = scores(causal, causal.new_cache(), [2, 40, 41], tree)
    assert float(torch.tensor(found).exp().sum()) == pytest.approx(1.0, abs=1e-4)
