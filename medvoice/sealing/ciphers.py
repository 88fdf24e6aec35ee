"""AES-256-GCM and HKDF-SHA256 of the package `cryptography`, which is an extra of its own."""

from __future__ import annotations

import importlib
from typing import Any, Protocol, cast

from medvoice.sealing.errors import SealError

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16


class Cipher(Protocol):
    """AES-256-GCM under one key."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Ciphertext and tag."""
        ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Raises an exception of the library's; use `decrypted`."""
        ...


def cipher(key: bytes) -> Cipher:
    """key: KEY_BYTES. Raises SealError where the library is missing."""
    return cast(Cipher, _library("hazmat.primitives.ciphers.aead").AESGCM(key))


def decrypted(cipher: Cipher, nonce: bytes, data: bytes, associated: bytes) -> bytes | None:
    """None where data, place or key do not fit."""
    try:
        return cipher.decrypt(nonce, data, associated)
    except _library("exceptions").InvalidTag:
        return None


def derived(key: bytes, salt: bytes, info: bytes) -> bytes:
    """A key for one purpose out of another (HKDF-SHA256, RFC 5869)."""
    hashes = _library("hazmat.primitives.hashes")
    hkdf = _library("hazmat.primitives.kdf.hkdf")
    return bytes(hkdf.HKDF(hashes.SHA256(), KEY_BYTES, salt, info).derive(key))


def _library(module: str) -> Any:
    try:
        return importlib.import_module(f"cryptography.{module}")
    except ImportError as error:
        raise SealError(
            "This data folder is encrypted, which needs a package that is not installed: "
            "pip install 'medvoice[encryption]'. Nothing was changed."
        ) from error
