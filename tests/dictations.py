"""Test helper: a whole dictation on a scripted recogniser, in a folder of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from truth import LoudnessVad, Plan, ScriptedRecogniser, plan

from medvoice.audio.block import AudioBlock, Captured, SourceState
from medvoice.audio.turn_settings import TurnSettings
from medvoice.language.reader import Dialect
from medvoice.report.template import Template, Templates
from medvoice.resources import templates_folder
from medvoice.sealing.stored_file import Keys
from medvoice.session.composing import ReportComposer
from medvoice.session.dictation import Dictation
from medvoice.session.engine import Engine
from medvoice.session.folder import SessionFolder, create_folder
from medvoice.session.recovery import find_interrupted, recover
from medvoice.session.saving import kept_beside, saver
from medvoice.session.state import SessionState

RATE = 16_000
NOW = datetime(2026, 11, 25, 9, 0)

TURNS = (
    "findings colon",
    "small right pleural effusion period",
    "no pneumothorax period",
    "impression colon small right effusion period",
)
"""A dictation that fills two sections of the chest template."""


def spoken(*turns: str, word_ms: int = 320, pause_ms: int = 1200) -> Plan:
    """Turns of words with pauses that end them."""
    parts: list[tuple[str, int]] = [(".", 700)]
    for turn in turns:
        for word in turn.split():
            parts += [(word, word_ms), (".", 60)]
        parts.append((".", pause_ms))
    return plan(*parts)


@dataclass
class ListSource:
    """Yields the items. after: called with the number of each before it is yielded."""

    items: list[Captured]
    after: Callable[[int], None] = lambda _: None
    name: str = "list"
    repaired: int = 0
    closed: bool = False

    def captured(self) -> Iterator[Captured]:
        for number, item in enumerate(self.items):
            if self.closed:
                return
            self.after(number)
            yield item

    def close(self) -> None:
        self.closed = True


def source_of(truth: Plan, *more: tuple[int, Captured]) -> ListSource:
    """more: (absolute sample, item to be yielded there)."""
    items: list[Captured] = [SourceState("open", "list")]
    rest = sorted(more, key=lambda pair: pair[0])
    for at in range(0, len(truth.sound), 480):
        while rest and rest[0][0] <= at:
            items.append(rest.pop(0)[1])
        items.append(AudioBlock(truth.sound[at : at + 480], at, at / RATE))
    return ListSource(items)


def template() -> Template:
    return Templates([templates_folder()]).load("cxr")


def composer() -> ReportComposer:
    return ReportComposer(template(), Dialect.WORDS)


def engine_of(truth: Plan, recogniser: ScriptedRecogniser | None = None) -> Engine:
    return Engine(
        recogniser or ScriptedRecogniser(truth), LoudnessVad(), TurnSettings.with_silence(800)
    )


@dataclass
class Made:
    dictation: Dictation
    folder: SessionFolder
    saved: list[SessionState] = field(default_factory=list)

    @property
    def report(self) -> str:
        return kept_beside(self.folder, "report.txt").decode()


def dictation_of(
    root: Path,
    truth: Plan,
    source: ListSource | None = None,
    recogniser: ScriptedRecogniser | None = None,
    composed_by: ReportComposer | None = None,
    keys: Keys | None = None,
) -> Made:
    folder = create_folder(root, NOW, keys, plain=keys is None)
    dictation = Dictation(
        source or source_of(truth),
        engine_of(truth, recogniser),
        composed_by or composer(),
        folder,
        "cxr",
        saver(folder, template(), ""),
    )
    return Made(dictation, folder)


def run_dictation(root: Path, truth: Plan, **kind) -> Made:
    made = dictation_of(root, truth, **kind)
    made.dictation.start(NOW)
    outcome = made.dictation.wait(60)
    assert not made.dictation.running
    made.outcome = outcome  # type: ignore[attr-defined]
    return made


def recover_all(
    root: Path,
    truth: Plan,
    recogniser: ScriptedRecogniser | None = None,
    keys: Keys | None = None,
):
    """[(interrupted, state after recovery)]"""
    return [
        (
            item,
            recover(
                item, engine_of(truth, recogniser), composer(), saver(item.folder, template(), "")
            ),
        )
        for item in find_interrupted(root, keys)
    ]


def until(true: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.005)
