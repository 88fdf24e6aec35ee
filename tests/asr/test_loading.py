"""A folder or hub id becomes a recogniser, or one clear sentence."""

import json
import shutil
import threading

import huggingface_hub
import numpy as np
import pytest
import torch
from huggingface_hub.errors import GatedRepoError, LocalEntryNotFoundError, RepositoryNotFoundError
from safetensors.torch import load_file, save_file
from transformers import LasrForCTC

from medvoice.asr import torch_encoder
from medvoice.asr.loading import LoadSettings, load_recogniser
from medvoice.asr.recogniser import RecogniserError
from medvoice.asr.torch_encoder import Placement, TorchEncoder, known_clip, place


@pytest.fixture
def copy(tiny_folder, tmp_path):
    return shutil.copytree(tiny_folder, tmp_path / "model")


def edit_weights(folder, change):
    file = folder / "model.safetensors"
    weights = load_file(file)
    change(weights)
    save_file(weights, file, metadata={"format": "pt"})


def model_threads():
    return [thread for thread in threading.enumerate() if thread.name == "medvoice-model"]


def refused(where, match, **settings):
    before = model_threads()
    with pytest.raises(RecogniserError, match=match) as caught:
        load_recogniser(where, LoadSettings(**settings))
    assert model_threads() == before, "no thread is left behind"
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("dtype", ["auto", "float32", "bfloat16", "int8"])
def test_loads_and_says_what_runs(tiny_folder, dtype) -> None:
    recogniser = load_recogniser(tiny_folder, LoadSettings("cpu", dtype, 1), "tiny model")
    expected = ("float32", "bfloat16") if dtype == "auto" else (dtype,)
    assert recogniser.name in [f"tiny model (cpu, {name}, greedy)" for name in expected]
    assert ("int8" in recogniser.notice) == (dtype == "int8")
    recogniser.transcribe(known_clip())
    recogniser.close()


def test_weights_stored_in_half_run_in_float32(copy) -> None:
    LasrForCTC.from_pretrained(copy).half().save_pretrained(copy)
    recogniser = load_recogniser(copy, LoadSettings("cpu", "float32", 1))
    assert recogniser.name == "model (cpu, float32, greedy)"
    recogniser.transcribe(known_clip())
    recogniser.close()


def test_missing_folder(tmp_path) -> None:
    refused(tmp_path / "none", "no model folder")
    (tmp_path / "file").write_text("")
    refused(tmp_path / "file", "is a file")
    refused(tmp_path, "config.json is missing")


def test_another_kind_of_model(copy) -> None:
    config = json.loads((copy / "config.json").read_text())
    (copy / "config.json").write_text(json.dumps(config | {"model_type": "whisper"}))
    refused(copy, "whisper model, not a LASR")
    (copy / "config.json").write_text("{")
    refused(copy, "cannot be read")
    (copy / "config.json").write_text("[]")
    refused(copy, "not a model's configuration")


def test_no_weights(copy) -> None:
    (copy / "model.safetensors").rename(copy / "pytorch_model.bin")
    refused(copy, "no weights")


def test_weights_cut_off(copy) -> None:
    file = copy / "model.safetensors"
    file.write_bytes(file.read_bytes()[:-1000])
    refused(copy, "cannot be read")


def test_weights_missing_or_of_another_size(copy) -> None:
    edit_weights(copy, lambda weights: weights.pop("ctc_head.bias"))
    refused(copy, "do not fit")
    edit_weights(copy, lambda weights: weights.update({"ctc_head.bias": torch.zeros(7)}))
    refused(copy, "do not fit|cannot be read")


def test_damaged_values(copy) -> None:
    edit_weights(copy, lambda weights: weights["ctc_head.bias"].fill_(float("nan")))
    refused(copy, "non-finite", device="cpu")


@pytest.mark.parametrize("name", ["tokenizer.json", "processor_config.json"])
def test_front_or_back_missing(copy, name) -> None:
    (copy / name).unlink()
    refused(copy, "tokenizer or feature extractor|lacks pieces|does not fit")


def test_hub_faults(monkeypatch) -> None:
    def hub(error):
        def snapshot_download(where, **options):
            if options.get("local_files_only"):
                raise LocalEntryNotFoundError("not cached")
            raise error

        monkeypatch.setattr(huggingface_hub, "snapshot_download", snapshot_download)

    response = type("R", (), {"headers": {}, "request": None, "status_code": 403})()
    hub(GatedRepoError("gated", response=response))
    refused("google/medasr", "huggingface.co/google/medasr.*hf auth login")
    hub(RepositoryNotFoundError("none", response=response))
    refused("google/medasrr", "Check the spelling")
    hub(LocalEntryNotFoundError("no network"))
    refused("google/medasr", "cannot be reached")


def test_what_the_hub_left_on_disk_needs_no_network(monkeypatch, tiny_folder) -> None:
    def snapshot_download(where, **options):
        assert options["local_files_only"], "no network for what is there"
        return str(tiny_folder)

    monkeypatch.setattr(huggingface_hub, "snapshot_download", snapshot_download)
    recogniser = load_recogniser("google/medasr", LoadSettings("cpu", "float32", 1))
    assert recogniser.name == "google/medasr (cpu, float32, greedy)"
    recogniser.close()


def test_no_card(tiny_folder, monkeypatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    refused(tiny_folder, "No usable NVIDIA GPU", device="cuda")


def test_a_format_that_goes_wrong_falls_back_and_is_said(
    tiny_folder, mel_settings, monkeypatch
) -> None:
    class Wrong(TorchEncoder):
        def __call__(self, mel):
            logits = super().__call__(mel)
            if self._dtype == "float32":
                return logits
            return logits * np.float32(np.nan) if self._dtype == "bfloat16" else -logits

    monkeypatch.setattr(torch_encoder, "TorchEncoder", Wrong)
    model = LasrForCTC.from_pretrained(tiny_folder)
    for dtype, said in [("bfloat16", "non-finite"), ("int8", "differs too much")]:
        encoder = place(model, mel_settings, Placement("cpu", dtype))
        assert encoder.placed == "cpu, float32"
        assert said in encoder.notice


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs an NVIDIA GPU")
def test_on_a_card(tiny_folder, speech) -> None:
    there = load_recogniser(tiny_folder, LoadSettings("cuda", "float32", 1))
    here = load_recogniser(tiny_folder, LoadSettings("cpu", "float32", 1))
    assert "(cuda, float32, greedy)" in there.name
    found, expected = there.transcribe(speech), here.transcribe(speech)
    assert [word.text for word in found] == [word.text for word in expected]
    there.close()
    here.close()
