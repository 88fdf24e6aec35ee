"""A chat-completions server for tests that answers as it is told, and keeps what it was sent."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answering = Callable[[dict[str, Any]], str]
"""The request's JSON → text, or a ValueError for status 400."""


class ChatServer(ThreadingHTTPServer):
    """asked: (path, headers, JSON) of each request. port: 0 for any that is free."""

    daemon_threads = True

    def __init__(self, says: Answering, model: str, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.says, self.model = says, model
        self.asked: list[tuple[str, dict[str, str], dict[str, Any]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: ChatServer
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        if self.path.endswith("/v1/models"):
            self._json(200, {"data": [{"id": self.server.model}]})
        else:
            self._json(404, {"error": "no such page"})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, dict(self.headers), body))
        try:
            said = self.server.says(body)
        except ValueError as error:
            self._json(400, {"error": {"message": str(error)}})
            return
        if not body.get("stream"):
            self._json(200, {"choices": [{"finish_reason": "stop", "message": {"content": said}}]})
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        for at in range(0, len(said), 4):
            self._event({"choices": [{"delta": {"content": said[at : at + 4]}}]})
        self._event({"choices": [{"delta": {}, "finish_reason": "stop"}]})
        self.wfile.write(b"data: [DONE]\n\n")
        self.close_connection = True

    def _event(self, body: dict[str, Any]) -> None:
        self.wfile.write(b"data: " + json.dumps(body).encode() + b"\n\n")

    def _json(self, status: int, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def chat_server(says: Answering, model: str = "medgemma-1.5-4b-it") -> Iterator[ChatServer]:
    server = ChatServer(says, model)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
