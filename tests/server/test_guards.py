"""The guards' decisions, as tables; no server."""

from __future__ import annotations

import json
import os
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers

from medvoice.faces.server.safety.access import BROWSERS, LASTS_S, Access, TokenCheck
from medvoice.faces.server.safety.binding import UnsafeAddress, check_binding
from medvoice.faces.server.safety.bounded_json import BadJson, check_depth, parse_json
from medvoice.faces.server.safety.host_check import HostCheck, host_of
from medvoice.faces.server.safety.incoming import Incoming
from medvoice.faces.server.safety.origin_check import OriginCheck
from medvoice.faces.server.safety.path_check import PathCheck
from medvoice.faces.server.safety.rates import ADDRESSES, Rate, RateCheck
from medvoice.faces.server.safety.token_file import TokenError, read_token

TOKEN = "0123456789abcdef0123456789abcdef"


def asked(path="/", method="GET", client="127.0.0.1", secure=False, websocket=False, **headers):
    found = {name.replace("_", "-"): value for name, value in headers.items()}
    found.setdefault("host", "localhost:8765")
    return Incoming(method, path, Headers(found), client, secure, websocket)


@pytest.mark.parametrize(
    ("bound", "host", "passes"),
    [
        ("127.0.0.1", "localhost:8765", True),
        ("127.0.0.1", "LOCALHOST", True),
        ("127.0.0.1", "127.0.0.1:1", True),
        ("127.0.0.1", "127.8.8.8", True),
        ("127.0.0.1", "[::1]:8765", True),
        ("::1", "[::1]", True),
        ("127.0.0.1", "reading-room", True),  # in names
        ("127.0.0.1", "reading-room.", True),
        ("127.0.0.1", "evil.example:8765", False),
        ("127.0.0.1", "localhost.evil.example", False),
        ("127.0.0.1", "127.0.0.1.evil.example", False),
        ("127.0.0.1", "192.168.1.4", False),
        ("127.0.0.1", "0.0.0.0", False),
        ("127.0.0.1", "", False),
        ("127.0.0.1", ":8765", False),
        ("127.0.0.1", "localhost:99999", False),
        ("127.0.0.1", "localhost:x", False),
        ("127.0.0.1", "localhost@evil.example", False),
        ("127.0.0.1", "[localhost]", False),
        ("127.0.0.1", "[::1", False),
        ("0.0.0.0", "192.168.1.4:8765", True),
        ("0.0.0.0", "evil.example", False),
        ("192.168.1.4", "192.168.1.4", True),
    ],
)
def test_host(bound, host, passes):
    refusal = HostCheck(bound, ["reading-room"]).check(asked(host=host))
    assert (refusal is None) == passes
    if refusal is not None:
        assert refusal.status == 421
        assert not host or host not in refusal.message


def test_two_hosts_are_refused():
    headers = Headers(raw=[(b"host", b"localhost"), (b"host", b"evil.example")])
    assert HostCheck("127.0.0.1").check(Incoming("GET", "/", headers)) is not None


@given(st.text(max_size=40))
def test_any_text_is_a_host_or_none(text):
    host = host_of(text)
    assert host is None or (host and ":" not in host) or text.startswith("[")


SAME = {"origin": "http://localhost:8765"}


@pytest.mark.parametrize(
    ("request_", "passes"),
    [
        (asked(), True),  # no browser
        (asked(**SAME), True),
        (asked(websocket=True, **SAME), True),
        (asked(origin="https://page.example"), True),  # in origins
        (asked(origin="HTTPS://PAGE.example"), True),
        (asked(origin="http://page.example"), False),
        (asked(origin="http://localhost:3000"), False),
        (asked(origin="https://localhost:8765"), False),
        (asked(secure=True, origin="https://localhost:8765"), True),
        (asked(secure=True, **SAME), False),
        (asked(origin="null"), False),
        (asked(origin=""), False),
        (asked(origin="http://evil.example", websocket=True), False),
        (asked(method="POST", sec_fetch_site="cross-site"), False),
        (asked(method="POST", sec_fetch_site="same-site"), False),
        (asked(sec_fetch_site="cross-site", sec_fetch_mode="no-cors"), False),
        (asked(sec_fetch_site="cross-site", sec_fetch_mode="navigate", sec_fetch_dest="document"), True),
        (asked(sec_fetch_site="cross-site", sec_fetch_mode="navigate", sec_fetch_dest="iframe"), False),
        (asked(sec_fetch_site="cross-site", sec_fetch_mode="navigate", sec_fetch_dest="document", method="POST"), False),
        (asked(sec_fetch_site="same-origin"), True),
        (asked(sec_fetch_site="none"), True),
    ],
)  # fmt: skip
def test_origin(request_, passes):
    assert (OriginCheck(["https://page.example"]).check(request_) is None) == passes


