"""Test helper: a hub on a scripted recogniser, and a face that keeps a session's cells."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from dictations import composer, engine_of, template, until
from truth import Plan, ScriptedRecogniser

from medvoice.audio.journal_reader import JournalReader
from medvoice.audio.source import AudioSource
from medvoice.sealing.stored_file import Keys
from medvoice.session.dictation import Dictation
from medvoice.session.event_log import read_events
from medvoice.session.events import GapRecorded
from medvoice.session.feed import FeedFullError
from medvoice.session.folder import SessionFolder
from medvoice.session.hub import HubSettings, Made, Running, SessionHub
from medvoice.session.saving import saver
from medvoice.session.state import SessionState

RATE = 16_000
STEP = 800


def hub_of(
    root: Path,
    truth: Plan,
    settings: HubSettings | None = None,
    recogniser: Callable[[], ScriptedRecogniser] | None = None,
    keys: Keys | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> SessionHub:
    """Each session hears the truth from its own beginning."""

    def make(folder: SessionFolder, name: str, source: AudioSource, _: SessionState) -> Made:
        found = recogniser() if recogniser is not None else ScriptedRecogniser(truth)
        dictation = Dictation(
            source,
            engine_of(truth, found),
            composer(),
            folder,
            "cxr",
            saver(folder, template(), ""),
        )
        return Made(dictation, lambda _: template())

    hub = SessionHub(root, make, settings or HubSettings(), clock, keys)
    hub.start()
    return hub


class Face:
    """Follows a session's cells by its messages alone. mine: all microphone's owners told."""

    def __init__(self, hub: SessionHub, running: Running, epoch: str = "", seq: int = -1) -> None:
        self.cells: dict = {}
        self.messages: list[dict] = []
        self.taken: list[str] = []
        self.woken = 0
        self._sub = hub.subscribe(running, self._wake, epoch, seq)
        self.look()

    def _wake(self) -> None:
        self.woken += 1

    def owner(self, stream: str) -> None:
        self.taken.append(stream)

    def look(self) -> dict:
        for text in self._sub.take():
            message = json.loads(text)
            self.messages.append(message)
            if message["type"] == "state":
                self.cells = message["cells"]
            else:
                if self.messages[:-1]:
                    assert message["seq"] == self.messages[-2]["seq"] + 1, "no diff was left out"
                self.cells.update(message["set"])
                for name in message["gone"]:
                    del self.cells[name]
        return self.cells

    def until(self, true: Callable[[dict], bool]) -> None:
        until(lambda: true(self.look()))

    def close(self) -> None:
        self._sub.close()

    @property
    def heard(self) -> list[str]:
        """Recognised words of the finished turns."""
        numbers = sorted(int(name.split("/")[1]) for name in self.cells if name.startswith("utter"))
        return [word[0] for n in numbers for word in self.cells[f"utterance/{n}"]["words"]]


def pcm(truth: Plan, first: int, last: int) -> bytes:
    """Samples [first, last) as a face sends them."""
    return (truth.sound[first:last] * 32768).astype("<i2").tobytes()


def push(running: Running, stream: str, at: int, data: bytes) -> int:
    """As a face does: a full source is asked again."""
    while True:
        try:
            return running.feed.push(stream, at, data)
        except FeedFullError:
            time.sleep(0.005)


def send_of(truth: Plan, running: Running, first: int, last: int, stream: str = "s1") -> None:
    for at in range(first, last, STEP):
        push(running, stream, at, pcm(truth, at, min(last, at + STEP)))


def sound(running: Running) -> np.ndarray:
    return np.concatenate([b.samples for b in JournalReader(running.folder.sound).blocks()])


def gaps(running: Running) -> list[GapRecorded]:
    return [e for e in read_events(running.folder.log).events if isinstance(e, GapRecorded)]
