"""Vault: the key of a data folder, in `vault.json` there, behind one or more locks.

The key is random and never changes; a lock (medvoice/sealing/locks.py) wraps it, so that a new
passphrase is a new lock and no session is written anew. Each session has a key of its own, wrapped
by this one (medvoice/sealing/session_key.py). Where a folder has a vault, every new session is
encrypted.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from medvoice.sealing import session_key
from medvoice.sealing.ciphers import KEY_BYTES
from medvoice.sealing.errors import LockedError, SealError
from medvoice.sealing.locks import Kind, Lock, locked

FILE = "vault.json"
FORMAT = 1


class VaultFile(BaseModel):
    """As it is on disk. id: random, of this data folder."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int = FORMAT
    id: str
    locks: tuple[Lock, ...]

    @property
    def kinds(self) -> tuple[Kind, ...]:
        return tuple(lock.kind for lock in self.locks)


class Vault:
    """Open; implements Keys."""

    def __init__(self, file: VaultFile, master: bytes) -> None:
        self.file = file
        self._master = master

    def key_of(self, folder: Path) -> bytes:
        return session_key.read(folder, self.file.id, self._master)

    def make_key(self, folder: Path) -> None:
        session_key.make(folder, self.file.id, self._master)

    def with_lock(self, kind: Kind, secret: bytes) -> VaultFile:
        """With this lock in the place of those of its kind. Raises SealError."""
        kept = tuple(one for one in self.file.locks if one.kind != kind)
        lock = locked(kind, self.file.id, secret, self._master)
        return self.file.model_copy(update={"locks": (*kept, lock)})


def new_vault_id() -> str:
    return os.urandom(16).hex()


def new_vault(kind: Kind, secret: bytes, name: str) -> VaultFile:
    """With a new key. name: its id. Raises SealError."""
    master = os.urandom(KEY_BYTES)
    return VaultFile(id=name, locks=(locked(kind, name, secret, master),))


def read_vault(root: Path) -> VaultFile | None:
    """None where the data folder has none. Raises SealError, OSError."""
    path = root / FILE
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    try:
        file = VaultFile.model_validate_json(data)
    except ValidationError as error:
        raise SealError(
            f"{path} is damaged or no vault. Put a copy of it back: without it nothing in this "
            "folder that is encrypted can be read. Nothing was changed."
        ) from error
    if file.format > FORMAT:
        raise SealError(f"{path}: written by a newer medvoice (format {file.format})")
    return file


def write_vault(root: Path, file: VaultFile) -> None:
    """Whole or not at all, on the device when it returns. Raises OSError."""
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    fd, name = tempfile.mkstemp(prefix=".vault.", dir=root)  # mode 0600
    try:
        with os.fdopen(fd, "wb") as out:
            out.write(file.model_dump_json(indent=2).encode() + b"\n")
            out.flush()
            os.fsync(out.fileno())
        os.replace(name, root / FILE)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def opened(file: VaultFile, secrets: Iterable[tuple[Kind, bytes]]) -> Vault:
    """With the first secret that fits a lock. Raises LockedError, SealError."""
    tried = []
    for kind, secret in secrets:
        tried.append(kind)
        for lock in file.locks:
            master = lock.opened(file.id, secret) if lock.kind == kind else None
            if master is not None:
                return Vault(file, master)
    wrong = f"the {' and the '.join(tried)} given do not open it" if tried else "none was given"
    raise LockedError(
        f"The dictations here are encrypted (locks: {', '.join(file.kinds)}), and {wrong}. Nothing "
        "was changed."
    )


def sealed_sessions(root: Path) -> bool:
    """Whether any session has a key, so that a vault that is gone was not always missing."""
    return any((root / "sessions").glob(f"*/{session_key.FILE}"))