@pytest.mark.parametrize(
    ("path", "passes"),
    [
        ("/", True),
        ("/api/sessions/20261124-091502-3f2a/report", True),
        ("/api/templates/CT Übersicht", True),
        ("/page/../../etc/passwd", False),
        ("/..", False),
        ("/./x", False),
        ("/a\x00b", False),
        ("/a\\..\\b", False),
        ("/a\nb", False),
        ("/a\u202eb", False),
        ("/" + 600 * "a", False),
        ("/..a/b..", True),
    ],
)
def test_path(path, passes):
    assert (PathCheck().check(asked(path)) is None) == passes


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_rates_fill_up_again_and_count_each_address_alone():
    clock = Clock()
    check = RateCheck(Rate(60, 3, clock))
    assert [check.check(asked()) for _ in range(3)] == [None] * 3
    refusal = check.check(asked())
    assert refusal is not None
    assert (refusal.status, refusal.headers["Retry-After"]) == (429, "1")
    assert check.check(asked(client="127.0.0.2")) is None
    clock.now = 1.0
    assert check.check(asked()) is None
    assert check.check(asked()) is not None
    clock.now = 1000.0
    assert [check.check(asked()) is None for _ in range(4)] == [True] * 3 + [False]


def test_rates_remember_a_bounded_number_of_addresses():
    rate = Rate(60, 1, Clock())
    for number in range(2 * ADDRESSES):
        assert rate.take(str(number)) == 0
    assert len(rate._buckets) == ADDRESSES


def access(clock=None) -> Access:
    return Access(TOKEN, clock or Clock())


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"authorization": f"Bearer {TOKEN}"}, 0),
        ({"authorization": f"bearer  {TOKEN} "}, 0),
        ({"authorization": f"Basic {TOKEN}"}, 401),
        ({"authorization": TOKEN}, 401),
        ({"authorization": f"Bearer {TOKEN}x"}, 401),
        ({"authorization": "Bearer "}, 401),
        ({"authorization": "Bearer \xff\xfe"}, 401),
        ({"cookie": "medvoice=guess"}, 401),
        ({"cookie": f"medvoice={TOKEN}"}, 401),
        ({"cookie": 'medvoice="; ;;==,'}, 401),
    ],
)
def test_token(headers, status):
    refusal = TokenCheck(access()).check(asked("/api/sessions", **headers))
    assert (refusal.status if refusal else 0) == status


def test_open_paths_are_exact_or_folders():
    check = TokenCheck(access(), ["/", "/health", "/page/"])
    for path in ("/", "/health", "/page/", "/page/app.js"):
        assert check.check(asked(path)) is None
    for path in ("/healthy", "/page", "/api/sessions", "//"):
        assert check.check(asked(path)) is not None


def test_without_a_token_nothing_is_asked_and_nothing_is_the_token():
    open_to_all = Access()
    assert TokenCheck(open_to_all).check(asked()) is None
    assert not open_to_all.is_token("")


def test_a_browser_stays_signed_in_for_its_time():
    clock = Clock()
    kept = access(clock)
    cookie = kept.sign_in()
    request = asked(cookie=f"other=1; medvoice={cookie}")
    assert TokenCheck(kept).check(request) is None
    clock.now = LASTS_S - 1
    assert TokenCheck(kept).check(request) is None
    clock.now = LASTS_S
    assert TokenCheck(kept).check(request) is not None
    second = kept.sign_in()
    kept.sign_out(second)
    assert not kept.is_signed_in(second)


def test_signed_in_browsers_are_bounded():
    kept = access()
    first = kept.sign_in()
    for _ in range(BROWSERS):
        kept.sign_in()
    assert not kept.is_signed_in(first)


def test_guessing_is_slowed_down_also_for_the_right_token():
    clock = Clock()
    check = TokenCheck(access(clock))
    right, wrong = f"Bearer {TOKEN}", "Bearer guess"
    for _ in range(10):
        assert check.check(asked(authorization=wrong)).status == 401
    assert check.check(asked(authorization=right)).status == 429
    assert check.check(asked(authorization=right, client="127.0.0.2")) is None
    clock.now = 60.0
    assert check.check(asked(authorization=right)) is None


def test_token_from_a_variable():
    assert read_token("OUR_TOKEN", "", {"OUR_TOKEN": f" {TOKEN}\n"}) == TOKEN
    assert read_token("", "", {}) == ""


