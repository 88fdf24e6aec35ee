"""The small real language model that `make setup-dev` puts into the environment, and llama.cpp's own
server with it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SMOLLM2 = (
    Path(sys.prefix) / "share/medvoice/models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf"
)


@contextmanager
def llama_server(key: str = "", context: int = 2048) -> Iterator[str]:
    """Its base address; on one core, one request at a time. key: one that it demands."""
    xllamacpp = pytest.importorskip("xllamacpp", reason="make setup-dev installs it")
    if not SMOLLM2.is_file():
        pytest.skip("make setup-dev puts the small language model there")
    options = xllamacpp.CommonParams()
    options.model.path = str(SMOLLM2)
    options.n_ctx, options.n_parallel = context, 1
    options.cpuparams.n_threads = options.cpuparams_batch.n_threads = 1
    options.hostnames, options.port = ["127.0.0.1"], 0
    if key:
        options.api_keys = [key]
    server = xllamacpp.Server(options)
    try:
        yield server.listening_address
    finally:
        del server  # stops it
