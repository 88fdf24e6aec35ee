"""Test helper: a cluster that speaks docs/cluster.md over a real socket, and fails when told."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tiny_lasr import PIECES, VOCABULARY, MixingEncoder

from medvoice.asr.cluster_wire import MODEL, SHAPE, ModelFacts, packed, unpacked
from medvoice.asr.features import MelSettings
from medvoice.asr.model_identity import front_digest

FACTS = ModelFacts(
    front_digest(MelSettings.lasr(), VOCABULARY), "ab" * 32, "test, numpy", len(PIECES)
)


class FakeCluster:
    """fault: asked with the number of each call to /encode; one of FAULTS or ""."""

    def __init__(self, token: str = "") -> None:
        self.token = token
        self.facts = FACTS
        self.fault: Callable[[int], str] = lambda _: ""
        self.calls = 0
        self.lock = threading.Lock()
        self.encoder = MixingEncoder()
        self.port = 0
        self._server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        cluster = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None: ...

            def do_GET(self) -> None:
                cluster.answer(self, b"")

            def do_POST(self) -> None:
                cluster.answer(self, self.rfile.read(int(self.headers["Content-Length"])))

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False

        self._server = Server(("127.0.0.1", self.port), Handler)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()

    def answer(self, asked: BaseHTTPRequestHandler, body: bytes) -> None:
        if self.token and asked.headers["Authorization"] != f"Bearer {self.token}":
            self.say(asked, 401, b"")
        elif asked.path == "/model":
            self.say(asked, 200, self.facts.to_json().encode())
        else:
            with self.lock:
                self.calls += 1
                number = self.calls
            self.encoded(asked, body, self.fault(number))

    def encoded(self, asked: BaseHTTPRequestHandler, body: bytes, fault: str) -> None:
        logits = self.encoder(unpacked(asked.headers[SHAPE], body))
        if fault == "shorter window":
            logits = logits[1:]
        shape, answer = packed(logits)
        identity = self.facts.identity
        match fault:
            case "500":
                return self.say(asked, 500, b"died")
            case "429":
                return self.say(asked, 429, b"busy")
            case "404":
                return self.say(asked, 404, b"")
            case "reset":  # as a killed process does
                asked.connection.setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
                )
                return asked.connection.close()
            case "cut":
                asked.send_response(200)
                asked.send_header("Content-Length", str(len(answer)))
                asked.end_headers()
                asked.wfile.write(answer[: len(answer) // 2])
                asked.close_connection = True
                return None
            case "hang":
                time.sleep(0.6)
            case "garbage":
                answer = answer[:-1]
            case "other model":
                identity = replace(self.facts, weights="cd" * 32).identity
        return self.say(asked, 200, answer, {SHAPE: shape, MODEL: identity})

    def say(
        self,
        asked: BaseHTTPRequestHandler,
        status: int,
        body: bytes,
        headers: dict[str, str] | None = None,
    ) -> None:
        asked.send_response(status)
        for name, value in {**(headers or {}), "Content-Length": str(len(body))}.items():
            asked.send_header(name, value)
        asked.end_headers()
        asked.wfile.write(body)


FAULTS = ("500", "429", "reset", "cut", "hang", "garbage", "shorter window", "other model")


@contextmanager
def fake_cluster(token: str = "") -> Iterator[FakeCluster]:
    cluster = FakeCluster(token)
    cluster.start()
    try:
        yield cluster
    finally:
        cluster.stop()
