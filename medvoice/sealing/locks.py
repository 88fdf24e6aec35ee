"""Locks: ways to the vault's key. Each wraps the same key with a secret of its own: a passphrase
(scrypt), a key file, an entry of the desktop's keyring. Any one of them opens."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from medvoice.sealing.ciphers import KEY_BYTES, NONCE_BYTES, cipher, decrypted
from medvoice.sealing.errors import SealError

Kind = Literal["passphrase", "file", "keyring"]
SHORTEST = 12
"""Characters of a passphrase, at least: a stolen disk can be guessed at for years."""


class Scrypt(BaseModel):
    """Cost of one guess (RFC 7914): 128 n r bytes of memory. The defaults are the least that
    OWASP's password storage sheet recommends (2^17, 8, 1: 128 MB). The bounds keep a changed file
    from asking for more memory than there is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    n: int = Field(default=1 << 17, ge=2, le=1 << 20)
    r: int = Field(default=8, ge=1, le=16)
    p: int = Field(default=1, ge=1, le=16)


class Lock(BaseModel):
    """salt, nonce, key: base64. scrypt: of a passphrase alone."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    scrypt: Scrypt | None = None
    salt: str = ""
    nonce: str = ""
    key: str = ""

    def opened(self, vault: str, secret: bytes) -> bytes | None:
        """The vault's key; None: another secret. Raises SealError."""
        try:
            nonce, wrapped = base64.b64decode(self.nonce), base64.b64decode(self.key)
        except binascii.Error as error:
            raise SealError("vault.json is damaged: a lock is no base64") from error
        if len(nonce) != NONCE_BYTES:
            raise SealError("vault.json is damaged: a lock has no nonce")
        return decrypted(cipher(self._stretched(secret)), nonce, wrapped, self._associated(vault))

    def _stretched(self, secret: bytes) -> bytes:
        salt = base64.b64decode(self.salt)
        if self.scrypt is None:  # random as it is: 32 bytes of a file or keyring
            return hashlib.sha256(b"medvoice lock 1" + salt + secret).digest()
        n, r, p = self.scrypt.n, self.scrypt.r, self.scrypt.p
        most = 128 * r * (n + p + 2)
        return hashlib.scrypt(secret, salt=salt, n=n, r=r, p=p, dklen=KEY_BYTES, maxmem=most)

    def _associated(self, vault: str) -> bytes:
        cost = self.scrypt.model_dump_json() if self.scrypt is not None else ""
        return f"medvoice lock 1 {vault} {self.kind} {cost} {self.salt}".encode()


def locked(kind: Kind, vault: str, secret: bytes, master: bytes) -> Lock:
    """master: wrapped. Raises SealError."""
    salt, nonce = os.urandom(16), os.urandom(NONCE_BYTES)
    scrypt = Scrypt() if kind == "passphrase" else None
    lock = Lock(kind=kind, scrypt=scrypt, salt=_text(salt), nonce=_text(nonce))
    wrapped = cipher(lock._stretched(secret)).encrypt(nonce, master, lock._associated(vault))
    return lock.model_copy(update={"key": _text(wrapped)})


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