@pytest.mark.parametrize(
    ("variable", "environment", "fault"),
    [
        ("OUR_TOKEN", {}, "not set"),
        ("OUR_TOKEN", {"OUR_TOKEN": "short"}, "24 to 1024"),
        ("OUR_TOKEN", {"OUR_TOKEN": "x" * 2000}, "24 to 1024"),
        ("OUR_TOKEN", {"OUR_TOKEN": "words " * 10}, "one word"),
    ],
)
def test_bad_tokens_are_told_without_repeating_them(variable, environment, fault):
    with pytest.raises(TokenError, match=fault) as caught:
        read_token(variable, "", environment)
    assert environment.get(variable, "?") not in str(caught.value)


def test_token_from_a_file(tmp_path):
    file = tmp_path / "token"
    file.write_text(TOKEN + "\n")
    file.chmod(0o600)
    assert read_token("", str(file), {}) == TOKEN
    file.chmod(0o644)
    with pytest.raises(TokenError, match="every user can read it"):
        read_token("", str(file), {})
    with pytest.raises(TokenError, match="both set"):
        read_token("X", str(file), {})
    with pytest.raises(TokenError, match="No such file"):
        read_token("", str(tmp_path / "missing"), {})
    file.chmod(0o600)
    file.write_bytes(b"\xff" * 40)
    with pytest.raises(TokenError, match="no text"):
        read_token("", str(file), {})


@pytest.fixture(scope="module")
def tls(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("tls"))


def certificate(folder):
    """(certificate, key) of 127.0.0.1, by the openssl that is installed."""
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", key, "-out", cert],
        check=True, capture_output=True,
    )  # fmt: skip
    os.chmod(key, 0o600)
    return str(cert), str(key)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_loopback_needs_nothing(host):
    check_binding(host, "", "", "")


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.168.1.4", "reading-room", "localhost.example"]
)
def test_elsewhere_needs_token_and_tls(host, tls):
    with pytest.raises(UnsafeAddress, match="needs a token"):
        check_binding(host, "", *tls)
    with pytest.raises(UnsafeAddress, match="needs TLS"):
        check_binding(host, TOKEN, "", "")
    check_binding(host, TOKEN, *tls)


def test_tls_files_that_cannot_be_used(tls, tmp_path):
    cert, key = tls
    with pytest.raises(UnsafeAddress, match="set both"):
        check_binding("127.0.0.1", "", cert, "")
    with pytest.raises(UnsafeAddress, match="No such file"):
        check_binding("127.0.0.1", "", cert, str(tmp_path / "none"))
    with pytest.raises(UnsafeAddress, match="belong together"):
        check_binding("127.0.0.1", "", cert, certificate(tmp_path)[1])
    os.chmod(key, 0o644)
    with pytest.raises(UnsafeAddress, match="every user can read it"):
        check_binding("127.0.0.1", "", cert, key)
    os.chmod(key, 0o600)


@pytest.mark.parametrize(
    "text", [b"", b"{", b"nul", b"NaN", b"[Infinity]", b"\xff", b'{"a":1}x', b"'a'"]
)
def test_what_is_no_json(text):
    with pytest.raises(BadJson):
        parse_json(text, 1000)


def test_json_is_bounded():
    assert parse_json(b'{"a": "[[[\\"[[["}', 100, 1) == {"a": '[[["[[['}
    with pytest.raises(BadJson, match="longer than"):
        parse_json(b"[1, 2]", 5)
    assert parse_json(b"[" * 32 + b"]" * 32, 1000) is not None
    with pytest.raises(BadJson, match="more than 32 levels"):
        parse_json(b"[" * 33 + b"]" * 33, 1000)


def test_ten_megabytes_of_nesting_are_refused():
    for text in (
        b"[" * 10_000_000,
        b'{"a":' * 2_000_000,
        b'"' + b"\\" * 9_999_999,
        b'["' * 5_000_000,
    ):
        with pytest.raises(BadJson):
            parse_json(text, 20_000_000)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=20,
)


@given(JSON)
def test_the_depth_is_that_of_the_parsed_value(value):
    def depth(item):
        if isinstance(item, dict):
            return 1 + max(map(depth, item.values()), default=0)
        if isinstance(item, list):
            return 1 + max(map(depth, item), default=0)
        return 0

    text = json.dumps(value).encode()
    deep = depth(value)
    check_depth(text, deep)
    assert parse_json(text, len(text), deep) == value
    if deep:
        with pytest.raises(BadJson):
            check_depth(text, deep - 1)
