"""Facts about this machine, for the doctor. Slow: imports torch and transformers."""

from __future__ import annotations

import importlib
import importlib.metadata
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from medvoice.audio.devices import DeviceError
from medvoice.config import Settings
from medvoice.doctor import Files, Hardware, Packages
from medvoice.faces.compose import model_of, run_of
from medvoice.models.store import how_to_get, installed, missing
from medvoice.session.opening import decoder_name, list_devices


def packages() -> Packages:
    torch, torch_fault = _imported("torch")
    _, transformers_fault = _imported("transformers.processing_utils")
    audio = _version("torchaudio")
    return Packages(
        python=sys.version_info[:2],
        torch=_version("torch"),
        torch_fault=torch_fault,
        torch_cuda=(torch.version.cuda or "") if torch is not None else "",
        transformers=_version("transformers"),
        transformers_fault=transformers_fault,
        torchaudio=audio,
        torchaudio_fault=_imported("torchaudio")[1] if audio else "",
    )


def hardware() -> Hardware:
    gpu, memory = _gpu()
    fault = ""
    names: tuple[str, ...] = ()
    try:
        names = tuple(d.name + (" (default)" if d.default else "") for d in list_devices())
    except DeviceError as error:
        fault = str(error)
    return Hardware(
        gpu=gpu,
        gpu_bytes=memory,
        driver_gpu=_driver_gpu(),
        sound_fault=fault,
        microphones=names,
        ffmpeg=shutil.which("ffmpeg") is not None,
    )


def files(settings: Settings) -> Files:
    model = model_of(settings)
    folder = installed(model)
    storage = settings.storage.folder
    existing = _existing(storage)
    return Files(
        recogniser=model.name,
        recogniser_folder=str(folder or ""),
        decoder=decoder_name(folder, run_of(settings)) if folder else "",
        recogniser_advice="" if folder else (how_to_get(model) or str(missing(model))),
        storage=str(storage),
        storage_fault=_cannot_write(existing),
        free_bytes=shutil.disk_usage(existing).free,
    )


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    return folder


def _cannot_write(folder: Path) -> str:
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return error.strerror or str(error)
    return ""


def _imported(name: str) -> tuple[Any, str]:
    """The module and "", or None and why not."""
    try:
        return importlib.import_module(name), ""
    except (ImportError, OSError, RuntimeError) as error:
        lines = str(error).splitlines()
        return None, f"{type(error).__name__}: {lines[0] if lines else ''}"


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _gpu() -> tuple[str, int]:
    torch, fault = _imported("torch")
    if fault or not torch.cuda.is_available():
        return "", 0
    card = torch.cuda.get_device_properties(0)
    return str(card.name), int(card.total_memory)


def _driver_gpu() -> str:
    if not shutil.which("nvidia-smi"):
        return ""
    command = ["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    except subprocess.TimeoutExpired:
        return ""
    return answer.stdout.strip().partition("\n")[0] if answer.returncode == 0 else ""
