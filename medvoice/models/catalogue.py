"""The models that medvoice knows by name: what they are, where to get them, on whose terms.

A name that is not in here is a folder or an id on the Hugging Face hub.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Task(StrEnum):
    SPEECH = "speech to text"
    LANGUAGE = "language and images"


@dataclass(frozen=True, slots=True)
class Model:
    """name: what the user types. source: a folder, or an id on the hub. markers: it writes dictated
    marks as tokens ("{period}") rather than as words. demonstration: not fit for real reports.
    gated: its makers' terms must be accepted before it can be fetched."""

    name: str
    title: str
    task: Task
    source: str
    licence: str
    markers: bool = True
    demonstration: bool = False
    gated: bool = False

    @property
    def page(self) -> str:
        """Where a hub model's terms are read and accepted."""
        return f"https://huggingface.co/{self.source}" if self.gated else ""


BUNDLED = "bundled"
MEDASR = "medasr"
MEDGEMMA = "medgemma"

_BUNDLED_FOLDER = Path(__file__).resolve().parent / "bundled"

KNOWN = (
    Model(
        BUNDLED,
        "medvoice's own small radiology model, trained on synthetic speech: for demonstration",
        Task.SPEECH,
        str(_BUNDLED_FOLDER),
        "Apache-2.0",
        demonstration=True,
    ),
    Model(
        MEDASR,
        "Google MedASR, medical dictation, 105 M parameters",
        Task.SPEECH,
        "google/medasr",
        "Health AI Developer Foundations terms",
        gated=True,
    ),
    Model(
        MEDGEMMA,
        "Google MedGemma 1.5 4B (nothing in this version uses it yet)",
        Task.LANGUAGE,
        "google/medgemma-1.5-4b-it",
        "Health AI Developer Foundations terms",
        gated=True,
    ),
)


def speech_model(name: str, medasr: str = "") -> Model:
    """The recogniser of that name; any other name is a folder or a hub id of a LASR checkpoint.

    medasr: another place for MedASR (a folder on a stick, a mirror), "" for the makers'."""
    for model in KNOWN:
        if model.name != name or model.task is not Task.SPEECH:
            continue
        if name == MEDASR and medasr:
            return Model(name, model.title, model.task, medasr, model.licence, gated=model.gated)
        return model
    gated = any(name == model.source and model.gated for model in KNOWN)
    return Model(name, "a checkpoint of your own", Task.SPEECH, name, "its makers'", gated=gated)
