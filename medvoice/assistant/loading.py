"""A checkpoint folder or hub id → the language model as a backend, or one clear sentence why not.

safetensors only, no code from the checkpoint, no network for what is on the disk already. Gemma 3
with images (MedGemma) and text-only checkpoints, also base models without a chat template. What
does not fit into the memory is refused before its weights are read.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import torch

from medvoice.assistant.backend import BackendError, OutOfMemory, Refused, Unreachable
from medvoice.assistant.few_rows import quicken
from medvoice.assistant.memory_plan import (
    TURN_TOKENS,
    Format,
    Memory,
    Plan,
    Shape,
    TooLarge,
    Wanted,
    plan,
)
from medvoice.assistant.rendering import PLAIN_END, ImageTokens, Renderer
from medvoice.assistant.transformers_backend import PREFIX_BYTES, Loaded, TransformersBackend
from medvoice.transformers_library import transformers_library, without_talk

_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")
_WANTED = ("*.json", "*.safetensors", "*.model", "*.jinja", "*.txt")
_TOKENIZERS = ("tokenizer.json", "tokenizer.model", "vocab.json")
_END_OF_TURN = "<end_of_turn>"


@dataclass(frozen=True, slots=True)
class LoadSettings:
    """device: "auto", "cpu" or "cuda". format: of the weights; None: the best that fits (bfloat16
    on the CPU). tokens: of the longest prefix that memory is planned for. threads: of the CPU, for
    torch in this process; 0: torch's own choice. prefix_bytes: most states kept of prefixes.
    speech: bytes that the recogniser will still take on the same memory."""

    device: Literal["auto", "cpu", "cuda"] = "auto"
    format: Format | None = None
    tokens: int = TURN_TOKENS
    threads: int = 0
    prefix_bytes: int = PREFIX_BYTES
    speech: int = 0


def load_backend(
    where: str | Path, settings: LoadSettings | None = None, label: str = ""
) -> TransformersBackend:
    """where: a folder that `save_pretrained` wrote, or a hub id such as
    "google/medgemma-1.5-4b-it". label: what the screen calls it. Raises BackendError (OutOfMemory
    where the plan says that it does not fit)."""
    chosen = settings or LoadSettings()
    folder = _folder(str(where))
    name = label or (folder.name if Path(where).is_dir() else str(where))
    config = _config(folder)
    device = _device(chosen.device)
    planned = _planned(config, name, device, chosen)
    if chosen.threads:
        torch.set_num_threads(chosen.threads)
    model = _model(folder, config, planned.format, device)
    return TransformersBackend(_loaded(name, folder, config, model), chosen.prefix_bytes)


def backend_of(
    name: str, model: Any, tokenizer: Any, processor: Any = None, prefix_bytes: int = PREFIX_BYTES
) -> TransformersBackend:
    """A model that is in memory already. tokenizer: fast. processor: a Gemma3Processor where the
    model takes images."""
    return TransformersBackend(_parts(name, model, tokenizer, processor), prefix_bytes)


def shape_of(config: Any, name: str) -> Shape:
    """A checkpoint's sizes, counted on a model without memory."""
    transformers = transformers_library()
    chosen = _auto_class(transformers, config)
    with without_talk(), torch.device("meta"):
        model = chosen.from_config(config)
    text = config.get_text_config()
    embedding = model.get_input_embeddings().weight
    ids = {id(embedding), id(model.get_output_embeddings().weight)}
    vision = sum(
        p.numel()
        for key, p in model.named_parameters()
        if "vision_tower" in key or "multi_modal_projector" in key
    )
    linear = sum(p.numel() for p in model.parameters() if id(p) not in ids) - vision
    kinds = list(getattr(text, "layer_types", None) or ())
    whole = kinds.count("full_attention") if "sliding_attention" in kinds else len(kinds) or 1
    tied = 1 if len(ids) == 1 or text.tie_word_embeddings else 2
    return Shape(
        name=name,
        linear=linear,
        embedding=tied * embedding.numel(),
        vision=vision,
        layers=text.num_hidden_layers,
        kv_heads=text.num_key_value_heads,
        head_width=getattr(text, "head_dim", None) or text.hidden_size // text.num_attention_heads,
        window=getattr(text, "sliding_window", None) or text.max_position_embeddings,
        global_every=max(1, text.num_hidden_layers // max(1, whole)),
    )


def _planned(config: Any, name: str, device: str, settings: LoadSettings) -> Plan:
    formats = _formats(device)
    if settings.format is not None and settings.format not in (*formats, Format.FLOAT32):
        raise Refused(
            f"{settings.format} needs an NVIDIA card and the packages bitsandbytes and accelerate "
            "(pip install 'medvoice[quantised]'). Install them, or leave "
            "language_model.quantisation out."
        )
    shape = shape_of(config, name)
    wanted = Wanted(
        shape,
        format=settings.format,
        tokens=settings.tokens,
        images=shape.vision > 0,
        speech=settings.speech,
    )
    planned = plan(_memory(device), wanted, formats)
    if isinstance(planned, TooLarge):
        raise OutOfMemory(planned.sentence)
    return planned


def _formats(device: str) -> tuple[Format, ...]:
    """What can be loaded here, best first."""
    quantised = all(importlib.util.find_spec(name) for name in ("bitsandbytes", "accelerate"))
    if device == "cuda" and quantised:
        return (Format.BFLOAT16, Format.INT8, Format.INT4)
    return (Format.BFLOAT16,)


def _memory(device: str) -> Memory:
    if device == "cuda":
        free, _ = torch.cuda.mem_get_info()
        return Memory(torch.cuda.get_device_name(), int(free))
    pages = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return Memory("this machine's RAM", max(pages, _available()))


def _available() -> int:
    """Linux: what can be had without swapping, pages that files only borrow included."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    found = [line.split()[1] for line in lines if line.startswith("MemAvailable:")]
    return int(found[0]) * 1024 if found else 0


def _device(wanted: str) -> str:
    if wanted == "cuda" and not torch.cuda.is_available():
        raise Refused(
            "There is no NVIDIA card that torch can use here; leave language_model.device at "
            '"auto" or say "cpu".'
        )
    return "cuda" if wanted != "cpu" and torch.cuda.is_available() else "cpu"


def _folder(where: str) -> Path:
    path = Path(where).expanduser()
    if path.is_dir():
        return path
    if path.exists() or not _HUB_ID.fullmatch(where):
        raise Refused(
            f"There is no model folder {path}. Name an existing folder or a hub id such as "
            "google/medgemma-1.5-4b-it."
        )
    return _from_hub(where)


def _from_hub(where: str) -> Path:
    """What is in the hub's cache is used as it is, without network."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import GatedRepoError, HfHubHTTPError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(where, allow_patterns=list(_WANTED), local_files_only=True))
    except LocalEntryNotFoundError:
        pass
    try:
        return Path(snapshot_download(where, allow_patterns=list(_WANTED)))
    except GatedRepoError as error:
        raise Refused(
            f"{where} is given only to those who accept its makers' terms. Accept them at "
            f"https://huggingface.co/{where}, then run `hf auth login`; or name a folder that "
            "holds the model."
        ) from error
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError, ValueError) as error:
        raise Unreachable(
            f"{where} is not on this machine and the hub cannot be reached "
            f"({type(error).__name__}). Connect once to fetch it, or copy its folder here and name "
            "that."
        ) from error


