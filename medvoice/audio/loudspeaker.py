"""Loudspeaker: sound out. The seam between a dictation and the sound card."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from medvoice.audio.devices import DeviceError

Samples = NDArray[np.float32]


class Loudspeaker(Protocol):
    def play(
        self,
        samples: Samples,
        rate: int,
        stopped: Callable[[], bool],
        begins: Callable[[], None],
    ) -> None:
        """Mono, -1 to 1; calls `begins` when the device is open, just before the first sound;
        returns when all was heard, or soon after `stopped` says so. Raises DeviceError, also where
        there is no output device."""
        ...


@dataclass(frozen=True, slots=True)
class OutputDevice:
    """index: PortAudio's. rate: Hz, native."""

    name: str
    index: int
    rate: int
    default: bool = False


def find_output(wanted: str, devices: Sequence[OutputDevice]) -> OutputDevice:
    """wanted: a name, part of one, or an index; "" for the default. Raises DeviceError naming what
    there is."""
    if not devices:
        raise DeviceError("there is no output device: connect a loudspeaker or headphones")
    if not wanted:
        return next((device for device in devices if device.default), devices[0])
    for device in devices:
        if wanted == str(device.index) or wanted.lower() in device.name.lower():
            return device
    names = ", ".join(device.name for device in devices)
    raise DeviceError(f'no output device is called "{wanted}"; there are: {names}')
