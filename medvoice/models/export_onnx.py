"""A LASR checkpoint → an ONNX folder with the tensors and files of MedASR's public export, so that
it runs without torch, here or in sherpa-onnx.

Needs the package `onnx` (extra `export`). An export that does not give the checkpoint's own logits
is thrown away.
"""

from __future__ import annotations

import importlib
import importlib.util
import logging
import shutil
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FLOAT32, INT8, TOKENS = "model.onnx", "model.int8.onnx", "tokens.txt"

OPSET = 17

MOST_APART = 1e-4
"""Between a logit of the export and of torch in float32, for logits up to 1; larger ones in
proportion to the largest."""

_LENGTHS = (13, 14, 15, 16, 17, 61, 100, 333, 800)
"""Log-mel frames that are compared: the shortest, each remainder of the step, up to 8 s."""

_COPIED = tuple("LICENSE* NOTICE* README.md training.json ngram.npz words.txt lm_6.kenlm".split())
"""Beside the weights: what is said of them, the language model of the same pieces, the words."""

_METADATA = {"model_type": "medasr_ctc", "maintainer": "medvoice", "version": "1"}
"""sherpa-onnx chooses its front end by model_type."""

_CANNOT_LOAD = "{folder}: this checkpoint cannot be exported ({fault})."


class ExportRefused(Exception):
    """Nothing was written. The message says why."""


def export(folder: Path, out: Path, int8: bool, say: Callable[[str], None]) -> float:
    """Write `out` (must not exist) whole or not at all; returns the largest difference between its
    logits and torch's.

    folder: a LASR checkpoint. int8: a second file with quantised weights. Raises ExportRefused."""
    if out.exists():
        raise ExportRefused(f"{out} exists already. Move it away, or name another folder with -o.")
    if importlib.util.find_spec("onnx") is None:
        raise ExportRefused("Exporting needs the package onnx: pip install 'medvoice[export]'")
    if not (folder / "config.json").is_file():
        raise ExportRefused(f"{folder}: there is no checkpoint in this folder (config.json).")
    out.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        work.chmod(0o755)
        say(f"Loading {folder}")
        model, processor = _loaded(folder)
        say("Exporting")
        _write_tokens(processor.tokenizer, work / TOKENS)
        _to_onnx(model, work / FLOAT32, _metadata(processor.tokenizer))
        say("Comparing with torch")
        apart = _compared(model, work / FLOAT32)
        if int8:
            say("Quantising")
            _quantise(work / FLOAT32, work / INT8)
        for pattern in _COPIED:
            for file in folder.glob(pattern):
                shutil.copyfile(file, work / file.name)
        work.rename(out)
    except ExportRefused:
        raise
    except Exception as error:
        lines = str(error).strip().splitlines() or [""]
        fault = f"{type(error).__name__}: {lines[0][:200]}"
        raise ExportRefused(_CANNOT_LOAD.format(folder=folder, fault=fault)) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return apart


def _loaded(folder: Path) -> tuple[Any, Any]:
    """LasrForCTC in float32 and its processor. Raises ExportRefused and what transformers raises.

    An ONNX folder cannot say how its log-mel is made, so only the makers' way can be exported."""
    import torch

    transformers = importlib.import_module("transformers")
    talk = transformers.utils.logging
    bar = talk.is_progress_bar_enabled()
    talk.disable_progress_bar()
    try:
        model, info = transformers.LasrForCTC.from_pretrained(
            folder,
            dtype=torch.float32,
            use_safetensors=True,
            local_files_only=True,
            output_loading_info=True,
        )
    finally:
        if bar:
            talk.enable_progress_bar()
    if info["missing_keys"] or info["mismatched_keys"]:
        raise ExportRefused(
            f"{folder}: weights are missing or of another size. Nothing was written."
        )
    processor = transformers.AutoProcessor.from_pretrained(folder, local_files_only=True)
    extractor, usual = processor.feature_extractor, transformers.LasrFeatureExtractor()
    if extractor.to_dict() != usual.to_dict() or not torch.equal(
        extractor.mel_filters, usual.mel_filters
    ):
        raise ExportRefused(
            f"{folder}: its feature extractor is not set as MedASR's, which an ONNX folder cannot "
            "say. Nothing was written."
        )
    return model.eval(), processor


def _write_tokens(tokenizer: Any, file: Path) -> None:
    pieces = tokenizer.convert_ids_to_tokens(list(range(len(tokenizer))))
    if tokenizer.pad_token_id is None or any(not p or "\n" in p for p in pieces):
        raise ExportRefused("The tokenizer lacks pieces or the blank. Nothing was written.")
    pieces[tokenizer.pad_token_id] = "<blk>"
    lines = [f"{piece} {number}\n" for number, piece in enumerate(pieces)]
    file.write_text("".join(lines), encoding="utf-8")


