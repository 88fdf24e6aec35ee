"""The key of one session: random, in a small file of its folder, wrapped by the vault's key.

What it opens can be read by nobody once this file is gone: deleting a session destroys it first.
"""

from __future__ import annotations

import base64
import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from medvoice.sealing.ciphers import KEY_BYTES, NONCE_BYTES, cipher, decrypted
from medvoice.sealing.errors import LockedError, SealError

FILE = "key.json"


class WrappedKey(BaseModel):
    """As it is on disk. vault: id of the vault whose key wraps it. nonce, key: base64."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int = 1
    vault: str
    id: str
    nonce: str
    key: str

    @property
    def associated(self) -> bytes:
        return f"medvoice session key {self.format} {self.vault} {self.id}".encode()


def make(folder: Path, vault: str, master: bytes) -> None:
    """A new key for a folder that has none; on the device when it returns (the folder's own entry,
    too). Raises FileExistsError, OSError, SealError."""
    name, nonce = os.urandom(16).hex(), os.urandom(NONCE_BYTES)
    empty = WrappedKey(vault=vault, id=name, nonce=_text(nonce), key="")
    wrapped = cipher(master).encrypt(nonce, os.urandom(KEY_BYTES), empty.associated)
    body = empty.model_copy(update={"key": _text(wrapped)}).model_dump_json().encode()
    path = folder / FILE
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        if os.write(fd, body) != len(body):
            raise OSError(28, "No space left on device", str(path))
        os.fsync(fd)
    except OSError:
        path.unlink(missing_ok=True)
        raise
    finally:
        os.close(fd)
    entries = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(entries)
    finally:
        os.close(entries)


def read(folder: Path, vault: str, master: bytes) -> bytes:
    """Raises SealError, LockedError, OSError."""
    path = folder / FILE
    try:
        wrapped = WrappedKey.model_validate_json(path.read_bytes())
        nonce, sealed = _bytes(wrapped.nonce), _bytes(wrapped.key)
    except (ValidationError, ValueError) as error:
        raise SealError(f"{path}: this is no key file; what it opened cannot be read") from error
    if wrapped.vault != vault:
        raise LockedError(f"{path}: belongs to another vault (another data folder's vault.json)")
    key = decrypted(cipher(master), nonce, sealed, wrapped.associated)
    if key is None or len(key) != KEY_BYTES:
        raise SealError(f"{path}: the key file is damaged; what it opened cannot be read")
    return key


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
