from __future__ import annotations

import pytest

from medvoice.assistant.backend import Refused
from medvoice.assistant.choosing import BackendSettings, open_backend, server_of
from medvoice.assistant.guarded import Guarded
from medvoice.assistant.no_backend import NoBackend

LOCAL = "http://127.0.0.1:1234"


def test_nothing_is_the_default_and_a_server_is_guarded():
    assert isinstance(open_backend(BackendSettings()), NoBackend)
    opened = open_backend(BackendSettings("server", url=LOCAL))
    assert isinstance(opened, Guarded)
    assert opened.capabilities.here
    assert "NOT on this machine" not in opened.name


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "language_model.url"),
        ({"url": "nonsense"}, "looks like"),
        ({"url": LOCAL, "key_name": "MY_KEY"}, "no such variable"),
        ({"url": LOCAL, "key_name": "MY_KEY", "key": "a\nb"}, "holds no key"),
        ({"url": LOCAL, "key_name": "MY_KEY", "key": "clé"}, "holds no key"),
    ],
)
def test_a_server_that_cannot_be_asked_is_refused_when_it_is_chosen(settings, words):
    with pytest.raises(Refused, match=words) as fault:
        open_backend(BackendSettings("server", **settings))
    assert settings.get("key", "-") not in str(fault.value) or not settings.get("key")


def test_another_machine_is_used_only_when_named_and_everyone_is_told():
    settings = BackendSettings("server", url="http://gpu.hospital.example:8000")
    assert "Dictation leaves this machine" in settings.warning
    assert "UNENCRYPTED" in settings.warning
    opened = open_backend(settings)
    assert not opened.capabilities.here
    assert "NOT on this machine" in opened.name
    assert BackendSettings("server", url=LOCAL).warning == ""
    assert BackendSettings("none", url="http://gpu.hospital.example").warning == ""


def test_a_key_is_never_shown():
    settings = BackendSettings("server", url=LOCAL, key="s3cr3t", key_name="MY_KEY")
    assert "s3cr3t" not in repr(settings)
    assert "s3cr3t" not in repr(server_of(settings))
