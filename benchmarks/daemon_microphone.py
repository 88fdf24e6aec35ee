"""The fault benchmark's local microphone: the device goes in mid-sentence and comes back.

The real `Microphone` (ring, loss, reopening), spool, journal, listener and log, on a device that
the benchmark plays to in real time, as a driver's callback does.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from medvoice.audio.devices import InputDevice
from medvoice.audio.hardware import OnSound
from medvoice.audio.microphone import Microphone
from medvoice.audio.turn_settings import TurnSettings
from medvoice.language.reader import Dialect
from medvoice.report.template import Template, Templates
from medvoice.resources import templates_folder
from medvoice.session.composing import ReportComposer
from medvoice.session.dictation import Dictation
from medvoice.session.engine import Engine
from medvoice.session.folder import SessionFolder, create_folder
from medvoice.session.recovery import inspect_folder, recover
from medvoice.session.saving import saver
from tests.truth import LoudnessVad, Plan, ScriptedRecogniser

RATE = 16_000
CHUNK = 256
DEVICE = InputDevice("Desk microphone", 0, RATE, 1, "ALSA", default=True)


class _Stream:
    rate, channels = RATE, 1

    def __init__(self, hardware: Unplugged) -> None:
        self._hardware = hardware
        self.active = False
        self.on_sound: OnSound | None = None

    def start(self, on_sound: OnSound) -> None:
        self.on_sound, self.active = on_sound, True
        self._hardware.opened.set()

    def close(self) -> None:
        self.active = False


class Unplugged:
    """Hardware whose only device is away at times. opened: since it was there last."""

    def __init__(self) -> None:
        self.there = True
        self.opened = threading.Event()
        self.stream: _Stream | None = None

    def devices(self, rescan: bool = False) -> Sequence[InputDevice]:
        return [DEVICE] if self.there else []

    def open(self, device: InputDevice) -> _Stream:
        self.stream = _Stream(self)
        return self.stream

    def unplug(self) -> None:
        assert self.stream is not None
        self.there = False
        self.stream.active = False

    def plug(self) -> None:
        self.opened.clear()
        self.there = True

    def play(self, sound: NDArray[np.float32]) -> None:
        """In real time, to whoever listens."""
        assert self.stream is not None
        assert self.stream.on_sound is not None
        began = time.monotonic()
        for at in range(0, len(sound), CHUNK):
            time.sleep(max(0.0, began + at / RATE - time.monotonic()))
            self.stream.on_sound(sound[at : at + CHUNK, None], False)


def dictated(root: Path, truth: Plan, at: float, away_s: float) -> SessionFolder:
    """Dictate all of it; the device goes at `at` seconds and comes back."""
    hardware = Unplugged()
    folder, template = create_folder(root, datetime.now(), plain=True), usual_template()
    dictation = Dictation(
        Microphone(hardware=hardware),
        engine_of(truth),
        ReportComposer(template, Dialect.WORDS),
        folder,
        "cxr",
        saver(folder, template, ""),
    )
    dictation.start(datetime.now(), "Dr. Test")
    hardware.opened.wait(30)
    cut = int(at * RATE) // CHUNK * CHUNK
    hardware.play(truth.sound[:cut])
    hardware.unplug()
    time.sleep(away_s)
    hardware.plug()
    if not hardware.opened.wait(30):
        raise OSError("the device was not opened again")
    hardware.play(truth.sound[cut:])
    outcome = dictation.stop()
    if outcome.error:
        raise OSError(outcome.error)
    return folder


def recovered(folder: SessionFolder, truth: Plan) -> bool:
    """What `medvoice recover` does for a dictation with turns that were not recognised; False where
    there are none."""
    found = inspect_folder(folder)
    if found.state.ended:
        return False
    template = usual_template()
    composer = ReportComposer(template, Dialect.WORDS)
    recover(found, engine_of(truth), composer, saver(folder, template, ""))
    return True


def usual_template() -> Template:
    return Templates([templates_folder()]).load("cxr")


def engine_of(truth: Plan) -> Engine:
    return Engine(ScriptedRecogniser(truth), LoudnessVad(), TurnSettings.with_silence(800))
