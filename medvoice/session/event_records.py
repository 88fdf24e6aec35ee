"""Parts of the session's events, as they are on disk."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class WordRecord(Record):
    """A recognised word. start, end: absolute samples at 16 kHz. background: the recogniser is not
    sure of it and the words around it (medvoice/session/background.py)."""

    text: str
    start: int
    end: int
    confidence: float
    background: bool = False


class StatementRecord(Record):
    """A placed statement. sources: (utterance, first word, last word) triples, last exclusive.
    margin, said: as of report.document.Statement."""

    id: str
    field: str
    text: str
    origin: str
    sources: tuple[tuple[int, int, int], ...]
    reason: str = ""
    breaks_before: int = 0
    margin: float | None = None
    said: str = ""


class FieldContent(Record):
    """All statements of a field, as an edit left it."""

    field: str
    statements: tuple[StatementRecord, ...]


class PointRecord(Record):
    """A place in a statement's text, characters [start, end): selected words, or an insertion
    point where both are the same."""

    field: str
    statement: str
    start: int
    end: int


class OptionRecord(Record):
    """One of a numbered list. text: what is put in; point: where, or what is meant by it. heard:
    the recognised words that the label would stand for. say: other ways of saying it."""

    label: str
    text: str = ""
    point: PointRecord | None = None
    heard: str = ""
    say: tuple[str, ...] = ()


class ReadingRecord(Record):
    """What else the recogniser heard in place of words [first, last) of an utterance. text: ""
    where nothing may have been said. share: 0..1, what it thought of it against what stands there;
    0 for unknown (older logs)."""

    first: int
    last: int
    text: str
    share: float = 0.0


class ReplacedRecord(Record):
    """For words [first, last) of an utterance the vocabulary has written `text`."""

    first: int
    last: int
    text: str


class SlotRecord(Record):
    """A slot of a command. text: as heard; value: what it stands for. first, last: its words in
    the utterance, last exclusive."""

    name: str
    value: str
    text: str
    first: int
    last: int
