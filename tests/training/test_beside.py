"""Two runs that share their weights."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from training.beside import Beside  # noqa: E402
from training.model import Sizes, Trained  # noqa: E402
from training.state import save_start  # noqa: E402

SIZES = Sizes(d=32, L=1, h=2, ff=32)


def filled(value: float) -> Trained:
    model = Trained(SIZES, 16)
    with torch.no_grad():
        for weight in model.parameters():
            weight.fill_(value)
    return model


def test_each_goes_on_from_the_mean(tmp_path) -> None:
    save_start(tmp_path, filled(3.0), 1.0)
    model, beside = filled(1.0), Beside(tmp_path)
    assert beside.share(model)
    assert all(torch.all(weight == 2.0) for weight in model.parameters())


def test_a_run_that_has_ended_holds_nobody_back(tmp_path) -> None:
    model, beside = filled(1.0), Beside(tmp_path)
    assert not beside.share(model), "it has not begun"
    save_start(tmp_path, filled(3.0), 1.0)
    assert beside.share(model)
    assert not beside.share(model)
    assert all(torch.all(weight == 2.0) for weight in model.parameters())