def _metadata(tokenizer: Any) -> dict[str, str]:
    return _METADATA | {"vocab_size": str(len(tokenizer))}


def _to_onnx(model: Any, file: Path, metadata: dict[str, str]) -> None:
    import torch

    onnx = importlib.import_module("onnx")

    class Wrapper(torch.nn.Module):
        """The export's tensors around the model's own."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, x: torch.Tensor, mask: torch.Tensor) -> tuple[Any, Any]:
            logits = self.model(x, mask.bool()).logits
            lengths = self.model._get_subsampling_output_length(mask.sum(-1))
            return logits, lengths.to(torch.int64)

    bands = model.config.encoder_config.num_mel_bins
    example = (torch.zeros(1, 100, bands), torch.ones(1, 100, dtype=torch.int64))
    axes = {"x": {0: "N", 1: "T"}, "mask": {0: "N", 1: "T"}}
    axes |= {"logits": {0: "N", 1: "T_4"}, "logits_len": {0: "N"}}
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # tracing remarks, and that a newer exporter exists
        torch.onnx.export(
            Wrapper().eval(),
            example,
            str(file),
            input_names=["x", "mask"],
            output_names=["logits", "logits_len"],
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )
    exported = onnx.load(str(file))
    for key, value in metadata.items():
        exported.metadata_props.add(key=key, value=value)
    onnx.save(exported, str(file))


def _compared(model: Any, file: Path) -> float:
    """The largest difference between logits of torch and of the file, over one row of each length
    and over a batch with padding. Raises ExportRefused."""
    session = _session(file)
    rng = np.random.default_rng(0)
    bands = model.config.encoder_config.num_mel_bins
    cases = [(_mel(rng, 1, length, bands), np.ones((1, length), np.int64)) for length in _LENGTHS]
    padded = np.ones((2, 200), np.int64)
    padded[1, 120:] = 0
    cases.append((_mel(rng, 2, 200, bands), padded))
    largest = 0.0
    for mel, mask in cases:
        ours, lengths = session.run(None, {"x": mel, "mask": mask})
        theirs = _torch_logits(model, mel, mask)
        expected = (mask.sum(1) - 13) // 4 + 1
        if ours.shape != theirs.shape or not np.array_equal(lengths, expected):
            raise ExportRefused(_refused(f"shapes {ours.shape} and {theirs.shape}"))
        for row, length in enumerate(lengths):
            one, other = ours[row, :length], theirs[row, :length]
            apart = float(np.abs(one - other).max())
            # "not <=" so that a value that is no number is refused, too
            if not apart <= MOST_APART * max(1.0, float(np.abs(other).max())):
                raise ExportRefused(_refused(f"{apart:.2g} at {mel.shape[1]} log-mel frames"))
            largest = max(largest, apart)
    return largest


def _refused(found: str) -> str:
    return f"The export's logits differ from torch's ({found}). Nothing was written."


def _torch_logits(model: Any, mel: NDArray[np.float32], mask: NDArray[np.int64]) -> Any:
    import torch

    with torch.inference_mode():
        return model(torch.from_numpy(mel), torch.from_numpy(mask).bool()).logits.numpy()


def _mel(rng: np.random.Generator, rows: int, length: int, bands: int) -> NDArray[np.float32]:
    """Numbers as log-mel frames have them: from the floor up."""
    values = np.maximum(rng.normal(-4.0, 4.0, (rows, length, bands)), np.log(1e-5))
    return values.astype(np.float32)


def _session(file: Path) -> Any:
    onnxruntime = importlib.import_module("onnxruntime")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


def _quantise(file: Path, into: Path) -> None:
    """Weights of the matrix products alone, unsigned: as the public export does it (its makers had
    wrong results with signed ones in onnxruntime's C++). Raises ExportRefused."""
    quantization = importlib.import_module("onnxruntime.quantization")
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.ERROR)  # it advises a preparation that changes nothing here
    try:
        quantization.quantize_dynamic(
            str(file),
            str(into),
            op_types_to_quantize=["MatMul"],
            weight_type=quantization.QuantType.QUInt8,
        )
    finally:
        root.setLevel(level)
    mel = _mel(np.random.default_rng(0), 1, 100, _session(file).get_inputs()[0].shape[2])
    logits, _ = _session(into).run(None, {"x": mel, "mask": np.ones((1, 100), np.int64)})
    if not np.isfinite(logits).all():
        raise ExportRefused("The int8 export gives non-finite values. Nothing was written.")
