"""Sealed records open in their place only, and no nonce comes twice."""

from __future__ import annotations

import os
import struct

import pytest

from medvoice.sealing.errors import SealBroken
from medvoice.sealing.seal import HEAD_BYTES, OVERHEAD, Seal

KEY = bytes(range(32))
HEAD = struct.Struct("<4sIQ16s")


def records(count: int, kind: str = "sound", key: bytes = KEY) -> list[bytes]:
    writing = Seal(key, kind).begin()
    return [writing.seal(b"record %d" % n) for n in range(count)]


def test_what_is_sealed_opens_with_its_number() -> None:
    seal = Seal(KEY, "sound")
    for number, record in enumerate(records(3)):
        opened = seal.open(record)
        assert (opened.number, opened.data) == (number, b"record %d" % number)
        assert len(record) == len(opened.data) + OVERHEAD
        assert opened.data not in record


def test_every_changed_byte_and_every_cut_shows() -> None:
    (record,) = records(1)
    seal = Seal(KEY, "sound")
    for at in range(len(record)):
        changed = bytearray(record)
        changed[at] ^= 1
        with pytest.raises(SealBroken):
            seal.open(bytes(changed))
        with pytest.raises(SealBroken):
            seal.open(record[:at])


def test_a_record_of_another_file_key_or_number_does_not_open() -> None:
    first, second = records(2)
    with pytest.raises(SealBroken):
        Seal(KEY, "log").open(first)
    with pytest.raises(SealBroken):
        Seal(os.urandom(32), "sound").open(first)
    magic, length, _, opening = HEAD.unpack(second[:HEAD_BYTES])
    moved = HEAD.pack(magic, length, 0, opening) + second[HEAD_BYTES:]
    with pytest.raises(SealBroken):
        Seal(KEY, "sound").open(moved)


def test_the_same_number_again_is_encrypted_otherwise() -> None:
    """A crash tore record 0; the next process writes another one in its place."""
    seen = {Seal(KEY, "sound").begin().seal(b"the same words") for _ in range(50)}
    openings = {HEAD.unpack(record[:HEAD_BYTES])[3] for record in seen}
    assert len(openings) == len(seen) == 50
    assert len({record[HEAD_BYTES:] for record in seen}) == 50
