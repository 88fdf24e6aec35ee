"""The seam between Microphone and the sound card, so that losing a device is tested without one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from medvoice.audio.devices import InputDevice

OnSound = Callable[[NDArray[np.float32], bool], None]
"""(frames: float32, shape (n, channels), only valid during the call; overflow: the driver lost
sound before them). Called on the sound card's thread: it must not wait."""


class InputStream(Protocol):
    """An open device."""

    @property
    def rate(self) -> int: ...

    @property
    def channels(self) -> int: ...

    @property
    def active(self) -> bool:
        """False once the device has failed."""
        ...

    def start(self, on_sound: OnSound) -> None:
        """Raises DeviceError."""
        ...

    def close(self) -> None:
        """Never raises; no callback comes after it."""
        ...


class InputHardware(Protocol):
    """All methods raise DeviceError."""

    def devices(self, rescan: bool = False) -> Sequence[InputDevice]:
        """rescan: look for devices that came and went; only while no stream is open."""
        ...

    def open(self, device: InputDevice) -> InputStream: ...