def _config(folder: Path) -> Any:
    try:
        return transformers_library().AutoConfig.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False
        )
    except (OSError, ValueError, KeyError) as error:
        raise Refused(
            f"{folder} holds no language model that can be read ({type(error).__name__} in "
            "config.json). Copy the whole folder again."
        ) from error


def _model(folder: Path, config: Any, format: Format, device: str) -> Any:
    """In eval mode, on its device, with every weight from the file."""
    transformers = transformers_library()
    options: dict[str, Any] = {
        "dtype": torch.float32 if format is Format.FLOAT32 else torch.bfloat16,
        "use_safetensors": True,
        "local_files_only": True,
        "trust_remote_code": False,
        "output_loading_info": True,
    }
    if format in (Format.INT8, Format.INT4):
        options["quantization_config"] = _bits(transformers, format)
    if device == "cuda" and importlib.util.find_spec("accelerate"):
        options["device_map"] = {"": 0}  # straight to the card, without a copy in RAM
    try:
        with without_talk():
            model, info = _auto_class(transformers, config).from_pretrained(folder, **options)
            if "device_map" not in options:
                model = model.to(device)
    except (torch.OutOfMemoryError, MemoryError) as error:
        raise OutOfMemory(
            "The language model did not fit into the memory after all; it was not loaded. Choose "
            "a smaller format (language_model.quantisation)."
        ) from error
    except Exception as error:  # the boundary: broken files make transformers raise nearly anything
        raise BackendError(
            f"The weights in {folder} cannot be read ({type(error).__name__}). They may be cut "
            "off: copy the model folder again."
        ) from error
    lacking = [*info["missing_keys"], *info["mismatched_keys"]]
    if lacking:
        raise BackendError(
            f"The weights in {folder} do not fit its config.json ({len(lacking)} tensors missing "
            "or of another size). Copy the model folder again."
        )
    if device == "cpu":
        quicken(model)
    return model.eval()


