"""The microphone's rules on hardware that a test controls (the real one: tests/real)."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from sounds import noise, sound_of

from medvoice.audio.block import AudioBlock, AudioGap, Captured, SourceState, to_grid
from medvoice.audio.devices import DeviceError, InputDevice
from medvoice.audio.hardware import OnSound
from medvoice.audio.microphone import Microphone, MicrophoneSettings

RATE = 16_000
DESK = InputDevice("Desk microphone", 0, RATE, 1, "ALSA", default=False)
CAM = InputDevice("Webcam", 1, RATE, 1, "ALSA", default=True)


class FakeStream:
    def __init__(self, device: InputDevice) -> None:
        self.device = device
        self.rate = device.rate
        self.channels = device.channels
        self.active = False
        self.closed = 0
        self.on_sound: OnSound | None = None

    def start(self, on_sound: OnSound) -> None:
        self.on_sound = on_sound
        self.active = True

    def play(self, samples: np.ndarray, overflow: bool = False, chunk: int = 256) -> None:
        assert self.on_sound is not None
        frames = samples[:, None].repeat(self.channels, axis=1)
        for at in range(0, len(frames), chunk):
            self.on_sound(frames[at : at + chunk], overflow and at == 0)

    def close(self) -> None:
        self.active = False
        self.closed += 1


class FakeHardware:
    def __init__(self, *devices: InputDevice) -> None:
        self.there: list[InputDevice] = list(devices)
        self.streams: list[FakeStream] = []
        self.fault = ""
        self.refuse: set[str] = set()
        self.first: np.ndarray | None = None
        """What the first stream plays as it starts; autoplay: those behind it."""
        self.autoplay: np.ndarray | None = None

    def devices(self, rescan: bool = False) -> Sequence[InputDevice]:
        assert not rescan or not any(s.active for s in self.streams), "rescan with a stream open"
        if self.fault:
            raise DeviceError(self.fault)
        return list(self.there)

    def open(self, device: InputDevice) -> FakeStream:
        if device.name in self.refuse:
            raise DeviceError(f"{device.name} cannot be opened")
        stream = FakeStream(device)
        sound = self.autoplay if self.streams else self.first
        if sound is not None:
            start = stream.start

            def start_and_play(on_sound: OnSound) -> None:
                start(on_sound)
                stream.play(sound)

            stream.start = start_and_play  # type: ignore[method-assign]
        self.streams.append(stream)
        return stream


class Recording:
    """Runs `captured` in a thread."""

    def __init__(self, microphone: Microphone) -> None:
        self.microphone = microphone
        self.items: list[Captured] = []
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        for item in self.microphone.captured():
            self.items.append(item)

    def until(self, true, seconds: float = 60.0) -> None:
        end = time.monotonic() + seconds
        while not true(self.items):
            assert time.monotonic() < end, f"it did not happen; {self.kinds}"
            time.sleep(0.005)

    def stop(self) -> list[Captured]:
        self.microphone.close()
        self.thread.join(60)
        assert not self.thread.is_alive()
        return self.items

    @property
    def kinds(self) -> list[str]:
        names = [i.state if isinstance(i, SourceState) else type(i).__name__ for i in self.items]
        return [n for i, n in enumerate(names) if i == 0 or names[i - 1] != n]


QUICK = MicrophoneSettings(ring_s=5.0, lost_s=0.2, first_s=0.3, patience_s=0.3, retry_s=0.02)
CALM = replace(QUICK, lost_s=600.0, first_s=600.0)
"""Silence is no loss, however slowly this machine gives the sound."""


def _opened(hardware: FakeHardware, device: str | None = None, settings=CALM) -> Recording:
    recording = Recording(Microphone(device, settings, hardware))
    recording.until(lambda items: bool(items))
    return recording


def _lengths(items: list[Captured]) -> int:
    return sum(len(i.samples) for i in items if isinstance(i, AudioBlock))


def test_every_sample_arrives_once_and_in_order() -> None:
    hardware = FakeHardware(DESK)
    recording = _opened(hardware)
    sound = noise(3 * RATE)
    hardware.streams[0].play(sound)
    items = recording.stop()
    np.testing.assert_array_equal(sound_of(items), to_grid(sound))
    assert items[0] == SourceState("open", "Desk microphone")
    assert hardware.streams[0].closed >= 1


def test_a_native_rate_is_resampled_and_channels_are_mixed() -> None:
    hardware = FakeHardware(InputDevice("Array", 0, 48_000, 4, "ALSA"))
    recording = _opened(hardware)
    hardware.streams[0].play(noise(48_000))
    assert abs(len(sound_of(recording.stop())) - RATE) <= 1


def test_broken_samples_are_counted() -> None:
    hardware = FakeHardware(DESK)
    recording = _opened(hardware)
    sound = noise(RATE)
    sound[100:103] = np.nan
    hardware.streams[0].play(sound)
    assert np.isfinite(sound_of(recording.stop())).all()
    assert recording.microphone.repaired == 3


def test_a_consumer_stalled_for_five_seconds_loses_nothing() -> None:
    """Ten times the speed of a real one: the ring is what counts, not the clock."""
    hardware = FakeHardware(DESK)
    microphone = Microphone(None, MicrophoneSettings(lost_s=60.0), hardware)
    captured = microphone.captured()
    items = [next(captured)]
    sound = noise(5 * RATE)
    hardware.streams[0].play(sound)  # nobody reads meanwhile
    microphone.close()
    items += captured
    np.testing.assert_array_equal(sound_of(items), to_grid(sound))


def test_beyond_the_ring_the_gap_is_stated_to_the_sample() -> None:
    hardware = FakeHardware(DESK)
    microphone = Microphone(None, MicrophoneSettings(ring_s=1.0, lost_s=60.0), hardware)
    captured = microphone.captured()
    items = [next(captured)]
    hardware.streams[0].play(noise(3 * RATE))
    microphone.close()
    items += captured
    gaps = [i for i in items if isinstance(i, AudioGap)]
    assert _lengths(items) + sum(g.missing for g in gaps) == 3 * RATE
    assert [(g.at, g.missing) for g in gaps] == [(RATE, 2 * RATE)]


def test_what_the_driver_dropped_is_a_gap() -> None:
    hardware = FakeHardware(DESK)
    recording = _opened(hardware)
    hardware.streams[0].play(noise(RATE))
    time.sleep(0.1)  # that much the driver dropped
    hardware.streams[0].play(noise(RATE), overflow=True)
    gaps = [i for i in recording.stop() if isinstance(i, AudioGap)]
    assert [g.at for g in gaps] == [RATE]
    assert gaps[0].missing > 0.08 * RATE


@pytest.mark.parametrize("how", ["inactive", "silent"])
def test_a_lost_device_is_reopened_by_name_with_the_gap_stated(how: str) -> None:
    hardware = FakeHardware(DESK, CAM)
    hardware.autoplay = noise(RATE, seed=2)
    lost_s = 600.0 if how == "inactive" else 3.0
    began = time.monotonic()
    recording = _opened(hardware, "desk", replace(CALM, lost_s=lost_s, patience_s=600.0))
    hardware.there = [CAM]
    hardware.streams[0].play(noise(RATE, seed=1))
    if how == "inactive":
        hardware.streams[0].active = False
    recording.until(lambda items: any(getattr(i, "state", "") == "lost" for i in items))
    time.sleep(0.1)
    hardware.there = [CAM, DESK]
    recording.until(lambda items: _lengths(items) > 2 * RATE - 480)
    took = time.monotonic() - began
    items = recording.stop()
    assert recording.kinds == ["open", "AudioBlock", "lost", "AudioGap", "reopened", "AudioBlock"]
    gap = next(i for i in items if isinstance(i, AudioGap))
    assert gap.at == RATE
    assert 0.1 * RATE < gap.missing < took * RATE
    assert "Desk microphone was lost" in gap.reason
    assert hardware.streams[-1].device == DESK
    expected = to_grid(np.concatenate([noise(RATE, seed=1), noise(RATE, seed=2)]))
    np.testing.assert_array_equal(sound_of(items), expected)


def test_the_default_takes_over_and_the_preferred_device_is_not_forgotten() -> None:
    hardware = FakeHardware(DESK, CAM)
    hardware.autoplay = noise(RATE // 2)
    recording = _opened(hardware, "desk")
    hardware.streams[0].play(noise(RATE))
    hardware.there = [CAM]
    hardware.streams[0].active = False
    recording.until(lambda _: hardware.streams[-1].device == CAM)
    recording.until(
        lambda items: getattr(items[-1], "state", "") != "lost" and _lengths(items) > RATE
    )
    assert recording.microphone.name == "Webcam"
    hardware.there = [DESK, CAM]
    hardware.streams[-1].active = False
    recording.until(lambda _: hardware.streams[-1].device == DESK)
    recording.stop()


def test_an_enumeration_error_never_forgets_the_preferred_device() -> None:
    hardware = FakeHardware(DESK, CAM)
    hardware.autoplay = noise(RATE // 2)
    recording = _opened(hardware, "desk", replace(CALM, patience_s=600.0))
    hardware.streams[0].play(noise(RATE))
    hardware.fault = "the sound system does not answer"
    hardware.streams[0].active = False
    recording.until(lambda items: any(getattr(i, "state", "") == "lost" for i in items))
    time.sleep(0.2)
    hardware.fault = ""
    recording.until(lambda items: any(getattr(i, "state", "") == "reopened" for i in items))
    assert hardware.streams[-1].device == DESK
    recording.stop()


def test_a_device_that_opens_but_is_dead_is_not_back() -> None:
    hardware = FakeHardware(DESK)
    hardware.first = noise(RATE)
    recording = _opened(hardware, settings=replace(CALM, first_s=QUICK.first_s))
    hardware.streams[0].active = False
    recording.until(lambda _: len(hardware.streams) >= 3)
    hardware.autoplay = noise(RATE)
    recording.until(lambda items: any(getattr(i, "state", "") == "reopened" for i in items))
    assert all(s.closed for s in hardware.streams[:-1])
    assert recording.kinds[:4] == ["open", "AudioBlock", "lost", "AudioGap"]
    recording.stop()


def test_closing_while_the_device_is_away_ends_with_the_gap_stated() -> None:
    hardware = FakeHardware(DESK)
    recording = _opened(hardware)
    hardware.streams[0].play(noise(RATE))
    hardware.there = []
    hardware.streams[0].active = False
    recording.until(lambda items: any(getattr(i, "state", "") == "lost" for i in items))
    items = recording.stop()
    assert isinstance(items[-1], AudioGap)
    assert hardware.streams[0].closed >= 1


def test_a_device_may_take_its_time_to_give_the_first_sound() -> None:
    hardware = FakeHardware(DESK)
    recording = _opened(hardware, settings=replace(CALM, lost_s=0.05))
    time.sleep(0.3)
    hardware.streams[0].play(noise(RATE))
    recording.until(lambda items: _lengths(items) > 0)
    assert recording.kinds[:2] == ["open", "AudioBlock"]
    recording.stop()


def test_no_such_device_and_no_device_at_all() -> None:
    with pytest.raises(DeviceError, match="no input device is called 'headset'; there are: Desk"):
        Microphone("headset", QUICK, FakeHardware(DESK, CAM))
    with pytest.raises(DeviceError, match="no microphone found"):
        Microphone(None, QUICK, FakeHardware())


def test_a_device_that_cannot_be_opened_at_the_start_is_an_error() -> None:
    hardware = FakeHardware(DESK)
    hardware.refuse = {"Desk microphone"}
    with pytest.raises(DeviceError, match="cannot be opened"):
        list(Microphone(None, QUICK, hardware).captured())


def test_devices_by_name_part_number_and_default() -> None:
    hardware = FakeHardware(DESK, CAM)
    for wanted, name in (
        ("Webcam", "Webcam"),
        ("desk", "Desk microphone"),
        ("0", "Desk microphone"),
    ):
        assert Microphone(wanted, QUICK, hardware).name == name
    assert Microphone(None, QUICK, hardware).name == "Webcam"
