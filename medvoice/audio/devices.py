"""Input devices: what there is, which one is meant, and what to do when there is none.

Pure: the hardware is in `portaudio`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class DeviceError(Exception):
    """No sound from a device. The message says what to do."""


class NoPortAudioError(DeviceError):
    """The PortAudio library is not on this machine."""

    def __init__(self) -> None:
        super().__init__(
            "the PortAudio library is missing, so no microphone can be used: install the Debian "
            "package libportaudio2 (apt install libportaudio2); files can be used without it"
        )


@dataclass(frozen=True, slots=True)
class InputDevice:
    """index: PortAudio's, good until the next rescan. rate: Hz, native. channels: most it offers.

    host_api: "ALSA", "Core Audio", … . default: what the system would take."""

    name: str
    index: int
    rate: int
    channels: int
    host_api: str
    default: bool = False


SERVER_CHANNELS = 8
"""A device that offers more is a sound server's front (ALSA's `pulse`, `default`: 32 to 128): the
server mixes for us, so one channel is asked of it. Real microphones and arrays have 1 to 8."""


def channels_to_open(device: InputDevice) -> tuple[int, ...]:
    """Channel counts to try, best first."""
    native = 1 if device.channels > SERVER_CHANNELS else device.channels
    return tuple(dict.fromkeys((native, min(2, device.channels), 1)))


def default_device(devices: Sequence[InputDevice]) -> InputDevice | None:
    """The system's choice, else the first there is."""
    return next((d for d in devices if d.default), devices[0] if devices else None)


def find_device(wanted: str | None, devices: Sequence[InputDevice]) -> InputDevice:
    """wanted: a name, part of one, or an index as `medvoice devices` shows it; None: the default.

    Raises DeviceError naming what there is."""
    if not devices:
        raise DeviceError(
            "no microphone found: plug one in (or let the sound server see it) and try again"
        )
    if wanted is None:
        found = default_device(devices)
        assert found is not None
        return found
    names = [d for d in devices if d.name == wanted]
    indices = [d for d in devices if str(d.index) == wanted]
    parts = [d for d in devices if wanted.casefold() in d.name.casefold()]
    for matches in (names, indices, parts):
        if matches:
            return matches[0]
    there = "; ".join(d.name for d in devices)
    raise DeviceError(f"no input device is called {wanted!r}; there are: {there}")


def device_to_reopen(
    preferred: str, devices: Sequence[InputDevice], gone_s: float, patience_s: float
) -> InputDevice | None:
    """After a loss: the same device by name; once it has been gone for `patience_s`, the default;
    None: wait. `preferred` stays what the user chose, so it is taken again after the next loss."""
    same = next((d for d in devices if d.name == preferred), None)
    if same is not None:
        return same
    return default_device(devices) if gone_s >= patience_s else None


def is_lost(active: bool, silent_s: float, limit_s: float) -> bool:
    """active: the stream says that it runs. silent_s: since the last callback. A microphone in a
    quiet room still calls back, with zeros; one that does not is gone."""
    return not active or silent_s > limit_s


def missing_samples(last: float, resumed: float, rate: int) -> int:
    """Samples between the last captured one and the first after it, by the monotonic clock."""
    return max(0, round((resumed - last) * rate))
