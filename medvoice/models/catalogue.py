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


CHECKPOINT_FILES = (
    "config.json",
    "*.json",
    "*.safetensors",
    "*.model",
    "*.txt",
    "*.md",
    "LICENSE*",
    "*.wav",
)
"""Of a transformers checkpoint. The same weights in other formats and language-model files are not
fetched."""

_ONNX_FILES = ("tokens.txt", "*.md", "LICENSE*")
_WHISPER_FILES = ("model.bin", "config.json", "*.json", "*.txt", "*.md", "LICENSE*")

_HEALTH_AI = "Health AI Developer Foundations terms"
_HEALTH_AI_PAGE = "https://developers.google.com/health-ai-developer-foundations/terms"


@dataclass(frozen=True, slots=True)
class Model:
    """name: what the user types. source: a folder, or an id on the hub. markers: it writes dictated
    marks as tokens ("{period}") rather than as words. demonstration: not fit for real reports.
    gated: its makers' terms must be accepted before it can be fetched. whisper: a Whisper in
    CTranslate2's format (model.bin), run by faster-whisper. files: patterns of what
    `medvoice models pull` fetches. terms: where the makers' terms stand, also where nobody asks for
    them. revision: the commit that is fetched, "" for the newest. sums: file and SHA-256, where
    they are known."""

    name: str
    title: str
    task: Task
    source: str
    licence: str
    markers: bool = True
    demonstration: bool = False
    gated: bool = False
    whisper: bool = False
    files: tuple[str, ...] = CHECKPOINT_FILES
    terms: str = ""
    revision: str = ""
    sums: tuple[tuple[str, str], ...] = ()

    @property
    def page(self) -> str:
        """Where a hub model's terms are read and accepted."""
        return f"https://huggingface.co/{self.source}" if self.gated else ""


BUNDLED = "bundled"
MEDASR = "medasr"
WHISPER = "whisper"
MEDGEMMA = "medgemma"
MEDGEMMA_GGUF = "medgemma-gguf"

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
        _HEALTH_AI,
        gated=True,
        terms=_HEALTH_AI_PAGE,
    ),
    Model(
        WHISPER,
        "OpenAI Whisper tiny.en, general English, 39 M parameters; make setup installs it",
        Task.SPEECH,
        "Systran/faster-whisper-tiny.en",
        "MIT",
        markers=False,
        whisper=True,
        files=_WHISPER_FILES,
    ),
    Model(
        MEDGEMMA,
        "Google MedGemma 1.5 4B, text and images; needs about 10 GB of a card (medvoice doctor)",
        Task.LANGUAGE,
        "google/medgemma-1.5-4b-it",
        _HEALTH_AI,
        gated=True,
        terms=_HEALTH_AI_PAGE,
    ),
)


def _onnx(name: str, numbers: str, source: str, file: str) -> Model:
    return Model(
        name,
        f"Google MedASR exported to ONNX, {numbers}, on the CPU; no account is needed",
        Task.SPEECH,
        source,
        _HEALTH_AI,
        files=(file, *_ONNX_FILES),
        terms=_HEALTH_AI_PAGE,
    )


def _whisper(size: str) -> Model:
    return Model(
        f"whisper-{size}",
        f"OpenAI Whisper {size}",
        Task.SPEECH,
        f"Systran/faster-whisper-{size}",
        "MIT",
        markers=False,
        whisper=True,
        files=_WHISPER_FILES,
    )


MORE = (
    _onnx(
        "medasr-onnx",
        "float32",
        "csukuangfj/sherpa-onnx-medasr-ctc-en-2025-12-25",
        "model.onnx",
    ),
    _onnx(
        "medasr-onnx-int8",
        "int8",
        "csukuangfj/sherpa-onnx-medasr-ctc-en-int8-2025-12-25",
        "model.int8.onnx",
    ),
    *(
        _whisper(size)
        for size in ("base.en", "small.en", "medium.en", "base", "small", "medium", "large-v3")
    ),
    Model(
        MEDGEMMA_GGUF,
        "Google MedGemma 1.5 4B for llama.cpp, LM Studio and Ollama: 4 bits (Q4_K_M), text and "
        "images; no account is needed",
        Task.LANGUAGE,
        "unsloth/medgemma-1.5-4b-it-GGUF",
        _HEALTH_AI,
        files=("medgemma-1.5-4b-it-Q4_K_M.gguf", "mmproj-F16.gguf", "*.md", "LICENSE*"),
        terms=_HEALTH_AI_PAGE,
        revision="3855f948626b7ae42bccd082757f15078c53e758",
        sums=(
            (
                "medgemma-1.5-4b-it-Q4_K_M.gguf",
                "b31becdf4f39561800505514cce67681604fe449d04dd35c8c92fd7848c6d7bd",
            ),
        ),
    ),
)
"""Other forms and sizes, for `medvoice models pull`. Where no revision and no checksum is known to
this program, the first pull records what the hub says (lock.py). Of medgemma-gguf the revision and
the weights' checksum (2,489,894,976 bytes) are those that four public projects name independently
of one another; nobody was found who names one for its image projector."""


def known(name: str) -> Model | None:
    """The catalogue's model of that name."""
    return next((model for model in (*KNOWN, *MORE) if model.name == name), None)


def speech_model(name: str, medasr: str = "") -> Model:
    """The recogniser of that name; any other name is a folder or a hub id: of a Whisper in
    CTranslate2's format where it says so or holds model.bin, else of a LASR checkpoint.

    medasr: another place for MedASR (a folder on a stick, a mirror), "" for the makers'."""
    for model in (*KNOWN, *MORE):
        if model.name != name or model.task is not Task.SPEECH:
            continue
        if name == MEDASR and medasr:
            return Model(name, model.title, model.task, medasr, model.licence, gated=model.gated)
        return model
    gated = any(name == model.source and model.gated for model in KNOWN)
    whisper = "whisper" in name.lower() or (Path(name).expanduser() / "model.bin").is_file()
    return Model(
        name,
        "a checkpoint of your own",
        Task.SPEECH,
        name,
        "its makers'",
        markers=not whisper,
        gated=gated,
        whisper=whisper,
    )
