"""A report from a recording or typed dictation, in memory: the session's fold without a log."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from medvoice.audio.block import SAMPLE_RATE
from medvoice.audio.source import AudioSource
from medvoice.language.commands.macros import Macro
from medvoice.language.house import House
from medvoice.language.reader import Dialect, typed
from medvoice.report.template import Template
from medvoice.session.assisting_in_turn import AssistingInTurn
from medvoice.session.composing import ReportComposer
from medvoice.session.engine import Engine
from medvoice.session.event_records import WordRecord
from medvoice.session.events import Event, SessionStarted
from medvoice.session.hooks import Hooks
from medvoice.session.records import word_records
from medvoice.session.shelf import Shelf
from medvoice.session.state import SessionState, fold
from medvoice.session.transcribe import final_turns


@dataclass(frozen=True, slots=True)
class Reporting:
    """How dictations become reports. shelf: other templates that may be asked for. assisting: a
    language model, None for the rules alone."""

    macros: Sequence[Macro] = ()
    house: House | None = None
    shelf: Shelf | None = None
    hooks: Hooks | None = None
    assisting: AssistingInTurn | None = None

    def composer(self, template: Template, dialect: Dialect) -> ReportComposer:
        return ReportComposer(template, dialect, self.macros, self.hooks, self.house, self.shelf)


def report_from_sound(
    source: AudioSource,
    engine: Engine,
    template: Template,
    dialect: Dialect,
    on_progress: Callable[[float], None] | None = None,
    how: Reporting | None = None,
) -> SessionState:
    """The report names the template that it has at the end. Raises SoundFileError,
    RecogniserError."""
    how = how or Reporting()
    made = _Made(how, template, dialect, engine.recogniser.name, source.name)
    for final in final_turns(source, engine, on_progress):
        made.take((final.start, final.end), word_records(final.words, final.background))
    return made.finished()


def report_from_text(
    text: str,
    template: Template,
    dialect: Dialect = Dialect.WORDS,
    how: Reporting | None = None,
) -> SessionState:
    """Typed dictation: a line is a turn, so a command may stand on a line of its own."""
    made = _Made(how or Reporting(), template, dialect, "typed", "text")
    at = 0
    for line in _turns(text):
        records = []
        for word in typed(line):
            records.append(
                WordRecord(text=word.text, start=at, end=at + SAMPLE_RATE // 4, confidence=1.0)
            )
            at += SAMPLE_RATE // 4
        if records:
            made.take((records[0].start, at), tuple(records))
        at += SAMPLE_RATE  # a pause between lines
    return made.finished()


class _Made:
    """A report under way."""

    def __init__(
        self, how: Reporting, template: Template, dialect: Dialect, recogniser: str, source: str
    ) -> None:
        self._composer = how.composer(template, dialect)
        self._assisting = how.assisting
        self._state = fold(
            SessionState(),
            SessionStarted(
                session="",
                created="",
                template=template.name,
                recogniser=recogniser,
                source=source,
                assistant=how.assisting.name if how.assisting is not None else "",
            ),
        )

    def take(self, span: tuple[int, int], words: tuple[WordRecord, ...]) -> None:
        """span: absolute samples of the turn."""
        if not words:
            return
        self._fold(self._composer.compose(self._state, span, words))
        if self._assisting is not None:
            self._fold(self._assisting.after(self._state, self._state.next_utterance - 1))

    def finished(self) -> SessionState:
        if self._assisting is not None:
            self._fold(self._assisting.finish(self._state))
        return self._state

    def _fold(self, events: Iterable[Event]) -> None:
        for event in events:
            self._state = fold(self._state, event)


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
