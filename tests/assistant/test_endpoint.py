from __future__ import annotations

import pytest

from medvoice.assistant.endpoint import BadAddress, Endpoint, is_loopback


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("http://127.0.0.1:1234", "http://127.0.0.1:1234/v1"),
        ("http://127.0.0.1:1234/", "http://127.0.0.1:1234/v1"),
        ("http://127.0.0.1:1234/v1/", "http://127.0.0.1:1234/v1"),
        ("http://localhost:8000/v1/chat/completions", "http://localhost:8000/v1"),
        ("http://[::1]:8080", "http://[::1]:8080/v1"),
        ("https://gpu.example", "https://gpu.example/v1"),
        (
            "https://x-dot-eu.prediction.vertexai.goog/v1/projects/1/locations/eu/endpoints/2",
            "https://x-dot-eu.prediction.vertexai.goog/v1/projects/1/locations/eu/endpoints/2",
        ),
    ],
)
def test_addresses_are_read_as_people_write_them(url, written):
    assert Endpoint.of(url).url == written
    assert Endpoint.of(written).url == written


@pytest.mark.parametrize(
    "url",
    [
        "",
        "127.0.0.1:1234",
        "ftp://127.0.0.1/v1",
        "http://",
        "http://host:99999/v1",
        "http://host:x/v1",
        "http://me:secret@host/v1",
        "http://host/v1?key=secret",
        "file:///etc/passwd",
    ],
)
def test_what_is_no_address_is_refused_without_its_secrets(url):
    with pytest.raises(BadAddress) as fault:
        Endpoint.of(url)
    assert "secret" not in str(fault.value)


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1:1", True),
        ("http://127.9.9.9:1", True),
        ("http://localhost:1", True),
        ("http://LOCALHOST:1", True),
        ("http://[::1]:1", True),
        ("http://0.0.0.0:1", False),
        ("http://10.0.0.5:1", False),
        ("http://localhost.example:1", False),
        ("http://127.0.0.1.example:1", False),
        ("http://2130706433:1", False),
        ("https://gpu.hospital.example", False),
    ],
)
def test_only_loopback_is_here_and_anything_else_warns(url, here):
    endpoint = Endpoint.of(url)
    assert endpoint.here is here
    assert bool(endpoint.warning) is not here
    if not here:
        assert "Dictation leaves this machine" in endpoint.warning
        assert ("UNENCRYPTED" in endpoint.warning) is url.startswith("http:")


def test_loopback_addresses():
    assert is_loopback("127.0.0.1")
    assert is_loopback("::1")
    assert is_loopback("::ffff:127.0.0.1")
    assert not is_loopback("::ffff:10.0.0.1")
    assert not is_loopback("localhost")