def _bits(transformers: Any, format: Format) -> Any:
    """bitsandbytes; the image part and the output layer stay as they are."""
    kept = ["vision_tower", "multi_modal_projector", "lm_head"]
    if format is Format.INT8:
        return transformers.BitsAndBytesConfig(load_in_8bit=True, llm_int8_skip_modules=kept)
    return transformers.BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_compute_dtype=torch.bfloat16,
        llm_int8_skip_modules=kept,
    )


def _auto_class(transformers: Any, config: Any) -> Any:
    if _sees(config):
        return transformers.AutoModelForImageTextToText
    return transformers.AutoModelForCausalLM


def _sees(config: Any) -> bool:
    return getattr(config, "vision_config", None) is not None


def _loaded(name: str, folder: Path, config: Any, model: Any) -> Loaded:
    transformers = transformers_library()
    options = {"local_files_only": True, "trust_remote_code": False}
    images = _sees(config) and importlib.util.find_spec("PIL") is not None
    # Without one transformers makes an empty tokenizer, in silence.
    if not any((folder / file).is_file() for file in _TOKENIZERS):
        raise BackendError(
            f"{folder} holds no tokenizer ({' or '.join(_TOKENIZERS)}). Copy the model folder "
            "again."
        )
    try:
        if images:
            processor = transformers.AutoProcessor.from_pretrained(folder, **options)
            return _parts(name, model, processor.tokenizer, processor)
        tokenizer = transformers.AutoTokenizer.from_pretrained(folder, **options)
    except (OSError, ValueError, KeyError, ImportError) as error:
        raise BackendError(
            f"The tokenizer in {folder} cannot be read ({type(error).__name__}). Copy the model "
            "folder again."
        ) from error
    if _sees(config):
        logging.getLogger(__name__).warning("images need the package Pillow; text alone is taken")
    return _parts(name, model, tokenizer, None)


def _parts(name: str, model: Any, tokenizer: Any, processor: Any) -> Loaded:
    template = getattr(processor, "chat_template", None) or tokenizer.chat_template
    images = None
    if processor is not None:
        images = ImageTokens(
            sequence=processor.full_image_sequence,
            mark=tokenizer.boi_token,
            token=tokenizer.image_token_id,
            count=processor.image_seq_length,
        )
    renderer = Renderer(tokenizer, template, images)
    stops = _stops(model, tokenizer)
    turn_end = tokenizer.get_vocab().get(_END_OF_TURN)
    if template is None:
        end = renderer.answer(PLAIN_END)[0]
    else:
        end = turn_end if turn_end in stops else tokenizer.eos_token_id
    return Loaded(
        name,
        model,
        tokenizer,
        renderer,
        stops,
        int(end),
        processor.image_processor if processor is not None else None,
    )


def _stops(model: Any, tokenizer: Any) -> frozenset[int]:
    told = model.generation_config.eos_token_id
    found = set(told) if isinstance(told, list) else {told}
    vocabulary = tokenizer.get_vocab()
    found |= {tokenizer.eos_token_id, vocabulary.get(_END_OF_TURN)}
    return frozenset(int(token) for token in found if token is not None)
