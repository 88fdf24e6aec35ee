"""The session's events: typed, append-only, the whole state of a dictation.

They store results (words as recognised, statements as placed): a replay runs no model, no rule.
pydantic, because they come back from disk.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

FORMAT_VERSION = 1
"""Of the event log. A reader refuses a newer one."""


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class WordRecord(_Event):
    """A recognised word. start, end: absolute samples at 16 kHz."""

    text: str
    start: int
    end: int
    confidence: float


class StatementRecord(_Event):
    """A placed statement. sources: (utterance, first word, last word) triples, last exclusive."""

    id: str
    field: str
    text: str
    origin: str
    sources: tuple[tuple[int, int, int], ...]
    reason: str = ""
    breaks_before: int = 0


class SessionStarted(_Event):
    """created: ISO 8601 wall time with zone. source, recogniser: names as shown."""

    kind: Literal["session started"] = "session started"
    format: int = FORMAT_VERSION
    session: str
    created: str
    template: str
    recogniser: str
    source: str


class SourceChanged(_Event):
    """state: "open", "lost", "reopened". at: absolute sample."""

    kind: Literal["source changed"] = "source changed"
    at: int
    state: str
    device: str
    message: str = ""


class GapRecorded(_Event):
    """missing: samples that were never captured before sample `at`."""

    kind: Literal["gap"] = "gap"
    at: int
    missing: int
    reason: str


class UtteranceHeard(_Event):
    """A final turn: published once, never changed. text: its written form."""

    kind: Literal["utterance"] = "utterance"
    id: int
    start: int
    end: int
    words: tuple[WordRecord, ...]
    text: str
    asleep: bool = False


class StatementsPlaced(_Event):
    """One dictation run of an utterance went into the report; `run` is what "scratch that" takes.

    context: the router's memory after it, opaque here (it makes replay complete)."""

    kind: Literal["placed"] = "placed"
    run: str
    utterance: int
    statements: tuple[StatementRecord, ...]
    context: str


class CommandTaken(_Event):
    """A voice command. first, last: its words in the utterance, last exclusive."""

    kind: Literal["command"] = "command"
    utterance: int
    name: str
    first: int
    last: int
    reason: str


class RunScratched(_Event):
    """The speaker took a run back. context: the router's memory from before that run."""

    kind: Literal["scratched"] = "scratched"
    run: str
    context: str


class ModeChanged(_Event):
    kind: Literal["mode"] = "mode"
    asleep: bool


class RecognitionFailed(_Event):
    """Sound [start, end) was kept but not recognised; `medvoice recover` does it again."""

    kind: Literal["recognition failed"] = "recognition failed"
    start: int
    end: int
    message: str


class StorageChanged(_Event):
    """state: "disk" or "memory" (the disk is full). lost: samples lost beyond the memory bound."""

    kind: Literal["storage"] = "storage"
    at: int
    state: str
    lost: int = 0


class SessionEnded(_Event):
    """samples: length of the captured sound. recovered: finished by `medvoice recover`."""

    kind: Literal["session ended"] = "session ended"
    samples: int
    recovered: bool = False


Event = (
    SessionStarted
    | SourceChanged
    | GapRecorded
    | UtteranceHeard
    | StatementsPlaced
    | CommandTaken
    | RunScratched
    | ModeChanged
    | RecognitionFailed
    | StorageChanged
    | SessionEnded
)

ANY_EVENT: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="kind")])
"""Parses one event from JSON; raises pydantic.ValidationError."""

MANY_EVENTS: TypeAdapter[list[Event]] = TypeAdapter(
    list[Annotated[Event, Field(discriminator="kind")]]
)
"""Parses a JSON array of events."""
