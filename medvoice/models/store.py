"""Where a model's files lie: a folder, or the Hugging Face cache; and fetching them into it.

Nothing is fetched that is there already, so that a machine without a network works once the model
is on it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import platformdirs

from medvoice.models.catalogue import (
    BUNDLED,
    MEDASR,
    MEDGEMMA_GGUF,
    MORE,
    WHISPER,
    Model,
    Task,
    known,
    speech_model,
)
from medvoice.models.lock import read_lock
from medvoice.models.whisper_tiny import place

WANTED = ["*.json", "*.safetensors", "*.model", "*.txt", "*.md", "*.wav", "model.bin"]
"""Of a speech checkpoint: weights, configuration, tokenizer, licence, test recording. Other formats
of the same weights and language-model files are not fetched."""

_WEIGHTS = ("*.safetensors", "model.bin", "*.onnx", "*.gguf")

_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")


class ModelMissing(Exception):
    """The model is not on this machine. The message says how to get it."""


def installed(model: Model, cache: Path | None = None) -> Path | None:
    """The folder with the model's configuration and weights, None where there is none.

    cache: the Hugging Face cache; None: the one that its library is set to."""
    if model.name == WHISPER and (found := _checkpoint(place())) is not None:
        return found
    if known(model.name) == model and (found := _checkpoint(pulled(model))) is not None:
        return found
    return _checkpoint(Path(model.source).expanduser()) or _cached(model.source, cache)


def models_folder() -> Path:
    """Where fetched and adapted models lie, one folder each; it need not be there."""
    return Path(platformdirs.user_data_dir("medvoice", appauthor=False)) / "models"


def pulled(model: Model) -> Path:
    """Where `medvoice models pull` puts it; it need not be there."""
    return models_folder() / model.name


def obtained(
    model: Model, cache: Path | None = None, on_fetch: Callable[[str], None] | None = None
) -> Path:
    """`installed`, fetched from the hub first where the source is a hub id that is not here.

    on_fetch: told what is about to be fetched. Raises ModelMissing."""
    found = installed(model, cache)
    if found is not None:
        return found
    if not _HUB_ID.fullmatch(model.source) or Path(model.source).expanduser().is_dir():
        raise missing(model)
    if model in MORE:
        raise ModelMissing(
            f"{model.name} is not on this machine: medvoice models pull {model.name}"
        )
    if on_fetch is not None:
        on_fetch(model.source)
    return _fetched(model, cache)


def missing(model: Model) -> ModelMissing:
    """The error for a model that is not here and that nothing was fetched for."""
    folder = Path(model.source).expanduser()
    if model.name == BUNDLED:
        return ModelMissing(_NO_BUNDLED)
    if folder.is_dir():
        return ModelMissing(
            f"{folder}: there is no checkpoint in this folder (config.json and *.safetensors)."
        )
    if _HUB_ID.fullmatch(model.source):
        return ModelMissing(
            f"{model.source} is not on this machine; it is fetched when it is first used."
        )
    return ModelMissing(
        f"{model.source}: this is no folder, and no id on the Hugging Face hub "
        '("owner/name") either. medvoice models lists the models.'
    )


def weights_of(folder: Path) -> tuple[Path, ...]:
    """The weights."""
    return tuple(sorted(file for pattern in _WEIGHTS for file in folder.glob(pattern)))


def how_to_get(model: Model) -> str:
    """Steps for a person, one a line; "" where there is nothing to do."""
    if not model.gated:
        return ""
    speech = model.task is Task.SPEECH
    other, purpose = ("medasr-onnx", "the CPU") if speech else (MEDGEMMA_GGUF, "llama.cpp")
    without = (
        f"\nWithout an account: medvoice models pull {other} fetches a public export of it for "
        f"{purpose} (the\nmakers' terms apply to it, too)."
    )
    option = "--recogniser FOLDER" if speech else "language_model.model in the configuration"
    makers = speech_model(MEDASR).source if speech else model.source
    return (
        f"1. With a Hugging Face account open {model.page}, read the terms and accept them.\n"
        f"2. On this machine: hf auth login (it stands beside medvoice, in .venv/bin), then\n"
        f"   medvoice models pull {model.name if known(model.name) else MEDASR}\n"
        "   On another machine: the same with --to FOLDER; carry the folder over and name it as\n"
        f"   {option}."
    ) + (without if model.source == makers else "")


_NO_BUNDLED = (
    "The bundled model is not part of this installation. Choose another recogniser: "
    "--recogniser medasr, or a folder with a LASR checkpoint (medvoice models says more)."
)


def _checkpoint(folder: Path) -> Path | None:
    lock = read_lock(folder)
    if lock is not None and not lock.complete:
        return None
    exported = any(folder.glob("*.onnx")) and (folder / "tokens.txt").is_file()
    gguf = any(folder.glob("*.gguf"))
    if exported or gguf or ((folder / "config.json").is_file() and weights_of(folder)):
        return folder
    return None


def _cached(source: str, cache: Path | None) -> Path | None:
    if not _HUB_ID.fullmatch(source):
        return None
    from huggingface_hub import try_to_load_from_cache  # late: half a second

    config = try_to_load_from_cache(source, "config.json", cache_dir=cache)
    return _checkpoint(Path(config).parent) if isinstance(config, str) else None


def _fetched(model: Model, cache: Path | None) -> Path:
    from huggingface_hub import errors, snapshot_download

    try:
        path = snapshot_download(model.source, cache_dir=cache, allow_patterns=WANTED)
    except errors.GatedRepoError:
        fault = "its makers have not given this account access yet"
    except errors.RepositoryNotFoundError:
        fault = "the hub knows no such model, or shows it only to those who are logged in"
    except (errors.HfHubHTTPError, errors.LocalEntryNotFoundError, OSError, ValueError) as error:
        fault = f"the hub cannot be reached ({type(error).__name__})"
    else:
        folder = _checkpoint(Path(path))
        if folder is not None:
            return folder
        raise ModelMissing(f"{model.source}: this is on the hub, but holds no *.safetensors.")
    advice = how_to_get(model) or (
        "Without a network: carry the model's folder over and give its path as --recogniser FOLDER."
    )
    raise ModelMissing(f"{model.source} is not on this machine, and {fault}.\n{advice}")
