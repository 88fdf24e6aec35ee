"""A checkpoint folder or hub id → CtcRecogniser, or one clear sentence why not.

safetensors only, no code from the checkpoint, no network for what is on the disk already. An ONNX
folder is loaded by onnx_loading; torch and transformers are imported for a checkpoint alone.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from medvoice.asr.cluster_access import ClusterAccess
from medvoice.asr.cluster_encoder import ClusterEncoder
from medvoice.asr.ctc_recogniser import CtcRecogniser
from medvoice.asr.ctc_turn import CtcSettings
from medvoice.asr.decoding import DecoderSettings, make_decoder
from medvoice.asr.encoder import Encoder
from medvoice.asr.features import MelSettings
from medvoice.asr.model_identity import front_digest, weights_digest
from medvoice.asr.onnx_loading import (
    OnnxSettings,
    is_onnx_folder,
    onnx_encoder,
    read_tokens,
)
from medvoice.asr.pieces import CONTROL, Vocabulary
from medvoice.asr.recogniser import RecogniserError
from medvoice.asr.windows import FRAME, MEL_PER_FRAME
from medvoice.asr.worker import ModelWorker
from medvoice.audio.block import SAMPLE_RATE
from medvoice.transformers_library import transformers_library, without_talk

if TYPE_CHECKING:
    from medvoice.asr.torch_encoder import TorchEncoder

MODEL_TYPE = "lasr_ctc"
_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")
_WANTED = ("*.json", "*.safetensors", "*.model", "*.txt", "*.npz", "*.kenlm")


@dataclass(frozen=True, slots=True)
class LoadSettings:
    """device: "auto", "cpu" or "cuda". dtype: "auto", "float32", "bfloat16" or "int8". threads: of
    the CPU, for torch in this process; 0: torch's own choice. decoding: windows and gain. search:
    greedy or beam, language model, boosted terms. cluster: where the encoder runs, None: here."""

    device: str = "auto"
    dtype: str = "auto"
    threads: int = 0
    decoding: CtcSettings = field(default_factory=CtcSettings)
    search: DecoderSettings = field(default_factory=DecoderSettings)
    cluster: ClusterAccess | None = None


@dataclass(frozen=True, slots=True)
class ModelParts:
    """A model's folder, read but for its weights. make: the encoder, loaded, checked and warm; for
    the thread that owns it; raises RecogniserError, and what torch raises."""

    folder: Path
    mel: MelSettings
    vocabulary: Vocabulary
    make: Callable[[], Encoder]


def load_recogniser(
    where: str | Path, settings: LoadSettings | None = None, label: str = ""
) -> CtcRecogniser:
    """Load, check, warm; ready for the first word when it returns.

    where: a folder that `save_pretrained` wrote, one with an ONNX export, or a hub id such as
    "google/medasr". label: what the screen calls it (default: the folder's name or the id). Raises
    RecogniserError."""
    chosen = settings or LoadSettings()
    parts = read_model(where, chosen)
    decoder = make_decoder(chosen.search, parts.vocabulary, parts.folder)
    name = label or (parts.folder.name if Path(where).is_dir() else str(where))
    if chosen.cluster is None:
        worker = ModelWorker(parts.make)
    else:
        worker = _cluster_worker(chosen.cluster, parts)
    return CtcRecogniser(worker, parts.mel, decoder, name, chosen.decoding)


def read_model(where: str | Path, settings: LoadSettings) -> ModelParts:
    """Front end, vocabulary, and how the encoder is made. Raises RecogniserError."""
    folder = _folder(str(where))
    if is_onnx_folder(folder):
        onnx = OnnxSettings(settings.device, settings.dtype, settings.threads)
        tokens = read_tokens(folder)
        return ModelParts(
            folder, MelSettings.lasr(), tokens, lambda: onnx_encoder(folder, onnx, tokens)
        )
    _check_files(folder, weights=settings.cluster is None)
    mel, vocabulary = _front_and_back(folder)

    def make() -> TorchEncoder:
        import torch

        from medvoice.asr.torch_encoder import Placement, place

        if settings.threads:
            torch.set_num_threads(settings.threads)
        return place(
            _model(folder, len(vocabulary.pieces), mel.bands),
            mel,
            Placement(settings.device, settings.dtype),
        )

    return ModelParts(folder, mel, vocabulary, make)


def _cluster_worker(access: ClusterAccess, parts: ModelParts) -> ModelWorker:
    """Its threads wait for answers; they own no model."""
    try:
        weights = weights_digest(parts.folder)
    except OSError as error:
        raise RecogniserError(f"{parts.folder} cannot be read ({_first(error)}).") from error
    encoder = ClusterEncoder(access, front_digest(parts.mel, parts.vocabulary), weights)
    return ModelWorker(encoder.connect, threads=access.at_once, stop=encoder.close)


def _folder(where: str) -> Path:
    path = Path(where).expanduser()
    if path.is_dir():
        return path
    if path.exists():
        raise RecogniserError(f"{path} is a file; name the folder that holds the model.")
    if not _HUB_ID.fullmatch(where):
        raise RecogniserError(
            f"There is no model folder {path}. Name an existing folder or a hub id such as "
            "google/medasr; `medvoice models` lists what is installed."
        )
    return _from_hub(where)


def _from_hub(where: str) -> Path:
    """What is in the hub's cache is used as it is, without network."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import (
        GatedRepoError,
        HfHubHTTPError,
        LocalEntryNotFoundError,
        RepositoryNotFoundError,
    )

    try:
        return Path(snapshot_download(where, allow_patterns=list(_WANTED), local_files_only=True))
    except LocalEntryNotFoundError:
        pass
    try:
        return Path(snapshot_download(where, allow_patterns=list(_WANTED)))
    except GatedRepoError as error:
        raise RecogniserError(
            f"{where} is given only to those who accept its makers' terms. Accept them at "
            f"https://huggingface.co/{where}, then run `hf auth login`; or name a folder that "
            "holds the model."
        ) from error
    except RepositoryNotFoundError as error:
        raise RecogniserError(
            f"The hub knows no model {where} (or hides it from you: `hf auth login`). "
            "Check the spelling, or name a folder that holds the model."
        ) from error
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError, ValueError) as error:
        raise RecogniserError(
            f"{where} is not on this machine and the hub cannot be reached ({_first(error)}). "
            "Connect once to fetch it, or copy its folder here and name that."
        ) from error


