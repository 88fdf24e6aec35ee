"""A hub on this machine, as far as fetching needs one: listing, files with ranges, redirects, and the
faults that hubs and networks have."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

REVISION = "a" * 40
NEWER = "b" * 40


@dataclass
class Fake:
    """files: revision -> path -> bytes. large: paths that count as LFS files (sha256 named).
    cut: for each coming download, after how many bytes the connection is cut (0: refused at once).
    lies: path -> bytes sent instead. requests: (path, Range, Authorization) of every download."""

    files: dict[str, dict[str, bytes]]
    large: tuple[str, ...] = ("model.onnx", "model.bin")
    repository: str = "someone/model"
    head: str = REVISION
    gated: bool = False
    ranges: bool = True
    token: str = "hf_right"
    cut: list[int] = field(default_factory=list)
    lies: dict[str, bytes] = field(default_factory=dict)
    sums: bool = True
    elsewhere: str = ""
    requests: list[tuple[str, str, str]] = field(default_factory=list)
    listings: int = 0
    url: str = ""

    def siblings(self, revision: str) -> list[dict]:
        found = []
        for path, data in self.files[revision].items():
            entry = {"rfilename": path, "size": len(data)}
            if self.sums and path in self.large:
                entry["blobId"] = "c" * 40  # of the pointer
                entry["lfs"] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
            elif self.sums:
                header = b"blob %d\0" % len(data)
                entry["blobId"] = hashlib.sha1(header + data).hexdigest()
            found.append(entry)
        return found


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def fake(self) -> Fake:
        return self.server.fake  # type: ignore[attr-defined]

    def log_message(self, *args):
        pass

    def do_GET(self):
        fake = self.fake
        parts = urlsplit(self.path)
        api = f"/api/models/{fake.repository}/revision/"
        resolve = f"/{fake.repository}/resolve/"
        if parts.path.startswith(api):
            fake.listings += 1
            revision = parts.path.removeprefix(api).replace("main", fake.head)
            assert parse_qs(parts.query) == {"blobs": ["true"]}
            body = {"sha": revision, "siblings": fake.siblings(revision)}
            return self._send(json.dumps(body).encode())
        if not parts.path.startswith(resolve) and not parts.path.startswith("/cdn/"):
            return self._refuse(404, "RepoNotFound")
        given = self.headers.get("Authorization", "")
        if parts.path.startswith(resolve):
            if fake.gated and given != f"Bearer {fake.token}":
                return self._refuse(401 if not given else 403, "GatedRepo")
            rest = parts.path.removeprefix(resolve)
        else:
            rest = parts.path.removeprefix("/cdn/")
        revision, _, path = rest.partition("/")
        if fake.elsewhere and parts.path.startswith(resolve):
            self.send_response(302)
            self.send_header("Location", f"{fake.elsewhere}/cdn/{rest}")
            self.send_header("Content-Length", "0")
            return self.end_headers()
        fake.requests.append((path, self.headers.get("Range", ""), given))
        if path not in fake.files[revision]:
            return self._refuse(404, "EntryNotFound")
        return self._file(fake.lies.get(path, fake.files[revision][path]))

    def _file(self, data: bytes):
        start = 0
        if self.fake.ranges and (asked := self.headers.get("Range")):
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        else:
            self.send_response(200)
        body = data[start:]
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.fake.cut:
            self.wfile.write(body[: self.fake.cut.pop(0)])
            self.wfile.flush()
            self.close_connection = True
            return
        self.wfile.write(body)

    def _send(self, body: bytes):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _refuse(self, status: int, code: str):
        self.send_response(status)
        self.send_header("X-Error-Code", code)
        self.send_header("Content-Length", "0")
        self.end_headers()


@contextmanager
def serving(fake: Fake) -> Iterator[Fake]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.fake = fake  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    fake.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
