from __future__ import annotations

from pathlib import Path

import pytest
from huggingface_hub import errors

from medvoice.models import store
from medvoice.models.catalogue import BUNDLED, KNOWN, MEDASR, Task, speech_model
from medvoice.models.store import ModelMissing, installed, obtained


def checkpoint(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    (folder / "model.safetensors").write_bytes(b"x")
    return folder


def hub_cache(root: Path, hub_id: str) -> Path:
    """A cache as huggingface_hub lays it out."""
    base = root / ("models--" + hub_id.replace("/", "--"))
    (base / "refs").mkdir(parents=True)
    (base / "refs" / "main").write_text("abc123")
    return checkpoint(base / "snapshots" / "abc123")


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """Nothing here may ask the hub."""

    def asked(*_, **__):
        raise AssertionError("the hub was asked")

    monkeypatch.setattr("huggingface_hub.snapshot_download", asked)


def test_names_of_the_catalogue():
    assert speech_model(BUNDLED).demonstration
    assert speech_model(BUNDLED).markers
    assert speech_model(MEDASR).source == "google/medasr"
    assert speech_model(MEDASR).gated
    assert speech_model(MEDASR, "/stick/medasr").source == "/stick/medasr"
    assert speech_model("google/medasr").gated
    assert speech_model("./mine").source == "./mine"
    assert {model.task for model in KNOWN} == {Task.SPEECH, Task.LANGUAGE}


def test_a_folder_is_taken_as_it_is(tmp_path):
    folder = checkpoint(tmp_path / "mine")
    assert obtained(speech_model(str(folder))) == folder


def test_what_is_in_the_cache_needs_no_network(tmp_path):
    folder = hub_cache(tmp_path, "google/medasr")
    assert installed(speech_model(MEDASR), tmp_path) == folder
    assert obtained(speech_model(MEDASR), tmp_path) == folder


def test_a_folder_without_a_checkpoint(tmp_path):
    with pytest.raises(ModelMissing, match="no checkpoint"):
        obtained(speech_model(str(tmp_path)))


def test_neither_folder_nor_hub_id(tmp_path):
    with pytest.raises(ModelMissing, match="no folder"):
        obtained(speech_model(str(tmp_path / "a" / "b" / "nothing")))


def test_half_a_download_is_not_installed(tmp_path):
    folder = hub_cache(tmp_path, "google/medasr")
    (folder / "model.safetensors").unlink()
    assert installed(speech_model(MEDASR), tmp_path) is None


@pytest.mark.parametrize("fault", ["gated", "unknown", "offline"])
def test_what_the_hub_refuses_is_explained(tmp_path, monkeypatch, fault):
    kind = {
        "gated": errors.GatedRepoError,
        "unknown": errors.RepositoryNotFoundError,
        "offline": errors.LocalEntryNotFoundError,
    }[fault]

    def refuse(*_, **__):
        raise kind.__new__(kind)  # without the HTTP answer that its maker wants

    monkeypatch.setattr("huggingface_hub.snapshot_download", refuse)
    told: list[str] = []
    with pytest.raises(ModelMissing) as caught:
        obtained(speech_model(MEDASR), tmp_path, told.append)
    assert told == ["google/medasr"]
    assert "https://huggingface.co/google/medasr" in str(caught.value)
    assert "hf auth login" in str(caught.value)


def test_weights_of_another_kind_are_said(tmp_path, monkeypatch):
    empty = tmp_path / "snapshot"
    empty.mkdir()
    monkeypatch.setattr("huggingface_hub.snapshot_download", lambda *_, **__: str(empty))
    with pytest.raises(ModelMissing, match=r"no \*\.safetensors"):
        store.obtained(speech_model("someone/pickles"), tmp_path)
