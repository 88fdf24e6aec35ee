"""medvoice adapt, as a user runs it: a model that hears badly gets better and is installed; lies,
bad options and bad files change nothing."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
BUNDLED = ROOT / "medvoice" / "models" / "bundled"
UNHEARD = ("ct_abdomen", "cxr_two_views")
"""In voices that training never heard."""


def adapt(home: Path, recogniser: str, manifest: Path, *more: str) -> subprocess.CompletedProcess:
    environment = {
        "PATH": "/usr/bin:/bin", "HOME": str(home), "XDG_DATA_HOME": str(home / "data"),
        "OMP_NUM_THREADS": "1",
    }  # fmt: skip
    command = [sys.executable, "-m", "medvoice.faces.cli.main", "adapt", "--name", "mine"]
    return subprocess.run(
        [*command, "--recogniser", recogniser, "--manifest", str(manifest), *more],
        capture_output=True, text=True, env=environment, cwd=ROOT, timeout=400,
    )  # fmt: skip


def manifest_of(folder: Path, texts: list[str]) -> Path:
    file = folder / "manifest.jsonl"
    rows = [
        {"audio": str(SAMPLES / f"{name}.flac"), "reference": text}
        for name, text in zip(UNHEARD, texts, strict=True)
    ]
    file.write_text("\n".join(json.dumps(row) for row in rows))
    return file


def said(name: str) -> str:
    return (SAMPLES / f"{name}.words.txt").read_text()


def models(home: Path) -> Path:
    return home / "data" / "medvoice" / "models"


@pytest.fixture
def hard_of_hearing(tmp_path: Path) -> Path:
    """The bundled model with much noise in its last block: it must be easy to make it better."""
    folder = tmp_path / "deaf"
    shutil.copytree(BUNDLED, folder, ignore=shutil.ignore_patterns("*.npz"))
    weights = load_file(folder / "model.safetensors")
    last = max(int(name.split("layers.")[1].split(".")[0]) for name in weights if "layers." in name)
    torch.manual_seed(1)
    for name, value in weights.items():
        if f"layers.{last}." in name and value.ndim > 1:
            noise = torch.randn(value.shape) * value.float().std()
            weights[name] = (value.float() + 0.8 * noise).half()
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    return folder


def test_a_better_model_is_installed_and_the_old_one_stays(
    tmp_path: Path, hard_of_hearing: Path
) -> None:
    manifest = manifest_of(tmp_path, [said(name) for name in UNHEARD])
    before = (hard_of_hearing / "model.safetensors").read_bytes()
    done = adapt(tmp_path, str(hard_of_hearing), manifest, "--passes", "4")
    assert done.returncode == 0, done.stdout + done.stderr
    place = models(tmp_path) / "mine"
    notes = json.loads((place / "adaptation.json").read_text())
    assert notes["after"] < notes["before"]
    assert notes["words"] >= 60
    assert f"medvoice models use {place}" in done.stdout
    assert f"Go back: medvoice models use {hard_of_hearing}" in done.stdout
    assert (hard_of_hearing / "model.safetensors").read_bytes() == before
    assert place.stat().st_mode & 0o077 == 0
    assert "effusion" not in (place / "adaptation.json").read_text()


def test_lies_are_refused(tmp_path: Path) -> None:
    texts = []
    for name in UNHEARD:
        words = said(name).split()
        random.Random(5).shuffle(words)
        texts.append(" ".join(words).replace("{", "").replace("}", ""))
    done = adapt(tmp_path, "bundled", manifest_of(tmp_path, texts), "--passes", "2")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Not better: nothing was installed" in done.stdout
    assert list(models(tmp_path).iterdir()) == []


def test_too_little_is_said_before_any_work(tmp_path: Path) -> None:
    manifest = manifest_of(tmp_path, ["no effusion", "no"])
    done = adapt(tmp_path, "bundled", manifest)
    assert done.returncode != 0
    assert "words are too few" in done.stderr
    assert "Nothing changed" in done.stderr


def test_whisper_cannot_be_adapted(tmp_path: Path) -> None:
    folder = tmp_path / "whisper"
    folder.mkdir()
    (folder / "model.bin").write_bytes(b"x")
    (folder / "config.json").write_text("{}")
    done = adapt(tmp_path, str(folder), manifest_of(tmp_path, ["a", "b"]))
    assert done.returncode == 2
    assert "only LASR checkpoints" in done.stderr


def test_a_name_with_a_slash_is_refused(tmp_path: Path) -> None:
    done = adapt(tmp_path, "bundled", manifest_of(tmp_path, ["a", "b"]), "--name", "../x")
    assert done.returncode == 2
    assert "without slashes" in done.stderr
