"""Seal: the records of one file, each encrypted and authenticated in its place (AES-256-GCM).

    record = magic "MVSR", bytes behind the head u32, number u64, opening 16 bytes   (32 bytes),
             ciphertext, tag 16

Little-endian. number: of the record in its file, from 0. opening: random, made each time the file
is opened for writing. Each opening has a key of its own (HKDF-SHA256 of the file's key, salt the
opening, info the file's kind) and the number is the nonce: none is ever used twice, also where a
crash tore a record and another one is written in its place. Associated data are the kind and the
head, so that a record that was moved, copied or put into another file does not open.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass

from medvoice.sealing.ciphers import NONCE_BYTES, TAG_BYTES, Cipher, cipher, decrypted, derived
from medvoice.sealing.errors import SealBroken

MAGIC = b"MVSR"
_HEAD = struct.Struct("<4sIQ16s")
HEAD_BYTES = _HEAD.size
OVERHEAD = HEAD_BYTES + TAG_BYTES
"""Bytes that a sealed record is longer than what is in it."""
MOST = 1 << 27
"""Bytes behind a head; a larger length can only be damage."""


@dataclass(frozen=True, slots=True)
class Opened:
    """number: of the record in its file."""

    number: int
    data: bytes


class Seal:
    """Of one file. Reading is for one thread; each writing has its own."""

    def __init__(self, key: bytes, kind: str) -> None:
        """key: 32 bytes, of the session. kind: which of its files. Raises SealError."""
        self._key = key
        self._kind = b"medvoice record 1 " + kind.encode()
        self._opening = b""
        self._cipher: Cipher | None = None

    def begin(self, number: int = 0) -> Writing:
        """Records from that number on."""
        opening = os.urandom(16)
        return Writing(self._of(opening), self._kind, opening, number)

    def open(self, record: bytes) -> Opened:
        """A whole record. Raises SealBroken."""
        head, rest = record[:HEAD_BYTES], record[HEAD_BYTES:]
        if length_behind(head) != len(rest):
            raise SealBroken("torn record")
        _, _, number, opening = _HEAD.unpack(head)
        if self._cipher is None or opening != self._opening:
            self._cipher, self._opening = self._of(opening), opening
        data = decrypted(self._cipher, _nonce(number), rest, self._kind + head)
        if data is None:
            raise SealBroken("damaged, or not of this file")
        return Opened(number, data)

    def _of(self, opening: bytes) -> Cipher:
        return cipher(derived(self._key, opening, self._kind))


class Writing:
    """One opening of a file for writing; one thread."""

    def __init__(self, cipher: Cipher, kind: bytes, opening: bytes, number: int) -> None:
        self._cipher = cipher
        self._kind = kind
        self._opening = opening
        self._number = number

    def seal(self, data: bytes) -> bytes:
        """The next record."""
        head = _HEAD.pack(MAGIC, len(data) + TAG_BYTES, self._number, self._opening)
        sealed = self._cipher.encrypt(_nonce(self._number), data, self._kind + head)
        self._number += 1
        return head + sealed


def length_behind(head: bytes) -> int:
    """Bytes of the record behind its head. Raises SealBroken for what is no head."""
    if len(head) != HEAD_BYTES:
        raise SealBroken("torn record")
    magic, length, _, _ = _HEAD.unpack(head)
    if magic != MAGIC or not TAG_BYTES <= length <= MOST:
        raise SealBroken("no record here")
    return int(length)


def _nonce(number: int) -> bytes:
    return number.to_bytes(NONCE_BYTES, "little")
