"""Which recogniser runs where the user has not named one, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from medvoice.models.catalogue import BUNDLED, MEDASR, MORE, WHISPER, Model, Task, speech_model
from medvoice.models.store import installed

AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Choice:
    """reason: one line for the screen, "" where the user named the recogniser."""

    model: Model
    reason: str = ""


def choose(
    name: str,
    medasr: str = "",
    where: Callable[[Model], Path | None] = installed,
    has_package: Callable[[str], bool] | None = None,
) -> Choice:
    """name: as configured; "auto": MedASR in any form if it is here, else Whisper, else the
    bundled model.

    medasr: another place for MedASR. where: folder of a model, None where it is not here.
    has_package: is that Python package installed?"""
    if name != AUTO:
        return Choice(speech_model(name, medasr))
    exported = [m for m in MORE if m.task is Task.SPEECH and m.name.startswith(MEDASR)]
    for best in (speech_model(MEDASR, medasr), *exported):
        if where(best) is not None:
            return Choice(best, "chosen because MedASR is installed")
    has = has_package or (lambda package: find_spec(package) is not None)
    whisper = speech_model(WHISPER)
    if where(whisper) is not None and has("faster_whisper"):
        return Choice(whisper, "chosen because MedASR is not installed (medvoice models says how)")
    return Choice(
        speech_model(BUNDLED),
        "chosen because neither MedASR nor Whisper is installed (medvoice models says how)",
    )
