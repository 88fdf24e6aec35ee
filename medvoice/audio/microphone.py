"""Microphone: an AudioSource that survives a stalled consumer and an unplugged device."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medvoice.audio.block import SAMPLE_RATE, AudioGap, Captured, SourceState
from medvoice.audio.blocks import BlockMaker
from medvoice.audio.devices import (
    DeviceError,
    InputDevice,
    device_to_reopen,
    find_device,
    is_lost,
    missing_samples,
)
from medvoice.audio.hardware import InputHardware, InputStream
from medvoice.audio.portaudio import PortAudioHardware
from medvoice.audio.ring import CaptureRing

log = logging.getLogger(__name__)

BLOCK = 480
"""Samples at 16 kHz (30 ms)."""

POLL_S = 0.02
"""Seconds between two looks into the ring: cheap, and the callback need not signal."""


@dataclass(frozen=True, slots=True)
class MicrophoneSettings:
    """All in seconds. ring_s: how long a consumer may stall before sound is lost, and stated.
    lost_s: without a callback for so long, the device is gone (a callback comes every 5 to 50 ms).
    first_s: the same before the first callback: PulseAudio took 1.8 s to wake its virtual device, a
    Bluetooth headset takes as long to change its profile.
    patience_s: how long a lost device is waited for before the default takes over. retry_s: pause
    between attempts to reopen."""

    ring_s: float = 15.0
    lost_s: float = 1.0
    first_s: float = 5.0
    patience_s: float = 3.0
    retry_s: float = 0.5


class _Capture:
    """One opened device: its stream, its ring, its blocks."""

    def __init__(
        self,
        stream: InputStream,
        device: InputDevice,
        ring_s: float,
        start: int,
        clock: Callable[[], float],
    ) -> None:
        self.stream = stream
        self.device = device
        self.rate = stream.rate
        self.ring = CaptureRing(int(ring_s * stream.rate), stream.channels)
        self.maker = BlockMaker(stream.rate, BLOCK, start)
        self._clock = clock
        self.opened = clock()

    def on_sound(self, frames: NDArray[np.float32], overflow: bool) -> None:
        """The callback: copy, nothing else."""
        now = self._clock()
        written, last = self.ring.mark
        lost = 0
        if overflow and written:
            # How much is not told; the clock tells it. At least one: it is never silent.
            lost = max(1, round((now - last) * self.rate) - len(frames))
        self.ring.write(frames, now, lost)

    @property
    def last_sound(self) -> float:
        """Monotonic seconds of the last captured frame (of the opening, before the first)."""
        return self.ring.mark[1] or self.opened

    def drain(self) -> Iterator[Captured]:
        """What the ring holds, each loss at its place."""
        while True:
            frames = self.ring.read()
            written, time = self.ring.mark
            if len(frames):
                behind = max(0, self.ring.waiting) / self.rate if written else 0.0
                yield from self.maker.feed(frames, time - behind)
            missing = self.ring.take_missing()
            if missing is None:
                return
            yield from self.maker.flush(time)
            lost = round(missing.frames * SAMPLE_RATE / self.rate)
            yield AudioGap(self.maker.next_start, lost, missing.reason)

    def finish(self) -> Iterator[Captured]:
        """Close the device, then yield all that is left."""
        self.stream.close()
        self.ring.finish()
        yield from self.drain()
        yield from self.maker.flush(self.last_sound)


class Microphone:
    """`captured` blocks the capture thread; `close` from any thread ends it, with nothing lost."""

    def __init__(
        self,
        device: str | None = None,
        settings: MicrophoneSettings | None = None,
        hardware: InputHardware | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """device: a name, part of one or an index; None: the system's default. The device is found
        here and opened by `captured`. hardware, clock: for tests. Raises DeviceError."""
        self._settings = settings or MicrophoneSettings()
        self._hardware: InputHardware = hardware or PortAudioHardware()
        self._clock = clock
        self._device = find_device(device, self._hardware.devices())
        self._preferred = self._device.name  # never forgotten, whatever enumeration says later
        self._closed = threading.Event()
        self._repaired = 0
        self._maker: BlockMaker | None = None

    @property
    def name(self) -> str:
        return self._device.name

    @property
    def repaired(self) -> int:
        return self._repaired + (self._maker.repaired if self._maker else 0)

    def close(self) -> None:
        self._closed.set()

    def captured(self) -> Iterator[Captured]:
        """Once only. Raises DeviceError when the device cannot be opened at the start; later it is
        waited for."""
        capture = self._start(self._device, 0)
        yield SourceState("open", self._device.name)
        try:
            while not self._closed.wait(POLL_S):
                yield from capture.drain()
                if not self._is_lost(capture):
                    continue
                yield from capture.finish()
                name = capture.device.name
                message = f"{name} gives no sound any more; waiting for it"
                yield SourceState("lost", name, message)
                last, at = capture.last_sound, capture.maker.next_start
                again = self._reopen(capture)
                resumed = self._resumed(again) if again else self._clock()
                missing = missing_samples(last, resumed, SAMPLE_RATE)
                yield AudioGap(at, missing, f"{name} was lost")
                if again is None:
                    return
                capture = again
                self._device = capture.device
                yield SourceState("reopened", capture.device.name)
            yield from capture.finish()
        finally:
            capture.stream.close()

    def _start(self, device: InputDevice, at: int) -> _Capture:
        stream = self._hardware.open(device)
        capture = _Capture(stream, device, self._settings.ring_s, at, self._clock)
        try:
            stream.start(capture.on_sound)
        except DeviceError:
            stream.close()
            raise
        if self._maker is not None:
            self._repaired += self._maker.repaired
        self._maker = capture.maker
        return capture

    def _reopen(self, lost: _Capture) -> _Capture | None:
        """Try until a device gives sound; None: closed meanwhile."""
        since = self._clock()
        while not self._closed.is_set():
            try:
                devices = self._hardware.devices(rescan=True)
                gone = self._clock() - since
                found = device_to_reopen(self._preferred, devices, gone, self._settings.patience_s)
                if found is not None:
                    capture = self._start(found, lost.maker.next_start)
                    if self._sounds(capture):
                        return capture
                    capture.stream.close()
            except DeviceError as error:
                log.info("microphone: not back yet", extra={"fault": str(error)})
            self._closed.wait(self._settings.retry_s)
        return None

    def _sounds(self, capture: _Capture) -> bool:
        """Wait for the first callback: a device that opens but is dead is not back."""
        while not self._closed.is_set():
            if capture.ring.mark[0]:
                return True
            if self._is_lost(capture):
                return False
            self._closed.wait(POLL_S)
        return bool(capture.ring.mark[0])

    def _is_lost(self, capture: _Capture) -> bool:
        limit = self._settings.lost_s if capture.ring.mark[0] else self._settings.first_s
        return is_lost(capture.stream.active, self._clock() - capture.last_sound, limit)

    def _resumed(self, capture: _Capture) -> float:
        """Monotonic seconds of the first frame: not before the device was opened, though a sound
        server may hand over at once what it had in store."""
        written, time = capture.ring.mark
        return max(capture.opened, time - written / capture.rate)
