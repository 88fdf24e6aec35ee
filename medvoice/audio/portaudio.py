"""PortAudio through sounddevice: the one module that touches a sound card.

sounddevice is imported inside functions: the import itself loads PortAudio and raises OSError where
the library is missing, and everything but the microphone must work without it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medvoice.audio.devices import (
    DeviceError,
    InputDevice,
    NoPortAudioError,
    channels_to_open,
)
from medvoice.audio.hardware import InputStream, OnSound
from medvoice.audio.sound_system import SOUND_SYSTEM

RESTART_S = 2.0
"""Seconds that a restart waits for what plays: it looks every 0.05 s, and closing PulseAudio's
stream took up to 0.3 s."""


def input_devices(rescan: bool = False) -> list[InputDevice]:
    """Every device that can record. rescan: also those that came since PortAudio started, if
    nothing uses it. Raises NoPortAudioError, DeviceError."""
    sd = load_sounddevice()
    if rescan:
        _restart(sd)
    with SOUND_SYSTEM.recording():
        return _listed(sd)


def _restart(sd: Any) -> None:
    """sounddevice has no public call for it."""
    with SOUND_SYSTEM.restarting(RESTART_S) as alone:
        if not alone:
            return
        try:
            if sd._initialized:
                sd._terminate()
            sd._initialize()
        except sd.PortAudioError as error:
            raise DeviceError(f"the sound system does not answer: {error}") from error


def _listed(sd: Any) -> list[InputDevice]:
    try:
        apis = sd.query_hostapis()
        default = int(sd.default.device[0])
        if default < 0 and apis:
            default = int(apis[sd.default.hostapi]["default_input_device"])
        return [
            InputDevice(
                name=str(d["name"]),
                index=int(d["index"]),
                rate=round(d["default_samplerate"]),
                channels=int(d["max_input_channels"]),
                host_api=str(apis[d["hostapi"]]["name"]),
                default=int(d["index"]) == default,
            )
            for d in sd.query_devices()
            if d["max_input_channels"] > 0
        ]
    except sd.PortAudioError as error:
        raise DeviceError(f"the sound system does not answer: {error}") from error


class PortAudioHardware:
    """InputHardware on this machine's sound cards."""

    def devices(self, rescan: bool = False) -> Sequence[InputDevice]:
        return input_devices(rescan)

    def open(self, device: InputDevice) -> InputStream:
        sd = load_sounddevice()
        fault: Exception | None = None
        with contextlib.ExitStack() as use:
            use.enter_context(SOUND_SYSTEM.recording())
            for channels in channels_to_open(device):
                try:
                    sd.check_input_settings(device.index, channels, "float32", None, device.rate)
                    stream = _PortAudioStream(sd, device, channels)
                except (sd.PortAudioError, ValueError) as error:
                    fault = fault or error
                else:
                    stream.use = use.pop_all()
                    return stream
        raise DeviceError(f"{device.name} cannot be opened: {fault}") from fault


class _PortAudioStream:
    def __init__(self, sd: Any, device: InputDevice, channels: int) -> None:
        self._sd = sd
        self._device = device
        self.rate = device.rate
        self.channels = channels
        self._on_sound: OnSound | None = None
        self._closed = False
        self.use = contextlib.ExitStack()  # what ends when the stream is closed
        self._stream: Any = sd.InputStream(
            samplerate=device.rate,
            device=device.index,
            channels=channels,
            dtype="float32",
            latency="high",
            callback=self._callback,
        )

    @property
    def active(self) -> bool:
        if self._closed:
            return False
        try:
            return bool(self._stream.active)
        except self._sd.PortAudioError:
            return False

    def start(self, on_sound: OnSound) -> None:
        self._on_sound = on_sound
        try:
            self._stream.start()
        except self._sd.PortAudioError as error:
            raise DeviceError(f"{self._device.name} cannot be started: {error}") from error

    def close(self) -> None:
        # Once only: after a rescan PortAudio knows nothing of this stream, and looking at it would
        # read freed memory.
        if self._closed:
            return
        self._closed = True
        with self.use:
            with contextlib.suppress(self._sd.PortAudioError):
                self._stream.abort()
            with contextlib.suppress(self._sd.PortAudioError):
                self._stream.close()

    def _callback(self, frames: NDArray[np.float32], _count: int, _time: Any, status: Any) -> None:
        if self._on_sound is not None:
            self._on_sound(frames, bool(status.input_overflow))


def load_sounddevice() -> Any:
    """The module. Raises NoPortAudioError."""
    try:
        import sounddevice
    except OSError as error:
        raise NoPortAudioError() from error
    return sounddevice
