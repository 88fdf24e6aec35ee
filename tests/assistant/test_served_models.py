"""What servers say of their models, in their own words: LM Studio, Ollama, llama.cpp, vLLM."""

from __future__ import annotations

import json
import socket
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from medvoice.assistant.backend import Garbage, Refused
from medvoice.assistant.discovery import describe, find_servers
from medvoice.assistant.endpoint import Endpoint
from medvoice.assistant.served_models import ServedModel, best_of, named
from medvoice.assistant.server import Server

LM_STUDIO = {
    "/v1/models": {"data": [{"id": "medgemma-1.5-4b-it", "owned_by": "organization_owner"}]},
    "/api/v0/models": {
        "data": [
            {
                "id": "medgemma-1.5-4b-it",
                "type": "vlm",
                "arch": "gemma3",
                "state": "loaded",
                "max_context_length": 131072,
                "loaded_context_length": 8192,
            },
            {"id": "qwen2.5-7b", "type": "llm", "state": "not-loaded", "max_context_length": 32768},
            {"id": "nomic-embed", "type": "embeddings", "state": "not-loaded"},
        ]
    },
}
OLLAMA = {
    "/v1/models": {
        "data": [{"id": "medgemma1.5:4b", "owned_by": "library"}, {"id": "nomic:latest"}]
    },
    "/api/tags": {
        "models": [
            {"name": "medgemma1.5:4b", "model": "medgemma1.5:4b"},
            {"name": "nomic:latest", "model": "nomic:latest"},
        ]
    },
    "/api/show medgemma1.5:4b": {"capabilities": ["completion", "vision"]},
    "/api/show nomic:latest": {"capabilities": ["embedding"]},
}
LLAMACPP = {
    "/v1/models": {
        "data": [
            {
                "id": "/models/medgemma-1.5-4b-it-Q4_K_M.gguf",
                "owned_by": "llamacpp",
                "meta": {"n_ctx": 4096, "n_ctx_train": 131072},
            }
        ]
    },
    "/props": {"modalities": {"vision": True, "audio": False}},
}
LLAMACPP_NEW = {
    "/v1/models": {
        "data": [
            {
                "id": "medgemma",
                "owned_by": "llamacpp",
                "architecture": {"input_modalities": ["text", "image"]},
                "meta": {"n_ctx": 32768},
            }
        ]
    },
}
VLLM = {
    "/v1/models": {
        "data": [
            {
                "id": "report-model",
                "owned_by": "vllm",
                "root": "google/medgemma-27b-text-it",
                "max_model_len": 16384,
            }
        ]
    },
}
OTHER = {"/v1/models": {"object": "list", "data": [{"id": "gpt-oss"}]}}


@contextmanager
def serving(pages: dict):
    """pages: address (for a POST with the model's name behind it) -> JSON, or bytes as they are."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def do_GET(self):
            self.send(self.path)

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self.send(f"{self.path} {body['model']}")

        def send(self, address):
            page = pages.get(address)
            body = page if isinstance(page, bytes) else json.dumps(page or {"error": "?"}).encode()
            self.send_response(404 if page is None else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def at(port: int) -> Server:
    return Server(Endpoint.of(f"http://127.0.0.1:{port}"))


@pytest.mark.parametrize(
    ("pages", "kind", "models"),
    [
        (
            LM_STUDIO,
            "LM Studio",
            [("medgemma-1.5-4b-it", True, True, 8192), ("qwen2.5-7b", False, False, 32768)],
        ),
        (OLLAMA, "Ollama", [("medgemma1.5:4b", True, True, 0)]),
        (LLAMACPP, "llama.cpp", [("medgemma-1.5-4b-it-Q4_K_M.gguf", True, True, 4096)]),
        (LLAMACPP_NEW, "llama.cpp", [("medgemma", True, True, 32768)]),
        (VLLM, "vLLM", [("report-model", True, False, 16384)]),
        (OTHER, "OpenAI-compatible server", [("gpt-oss", False, None, 0)]),
    ],
    ids=["LM Studio", "Ollama", "llama.cpp", "llama.cpp new", "vLLM", "other"],
)
def test_each_kind_of_server_is_known_by_its_answer(pages, kind, models):
    with serving(pages) as port:
        found = describe(at(port), timeout_s=20.0)
    assert found.kind == kind
    assert [(m.label, m.medgemma, m.images, m.context) for m in found.models] == models


def test_what_listens_is_found_and_anything_else_is_left_out():
    """A web page, a port that is free, and one that takes the call and says nothing."""
    with (
        serving(LM_STUDIO) as studio,
        serving({"/v1/models": b"<html>"}) as page,
        socket.socket() as free,
        socket.socket() as mute,
    ):
        for one in (free, mute):
            one.bind(("127.0.0.1", 0))
        mute.listen()
        ports = [one.getsockname()[1] for one in (free, mute)]
        began = time.monotonic()
        found = find_servers([page, studio, *ports], timeout_s=5.0)
        # The mute one costs its seconds, beside the others and not after them.
        assert time.monotonic() - began < 15
    assert [one.url for one in found] == [f"http://127.0.0.1:{studio}/v1"]


@pytest.mark.parametrize("page", [b"", b"[" * 100_000, b"\xff", b"<html>"])
def test_what_is_no_json_is_no_list(page):
    with serving({"/v1/models": page}) as port, pytest.raises(Garbage):
        describe(at(port), timeout_s=20.0)


@pytest.mark.parametrize("page", [b"[]", b"null", b'{"data": 3}', b'{"data": [3, {"id": 3}]}'])
def test_a_list_of_another_form_names_no_model(page):
    with serving({"/v1/models": page}) as port:
        found = describe(at(port), timeout_s=20.0)
    assert found.models == ()


def models(*names: str) -> tuple[ServedModel, ...]:
    return tuple(map(named, names))


@pytest.mark.parametrize(
    ("served", "wanted", "name"),
    [
        (["only"], "", "only"),
        (["llama", "medgemma-4b", "qwen"], "", "medgemma-4b"),
        (["a", "b"], "b", "b"),
        (["a", "B"], "b", "B"),
        (["medgemma:latest", "x"], "medgemma", "medgemma:latest"),
        (["/m/medgemma-Q4.gguf"], "medgemma-q4", "/m/medgemma-Q4.gguf"),
        (["/m/medgemma-Q4.gguf"], "/m/medgemma-Q4.gguf", "/m/medgemma-Q4.gguf"),
    ],
)
def test_the_model_that_is_meant(served, wanted, name):
    assert best_of(models(*served), wanted, "here").name == name


@pytest.mark.parametrize(
    ("served", "wanted"),
    [
        ([], ""),
        (["a", "b"], ""),
        (["medgemma-4b", "medgemma-27b"], ""),
        (["medgemma-4b"], "medgemma"),
        (["a"], "b"),
        ([], "b"),
    ],
)
def test_no_other_model_is_taken_for_the_one_that_is_meant(served, wanted):
    with pytest.raises(Refused, match=r"language_model\.model") as fault:
        best_of(models(*served), wanted, "here")
    assert all(name in str(fault.value) for name in served)


@pytest.mark.parametrize(
    ("name", "medgemma", "images"),
    [
        ("google/medgemma-1.5-4b-it", True, True),
        ("MedGemma1.5:4b", True, True),
        ("medgemma-27b-text-it", True, False),
        ("medgemma-27b-it", True, True),
        ("gemma-3-4b", False, None),
        ("/home/medgemma-fan/llama.gguf", False, None),
    ],
)
def test_what_a_name_alone_says(name, medgemma, images):
    found = named(name)
    assert (found.medgemma, found.images) == (medgemma, images)
