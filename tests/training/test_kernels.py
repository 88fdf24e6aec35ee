"""The training's own operations give what PyTorch's give, and so does a model made of them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import torch
from torch.nn import functional

from training.examples import Batch
from training.fast import make_fast
from training.kernels import Attention, Depthwise
from training.model import Sizes, Trained
from training.state import save_start
from training.teacher import Teacher

SMALL = Sizes(d=64, L=2, h=2, ff=128, k=5)
VOCABULARY = 12

pytestmark = pytest.mark.skipif(shutil.which("cc") is None, reason="needs a C compiler")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDVOICE_TRAINING_CACHE", str(tmp_path))


def error(got: torch.Tensor, wanted: torch.Tensor) -> float:
    return float((got.detach().float() - wanted.detach()).norm() / wanted.detach().norm())


@pytest.mark.parametrize(("taps", "time"), [(16, 70), (5, 3), (4, 1)])
def test_depthwise(taps: int, time: int) -> None:
    torch.manual_seed(taps)
    x = torch.randn(2, time, 24, dtype=torch.bfloat16, requires_grad=True)
    weight = torch.randn(24, 1, taps, requires_grad=True)
    grad = torch.randn(2, time, 24).to(torch.bfloat16)
    wide, same = x.detach().float().requires_grad_(), weight.detach().clone().requires_grad_()
    wanted = functional.conv1d(wide.transpose(1, 2), same, groups=24, padding="same")
    wanted.transpose(1, 2).backward(grad.float())
    got = Depthwise.apply(x, weight)
    got.backward(grad)
    assert error(got, wanted.transpose(1, 2)) < 0.01
    assert error(x.grad, wide.grad) < 0.01
    assert error(weight.grad, same.grad) < 1e-5


@pytest.mark.parametrize("size", [1.0, 30.0], ids=["usual", "one key takes all"])
def test_attention(size: float) -> None:
    torch.manual_seed(7)
    parts = [torch.randn(3, 2, 50, 16) for _ in range(3)]
    parts[0] *= size
    mine = [part.to(torch.bfloat16).requires_grad_() for part in parts]
    wide = [part.detach().float().requires_grad_() for part in mine]
    grad = torch.randn(3, 2, 50, 16).to(torch.bfloat16)
    lengths = torch.tensor([50, 17, 1])
    mask = (torch.arange(50) < lengths[:, None])[:, None, None]
    wanted = functional.scaled_dot_product_attention(*wide, attn_mask=mask, scale=0.25)
    wanted.backward(grad.float())
    got = Attention.apply(*mine, lengths, 0.25)
    got.backward(grad)
    assert error(got, wanted) < 0.01
    for own, theirs in zip(mine, wide, strict=True):
        assert error(own.grad, theirs.grad) < 0.01


def batch() -> Batch:
    torch.manual_seed(3)
    frames = torch.tensor([320, 120])
    mask = torch.arange(320) < frames[:, None]
    features = torch.randn(2, 320, 128) * mask[:, :, None]
    nothing = torch.zeros(2, 77, dtype=torch.long)
    return Batch(
        features, mask, (frames - 4) // 4, torch.tensor([1, 2, 3]), torch.tensor([2, 1]),
        nothing, nothing, 4.4,
    )  # fmt: skip


def small() -> Trained:
    torch.manual_seed(5)
    model = Trained(SMALL, VOCABULARY)
    model.strengthen_branches()
    return model


def test_a_fast_model_is_the_same_model() -> None:
    plain, fast, given = small(), small(), batch()
    make_fast(fast.ctc)
    for model in (plain, fast):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits, _ = model(given.features, given.mask)
        logits.float().pow(2).mean().backward()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        ours, theirs = (m(given.features, given.mask)[0].float() for m in (fast, plain))
    assert error(ours, theirs) < 0.03
    for (name, own), other in zip(fast.named_parameters(), plain.parameters(), strict=True):
        if other.grad is not None and float(other.grad.norm()) > 1e-4:
            assert error(own.grad, other.grad) < 0.1, name
    assert set(fast.ctc.state_dict()) == set(plain.ctc.state_dict())
    assert torch.allclose(
        fast.ctc.encoder.layers[0].conv.norm.running_var,
        plain.ctc.encoder.layers[0].conv.norm.running_var,
        rtol=0.02,
    ), "what the model is run with later"


def test_a_pupil_comes_near_its_teacher(tmp_path: Path) -> None:
    teacher = small()
    with torch.no_grad():
        teacher.ctc.ctc_head.weight.mul_(8)
    save_start(tmp_path / "run", teacher, 1.0)
    told = Teacher(tmp_path / "run" / "state.pt", VOCABULARY, torch.device("cpu"))
    torch.manual_seed(9)
    pupil, given = Trained(SMALL, VOCABULARY), batch()
    optimiser = torch.optim.AdamW(pupil.parameters(), lr=3e-3)
    far = []
    for _ in range(30):
        distance = told.distance(pupil(given.features, given.mask)[0], given)
        distance.backward()
        optimiser.step()
        optimiser.zero_grad()
        far.append(float(distance.detach()))
    assert far[-1] < far[0] / 3
    itself = told.distance(teacher.eval()(given.features, given.mask)[0], given)
    assert float(itself) < 0.01
