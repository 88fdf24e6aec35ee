"""A server that misbehaves in a way that its address names: http://127.0.0.1:PORT/hang/v1."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ANSWER = {
    "choices": [
        {
            "index": 0,
            "finish_reason": "stop",
            "message": {"role": "assistant", "content": '{"field": "heart"}'},
        }
    ]
}


def answer(text: str) -> dict:
    return {"choices": [{"finish_reason": "stop", "message": {"content": text}}]}


def delta(text: str | None, finish: str | None = None) -> bytes:
    body = {"choices": [{"delta": {"content": text}, "finish_reason": finish}]}
    return b"data: " + json.dumps(body).encode() + b"\n\n"


class HostileServer(ThreadingHTTPServer):
    """asked: (way, JSON) of each chat request. released: set when the test is over. answered: one
    of them whole. hung_up: a client left in mid-answer. pieces_sent: of streamed answers."""

    daemon_threads = True

    def __init__(self, host: str = "127.0.0.1") -> None:
        super().__init__((host, 0), _Handler)
        self.asked: list[tuple[str, dict]] = []
        self.keys: list[str | None] = []
        self.released = threading.Event()
        self.hung_up = threading.Event()
        self.answered = threading.Event()
        self.pieces_sent = 0
        self.elsewhere = ""

    def handle_error(self, request, client_address) -> None:
        self.hung_up.set()  # a broken pipe, not worth a traceback


class _Handler(BaseHTTPRequestHandler):
    server: HostileServer
    protocol_version = "HTTP/1.1"

    def log_message(self, *_) -> None:
        pass

    def do_GET(self) -> None:
        way = self.path.split("/")[1]
        if way == "unlisted" or not self.path.endswith("/models"):
            self._send(404, b'{"error": "no such page"}')
        elif way == "webpage":
            self._send(200, b"<html>hello</html>", "text/html")
        else:
            self._json(200, {"object": "list", "data": [{"id": "medgemma-hostile"}]})

    def do_POST(self) -> None:
        way = self.path.split("/")[1]
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((way, body))
        self.server.keys.append(self.headers.get("Authorization"))
        ways: dict[str, Callable[[dict], None]] = {
            name.removeprefix("_way_"): getattr(self, name)
            for name in dir(self)
            if name.startswith("_way_")
        }
        ways[way.replace("-", "_")](body)
        self.server.answered.set()

    def _way_good(self, body: dict) -> None:
        if body.get("stream"):
            self._stream([delta("All "), delta("well."), delta(None, "stop"), b"data: [DONE]\n\n"])
        else:
            self._json(200, ANSWER)

    def _way_unlisted(self, body: dict) -> None:
        self._way_good(body)

    def _way_fails(self, body: dict) -> None:
        """Repeats the prompt in its error, as some do."""
        self._json(500, {"error": {"message": f"cannot do {json.dumps(body['messages'])}"}})

    def _way_no_memory(self, body: dict) -> None:
        self._json(500, {"error": {"message": "CUDA error: out of memory"}})

    def _way_loading(self, body: dict) -> None:
        self._json(503, {"error": {"message": "Loading model", "type": "unavailable_error"}})

    def _way_busy(self, body: dict) -> None:
        self._json(429, {"error": "slow down"})

    def _way_locked(self, body: dict) -> None:
        self._json(401, {"error": {"message": "Invalid API Key"}})

    def _way_locked_and_torn(self, body: dict) -> None:
        self.send_response(401)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"{")
        self.close_connection = True

    def _way_blind(self, body: dict) -> None:
        self._json(400, {"error": {"message": "this model has no vision"}})

    def _way_short(self, body: dict) -> None:
        self._json(400, {"error": {"type": "exceed_context_size_error"}})

    def _way_moved(self, body: dict) -> None:
        self.send_response(307)
        self.send_header("Location", self.server.elsewhere + "/good/v1/chat/completions")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _way_no_schema(self, body: dict) -> None:
        if "response_format" in body:
            self._json(400, {"error": {"message": "unknown parameter"}})
        else:
            self._way_good(body)

    def _way_no_scores(self, body: dict) -> None:
        if "logprobs" in body:
            self._json(400, {"error": {"message": "unknown parameter"}})
        else:
            self._way_good(body)

    def _way_never(self, body: dict) -> None:
        self._json(400, {"error": {"message": "no"}})

    def _way_hang(self, body: dict) -> None:
        self.server.released.wait(60)

    def _way_drip(self, body: dict) -> None:
        """Comments for ever: never silent, never done."""
        self._stream(iter(lambda: b": still here\n\n", None), pause_s=0.01)

    def _way_huge(self, body: dict) -> None:
        self._stream(iter(lambda: delta("x" * 10_000), None))

    def _way_one_line(self, body: dict) -> None:
        self._stream(iter(lambda: b"data: " + b"x" * 100_000, None))

    def _way_half(self, body: dict) -> None:
        self._stream([delta("The heart is "), delta("normal")])

    def _way_torn(self, body: dict) -> None:
        """Says that more comes, and leaves."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Content-Length", "100000")
        self.end_headers()
        self.wfile.write(delta("The heart is "))
        self.wfile.flush()
        self.close_connection = True

    def _way_webpage(self, body: dict) -> None:
        self._send(200, b"<html>hello</html>", "text/html")

    def _way_not_json(self, body: dict) -> None:
        self._send(200, b'{"choices": [', "application/json")

    def _way_other_shape(self, body: dict) -> None:
        self._json(200, {"choices": "heart"})

    def _way_error_inside(self, body: dict) -> None:
        self._stream([delta("The "), b'data: {"error": {"message": "slot failed"}}\n\n'])

    def _way_chatty(self, body: dict) -> None:
        self._reply(body, "I think that this sentence belongs to the heart field.")

    def _way_fenced(self, body: dict) -> None:
        self._reply(body, '```json\n{"field": "Heart"}\n```')

    def _way_bare(self, body: dict) -> None:
        self._reply(body, ' "heart".\n')

    def _way_stranger(self, body: dict) -> None:
        self._reply(body, '{"field": "spleen"}')

    def _way_thinking(self, body: dict) -> None:
        self._reply(body, '<unused94>thought\nIs it "lungs"?<unused95>{"field": "heart"}')

    def _way_only_thinking(self, body: dict) -> None:
        self._reply(body, "<unused94>thought\nLet me see, and see, and")

    def _way_silent(self, body: dict) -> None:
        self._reply(body, "")

    def _way_at_once(self, body: dict) -> None:
        """Knows no streaming."""
        self._json(200, answer("All well."))

    def _way_not_http(self, body: dict) -> None:
        self.wfile.write(b"220 mail.example ESMTP\r\n")
        self.close_connection = True

    def _reply(self, body: dict, text: str) -> None:
        if body.get("stream"):
            pieces = [delta(text[i : i + 3]) for i in range(0, len(text), 3)]
            self._stream([*pieces, delta(None, "stop"), b"data: [DONE]\n\n"])
        else:
            self._json(200, answer(text))

    def _json(self, status: int, body: object) -> None:
        self._send(status, json.dumps(body).encode())

    def _send(self, status: int, body: bytes, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, pieces, pause_s: float = 0.0) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        for piece in pieces:
            self.wfile.write(piece)
            self.wfile.flush()
            self.server.pieces_sent += 1
            if pause_s and self.server.released.wait(pause_s):
                return


@contextmanager
def hostile_server(host: str = "127.0.0.1") -> Iterator[HostileServer]:
    server = HostileServer(host)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
