from __future__ import annotations

import pytest
import torch
from assistant import plain, tiny_gemma

from medvoice.assistant.causal_model import CausalModel
from medvoice.assistant.prefix_cache import (
    MOST_SCORES,
    Prefix,
    PrefixStore,
    compact,
    fork,
    longest_safe,
    rewind,
)

IDS = [2, *(20 + (7 * at) % 400 for at in range(120))]


@pytest.mark.parametrize("past", [0, 3, 30, 31, 32, 33, 70])
@pytest.mark.parametrize(("fed", "drop"), [(1, 0), (9, 1), (9, 8), (20, 13), (31, 30)])
def test_a_rewound_cache_is_as_if_the_dropped_had_never_been_read(tiny_text, past, fed, drop):
    causal = CausalModel(tiny_text)
    cache = causal.new_cache()
    if past:
        causal.feed(IDS[:past], cache)
    before = fork(cache)
    wrong = [500] * drop
    causal.feed([*IDS[past : past + fed - drop], *wrong], cache)
    back = rewind(cache, before, fed, drop)
    end = past + fed - drop
    assert back.get_seq_length() == end
    assert before.get_seq_length() == past
    row = causal.last_rows(IDS[end : end + 4], back, 1)[0]
    truth = plain.cold_logits(tiny_text, IDS[: end + 4])[-1]
    assert torch.allclose(row, truth, atol=1e-4)
    # and once more, from there
    again = rewind(back, fork(back), 0, 0)
    assert again is back


def test_a_fork_leaves_its_original_as_it_was(tiny_text):
    causal = CausalModel(tiny_text)
    cache = causal.new_cache()
    causal.feed(IDS[:50], cache)
    states = [(layer.keys, layer.keys.clone()) for layer in cache.layers]
    rows = []
    for _ in range(3):
        rows.append(causal.last_rows(IDS[50:60], fork(cache), 10))
    assert cache.get_seq_length() == 50
    assert all(
        layer.keys is kept and torch.equal(kept, copy)
        for layer, (kept, copy) in zip(cache.layers, states, strict=True)
    )
    assert torch.equal(rows[0], rows[1])
    assert torch.equal(rows[0], rows[2])


def test_compact_frees_what_the_window_no_longer_needs(tiny_text):
    causal = CausalModel(tiny_text)
    cache = causal.new_cache()
    causal.feed(IDS, cache)
    held = sum(layer.keys.untyped_storage().nbytes() for layer in cache.layers)
    row = causal.last_rows([30, 31], fork(cache), 1)
    counted = compact(cache)
    now = sum(layer.keys.untyped_storage().nbytes() for layer in cache.layers)
    assert now < held
    # six layers of one head of 16 floats: five keep 31 states, one keeps all 121; keys and values
    assert counted == 2 * now == 2 * 4 * 16 * (5 * (tiny_gemma.WINDOW - 1) + len(IDS))
    assert torch.equal(row, causal.last_rows([30, 31], fork(cache), 1))


def test_more_than_the_window_at_once_cannot_be_rewound(tiny_text):
    assert longest_safe(CausalModel(tiny_text).new_cache()) == tiny_gemma.WINDOW - 1


def prefix(size: int) -> Prefix:
    return Prefix((1,), None, size)


def test_the_least_recently_used_goes_first():
    store = PrefixStore(100)
    for name in "abc":
        store.put(name, prefix(40))
    assert store.get("a") is None
    assert store.get("b") is not None
    store.put("d", prefix(40))
    assert store.get("c") is None
    assert store.get("b") is not None
    assert store.bytes == 80


def test_the_one_in_use_is_kept_whatever_its_size():
    store = PrefixStore(100)
    store.put("a", prefix(40))
    store.put("study", prefix(400))
    assert len(store) == 1
    assert store.get("study") is not None
    store.put("b", prefix(10))
    assert store.get("study") is None
    store.clear()
    assert len(store) == store.bytes == 0


def test_remembered_scores_are_bounded():
    kept = prefix(1)
    for number in range(3 * MOST_SCORES):
        kept.remember(number, (0.0,))
    assert len(kept.scores) <= MOST_SCORES
    assert 3 * MOST_SCORES - 1 in kept.scores
