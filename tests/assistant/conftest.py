from __future__ import annotations

import pytest
import torch
from assistant import tiny_gemma
from hostile_server import hostile_server


@pytest.fixture
def hostile():
    with hostile_server() as server:
        yield server


@pytest.fixture(scope="session")
def tiny_tokenizer():
    torch.set_num_threads(1)  # a tiny model is slower on several
    return tiny_gemma.tokenizer()


@pytest.fixture(scope="session")
def tiny_text(tiny_tokenizer):
    return tiny_gemma.text_model(tiny_tokenizer)


@pytest.fixture(scope="session")
def tiny_image(tiny_tokenizer):
    return tiny_gemma.image_model(tiny_tokenizer)
