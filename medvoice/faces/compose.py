"""Settings → the parts that a command needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from medvoice.asr.recogniser import Recogniser
from medvoice.config import Settings
from medvoice.language.reader import Dialect
from medvoice.models.catalogue import BUNDLED, MEDASR, Model, speech_model
from medvoice.models.store import obtained
from medvoice.report.template import Templates
from medvoice.resources import templates_folder
from medvoice.session.engine import Engine
from medvoice.session.opening import ListenSettings, RunSettings, make_engine, open_recogniser

DEMONSTRATION = "Demonstration model, not fit for real reports. How to get MedASR: medvoice models"


def templates_of(settings: Settings) -> Templates:
    """The user's template folders first, then the packaged ones."""
    return Templates([*settings.report.folders, templates_folder()])


def model_of(settings: Settings) -> Model:
    """The recogniser that is configured."""
    return speech_model(settings.recogniser.name, settings.recogniser.medasr)


def dialect_of(model: Model) -> Dialect:
    """How the model writes dictated marks."""
    return Dialect.MARKERS if model.markers else Dialect.WORDS


@dataclass(frozen=True, slots=True)
class Ears:
    """A loaded recogniser and how it is listened with; closes the recogniser when left."""

    model: Model
    recogniser: Recogniser
    listening: ListenSettings

    @property
    def dialect(self) -> Dialect:
        return dialect_of(self.model)

    def engine(self) -> Engine:
        """A fresh one: the voice detector has a state."""
        return make_engine(self.recogniser, self.listening)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.recogniser.close()


def ears_of(settings: Settings, say: Callable[[str], None]) -> Ears:
    """Load the configured recogniser. say: told what takes long, and what runs.

    Raises ModelMissing, RecogniserError."""
    return ears_for(settings, model_of(settings), say)


def ears_for(settings: Settings, model: Model, say: Callable[[str], None]) -> Ears:
    """`ears_of` with another recogniser than the configured one."""
    folder = obtained(model, on_fetch=lambda source: say(f"Fetching {source} from the hub, once"))
    run = RunSettings(
        settings.recogniser.device, settings.recogniser.dtype, settings.recogniser.threads
    )
    label = model.name if model.name in (BUNDLED, MEDASR) else Path(model.source).name
    say(f"Loading {label}")
    recogniser = open_recogniser(folder, run, label)
    say(f"Recogniser: {recogniser.name}" + (f". {recogniser.notice}" if recogniser.notice else ""))
    listening = ListenSettings(settings.audio.vad, settings.turns.silence_ms)
    return Ears(model, recogniser, listening)
