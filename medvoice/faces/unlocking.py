"""Unlocking: the vault of the data folder, with what is configured or asked for."""

from __future__ import annotations

import base64
import binascii
import importlib
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from medvoice.config import EncryptionSettings
from medvoice.sealing.errors import LockedError, SealError
from medvoice.sealing.locks import SHORTEST, Kind
from medvoice.sealing.vault import (
    FILE,
    Vault,
    VaultFile,
    opened,
    read_vault,
    sealed_sessions,
)

Ask = Callable[[str], str]
"""Asks for a passphrase without showing it."""
TRIES = 3
SERVICE = "medvoice"
"""Of the entry in the keyring; its user is the vault's id."""
SECRET_BYTES = 32
MOST = 4096
"""Bytes of a key file."""


def open_vault(
    root: Path,
    settings: EncryptionSettings,
    environment: Mapping[str, str],
    ask: Ask | None,
    *,
    begins: bool = False,
) -> Vault | None:
    """None where the data folder has no vault: nothing in it is encrypted. ask: None where nobody
    can be asked. begins: new dictations may begin. Raises SealError, LockedError, OSError."""
    file = read_vault(root)
    if file is not None:
        return _with_way_out(file, settings, environment, ask)
    if sealed_sessions(root):
        raise SealError(
            f"{root / FILE} is gone, but encrypted dictations are there. Put a copy of it back: "
            "nothing else opens them, and new ones would not be encrypted. Nothing was changed."
        )
    if begins and settings.required:
        raise SealError(
            "encryption.required is set, and this data folder has no vault: run medvoice "
            "encryption init. Nothing was begun."
        )
    return None


def _with_way_out(
    file: VaultFile,
    settings: EncryptionSettings,
    environment: Mapping[str, str],
    ask: Ask | None,
) -> Vault:
    try:
        return opened(file, _secrets(file, settings, environment, ask))
    except LockedError as error:
        raise LockedError(
            f"{error} Set encryption.key_file or encryption.passphrase_env, or run it in a "
            "terminal, which asks."
        ) from None


def _secrets(
    file: VaultFile, settings: EncryptionSettings, environment: Mapping[str, str], ask: Ask | None
) -> Iterator[tuple[Kind, bytes]]:
    """What is at hand, the cheap ones first."""
    if "file" in file.kinds and settings.key_file:
        yield "file", read_key_file(Path(settings.key_file).expanduser())
    if "keyring" in file.kinds:
        found = from_keyring(file.id)
        if found is not None:
            yield "keyring", found
    if "passphrase" not in file.kinds:
        return
    name = settings.passphrase_env
    if name:
        if name not in environment:
            raise LockedError(f"encryption.passphrase_env names {name}, which is not set.")
        yield "passphrase", encoded(environment[name])
    elif ask is not None:
        for _ in range(TRIES):
            yield "passphrase", encoded(ask("Passphrase of the dictations: "))


def encoded(passphrase: str) -> bytes:
    """As it is stretched."""
    return passphrase.strip("\r\n").encode("utf-8")


def new_passphrase(settings: EncryptionSettings, environment: Mapping[str, str], ask: Ask) -> bytes:
    """Asked for twice, or from the environment. Raises SealError."""
    name = settings.passphrase_env
    first = environment.get(name, "") if name else ask("New passphrase: ")
    if len(first) < SHORTEST:
        raise SealError(f"A passphrase has at least {SHORTEST} characters. Nothing was changed.")
    if not name and ask("The same again: ") != first:
        raise SealError("These were two different passphrases. Nothing was changed.")
    return encoded(first)


def read_key_file(path: Path) -> bytes:
    """Raises SealError for a file that others can read or that is too short, OSError."""
    with path.open("rb") as file:
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        if mode & 0o077:
            raise SealError(f"{path}: others can read the key; chmod 600 {path}")
        secret = file.read(MOST)
    if len(secret) < SECRET_BYTES:
        raise SealError(f"{path}: a key file has at least {SECRET_BYTES} random bytes")
    return secret


def make_key_file(path: Path) -> bytes:
    """Random; mode 0600, on the device. Raises FileExistsError, OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    secret = os.urandom(SECRET_BYTES)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    return secret


def from_keyring(vault: str) -> bytes | None:
    """None where there is no keyring, or none with this entry."""
    keyring = _keyring()
    if keyring is None:
        return None
    try:
        text = keyring.get_password(SERVICE, vault)
        return base64.b64decode(text) if text else None
    except (keyring.errors.KeyringError, binascii.Error):
        return None


def into_keyring(vault: str) -> bytes:
    """A random secret, read back; the one that is there where there is one. Raises SealError."""
    keyring, secret = _keyring(), from_keyring(vault) or os.urandom(SECRET_BYTES)
    if keyring is None:
        raise SealError("The package keyring is missing: pip install 'medvoice[encryption]'")
    try:
        keyring.set_password(SERVICE, vault, base64.b64encode(secret).decode())
    except keyring.errors.KeyringError as error:
        raise SealError(
            "There is no keyring here that takes the key (a desktop session has one). Nothing was "
            "changed."
        ) from error
    if from_keyring(vault) != secret:
        raise SealError("The keyring did not keep the key. Nothing was changed.")
    return secret


def _keyring() -> Any:
    try:
        keyring: Any = importlib.import_module("keyring")
        importlib.import_module("keyring.errors")
    except ImportError:
        return None
    return keyring
