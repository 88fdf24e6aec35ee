"""A deepened model answers as the old one does, before it has learnt anything more."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from training.deepen import deepened  # noqa: E402
from training.model import Sizes, Trained  # noqa: E402


def test_a_deepened_model_answers_almost_as_before() -> None:
    torch.manual_seed(3)
    old = Trained(Sizes(d=64, L=2, ff=128, k=8), 40)
    new = Trained(Sizes(d=64, L=4, ff=128, k=8), 40)
    new.ctc.load_state_dict(deepened(old.ctc.state_dict(), 2, {0, 1}))
    features, mask = torch.randn(1, 203, 128), torch.ones(1, 203, dtype=torch.bool)
    with torch.no_grad():
        before, after = old.eval()(features, mask)[0], new.eval()(features, mask)[0]
    assert torch.nn.functional.cosine_similarity(before, after, dim=-1).min() > 0.999
    assert (before.argmax(-1) == after.argmax(-1)).float().mean() > 0.95


def test_new_blocks_can_learn() -> None:
    old = Trained(Sizes(d=64, L=1, ff=128, k=8), 40)
    new = Trained(Sizes(d=64, L=2, ff=128, k=8), 40)
    new.ctc.load_state_dict(deepened(old.ctc.state_dict(), 1, {0}))
    new(torch.randn(1, 203, 128), torch.ones(1, 203, dtype=torch.bool))[0].sum().backward()
    block = new.ctc.encoder.layers[1]
    assert block.self_attn.o_proj.weight.grad.abs().max() > 0
    assert block.conv.pointwise_conv2.weight.grad.abs().max() > 0
