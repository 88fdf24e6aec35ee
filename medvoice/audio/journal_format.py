"""The journal's bytes: how a captured item becomes a checksummed record, and back.

    file   = header record*
    header = magic "MVJOURNL", version u16, 0 u16, sample rate u32, crc32 of these  (20 bytes)
    record = magic "MVJR", kind u8, 3 zero bytes, payload length u32, first sample u64,
             monotonic capture time f64, crc32 of all that and of the payload   (32 bytes), payload

Everything little-endian. Kinds: 1 sound (PCM16 mono: blocks are on the 16-bit grid, so this is what
was heard, bit for bit), 2 a gap and 3 a change of the source's state (both UTF-8 JSON). Gaps and
states are in here too, so that reading the journal gives exactly what the source said, in order.
"""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from medvoice.audio.block import (
    SAMPLE_RATE,
    AudioBlock,
    AudioGap,
    Captured,
    SourceState,
    to_pcm16,
)

FORMAT_VERSION = 1
"""A reader refuses any other."""
SEALED_VERSION = 2
"""Of a journal whose records are sealed (journal_records.py)."""

_FILE_MAGIC = b"MVJOURNL"
_FILE_HEAD = struct.Struct("<8sHxxI")
_CRC = struct.Struct("<I")
HEADER_BYTES = _FILE_HEAD.size + _CRC.size

RECORD_MAGIC = b"MVJR"
_RECORD_HEAD = struct.Struct("<4sBxxxIQd")
RECORD_HEAD_BYTES = _RECORD_HEAD.size + _CRC.size
MAX_PAYLOAD = 1 << 26
"""Bytes (35 minutes of sound in one record); a larger length can only be damage."""

_SOUND, _GAP, _STATE = 1, 2, 3


class BadRecordError(ValueError):
    """The bytes are not a whole, undamaged record."""


class BadHeaderError(ValueError):
    """The bytes are not the header of a journal that this version reads."""


@dataclass(frozen=True, slots=True)
class RecordHead:
    """The fixed part of a record. start: absolute sample; time: monotonic seconds."""

    kind: int
    payload: int
    start: int
    time: float
    crc: int
    raw: bytes


def encode_header(version: int = FORMAT_VERSION) -> bytes:
    """The first HEADER_BYTES of a journal."""
    head = _FILE_HEAD.pack(_FILE_MAGIC, version, SAMPLE_RATE)
    return head + _CRC.pack(zlib.crc32(head))


def check_header(raw: bytes, wanted: int = FORMAT_VERSION) -> None:
    """raw: HEADER_BYTES. wanted: its version. Raises BadHeaderError, whose message is the fault."""
    magic, version, rate = _FILE_HEAD.unpack_from(raw)
    if magic != _FILE_MAGIC:
        raise BadHeaderError("this is not a medvoice journal")
    if _CRC.unpack_from(raw, _FILE_HEAD.size)[0] != zlib.crc32(raw[: _FILE_HEAD.size]):
        raise BadHeaderError("the journal's header is damaged")
    if version != wanted:
        known = f"{FORMAT_VERSION} and {SEALED_VERSION}"
        raise BadHeaderError(f"journal format {version}; this program reads {known}")
    if rate != SAMPLE_RATE:
        raise BadHeaderError(f"sample rate {rate}; this program reads {SAMPLE_RATE}")


def encode_item(item: Captured) -> bytes:
    """One record."""
    match item:
        case AudioBlock():
            pcm = to_pcm16(item.samples).astype("<i2").tobytes()
            return _encode(_SOUND, item.start, item.time, pcm)
        case AudioGap():
            return _encode(_GAP, item.at, 0.0, _json(missing=item.missing, reason=item.reason))
        case SourceState():
            payload = _json(state=item.state, device=item.device, message=item.message)
            return _encode(_STATE, 0, 0.0, payload)


def decode_head(raw: bytes) -> RecordHead:
    """raw: RECORD_HEAD_BYTES. Raises BadRecordError (the payload's crc is checked later)."""
    if len(raw) != RECORD_HEAD_BYTES:
        raise BadRecordError("torn record")
    magic, kind, payload, start, time = _RECORD_HEAD.unpack_from(raw)
    if magic != RECORD_MAGIC or payload > MAX_PAYLOAD:
        raise BadRecordError("no record here")
    crc = _CRC.unpack_from(raw, _RECORD_HEAD.size)[0]
    return RecordHead(kind, payload, start, time, crc, raw[: _RECORD_HEAD.size])


def decode_item(head: RecordHead, payload: bytes) -> Captured:
    """Raises BadRecordError when the payload is torn or damaged, or the kind is unknown."""
    if len(payload) != head.payload or zlib.crc32(payload, zlib.crc32(head.raw)) != head.crc:
        raise BadRecordError("torn or damaged record")
    if head.kind == _SOUND:
        samples = np.frombuffer(payload, "<i2").astype(np.float32) / np.float32(32768.0)
        return AudioBlock(samples, head.start, head.time)
    try:
        values: dict[str, Any] = json.loads(payload)
        if head.kind == _GAP:
            return AudioGap(head.start, int(values["missing"]), str(values["reason"]))
        if head.kind == _STATE:
            return SourceState(str(values["state"]), str(values["device"]), str(values["message"]))
    except (ValueError, KeyError, TypeError) as error:
        raise BadRecordError("a record with a good checksum and a bad payload") from error
    raise BadRecordError(f"unknown kind {head.kind}")


def _encode(kind: int, start: int, time: float, payload: bytes) -> bytes:
    head = _RECORD_HEAD.pack(RECORD_MAGIC, kind, len(payload), start, time)
    return head + _CRC.pack(zlib.crc32(payload, zlib.crc32(head))) + payload


def _json(**values: object) -> bytes:
    return json.dumps(values, ensure_ascii=False).encode()
