"""The state of a run on disk: written beside the old one and renamed, so that a stop at any moment
leaves a whole one."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import torch

from training.model import Sizes, Trained
from training.optimiser import Both


@dataclass
class Progress:
    """seconds: of training. heard_h: hours of speech passed. skipped: steps without effect because
    a gradient was not finite."""

    seconds: float = 0.0
    step: int = 0
    heard_h: float = 0.0
    skipped: int = 0


def save(path: Path, model: Trained, optimiser: Both | None, progress: Progress) -> None:
    """optimiser None: whoever loads begins with a fresh one."""
    partial = path.with_suffix(".partial")
    torch.save(
        {
            "m": model.ctc.state_dict(),
            "phones": model.phones.state_dict(),
            "args": model.sizes.as_dict(),
            "optimiser": optimiser.state_dict() if optimiser else None,
            "progress": asdict(progress),
        },
        partial,
    )
    partial.rename(path)


def save_start(run: Path, model: Trained, heard_h: float) -> None:
    """RUN/state.pt with these weights, optimiser and schedule at their beginning."""
    run.mkdir(parents=True, exist_ok=True)
    save(run / "state.pt", model, None, Progress(heard_h=heard_h))


def sizes_of(path: Path) -> Sizes:
    return Sizes(**torch.load(path, map_location="cpu", weights_only=True)["args"])


def load(path: Path, model: Trained, optimiser: Both) -> Progress:
    saved = torch.load(path, map_location="cpu", weights_only=True)
    model.ctc.load_state_dict(saved["m"])
    model.phones.load_state_dict(saved["phones"])
    if saved["optimiser"] is not None:
        optimiser.load_state_dict(saved["optimiser"])
    return Progress(**saved["progress"])


def log(path: Path, entry: dict[str, object]) -> None:
    with path.open("a") as lines:
        lines.write(json.dumps(entry) + "\n")
