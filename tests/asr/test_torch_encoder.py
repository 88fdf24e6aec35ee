"""TorchEncoder: few kinds of shapes reach torch, and filling up changes nothing."""

import numpy as np
import pytest
import torch
from tiny_lasr import tiny_model

from medvoice.asr.torch_encoder import TorchEncoder
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