def _check_files(folder: Path, weights: bool) -> None:
    config = _json(folder / "config.json")
    kind = config.get("model_type")
    if kind != MODEL_TYPE:
        raise RecogniserError(
            f"{folder} holds a {kind or 'nameless'} model, not a LASR CTC model such as MedASR "
            f'(config.json must say model_type "{MODEL_TYPE}").'
        )
    if weights and not any(folder.glob("*.safetensors")):
        raise RecogniserError(
            f"{folder} has no weights (model.safetensors). Copy the whole folder again; weights in "
            "other formats are not read."
        )


def _json(file: Path) -> dict[str, Any]:
    try:
        read = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise RecogniserError(
            f"{file.parent} is not a complete model folder: {file.name} is missing. "
            "Copy the whole folder again."
        ) from error
    except (OSError, ValueError) as error:
        raise RecogniserError(
            f"{file} cannot be read ({_first(error)}). Copy the model folder again."
        ) from error
    if not isinstance(read, dict):
        raise RecogniserError(f"{file} is not a model's configuration. Copy the folder again.")
    return read


def _front_and_back(folder: Path) -> tuple[MelSettings, Vocabulary]:
    """The feature extractor's numbers and the tokenizer's pieces."""
    transformers = transformers_library()
    # Broken files make transformers raise nearly anything; all of it means the same to the user.
    try:
        extractor = transformers.AutoFeatureExtractor.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False
        )
        tokenizer = transformers.AutoTokenizer.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False
        )
        mel = MelSettings.of(extractor)
        pieces = tokenizer.convert_ids_to_tokens(list(range(len(tokenizer))))
        # A checkpoint may call its markers special, too: those are words.
        special = [i for i in tokenizer.all_special_ids if CONTROL.fullmatch(str(pieces[i]))]
        blank = tokenizer.pad_token_id
    except Exception as error:
        raise RecogniserError(
            f"The tokenizer or feature extractor in {folder} cannot be read ({_first(error)}). "
            "Copy the model folder again."
        ) from error
    if extractor.sampling_rate != SAMPLE_RATE or MEL_PER_FRAME * mel.hop_length != FRAME:
        raise RecogniserError(f"The model in {folder} does not work on 16 kHz and 10 ms frames.")
    if blank is None or any(piece is None for piece in pieces):
        raise RecogniserError(f"The tokenizer in {folder} lacks pieces. Copy the folder again.")
    return mel, Vocabulary.of(pieces, int(blank), special)


def _model(folder: Path, pieces: int, bands: int) -> Any:
    """LasrForCTC in float32 on the CPU, with every weight from the file."""
    import torch

    transformers = transformers_library()
    try:
        with without_talk():
            model, info = transformers.LasrForCTC.from_pretrained(
                folder,
                dtype=torch.float32,
                use_safetensors=True,
                local_files_only=True,
                trust_remote_code=False,
                output_loading_info=True,
            )
    except Exception as error:
        raise RecogniserError(
            f"The weights in {folder} cannot be read ({_first(error)}). They may be cut off: copy "
            "the model folder again."
        ) from error
    lacking = [*info["missing_keys"], *info["mismatched_keys"]]
    if lacking:
        raise RecogniserError(
            f"The weights in {folder} do not fit its config.json ({len(lacking)} tensors missing "
            "or of another size). Copy the model folder again."
        )
    if info["unexpected_keys"]:
        logging.getLogger(__name__).warning(
            "weights that the model does not know", extra={"count": len(info["unexpected_keys"])}
        )
    config = model.config
    if config.vocab_size > pieces or config.encoder_config.num_mel_bins != bands:
        raise RecogniserError(
            f"The model in {folder} does not fit its own tokenizer or feature extractor. "
            "Copy the model folder again."
        )
    return model


def _first(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0][:160]}" if lines else type(error).__name__
