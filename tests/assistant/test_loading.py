"""Folders as `save_pretrained` writes them, whole and broken."""

from __future__ import annotations

import json
import shutil

import pytest
from assistant import tiny_gemma

from medvoice.assistant import loading
from medvoice.assistant.backend import (
    Ask,
    BackendError,
    Conversation,
    Message,
    OutOfMemory,
    Refused,
)
from medvoice.assistant.loading import LoadSettings, backend_of, load_backend, shape_of
from medvoice.assistant.memory_plan import Format, Memory

ASK = Ask(Conversation("Be brief."), Message.of("user", "No effusion."))
FIELDS = ["lungs", "pleura"]
EXACT = LoadSettings(device="cpu", format=Format.FLOAT32)


@pytest.fixture(scope="module")
def text_folder(tmp_path_factory, tiny_text, tiny_tokenizer):
    folder = tmp_path_factory.mktemp("models") / "tiny-text"
    tiny_text.save_pretrained(folder)
    tiny_tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def image_folder(tmp_path_factory, tiny_image, tiny_tokenizer):
    folder = tmp_path_factory.mktemp("models") / "tiny-image"
    tiny_image.save_pretrained(folder)
    tiny_gemma.processor(tiny_tokenizer).save_pretrained(folder)
    return folder


@pytest.fixture
def broken(text_folder, tmp_path):
    return shutil.copytree(text_folder, tmp_path / "broken")


def chosen(backend):
    return backend.choose(ASK, FIELDS, against=None, between=lambda: None).scores


def test_a_base_model_without_images(text_folder, tiny_text, tiny_tokenizer):
    backend = load_backend(text_folder, EXACT)
    assert backend.name == "tiny-text"
    assert not backend.capabilities.images
    assert chosen(backend) == chosen(backend_of("same", tiny_text, tiny_tokenizer))


def test_a_model_that_sees(image_folder, tiny_image, tiny_tokenizer):
    backend = load_backend(str(image_folder), EXACT, label="MedGemma")
    assert backend.name == "MedGemma"
    assert backend.capabilities.images
    same = backend_of("same", tiny_image, tiny_tokenizer, tiny_gemma.processor(tiny_tokenizer))
    assert chosen(backend) == chosen(same)


def test_without_pillow_the_same_model_takes_text(image_folder, monkeypatch):
    find = loading.importlib.util.find_spec
    monkeypatch.setattr(
        loading.importlib.util, "find_spec", lambda name: None if name == "PIL" else find(name)
    )
    backend = load_backend(image_folder, EXACT)
    assert not backend.capabilities.images
    assert len(chosen(backend)) == 2


def test_bfloat16_where_nothing_else_is_asked_for(text_folder):
    import torch

    backend = load_backend(text_folder, LoadSettings(device="cpu"))
    assert backend._model.dtype is torch.bfloat16
    assert len(chosen(backend)) == 2


def test_what_does_not_fit_is_refused_before_it_is_read(text_folder, monkeypatch):
    monkeypatch.setattr(loading, "_memory", lambda device: Memory("a small card", 1_000_000))
    monkeypatch.setattr(loading, "_model", None)
    with pytest.raises(OutOfMemory, match="a small card has"):
        load_backend(text_folder, EXACT)


def test_a_shape_counts_every_parameter_once(tiny_text, tiny_image):
    for model in (tiny_text, tiny_image):
        shape = shape_of(model.config, "tiny")
        counted = shape.linear + shape.embedding + shape.vision
        assert counted == sum(p.numel() for p in model.parameters())
        assert (shape.layers, shape.global_every, shape.window) == (6, 6, tiny_gemma.WINDOW)
        assert (shape.vision > 0) == (model is tiny_image)
        assert shape.cache(100, Format.FLOAT32) == 2 * 16 * 4 * (100 + 5 * tiny_gemma.WINDOW)


@pytest.mark.parametrize("format", [Format.INT8, Format.INT4])
def test_quantised_needs_a_card_and_its_packages(text_folder, format):
    with pytest.raises(Refused, match="bitsandbytes"):
        load_backend(text_folder, LoadSettings(device="cpu", format=format))


def test_no_folder_no_hub_id_and_a_file(tmp_path):
    file = tmp_path / "model.gguf"
    file.write_bytes(b"GGUF")
    for where in (tmp_path / "none", "no such model", file):
        with pytest.raises(Refused, match="no model folder"):
            load_backend(where)


def test_broken_configuration(broken):
    (broken / "config.json").write_text("{", encoding="utf-8")
    with pytest.raises(Refused, match=r"config\.json"):
        load_backend(broken, EXACT)
    (broken / "config.json").write_text('{"model_type": "unheard_of"}', encoding="utf-8")
    with pytest.raises(Refused, match=r"config\.json"):
        load_backend(broken, EXACT)


def test_cut_off_weights(broken):
    weights = broken / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(BackendError, match="cannot be read"):
        load_backend(broken, EXACT)


def test_weights_of_another_model(broken):
    config = json.loads((broken / "config.json").read_text(encoding="utf-8"))
    config["num_hidden_layers"] = 7
    config["layer_types"] = [*config["layer_types"], "full_attention"]
    (broken / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(BackendError, match=r"do not fit its config\.json"):
        load_backend(broken, EXACT)


def test_no_tokenizer(broken):
    for file in broken.glob("tokenizer*"):
        file.unlink()
    with pytest.raises(BackendError, match="tokenizer"):
        load_backend(broken, EXACT)
