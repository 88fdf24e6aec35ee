"""Every weight belongs to one optimiser, learns, and its state comes back from disk."""

from __future__ import annotations

from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from training.model import Sizes, Trained  # noqa: E402
from training.optimiser import Both  # noqa: E402
from training.state import Progress, load, save  # noqa: E402

SIZES = Sizes(d=64, L=2, ff=128, k=8)


def _step(model: Trained, optimiser: Both) -> None:
    torch.manual_seed(5)
    logits, phones = model(torch.randn(1, 203, 128), torch.ones(1, 203, dtype=torch.bool))
    (logits.pow(2).mean() + phones.pow(2).mean()).backward()
    optimiser.step()
    optimiser.zero_grad()


@pytest.mark.parametrize("muon", [False, True])
def test_all_weights_move(muon: bool) -> None:
    model = Trained(SIZES, 40)
    optimiser = Both(model, 1e-3, muon)
    before = {name: p.detach().clone() for name, p in model.named_parameters()}
    _step(model, optimiser)
    still = [n for n, p in model.named_parameters() if torch.equal(p, before[n])]
    assert [n for n in still if "bias" not in n] == []


@pytest.mark.parametrize("muon", [False, True])
def test_a_stopped_run_goes_on_as_if_it_had_not_stopped(tmp_path: Path, muon: bool) -> None:
    torch.manual_seed(1)
    model = Trained(SIZES, 40)
    optimiser = Both(model, 1e-3, muon)
    _step(model, optimiser)
    save(tmp_path / "state.pt", model, optimiser, Progress(step=1))
    _step(model, optimiser)
    again = Trained(SIZES, 40)
    resumed = Both(again, 1e-3, muon)
    assert load(tmp_path / "state.pt", again, resumed).step == 1
    _step(again, resumed)
    for (name, one), (_, other) in zip(
        model.named_parameters(), again.named_parameters(), strict=True
    ):
        assert torch.allclose(one, other, atol=1e-6), name


def test_the_rate_reaches_both() -> None:
    optimiser = Both(Trained(SIZES, 40), 1e-3, muon=True)
    optimiser.set_rate(3e-4)
    groups = [g for state in optimiser.state_dict() for g in state["param_groups"]]
    assert len(groups) == 3
    assert all(group["lr"] == 3e-4 for group in groups)
