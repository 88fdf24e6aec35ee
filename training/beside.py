"""Two runs side by side, a core each, that share what they learn.

Now and then each goes on from the mean of both (local steps with averaging; Stich 2019); none waits
for the other.
"""

from __future__ import annotations

from pathlib import Path

import torch

from training.average import average
from training.model import Trained


class Beside:
    """The other run. Its optimiser and schedule stay its own."""

    def __init__(self, run: Path) -> None:
        self._state = run / "state.pt"
        self._seen = 0

    def share(self, model: Trained) -> bool:
        """Half-way to the other run's last state; False where it has no newer one (it has not
        begun, or ended: an old state would hold this run back). Raises ValueError where it is of
        another model."""
        written = self._state.stat().st_mtime_ns if self._state.exists() else 0
        if written <= self._seen:
            return False
        self._seen = written
        other = torch.load(self._state, map_location=model.phones.weight.device, weights_only=True)
        model.ctc.load_state_dict(average(other["m"], model.ctc.state_dict(), 0.5))
        model.phones.load_state_dict(average(other["phones"], model.phones.state_dict(), 0.5))
        return True
