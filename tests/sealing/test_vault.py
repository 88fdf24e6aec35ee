"""The vault: its locks, what a wrong secret does, and what a damaged file does."""

from __future__ import annotations

import pytest

from medvoice.sealing import locks, session_key
from medvoice.sealing.errors import LockedError, SealError
from medvoice.sealing.locks import Lock, Scrypt
from medvoice.sealing.vault import FILE, new_vault, opened, read_vault, write_vault

SECRET = b"k" * 32
WORDS = "twelve words of ä passphrase".encode()


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    """Scrypt's cost is not what is tested here."""
    monkeypatch.setattr(locks, "Scrypt", lambda: Scrypt(n=2, r=1, p=1))


def test_any_lock_opens_and_a_new_one_leaves_the_sessions_as_they_are(tmp_path) -> None:
    file = new_vault("file", SECRET, "v")
    vault = opened(file, [("file", SECRET)])
    vault.make_key(tmp_path)
    key = vault.key_of(tmp_path)
    written = (tmp_path / session_key.FILE).read_bytes()
    two = vault.with_lock("passphrase", WORDS)
    for secret in (("passphrase", WORDS), ("file", SECRET)):
        assert opened(two, [secret]).key_of(tmp_path) == key
    changed = opened(two, [("file", SECRET)]).with_lock("passphrase", b"another passphrase")
    assert len(changed.locks) == 2
    with pytest.raises(LockedError):
        opened(changed, [("passphrase", WORDS)])
    assert (tmp_path / session_key.FILE).read_bytes() == written
    assert (tmp_path / session_key.FILE).stat().st_mode & 0o777 == 0o600
    assert key not in written


def test_a_wrong_or_missing_secret_says_so() -> None:
    file = new_vault("passphrase", WORDS, "v")
    with pytest.raises(LockedError, match="passphrase given do not open"):
        opened(file, [("passphrase", b"a wrong passphrase")])
    with pytest.raises(LockedError, match="none was given"):
        opened(file, [])
    with pytest.raises(LockedError):
        opened(file, [("file", WORDS)])


def test_a_lock_cannot_be_made_weaker_or_moved(tmp_path) -> None:
    file = new_vault("passphrase", WORDS, "v")
    (lock,) = file.locks
    weaker = lock.model_copy(update={"scrypt": Scrypt(n=4, r=1, p=1)})
    for other in (
        file.model_copy(update={"locks": (weaker,)}),
        file.model_copy(update={"id": "w"}),
    ):
        with pytest.raises(LockedError):
            opened(other, [("passphrase", WORDS)])
    with pytest.raises(ValueError, match="less than or equal"):
        Lock(kind="passphrase", scrypt=Scrypt(n=1 << 40))


def test_a_damaged_vault_is_named_and_not_replaced(tmp_path) -> None:
    write_vault(tmp_path, new_vault("file", SECRET, "v"))
    path = tmp_path / FILE
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(SealError, match="Put a copy of it back"):
        read_vault(tmp_path)


def test_a_key_file_of_another_vault_or_damaged_is_named(tmp_path) -> None:
    one = opened(new_vault("file", SECRET, "v"), [("file", SECRET)])
    other = opened(new_vault("file", SECRET, "w"), [("file", SECRET)])
    one.make_key(tmp_path)
    with pytest.raises(LockedError, match="another vault"):
        other.key_of(tmp_path)
    with pytest.raises(FileExistsError):
        one.make_key(tmp_path)
    path = tmp_path / session_key.FILE
    path.write_bytes(path.read_bytes().replace(b'"key":"', b'"key":"AAAA'))
    with pytest.raises(SealError):
        one.key_of(tmp_path)
