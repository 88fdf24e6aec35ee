"""A linear layer by blocks says what torch's own says; a quickened model shares its weights."""

from __future__ import annotations

import pytest
import torch
from assistant import tiny_gemma
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from medvoice.assistant.causal_model import CausalModel
from medvoice.assistant.few_rows import BLOCK, FEWEST, MOST, FewRowsLinear, quicken


@settings(max_examples=60, deadline=None)
@given(
    rows=st.integers(1, MOST + 2),
    width=st.integers(1, 90),
    blocks=st.integers(1, 4),
    bias=st.booleans(),
    batch=st.sampled_from([(), (1,), (1, 1)]),
)
def test_it_says_what_torch_says(rows, width, blocks, bias, batch):
    torch.manual_seed(rows * width)
    plain = nn.Linear(width, BLOCK * blocks, bias=bias)
    quick = FewRowsLinear(plain)
    given_rows = torch.randn(*batch, rows, width)
    with torch.inference_mode():
        expected, found = plain(given_rows), quick(given_rows)
    assert found.shape == expected.shape
    assert torch.allclose(found, expected, rtol=1e-5, atol=1e-5)


def test_several_texts_at_once_and_none():
    plain = nn.Linear(5, BLOCK)
    quick = FewRowsLinear(plain)
    with torch.inference_mode():
        for shape in ((2, 3, 5), (3, 1, 5), (0, 5), (5,)):
            given_rows = torch.randn(shape)
            assert torch.allclose(quick(given_rows), plain(given_rows), atol=1e-5)


def test_the_blocked_way_is_taken_for_few_rows_only(monkeypatch):
    blocked = []
    product = torch.bmm
    monkeypatch.setattr(torch, "bmm", lambda a, b: blocked.append(a.shape[1]) or product(a, b))
    quick = FewRowsLinear(nn.Linear(8, BLOCK))
    with torch.inference_mode():
        for rows in range(1, MOST + 3):
            quick(torch.randn(rows, 8))
    assert blocked == list(range(FEWEST, MOST + 1))


@pytest.fixture
def model(tiny_tokenizer):
    return tiny_gemma.text_model(tiny_tokenizer, 1)


def test_a_quickened_model_shares_its_weights_and_says_the_same(model):
    before = {name: weight.data_ptr() for name, weight in model.named_parameters()}
    ids = list(range(20, 60))
    plain = CausalModel(model)
    expected = [plain.last_rows(ids[:n], plain.new_cache(), 1) for n in (1, 4, 15, 40)]
    assert quicken(model) > 0
    assert {name: weight.data_ptr() for name, weight in model.named_parameters()} == before
    assert quicken(model) == 0, "once"
    quick = CausalModel(model)
    for rows, wanted in zip((1, 4, 15, 40), expected, strict=True):
        found = quick.last_rows(ids[:rows], quick.new_cache(), 1)
        assert torch.allclose(found, wanted, atol=1e-4)


def test_what_does_not_suit_is_left_alone():
    assert quicken(nn.Sequential(nn.Linear(8, BLOCK + 1), nn.Linear(8, BLOCK).bfloat16())) == 0
    assert quicken(nn.Sequential(nn.Linear(8, BLOCK), nn.ReLU())) == 1
