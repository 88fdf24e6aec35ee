"""Weights between two runs."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from training.average import average  # noqa: E402

OLD = {"w": torch.tensor([0.0, 2.0]), "seen": torch.tensor(3)}
NEW = {"w": torch.tensor([1.0, 4.0]), "seen": torch.tensor(9)}


def test_between_the_two() -> None:
    found = average(OLD, NEW, 0.25)
    assert torch.equal(found["w"], torch.tensor([0.25, 2.5]))
    assert int(found["seen"]) == 9


def test_the_ends_are_the_runs_themselves() -> None:
    assert torch.equal(average(OLD, NEW, 0.0)["w"], OLD["w"])
    assert torch.equal(average(OLD, NEW, 1.0)["w"], NEW["w"])


def test_other_models_are_refused() -> None:
    with pytest.raises(ValueError, match="different models"):
        average(OLD, {"w": torch.zeros(3), "seen": torch.tensor(1)}, 0.5)
