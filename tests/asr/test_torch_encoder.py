"""TorchEncoder: few kinds of shapes reach torch; filling up, a graph and a batch change nothing."""

import numpy as np
import pytest
import torch
from tiny_lasr import tiny_model

from medvoice.asr.known_clip import known_clip, log_mel_of
from medvoice.asr.torch_encoder import Placement, TorchEncoder, place
from medvoice.asr.windows import SHAPE_STEP, FinalScheme, StreamScheme


def test_a_window_of_any_length_is_as_without_filling_up() -> None:
    model = tiny_model()
    encoder = TorchEncoder(model, "cpu", "float32")
    rng = np.random.default_rng(0)
    for frames in (1, 2, 15, 16, 17, 33, 100):
        mel = rng.standard_normal((4 * (frames - 1) + 13, 128)).astype(np.float32)
        with torch.inference_mode():
            expected = model(input_features=torch.from_numpy(mel)[None]).logits[0]
        found = encoder(mel)
        assert found.shape == (frames, expected.shape[1])
        torch.testing.assert_close(torch.from_numpy(found), expected, atol=2e-5, rtol=2e-5)


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_torch_sees_few_lengths(dtype) -> None:
    model = tiny_model()
    if dtype == "bfloat16":
        model = model.to(torch.bfloat16)
    seen = set()
    model.register_forward_pre_hook(
        lambda _, args, kwargs: seen.add(kwargs["input_features"].shape[1]), with_kwargs=True
    )
    encoder = TorchEncoder(model, "cpu", dtype)
    for frames in range(1, 6 * SHAPE_STEP + 1):
        found = encoder(np.zeros((4 * (frames - 1) + 13, 128), np.float32))
        assert len(found) == frames
        assert np.isfinite(found).all()
    assert len(seen) == 6


@pytest.mark.parametrize("scheme", [StreamScheme(), FinalScheme()])
def test_default_windows_need_no_filling_up(scheme) -> None:
    assert (scheme.left + scheme.chunk + scheme.right) % SHAPE_STEP == 0


FORMATS = ["float32", "bfloat16", "int8"]


@pytest.fixture(scope="module", params=FORMATS)
def with_graph(request, mel_settings):
    """(as it is loaded, the same model without a graph)."""
    encoder = place(tiny_model(), mel_settings, Placement("cpu", request.param))
    return encoder, TorchEncoder(encoder._model, "cpu", request.param)


def noise(rng, frames, rows=1):
    mels = rng.standard_normal((rows, 4 * (frames - 1) + 13, 128)).astype(np.float32)
    return list(mels)


def test_a_graph_gives_the_very_same_logits_at_every_length_and_batch(with_graph) -> None:
    encoder, plain = with_graph
    rng = np.random.default_rng(1)
    for frames in (1, 5, 16, 20, 48, 61, 100, 224):
        for rows in (1, 3, 4):
            mels = noise(rng, frames, rows)
            for one, other in zip(encoder.batch(mels), plain.batch(mels), strict=True):
                assert np.array_equal(one, other), (frames, rows)


def test_a_placed_model_runs_as_a_graph(with_graph) -> None:
    """Eager torch takes Python's lock some 400 times a window; a graph once. So the model's own
    `forward` is not called any more."""
    encoder, _ = with_graph
    called = []
    handle = encoder._model.register_forward_pre_hook(lambda *_: called.append(1))
    encoder(np.zeros((201, 128), np.float32))
    encoder(np.zeros((190, 128), np.float32))
    handle.remove()
    assert not called


def test_a_model_whose_graph_is_another_function_runs_without(mel_settings) -> None:
    """A graph keeps what was decided while it was made."""

    class Fickle(torch.nn.Module):
        def forward(self, input_features, attention_mask=None):
            rows, length, _ = input_features.shape
            logits = torch.zeros(rows, (length - 13) // 4 + 1, 3)
            logits += float(length)  # fixed by a trace
            return type("Output", (), {"logits": logits})

    model = Fickle()
    encoder = TorchEncoder(model, "cpu", "float32")
    encoder.as_graph(log_mel_of(known_clip(), mel_settings))
    assert encoder(np.zeros((13, 128), np.float32)).max() == 13 + 4 * (SHAPE_STEP - 1)


def test_a_row_of_a_batch_is_as_alone(with_graph) -> None:
    encoder, _ = with_graph
    rng = np.random.default_rng(2)
    if encoder._dtype == "int8":
        assert encoder.most(48) == 1, "it scales a batch as a whole"
        return
    near = {"float32": 1e-4, "bfloat16": 0.5}[encoder._dtype]
    for frames in (7, 48, 100):
        mels = noise(rng, frames, 4)
        for one, mel in zip(encoder.batch(mels), mels, strict=True):
            np.testing.assert_allclose(one, encoder(mel), atol=near)


def test_only_short_windows_are_worth_a_batch_on_a_cpu(with_graph) -> None:
    encoder, _ = with_graph
    scheme, final = StreamScheme(), FinalScheme()
    short = encoder.most(scheme.left + scheme.chunk + scheme.right)
    assert (short > 1) == (encoder._dtype != "int8")
    assert encoder.most(final.left + final.chunk + final.right) == 1
