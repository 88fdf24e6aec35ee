"""A report from a recording or typed dictation, in memory: the session's fold without a log."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from medvoice.audio.block import SAMPLE_RATE
from medvoice.audio.source import AudioSource
from medvoice.language.commands.macros import Macro
from medvoice.language.house import House
from medvoice.language.reader import Dialect, typed
from medvoice.report.template import Template
from medvoice.session.composing import ReportComposer
from medvoice.session.engine import Engine
from medvoice.session.event_records import WordRecord
from medvoice.session.events import SessionStarted
from medvoice.session.records import word_records
from medvoice.session.shelf import Shelf
from medvoice.session.state import SessionState, fold
from medvoice.session.transcribe import final_turns


def report_from_sound(
    source: AudioSource,
    engine: Engine,
    template: Template,
    dialect: Dialect,
    on_progress: Callable[[float], None] | None = None,
    macros: Sequence[Macro] = (),
    house: House | None = None,
    shelf: Shelf | None = None,
) -> SessionState:
    """shelf: other templates that may be asked for; the report names the one that it has at the
    end. Raises SoundFileError, RecogniserError."""
    composer = ReportComposer(template, dialect, macros, house=house, shelf=shelf)
    state = _started(template, engine.recogniser.name, source.name)
    for final in final_turns(source, engine, on_progress):
        words = word_records(final.words, final.background)
        for event in composer.compose(state, (final.start, final.end), words):
            state = fold(state, event)
    return state


def report_from_text(
    text: str,
    template: Template,
    dialect: Dialect = Dialect.WORDS,
    macros: Sequence[Macro] = (),
    house: House | None = None,
    shelf: Shelf | None = None,
) -> SessionState:
    """Typed dictation: a line is a turn, so a command may stand on a line of its own. shelf: as of
    `report_from_sound`."""
    composer = ReportComposer(template, dialect, macros, house=house, shelf=shelf)
    state = _started(template, "typed", "text")
    at = 0
    for line in _turns(text):
        records = []
        for word in typed(line):
            records.append(
                WordRecord(text=word.text, start=at, end=at + SAMPLE_RATE // 4, confidence=1.0)
            )
            at += SAMPLE_RATE // 4
        if records:
            for event in composer.compose(state, (records[0].start, at), tuple(records)):
                state = fold(state, event)
        at += SAMPLE_RATE  # a pause between lines
    return state


def _turns(text: str) -> list[str]:
    """Lines; an empty one becomes a paragraph break before the next."""
    turns: list[str] = []
    gap = False
    for line in text.splitlines():
        if not line.strip():
            gap = bool(turns)
            continue
        turns.append(("{new_paragraph} " if gap else "") + line.strip())
        gap = False
    return turns


def _started(template: Template, recogniser: str, source: str) -> SessionState:
    event = SessionStarted(
        session="", created="", template=template.name, recogniser=recogniser, source=source
    )
    return fold(SessionState(), event)
