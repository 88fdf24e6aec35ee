"""Sound out through PortAudio."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import numpy as np
import soxr

from medvoice.audio.devices import DeviceError
from medvoice.audio.loudspeaker import OutputDevice, Samples, find_output
from medvoice.audio.portaudio import load_sounddevice
from medvoice.audio.sound_system import SOUND_SYSTEM

BLOCK_S = 0.05
"""Seconds written at a time: so long a "stop" waits beside the device's own buffer."""


class PortAudioLoudspeaker:
    """Implements Loudspeaker. The device is looked for each time: it may have been plugged in
    since."""

    def __init__(self, wanted: str = "") -> None:
        """wanted: as of `find_output`."""
        self._wanted = wanted

    def play(
        self,
        samples: Samples,
        rate: int,
        stopped: Callable[[], bool],
        begins: Callable[[], None],
    ) -> None:
        sd = load_sounddevice()
        left, first = samples, True
        try:
            while first or (len(left) and not stopped()):
                with SOUND_SYSTEM.playing():
                    left, rate = self._play(sd, left, rate, stopped, begins if first else _again)
                first = False
        except (sd.PortAudioError, ValueError) as error:
            raise DeviceError(f"the loudspeaker does not take the sound: {error}") from error

    def _play(
        self,
        sd: Any,
        samples: Samples,
        rate: int,
        stopped: Callable[[], bool],
        begins: Callable[[], None],
    ) -> tuple[Samples, int]:
        """What was not heard because the sound system is to be restarted, and its rate."""
        device = find_output(self._wanted, _outputs(sd))
        rate, samples = _fitting(sd, device, rate, samples)
        stream = sd.OutputStream(
            samplerate=rate, device=device.index, channels=1, dtype="float32", latency="high"
        )
        try:
            stream.start()
            begins()
            return _left(stream, samples, max(1, int(BLOCK_S * rate)), stopped), rate
        finally:
            with contextlib.suppress(sd.PortAudioError):
                stream.close()


def _again() -> None:
    """The sound goes on: it began before."""


def _outputs(sd: Any) -> list[OutputDevice]:
    apis = sd.query_hostapis()
    default = int(sd.default.device[1])
    if default < 0 and apis:
        default = int(apis[sd.default.hostapi]["default_output_device"])
    return [
        OutputDevice(
            name=str(found["name"]),
            index=int(found["index"]),
            rate=round(found["default_samplerate"]),
            default=int(found["index"]) == default,
        )
        for found in sd.query_devices()
        if found["max_output_channels"] > 0
    ]


def _fitting(sd: Any, device: OutputDevice, rate: int, samples: Samples) -> tuple[int, Samples]:
    """The sound at a rate that the device takes: its own where this one is refused."""
    try:
        sd.check_output_settings(device.index, 1, "float32", None, rate)
    except sd.PortAudioError:
        return device.rate, np.asarray(soxr.resample(samples, rate, device.rate), np.float32)
    return rate, samples


def _left(stream: Any, samples: Samples, block: int, stopped: Callable[[], bool]) -> Samples:
    """What is left to play: nothing, unless the sound system is to be restarted."""
    for at in range(0, len(samples), block):
        if stopped():
            stream.abort()
            return samples[:0]
        if SOUND_SYSTEM.restart_wanted:
            stream.abort()  # what is in the device's buffer is not heard, so it is played again
            return samples[max(0, at - round(stream.latency * stream.samplerate)) :]
        stream.write(np.ascontiguousarray(samples[at : at + block].reshape(-1, 1)))
    stream.stop()  # waits until all was heard
    return samples[:0]
