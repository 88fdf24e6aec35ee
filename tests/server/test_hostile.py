"""A hostile client against a running daemon: clear refusals, no traceback, no leak, still alive."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import random
import re
import socket
import ssl
import threading
import time

import httpx
import pytest
import websockets
from room import room
from test_guards import TOKEN, certificate
from websockets.sync.client import connect

SECRET = "Jane Doe has a nodule"


@pytest.fixture(scope="module")
def plain():
    with room() as opened:
        yield opened


@pytest.fixture(scope="module")
def locked():
    with room(token=TOKEN) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _alive(request):
    """Whatever a test did, the daemon answers after it."""
    yield
    for name in ("plain", "locked"):
        if name in request.fixturenames:
            url = request.getfixturevalue(name).url
            assert httpx.get(url + "/health", timeout=60).status_code == 200


def error_of(answer: httpx.Response) -> dict[str, str]:
    assert set(answer.json()) == {"error"}
    error = answer.json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert "Traceback" not in answer.text
    return error


def test_answers_carry_the_security_headers(plain):
    for path in ("/health", "/nowhere", "/fail"):
        head = httpx.get(plain.url + path, timeout=60).headers
        assert "default-src 'none'" in head["content-security-policy"]
        assert "frame-ancestors 'none'" in head["content-security-policy"]
        assert head["x-content-type-options"] == "nosniff"
        assert head["cache-control"] == "no-store"
        assert head["referrer-policy"] == "no-referrer"
        assert "server" not in head
        assert "access-control-allow-origin" not in head


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/.env", "/health/", "/try"])
def test_what_there_is_not(plain, path):
    answer = httpx.get(plain.url + path, timeout=60)
    assert answer.status_code in (404, 307, 405)


def test_a_wrong_host_is_refused(plain):
    answer = httpx.get(plain.url + "/health", headers={"Host": "evil.example"}, timeout=60)
    assert answer.status_code == 421
    assert error_of(answer)["code"] == "wrong_host"


def test_a_wrong_origin_is_refused(plain):
    for origin in ("https://evil.example", "null", "http://localhost:1"):
        answer = httpx.post(
            plain.url + "/try/json", json={}, headers={"Origin": origin}, timeout=60
        )
        assert answer.status_code == 403
        assert error_of(answer)["code"] == "wrong_origin"
    assert httpx.post(
        plain.url + "/try/json", json={}, headers={"Origin": plain.url}, timeout=60
    ).is_success


def test_other_pages_may_call_where_that_is_configured():
    with room(origins=["https://ris.example"]) as opened:
        asked = {"Origin": "https://ris.example", "Access-Control-Request-Method": "POST"}
        answer = httpx.options(opened.url + "/try/json", headers=asked)
        assert answer.headers["access-control-allow-origin"] == "https://ris.example"
        answer = httpx.post(opened.url + "/try/json", json={}, headers=asked, timeout=60)
        assert answer.is_success
        asked["Origin"] = "https://evil.example"
        answer = httpx.options(opened.url + "/try/json", headers=asked)
        assert "access-control-allow-origin" not in answer.headers
        assert (
            httpx.post(opened.url + "/try/json", json={}, headers=asked, timeout=60).status_code
            == 403
        )


def refused(room_, url: str = "", **options) -> int:
    with (
        pytest.raises(websockets.exceptions.InvalidStatus) as caught,
        connect(url or room_.socket_url + "/try/ws", **options, open_timeout=60),
    ):
        pass
    assert set(json.loads(caught.value.response.body)) == {"error"}
    return caught.value.response.status_code


def test_cross_site_websockets_are_refused(plain):
    assert refused(plain, origin="https://evil.example") == 403
    host, port = plain.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as rebound:
        assert refused(plain, sock=rebound, url="ws://evil.example/try/ws") == 421
    with connect(plain.socket_url + "/try/ws", origin=plain.url, open_timeout=60) as opened:
        opened.send("hello")
        assert opened.recv() == "hello"


def test_the_token_is_asked_for_everywhere_but_at_the_door(locked):
    assert httpx.get(locked.url + "/health", timeout=60).is_success
    for method, path in (
        ("GET", "/metrics"),
        ("POST", "/try/json"),
        ("GET", "/openapi.json"),
        ("GET", "/nowhere"),
    ):
        answer = httpx.request(method, locked.url + path, timeout=60)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert TOKEN not in answer.text
    head = {"Authorization": f"Bearer {TOKEN}"}
    assert httpx.get(locked.url + "/metrics", headers=head, timeout=60).is_success
    assert refused(locked) == 401
    with connect(locked.socket_url + "/try/ws", additional_headers=head, open_timeout=60) as opened:
        opened.send("hello")
        assert opened.recv() == "hello"


def test_a_browser_signs_in_and_out(locked):
    with httpx.Client(base_url=locked.url, headers={"Origin": locked.url}, timeout=60) as browser:
        assert browser.get("/api/sign-in").json() == {"token_needed": True, "signed_in": False}
        assert browser.post("/api/sign-in", json={"token": TOKEN[:-1]}).status_code == 401
        answer = browser.post("/api/sign-in", json={"token": TOKEN})
        assert answer.json() == {"token_needed": True, "signed_in": True}
        kept = answer.headers["set-cookie"]
        for word in ("HttpOnly", "SameSite=strict", "Path=/"):
            assert word in kept
        assert TOKEN not in kept
        assert browser.get("/metrics").is_success
        cookie = {"Cookie": f"medvoice={browser.cookies['medvoice']}"}
        with connect(
            locked.socket_url + "/try/ws", additional_headers=cookie, open_timeout=60
        ) as opened:
            opened.send("hello")
            assert opened.recv() == "hello"
        assert browser.post("/api/sign-out").is_success
        assert httpx.get(locked.url + "/metrics", headers=cookie, timeout=60).status_code == 401


def test_guessing_the_token_is_slowed_down(monkeypatch):
    with room(token=TOKEN) as opened:
        # Time stands still: a slow machine is given no more of them.
        monkeypatch.setattr(opened.daemon.access._wrong, "_clock", lambda: 0.0)
        tried = [
            httpx.post(
                opened.url + "/api/sign-in", json={"token": f"{n:032}"}, timeout=60
            ).status_code
            for n in range(12)
        ]
        assert tried == [401] * 10 + [429] * 2


def test_too_many_requests_are_told_to_wait():
    with room(requests_per_minute=60) as opened:
        answers = [httpx.get(opened.url + "/health", timeout=60) for _ in range(14)]
        while answers[-1].is_success and len(answers) < 100:  # a slow machine is given more room
            answers.append(httpx.get(opened.url + "/health", timeout=60))
        assert {answer.status_code for answer in answers} == {200, 429}
        assert answers[-1].headers["retry-after"]
        assert error_of(answers[-1])["code"] == "too_many_requests"


def test_too_many_connections_are_told():
    with room(connections=4) as opened:
        held = [
            connect(opened.socket_url + "/try/ws", legacy=True, open_timeout=60) for _ in range(4)
        ]
        try:
            answer = httpx.get(opened.url + "/health", timeout=60)
            assert answer.status_code == 503
            assert error_of(answer)["code"] == "too_many_open"
        finally:
            for one in held:
                one.close()
        end = time.monotonic() + 60  # the daemon lets them go in its own time
        while not httpx.get(opened.url + "/health", timeout=60).is_success:
            assert time.monotonic() < end


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"[" * 10_000_000, "application/json", 413, "too_large"),
        (b"[" * 1_000_000, "application/json", 400, "bad_json"),
        (b'{"a":' * 100_000, "", 400, "bad_json"),
        (b'{"a":' * 100_000, "application/problem+json", 400, "bad_json"),
        (b"[" * 30 + b"]" * 30, "application/json", 422, "invalid_request"),
        (b"{", "application/json", 422, "invalid_request"),
        (b"\xff\xfe", "application/json", 400, None),
        (b"{}", "application/json", 200, None),
        (b"a=1", "application/x-www-form-urlencoded", 422, "invalid_request"),
    ],
)
def test_json_bodies(plain, body, kind, status, code):
    head = {"Content-Type": kind} if kind else {}
    answer = httpx.post(plain.url + "/try/json", content=body, headers=head, timeout=60)
    assert answer.status_code == status or (code is None and answer.status_code == 422)
    if code:
        assert error_of(answer)["code"] == code


def pieces(count: int):
    for _ in range(count):
        yield b"x" * 65_536


def test_bodies_without_a_length_are_counted(plain):
    for path, most in (("/try/json", 16), ("/try/raw", 48)):
        head = {"Content-Type": "application/octet-stream"}
        answer = httpx.post(plain.url + path, content=pieces(most + 1), headers=head, timeout=60)
        assert answer.status_code == 413
        assert error_of(answer)["code"] == "too_large"
    answer = httpx.post(plain.url + "/try/raw", content=pieces(48), headers=head, timeout=60)
    assert answer.json() == {"bytes": 3 << 20}


def test_a_packed_body_is_refused(plain):
    head = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    answer = httpx.post(plain.url + "/try/json", content=b"{}", headers=head, timeout=60)
    assert (answer.status_code, error_of(answer)["code"]) == (415, "encoded_body")


def raw(opened, text: bytes, wait: float = 60.0) -> bytes:
    """What the daemon says to bytes as they are."""
    host, port = opened.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=wait) as sock:
        got = b""
        try:
            sock.sendall(text)
            while piece := sock.recv(65_536):
                got += piece
                if b"\r\n\r\n" in got and got.rstrip().endswith(b"}"):
                    break
        except (TimeoutError, ConnectionError):
            pass
        return got


@pytest.mark.parametrize(
    "target",
    [
        "/../../etc/passwd",
        "/try/..%2f..%2fetc%2fpasswd",
        "/try/%2e%2e/%2e%2e/etc/passwd",
        "/try/%00",
        "/try/..%5c..%5cwindows",
        "/try/%0d%0aSet-Cookie:x=y",
        "/try/" + 2000 * "a",
        "//../etc/passwd",
    ],
)
def test_no_path_gets_out(plain, target):
    answer = raw(plain, f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    status = int(answer.split()[1])
    assert status in (400, 404)
    assert b"root:" not in answer
    assert not any(
        "/" in name or "\0" in name for name in plain.trying.got if isinstance(name, str)
    )


@pytest.mark.parametrize(
    "text",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\n\r\n",
        b"POST /try/json HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"POST /try/json HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /try/json HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
        b"GET /health HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 300_000 + b"\r\n\r\n",
        bytes(range(256)) * 40,
    ],
)
def test_what_is_no_http(plain, text):
    answer = raw(plain, text, wait=2.0)
    assert not answer or 400 <= int(answer.split()[1]) < 500


def test_nothing_of_an_exception_gets_out(plain, caplog):
    with caplog.at_level(logging.INFO):
        answer = httpx.get(plain.url + "/fail", timeout=60)
        with (
            connect(plain.socket_url + "/fail/ws", open_timeout=60) as opened,
            pytest.raises(websockets.ConnectionClosed),
        ):
            opened.recv()
        assert opened.close_code == 1011
    assert answer.status_code == 500
    assert error_of(answer)["code"] == "internal_error"
    assert SECRET not in answer.text
    assert not any(SECRET in record.getMessage() for record in caplog.records)


def test_a_body_that_never_comes_ends(monkeypatch):
    monkeypatch.setattr(
        "medvoice.faces.server.safety.bodies.BodyLimits.__init__.__defaults__", (None, 0.3, None)
    )
    with room() as opened:
        head = b"POST /try/json HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        answer = raw(opened, head + b"Content-Length: 10\r\n\r\n{")
        assert b" 408 " in answer.split(b"\r\n")[0]


@pytest.mark.parametrize(
    "sent", [b"", b"GET /health HT", b"GET /health HTTP/1.1\r\nHost: localhost\r\n"]
)
def test_a_head_that_never_comes_ends(monkeypatch, sent):
    monkeypatch.setattr("medvoice.faces.server.punctual.HEAD_S", 0.3)
    with room() as opened:
        host, port = opened.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=60) as sock:
            sock.sendall(sent)
            assert sock.recv(100) == b""


def test_a_connection_whose_heads_come_lasts(monkeypatch):
    """Longer than one head may take."""
    monkeypatch.setattr("medvoice.faces.server.punctual.HEAD_S", 2.0)
    with room() as opened:
        with httpx.Client(base_url=opened.url, timeout=60) as client:  # one connection, which lasts
            for _ in range(3):
                assert client.get("/health").is_success
                time.sleep(0.8)
        with connect(opened.socket_url + "/try/ws", open_timeout=60) as one:
            time.sleep(2.5)
            one.send("still here")
            assert one.recv() == "still here"


def test_a_large_websocket_message_ends_the_connection(plain):
    with connect(plain.socket_url + "/try/ws", max_size=None, open_timeout=60) as opened:
        opened.send("x" * (1 << 20))
        assert len(opened.recv()) == 1 << 20
        opened.send("x" * ((1 << 20) + 1))
        with pytest.raises(websockets.ConnectionClosed) as caught:
            opened.recv()
        assert caught.value.rcvd is None or caught.value.rcvd.code == 1009


def test_websockets_fuzzed(plain):
    """Frames of every kind, cut and mixed up; after each the daemon takes new connections."""
    rng = random.Random(20)
    handshake = (
        b"GET /try/ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    host, port = plain.url.removeprefix("http://").split(":")
    for _ in range(200):
        with socket.create_connection((host, int(port)), timeout=60) as sock:
            sock.sendall(handshake)
            assert b"101" in sock.recv(4096).split(b"\r\n")[0]
            for _ in range(rng.randrange(1, 20)):
                frame = rng.randbytes(rng.randrange(1, 60))
                if rng.random() < 0.7:  # a frame's head that fits, random inside
                    frame = bytes([0x80 | rng.randrange(16), 0x80 | rng.randrange(128)]) + frame
                try:
                    sock.sendall(frame)
                except OSError:
                    break
    with connect(plain.socket_url + "/try/ws", open_timeout=60) as opened:
        opened.send("hello")
        assert opened.recv() == "hello"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # TLS 1.1, on purpose
def test_tls_elsewhere_than_loopback(tmp_path):
    cert, key = certificate(tmp_path)
    with room(token=TOKEN, tls_certificate=cert, tls_key=key) as opened:
        assert opened.url.startswith("https://")
        trust = ssl.create_default_context(cafile=cert)
        with httpx.Client(verify=trust, base_url=opened.url, timeout=60) as client:
            assert client.get("/health").is_success
            signed_in = client.post("/api/sign-in", json={"token": TOKEN})
            assert "Secure" in signed_in.headers["set-cookie"]
            assert client.get("/metrics").is_success
        host, port = opened.url.removeprefix("https://").split(":")
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
        old.maximum_version = ssl.TLSVersion.TLSv1_1
        with (
            socket.create_connection((host, int(port))) as sock,
            pytest.raises((ssl.SSLError, OSError)),
        ):
            old.wrap_socket(sock)
        with pytest.raises(httpx.HTTPError):
            httpx.get(opened.url.replace("https", "http") + "/health", timeout=60)


def test_nothing_is_left_behind(tmp_path):
    """Threads, files and tasks after 600 requests and 100 WebSockets are those of before."""
    before = {thread.name for thread in threading.enumerate()}
    with room() as opened:

        async def ask() -> None:
            async with httpx.AsyncClient(base_url=opened.url, timeout=60) as client:
                for _ in range(100):
                    await asyncio.gather(*(client.get("/try/name") for _ in range(6)))

        httpx.get(opened.url + "/health", timeout=60)
        asyncio.run(ask())
        files = len(os.listdir("/proc/self/fd"))
        for _ in range(100):
            with connect(opened.socket_url + "/try/ws", open_timeout=60) as one:
                one.send("hello")
                one.recv()
        end = time.monotonic() + 60
        while len(os.listdir("/proc/self/fd")) > files and time.monotonic() < end:
            time.sleep(0.02)
        assert len(os.listdir("/proc/self/fd")) <= files
    left = {thread.name for thread in threading.enumerate()} - before
    assert not {name for name in left if not re.match(r"AnyIO worker thread|asyncio_", name)}
