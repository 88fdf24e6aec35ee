"""Events of the Wyoming protocol, read within bounds (the package's own reader has none)."""

from __future__ import annotations

import asyncio
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from wyoming.event import Event

from medvoice.faces.server.safety.bounded_json import BadJson, parse_json

LINE = 1 << 16
"""Bytes of an event's first line."""
DATA = 1 << 16
"""Bytes of its further data."""
PAYLOAD = 1 << 20
"""Bytes of its sound: 30 s of 16 bits at 16 kHz."""


class BadEvent(ValueError):
    """What was sent is no event that is taken here; the message repeats nothing of it."""


class _Head(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    type: str = Field(min_length=1, max_length=64)
    data: dict[str, Any] = Field(default_factory=dict)
    data_length: int | None = Field(default=None, ge=0, le=DATA)
    payload_length: int | None = Field(default=None, ge=0, le=PAYLOAD)


class SoundFormat(BaseModel):
    """Of audio-start and audio-chunk: rate in Hz, width in bytes (2 to 4, little-endian)."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    rate: int = Field(ge=4_000, le=192_000)
    width: int = Field(ge=2, le=4)
    channels: int = Field(ge=1, le=8)


async def read_event(reader: asyncio.StreamReader) -> Event | None:
    """None at the end of the stream. reader: with a limit of `LINE`. Raises BadEvent,
    ConnectionError."""
    try:
        line = await reader.readline()
        if not line:
            return None
        head = _Head.model_validate(parse_json(line, LINE))
        if head.data_length:
            more = parse_json(await reader.readexactly(head.data_length), DATA)
            if not isinstance(more, dict):
                raise BadEvent("its data is no object")
            head.data.update(more)
        payload = None
        if head.payload_length:
            payload = await reader.readexactly(head.payload_length)
    except asyncio.IncompleteReadError:
        return None
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(str(part) for part in fault["loc"])
        raise BadEvent(f"{place}: {fault['msg']}") from None
    except BadJson as error:
        raise BadEvent(str(error)) from None
    except ValueError:  # a line beyond the limit
        raise BadEvent("its first line is too long") from None
    return Event(head.type, head.data, payload)


def format_of(event: Event) -> SoundFormat:
    """Raises BadEvent."""
    try:
        return SoundFormat.model_validate(event.data)
    except ValidationError as error:
        fault = error.errors()[0]
        raise BadEvent(f"{event.type}: {fault['loc'][0]}: {fault['msg']}") from None


def samples_of(payload: bytes, form: SoundFormat) -> NDArray[np.float32]:
    """Little-endian PCM to float32, (n, channels). Raises BadEvent: bytes of half a sample."""
    if len(payload) % (form.width * form.channels):
        raise BadEvent("audio-chunk: a sample is cut")
    if form.width == 2:
        whole = np.frombuffer(payload, "<i2").astype(np.float32)
    elif form.width == 4:
        whole = np.frombuffer(payload, "<i4").astype(np.float32)
    else:
        three = np.frombuffer(payload, np.uint8).reshape(-1, 3)
        four = np.zeros((len(three), 4), np.uint8)
        four[:, 1:] = three  # the low byte is empty, so the sign is where it belongs
        whole = four.view("<i4")[:, 0].astype(np.float32)
    scale = np.float32(1 << (15 if form.width == 2 else 31))
    return (whole / scale).reshape(-1, form.channels)
