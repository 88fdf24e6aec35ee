"""medvoice encryption and sessions, and what every other command does in an encrypted folder."""

from __future__ import annotations

import pytest

from medvoice.sealing import locks
from medvoice.sealing.locks import Scrypt
from medvoice.session.folder import all_folders

WORDS = "eleven plus one words"
TEXTS = ["[FINDINGS] {colon} Small right pleural effusion {period}", "Clear lungs {period}"]
FAST = ("--pace", "fast", "--alone", "--set", "audio.vad=webrtc")


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setattr(locks, "Scrypt", lambda: Scrypt(n=2, r=1, p=1))
    monkeypatch.setenv("MEDVOICE_ENCRYPTION_PASSPHRASE_ENV", "WORDS")
    monkeypatch.setenv("WORDS", WORDS)
    return ("--session-folder", str(tmp_path / "data"))


@pytest.fixture
def dictated(medvoice, scripted, sound, place, tmp_path):
    """Two sessions, the first begun before there was a vault. Two of one second are named in any
    order."""
    made = []
    for begin in (False, True):
        if begin:
            assert medvoice("encryption", "init", "passphrase", *place)[0] == 0
        scripted(TEXTS)
        status, out, err = medvoice("dictate", "--from", str(sound(2)), *FAST, *place)
        assert status == 0, err
        assert "effusion" in out
        names = {folder.name for folder in made}
        made += [f for f in all_folders(tmp_path / "data") if f.name not in names]
    return made


def test_a_new_dictation_is_encrypted_and_the_old_one_when_it_is_converted(
    medvoice, dictated, place
) -> None:
    old, new = dictated
    assert (old.log.sealed, new.log.sealed) == (False, True)
    assert "effusion" in old.report.read_text()
    assert new.report.name == "report.txt.sealed"
    _, out, _ = medvoice("encryption", *place)
    assert "1 encrypted, 1 not" in out
    status, out, err = medvoice("encryption", "convert", *place)
    assert (status, "1 dictations were encrypted, 0 were not." in out) == (0, True), err
    _, out, _ = medvoice("sessions", *place)
    listed = [line.split()[0] for line in out.splitlines()]
    assert listed == sorted((new.name, old.name), reverse=True)
    for folder in dictated:
        status, out, err = medvoice("sessions", "export", folder.name, *place)
        assert "effusion" in out, err
        assert "effusion" in medvoice("log", folder.name, *place)[1]
    assert medvoice("audit", "verify", *place)[0] == 0
    status, out, _ = medvoice("recover", *place)
    assert "No interrupted dictation" in out


def test_a_wrong_or_missing_passphrase_reads_nothing_and_begins_nothing(
    medvoice, scripted, sound, dictated, place, tmp_path, monkeypatch
) -> None:
    for wrong in ("not the passphrase", None):
        if wrong is None:
            monkeypatch.delenv("WORDS")
        else:
            monkeypatch.setenv("WORDS", wrong)
        for command in (
            ("dictate", "--from", str(sound(2)), *FAST),
            ("sessions",),
            ("log",),
            ("recover",),
            ("encryption", "convert"),
            ("encryption", "remove", "passphrase"),
        ):
            scripted(TEXTS)
            status, out, err = medvoice(*command, *place)
            assert status == 1, command
            assert "effusion" not in out
            assert "passphrase" in err or "WORDS" in err
    assert len(all_folders(tmp_path / "data")) == 2
    status, out, _ = medvoice("audit", "verify", *place)
    assert status == 0
    assert "its key is not at hand" in out


def test_a_vault_that_is_lost_or_required_is_asked_for(
    medvoice, scripted, sound, dictated, place, tmp_path
) -> None:
    vault = tmp_path / "data" / "vault.json"
    kept = vault.read_bytes()
    vault.unlink()
    scripted(TEXTS)
    for command in (
        ("dictate", "--from", str(sound(2)), *FAST),
        ("encryption", "init", "passphrase"),
    ):
        status, _, err = medvoice(*command, *place)
        assert status == 1
        assert "vault.json is gone" in err
    vault.write_bytes(kept)
    empty = ("--session-folder", str(tmp_path / "empty"))
    scripted(TEXTS)
    more = ("--set", "encryption.required=true")
    status, _, err = medvoice("dictate", "--from", str(sound(2)), *FAST, *empty, *more)
    assert status == 1
    assert "medvoice encryption init" in err


def test_locks_are_added_changed_and_removed_but_not_the_last(
    medvoice, dictated, place, tmp_path, monkeypatch
) -> None:
    key = ("--set", f"encryption.key_file={tmp_path / 'key'}")
    assert medvoice("encryption", "lock", "file", *place, *key)[0] == 0
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert medvoice("encryption", "remove", "passphrase", *place)[0] == 0
    monkeypatch.delenv("WORDS")
    status, _, err = medvoice("sessions", *place)
    assert (status, "locks: file" in err) == (1, True)
    assert medvoice("sessions", *place, *key)[0] == 0
    status, _, err = medvoice("encryption", "remove", "file", *place, *key)
    assert (status, "last lock" in err) == (1, True)
    (tmp_path / "key").chmod(0o644)
    status, _, err = medvoice("sessions", *place, *key)
    assert (status, "chmod 600" in err) == (1, True)
    (tmp_path / "key").chmod(0o600)
    monkeypatch.setenv("WORDS", "short")
    status, _, err = medvoice("encryption", "lock", "passphrase", *place, *key)
    assert (status, "at least 12" in err) == (1, True)


def test_the_desktop_keyring_opens_it(medvoice, dictated, place, monkeypatch) -> None:
    keyring = pytest.importorskip("keyring")
    kept: dict[tuple[str, str], str] = {}

    class Kept(keyring.backend.KeyringBackend):
        priority = 1

        def get_password(self, service, user):
            return kept.get((service, user))

        def set_password(self, service, user, password):
            kept[service, user] = password

    before = keyring.get_keyring()
    keyring.set_keyring(Kept())
    try:
        assert medvoice("encryption", "lock", "keyring", *place)[0] == 0
        monkeypatch.delenv("WORDS")
        assert medvoice("sessions", *place)[0] == 0
        kept.clear()
        assert medvoice("sessions", *place)[0] == 1
    finally:
        keyring.set_keyring(before)


def test_without_a_keyring_it_says_so(medvoice, dictated, place) -> None:
    keyring = pytest.importorskip("keyring")
    from keyring.backends.fail import Keyring

    before = keyring.get_keyring()
    keyring.set_keyring(Keyring())
    try:
        status, _, err = medvoice("encryption", "lock", "keyring", *place)
        assert (status, "no keyring here" in err) == (1, True)
    finally:
        keyring.set_keyring(before)


def test_a_dictation_is_deleted_when_it_is_named_and_confirmed(
    medvoice, dictated, place, tmp_path, monkeypatch
) -> None:
    old, new = dictated
    monkeypatch.setattr("builtins.input", lambda text: "no")
    status, _, err = medvoice("sessions", "delete", new.name, *place)
    assert (status, "Nothing was deleted" in err) == (1, True)
    status, out, err = medvoice("sessions", "delete", new.name, "--yes", *place)
    assert (status, new.name in out) == (0, True)
    assert "key was destroyed" in err
    assert [folder.name for folder in all_folders(tmp_path / "data")] == [old.name]
    status, _, err = medvoice("sessions", "delete", "20260101-000000-abcd", "--yes", *place)
    assert (status, "No kept dictation" in err) == (1, True)
    assert medvoice("audit", "verify", *place)[0] == 0
