"""SessionView: one immutable snapshot of a running dictation, all that a face needs to draw."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from medvoice.asr.hypothesis import Word
from medvoice.report.document import Report
from medvoice.session.question_events import BoxRecord, SeenRecord


class Mode(StrEnum):
    STARTING = "starting"
    LISTENING = "listening"
    SPEAKING = "speaking"
    ASLEEP = "asleep"
    PLAYING = "playing"
    DICTATION_ONLY = "dictation mode"
    COMMANDS_ONLY = "command mode"
    ASKING = "your question"
    MICROPHONE_LOST = "microphone lost"
    MICROPHONE_OFF = "microphone off"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class UtteranceView:
    """A finished turn. text: written form. command: name of the voice command it was or held, else
    "". scratched: taken back by the speaker. asleep: heard while asleep, not placed. answer: what
    its commands have to say (why one was refused, a question, what was asked for)."""

    id: int
    text: str
    command: str = ""
    scratched: bool = False
    asleep: bool = False
    answer: str = ""


class Reply(StrEnum):
    """What became of a question."""

    COMING = "coming"
    STUDY = "study data"
    RECORD = "record"
    DOCUMENTS = "documents"
    MODEL = "model"
    DECLINED = "declined"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class CiteView:
    """place: file and page, or a record's resource. heading: "" for none. text: in three parts, of
    which the middle one says it best."""

    place: str
    heading: str
    text: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class ExchangeView:
    """A question about what is loaded and its answer. text: as far as it has come. model: its name.
    saw: the images that it was given, in words; images: the same, and boxes: places in them, as the
    log has both. cites: places that it rests on. inserted: it was taken into the report and stands
    there. why: there is no answer."""

    number: int
    question: str
    reply: Reply
    text: str = ""
    model: str = ""
    saw: str = ""
    notes: tuple[str, ...] = ()
    inserted: bool = False
    why: str = ""
    cites: tuple[CiteView, ...] = ()
    images: tuple[SeenRecord, ...] = ()
    boxes: tuple[BoxRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class HandView:
    """What was done by hand last. key: the face's own name for it. said: what came of it."""

    key: str
    said: str


@dataclass(frozen=True, slots=True)
class WarningView:
    """What a check says. field: "section.field", or a section. statement: "" for the field."""

    check: str
    field: str
    message: str
    statement: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Latency and lag as shown. All ms; None until measured.

    first_tail: onset of speech -> first tail on screen. final: end of speech -> final text, minus
    the configured silence. lag: captured but not yet looked at. real_time_factor: encoder seconds
    per second of sound. written_s: seconds of sound durable on disk."""

    first_tail: float | None = None
    final: float | None = None
    lag: float = 0.0
    real_time_factor: float | None = None
    written_s: float = 0.0


@dataclass(frozen=True, slots=True)
class SessionView:
    """level: dBFS of the last block (-120 when silent). stable/tail: words of the open turn.

    notices: warnings for the screen, newest last (gap, disk full, microphone lost, fallback);
    bounded to the last 20. recogniser: what runs, for the status line; assistant: the language
    model, what it has still to do and what of it was refused, "" for none. study: what is loaded
    and what is done with it, "" for nothing. exchanges: questions and answers, newest last.
    warnings: of the checks. by_hand: the last thing done by hand."""

    mode: Mode
    level: float
    utterances: tuple[UtteranceView, ...]
    stable: tuple[Word, ...]
    tail: tuple[Word, ...]
    report: Report
    current_field: str
    figures: Figures
    notices: tuple[str, ...]
    recogniser: str
    source: str
    seconds: float
    assistant: str = ""
    study: str = ""
    exchanges: tuple[ExchangeView, ...] = ()
    warnings: tuple[WarningView, ...] = ()
    by_hand: HandView | None = None
