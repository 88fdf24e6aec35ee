"""A run goes on from the model that ships, with its vocabulary and its weights."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from transformers import LasrForCTC  # noqa: E402

from training.model import Sizes, Trained  # noqa: E402
from training.optimiser import Both  # noqa: E402
from training.restart import restart, sizes_of  # noqa: E402
from training.state import load  # noqa: E402

BUNDLED = Path(__file__).parents[2] / "medvoice" / "models" / "bundled"


def test_weights_and_pieces_come_back(tmp_path: Path) -> None:
    restart(BUNDLED, tmp_path, 228.0)
    pieces = json.loads((tmp_path / "vocab.json").read_text())
    assert pieces[0][0] == "<pad>"
    shipped = LasrForCTC.from_pretrained(BUNDLED, dtype=torch.float32, local_files_only=True)
    assert len(pieces) == shipped.config.vocab_size
    model = Trained(sizes_of(shipped), len(pieces))
    optimiser = Both(model, 1e-3, muon=False)
    progress = load(tmp_path / "state.pt", model, optimiser)
    assert (progress.heard_h, progress.step) == (228.0, 0)
    assert isinstance(model.sizes, Sizes)
    assert torch.equal(model.ctc.ctc_head.weight, shipped.ctc_head.weight)
