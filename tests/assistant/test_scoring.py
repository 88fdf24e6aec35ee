from __future__ import annotations

import math

import pytest
from assistant import plain, tiny_gemma
from hypothesis import given, settings
from hypothesis import strategies as st

from medvoice.assistant.causal_model import CausalModel
from medvoice.assistant.prefix_cache import fork
from medvoice.assistant.scoring import ROOT, ChoiceTree, scores

ORDINARY = st.integers(12, 500)
END = 6


def test_what_choices_share_is_read_once_and_what_is_certain_not_at_all():
    tree = ChoiceTree.of([[1, 2, END], [1, 3, 7, END], [1, END], [4, 5, 9, END], [1, 3, 8, END]])
    assert tree.nodes == (1, 3)
    assert tree.parents == (ROOT, 0)
    assert tree.partings == {ROOT: (1, 4), 0: (2, 3, END), 1: (7, 8)}
    assert tree.steps[2] == ((ROOT, 1), (0, END))
    assert tree.steps[3] == ((ROOT, 4),)
    assert tree.steps[4] == ((ROOT, 1), (0, 3), (1, 8))


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
    truth = [plain.cold_score(tiny_text, [2, *prompt, *turn], choice, ended) for choice in ended]
    assert found == pytest.approx(truth, abs=1e-4, rel=1e-5)


def test_one_call_whatever_the_number_of_choices(tiny_text):
    causal = CausalModel(tiny_text)
    tree = ChoiceTree.of([[a, b, END] for a in range(20, 30) for b in range(30, 34)])
    scores(causal, causal.new_cache(), [2, 40], tree)
    assert causal.calls == 1


@settings(max_examples=20, deadline=None)
@given(st.sets(st.lists(st.integers(12, 15), max_size=4).map(tuple), min_size=1, max_size=9))
def test_all_choices_together_are_certain(tiny_text, choices):
    causal = CausalModel(tiny_text)
    tree = ChoiceTree.of([[*choice, END] for choice in sorted(choices)])
    found = scores(causal, causal.new_cache(), [2, 40, 41], tree)
    assert sum(math.exp(score) for score in found) == pytest.approx(1.0, abs=1e-5)


def test_the_same_where_the_output_layer_is_not_plain(tiny_text):
    """A model that caps its logits is read through its own output layer."""
    causal, other = CausalModel(tiny_text), CausalModel(tiny_text)
    other._head_is_plain = False
    tree = ChoiceTree.of([[20, 30, END], [20, END], [21, 30, END]])
    found = scores(causal, causal.new_cache(), [2, 40, 41], tree)
    assert causal._head_is_plain
    assert found == pytest.approx(scores(other, other.new_cache(), [2, 40, 41], tree), abs=1e-5)


def test_a_capped_output_layer_is_found_out(tiny_tokenizer):
    model = tiny_gemma.text_model(tiny_tokenizer)
    model.config.final_logit_softcapping = 2.0
    causal = CausalModel(model)
    choices = [[20, END], [21, END], [22, END]]
    found = scores(causal, causal.new_cache(), [2, 40, 41], ChoiceTree.of(choices))
    assert causal._head_is_plain is False
    truth = [plain.cold_score(model, [2, 40, 41], choice, choices) for choice in choices]
    assert found == pytest.approx(truth, abs=1e-4)
