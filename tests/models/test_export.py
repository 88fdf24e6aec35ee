"""Exporting: the files, the tensors, and what is refused."""

from __future__ import annotations

import json
import shutil

import numpy as np
import onnx
import onnxruntime
import pytest
import tiny_lasr
from onnx import numpy_helper

from medvoice.asr.decoding import NGRAM_FILE, DecoderSettings, make_decoder
from medvoice.asr.ngram import write
from medvoice.asr.onnx_loading import read_tokens
from medvoice.models import export_onnx
from medvoice.models.export_onnx import ExportRefused, export
from training.ngram import Recipe, estimate


def silent(text):
    pass


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return tiny_lasr.write_tiny_lasr(tmp_path_factory.mktemp("tiny") / "tiny")


@pytest.fixture(scope="module")
def exported(tiny, tmp_path_factory):
    out = tmp_path_factory.mktemp("out") / "exported"
    apart = export(tiny, out, True, silent)
    assert 0 < apart < 1e-3
    return out


def test_the_language_model_beside_the_weights_comes_along_and_fits(tiny, tmp_path) -> None:
    source = shutil.copytree(tiny, tmp_path / "source")
    text = [[tiny_lasr.PIECES.index("▁no"), tiny_lasr.PIECES.index("▁effusion")]] * 20
    levels = estimate(text, len(tiny_lasr.PIECES), Recipe((0, 1)))
    write(source / NGRAM_FILE, levels, tiny_lasr.PIECES)
    export(source, tmp_path / "out", False, silent)
    decoder = make_decoder(DecoderSettings(), read_tokens(tmp_path / "out"), tmp_path / "out")
    assert decoder.name == f"beam + {NGRAM_FILE}"


@pytest.fixture
def copy(tiny, tmp_path):
    return shutil.copytree(tiny, tmp_path / "copy")


def test_files_and_tensors_are_those_of_the_public_export(exported) -> None:
    assert sorted(p.name for p in exported.iterdir()) == [
        "model.int8.onnx",
        "model.onnx",
        "tokens.txt",
    ]
    assert (
        (exported / "tokens.txt").read_text("utf-8").startswith("<blk> 0\n</s> 1\n<unk> 2\n▁ 3\n")
    )
    for name in ("model.onnx", "model.int8.onnx"):
        session = onnxruntime.InferenceSession(str(exported / name))
        tensors = [(t.name, t.type, t.shape) for t in session.get_inputs()]
        assert tensors == [
            ("x", "tensor(float)", ["N", "T", 128]),
            ("mask", "tensor(int64)", ["N", "T"]),
        ]
        outputs = [(t.name, t.type) for t in session.get_outputs()]
        assert outputs == [("logits", "tensor(float)"), ("logits_len", "tensor(int64)")]
        metadata = session.get_modelmeta().custom_metadata_map
        assert metadata["model_type"] == "medasr_ctc"
        assert metadata["vocab_size"] == str(len(tiny_lasr.PIECES))


def test_int8_quantises_the_matrix_products_alone_and_unsigned(exported) -> None:
    model = onnx.load(exported / "model.int8.onnx")
    kinds = {t.data_type for t in model.graph.initializer if t.name.endswith("_quantized")}
    assert kinds == {onnx.TensorProto.UINT8}
    operators = {node.op_type for node in model.graph.node}
    assert "MatMulInteger" in operators
    assert "ConvInteger" not in operators


def test_a_batch_with_padding_equals_its_rows(exported) -> None:
    session = onnxruntime.InferenceSession(str(exported / "model.onnx"))
    rng = np.random.default_rng(3)
    mel = rng.normal(-4, 3, (2, 150, 128)).astype(np.float32)
    mask = np.ones((2, 150), np.int64)
    mask[1, 90:] = 0
    logits, lengths = session.run(None, {"x": mel, "mask": mask})
    assert lengths.tolist() == [35, 20]
    for row, length in enumerate((150, 90)):
        alone = {"x": mel[row : row + 1, :length], "mask": np.ones((1, length), np.int64)}
        expected, _ = session.run(None, alone)
        np.testing.assert_allclose(logits[row, : lengths[row]], expected[0], atol=1e-4)


def test_an_export_that_differs_is_thrown_away(tiny, tmp_path, monkeypatch) -> None:
    """One weight is changed behind the exporter's back by a hundredth."""
    real = export_onnx._to_onnx

    def changed(model, file, metadata):
        real(model, file, metadata)
        exported = onnx.load(file)
        for tensor in exported.graph.initializer:
            if tensor.name.endswith("ctc_head.bias"):
                values = numpy_helper.to_array(tensor).copy()
                values[5] += 0.01
                tensor.CopyFrom(numpy_helper.from_array(values, tensor.name))
        onnx.save(exported, file)

    monkeypatch.setattr(export_onnx, "_to_onnx", changed)
    with pytest.raises(ExportRefused, match="differ from torch's"):
        export(tiny, tmp_path / "out", False, silent)
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_not_overwritten(tiny, tmp_path) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(ExportRefused, match="exists already"):
        export(tiny, tmp_path / "out", False, silent)


def test_no_checkpoint(tmp_path) -> None:
    with pytest.raises(ExportRefused, match="no checkpoint"):
        export(tmp_path, tmp_path / "out", False, silent)


def test_a_damaged_checkpoint_is_one_sentence(copy, tmp_path) -> None:
    weights = copy / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1000])
    with pytest.raises(ExportRefused, match="cannot be exported") as caught:
        export(copy, tmp_path / "out", False, silent)
    assert "\n" not in str(caught.value)
    assert [p.name for p in tmp_path.iterdir()] == ["copy"]


def test_another_front_end_cannot_be_exported(copy, tmp_path) -> None:
    file = copy / "processor_config.json"
    config = json.loads(file.read_text())
    config["feature_extractor"]["hop_length"] = 200
    file.write_text(json.dumps(config))
    with pytest.raises(ExportRefused, match="not set as MedASR's"):
        export(copy, tmp_path / "out", False, silent)


def test_without_the_package(tiny, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(export_onnx.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ExportRefused, match=r"medvoice\[export\]"):
        export(tiny, tmp_path / "out", False, silent)
