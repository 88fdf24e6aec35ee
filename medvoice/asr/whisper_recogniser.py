"""WhisperRecogniser: Whisper behind the `Recogniser` seam, and how it is loaded."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from medvoice.asr.hypothesis import Word
from medvoice.asr.recogniser import RecogniserError
from medvoice.asr.whisper_model import open_whisper
from medvoice.asr.whisper_prompt import prompt_of
from medvoice.asr.whisper_turn import GRID, WhisperSettings, WhisperTurn
from medvoice.asr.whisper_worker import Whisper, WhisperWorker
from medvoice.audio.block import Samples


@dataclass(frozen=True, slots=True)
class LoadWhisper:
    """device: "auto", "cpu", "cuda". dtype: "auto", "float32", "bfloat16", "int8". threads: CPU
    threads, 0 for CTranslate2's choice. sha256: file name → what it must be; {} to trust the
    folder. decoding: how turns are decoded."""

    device: str = "auto"
    dtype: str = "auto"
    threads: int = 0
    sha256: Mapping[str, str] = field(default_factory=dict)
    decoding: WhisperSettings = field(default_factory=WhisperSettings)


class WhisperRecogniser:
    """See `Recogniser`. Owns the worker: `close` joins its thread."""

    def __init__(
        self, worker: WhisperWorker, label: str, settings: WhisperSettings | None = None
    ) -> None:
        """label: what the model is called, for example "whisper-tiny.en"."""
        self._worker = worker
        self._label = label
        self._settings = settings or WhisperSettings()

    @property
    def name(self) -> str:
        return f"{self._label} ({self._worker.model.placed})"

    @property
    def notice(self) -> str:
        return ""

    @property
    def coverage_lag(self) -> int:
        """Samples by which `Hypothesis.covered_to` may trail the sound that was fed, at most.

        TokenSettings.coverage_lag (in ms) must not be less."""
        return self._settings.lag

    def favouring(self, terms: tuple[str, ...]) -> WhisperRecogniser:
        """Primed with the terms' words. See `Recogniser`."""
        primed = replace(self._settings, prompt=prompt_of(terms))
        return WhisperRecogniser(self._worker, self._label, primed)

    def giving_way(self) -> WhisperRecogniser:
        """See `Recogniser`."""
        return WhisperRecogniser(self._worker, self._label, replace(self._settings, behind=True))

    def open_turn(self, turn: int, start: int) -> WhisperTurn:
        """Raises ValueError where start is not on the 640-sample grid."""
        if start % GRID:
            raise ValueError(f"a turn starts on the {GRID}-sample grid, not at {start}")
        return WhisperTurn(self._worker, self._settings, turn, start)

    def transcribe(self, samples: Samples) -> tuple[Word, ...]:
        """The final pass alone over one turn. samples: float32, 16 kHz. Raises RecogniserError."""
        turn = self.open_turn(0, 0)
        turn.feed(samples)
        words = turn.finish(len(samples)).result()
        turn.close()
        return words

    def close(self) -> None:
        self._worker.close()


def load_whisper(
    where: Path, settings: LoadWhisper | None = None, label: str = ""
) -> WhisperRecogniser:
    """Load, check, warm; ready for the first word when it returns.

    where: a folder with a CTranslate2 conversion (model.bin, config.json, tokenizer.json). label:
    what the screen calls it (default: the folder's name). Raises RecogniserError."""
    chosen = settings or LoadWhisper()
    check_weights(where, chosen.sha256)

    def make() -> Whisper:
        try:
            return open_whisper(where, chosen.device, chosen.dtype, chosen.threads)
        except ImportError as error:
            raise RecogniserError(
                "Whisper needs the package faster-whisper, which is not installed: "
                "pip install 'medvoice[whisper]' (or make setup)."
            ) from error
        except (RuntimeError, ValueError, OSError) as error:
            raise RecogniserError(
                f"Whisper in {where} does not start ({str(error)[:160]}). Copy the model folder "
                "again; where a GPU is at fault, --on cpu avoids it."
            ) from error

    return WhisperRecogniser(WhisperWorker(make), label or where.name, chosen.decoding)


def check_weights(folder: Path, sha256: Mapping[str, str]) -> None:
    """Raises RecogniserError where files are missing or are not the ones that are known."""
    for name in ("config.json", "model.bin", "tokenizer.json"):
        if not (folder / name).is_file():
            raise RecogniserError(
                f"The Whisper model in {folder} is not complete: {name} is missing. make setup "
                "installs whisper-tiny.en; for another one copy its folder again."
            )
    for name, wanted in sha256.items():
        with (folder / name).open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != wanted:
            raise RecogniserError(
                f"{folder / name} is not the file that is known (sha256 {found[:12]}…, expected "
                f"{wanted[:12]}…): it was damaged or changed. Remove {folder}, then make setup."
            )
