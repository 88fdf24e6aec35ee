"""The session's events: typed, append-only, the whole state of a dictation.

They store results (words as recognised, statements as placed): a replay runs no model, no rule.
pydantic, because they come back from disk.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from medvoice.session.asked_study import StudyAnswered, StudyAsked
from medvoice.session.attached_record import RecordAttached
from medvoice.session.attached_study import StudyAttached
from medvoice.session.event_records import (
    FieldContent,
    OptionRecord,
    PointRecord,
    ReadingRecord,
    Record,
    ReplacedRecord,
    SlotRecord,
    StatementRecord,
    WordRecord,
)
from medvoice.session.question_events import (
    AnswerGiven,
    AnswerMissing,
    QuestionAsked,
    QuestionAwaited,
    QuestionDropped,
)
from medvoice.session.sound_events import SoundAsked, SoundEnded, SoundStarted, SoundStopped

Listening = Literal["both", "dictation", "command"]

FORMAT_VERSION = 5
"""Of the event log. A reader refuses a newer one and reads the older ones. 2: edits, undo, modes,
states of the report, words set aside. 3: what a language model did, other templates, sound. 4: what
was done by hand, dictations that go on later, who signed, questions. 5: answers from records and
documents, the study that a dictation is about."""


class SessionStarted(Record):
    """created: ISO 8601 wall time with zone. source, recogniser: names as shown; assistant: of the
    language model, "" for none; study: what is loaded, "" for nothing."""

    kind: Literal["session started"] = "session started"
    format: int = FORMAT_VERSION
    session: str
    created: str
    template: str
    recogniser: str
    source: str
    assistant: str = ""
    study: str = ""


class SessionResumed(Record):
    """A dictation that had ended, or was cut off, goes on in the same log and journal. at: absolute
    sample from which on it listens; resumed: ISO 8601 wall time with zone."""

    kind: Literal["session resumed"] = "session resumed"
    at: int
    resumed: str
    recogniser: str
    source: str
    assistant: str = ""
    study: str = ""


class SourceChanged(Record):
    """state: "open", "lost", "reopened", "paused" (switched off by its user). at: absolute
    sample."""

    kind: Literal["source changed"] = "source changed"
    at: int
    state: str
    device: str
    message: str = ""


class GapRecorded(Record):
    """missing: samples that were never captured before sample `at`."""

    kind: Literal["gap"] = "gap"
    at: int
    missing: int
    reason: str


class UtteranceHeard(Record):
    """A final turn: published once, never changed. text: its written form. readings: likeliest
    first. hints: commands that were nearly said in it, and were taken as dictation. replaced:
    what the vocabulary has changed in its dictation."""

    kind: Literal["utterance"] = "utterance"
    id: int
    start: int
    end: int
    words: tuple[WordRecord, ...]
    text: str
    asleep: bool = False
    readings: tuple[ReadingRecord, ...] = ()
    hints: tuple[str, ...] = ()
    replaced: tuple[ReplacedRecord, ...] = ()


class StatementsPlaced(Record):
    """One dictation run of an utterance went into the report; `run` is what "scratch that" takes.

    context: the memory of router and reader after it, opaque here (it makes replay complete).
    removed: ids of normal sentences that it contradicts and takes out."""

    kind: Literal["placed"] = "placed"
    run: str
    utterance: int
    statements: tuple[StatementRecord, ...]
    context: str
    removed: tuple[str, ...] = ()


class TurnAssisted(Record):
    """What a language model made of a dictation run that the rules had placed: each of the
    statements is one of that run, now in this field with this text. step: names the undo step,
    label says what it was. removed: as of StatementsPlaced. refused: texts of the model that said
    something else than their sources, and are not in the report."""

    kind: Literal["assisted"] = "assisted"
    step: str
    utterance: int
    run: str
    label: str
    model: str
    statements: tuple[StatementRecord, ...]
    removed: tuple[str, ...] = ()
    refused: int = 0


class ImpressionDrafted(Record):
    """A language model drafted an impression: these statements take the place of an earlier draft
    that nobody accepted. omitted: ids of the findings that it leaves out. refused: as of
    TurnAssisted."""

    kind: Literal["drafted"] = "drafted"
    step: str
    utterance: int
    model: str
    statements: tuple[StatementRecord, ...]
    omitted: tuple[str, ...] = ()
    refused: int = 0


class AssistantFailed(Record):
    """The language model gave nothing for this run, which stays as the rules placed it; "" for a
    draft of the impression and while it gets ready. message: without dictated text."""

    kind: Literal["assistant failed"] = "assistant failed"
    run: str
    message: str


class CommandTaken(Record):
    """A command. first, last: its words in the utterance, last exclusive; utterance 0: it was given
    by hand. outcome: "done",
    "refused" (why is in the answer), "asked" (it waits for a choice or a yes) or "answered" (the
    answer is all it does). answer: what is shown. nearly: its words were heard otherwise."""

    kind: Literal["command"] = "command"
    utterance: int
    name: str
    first: int
    last: int
    reason: str
    slots: tuple[SlotRecord, ...] = ()
    outcome: Literal["done", "refused", "asked", "answered"] = "done"
    answer: str = ""
    nearly: bool = False


class IntentTaken(Record):
    """Something was done by hand (a key, a click, typed text); what it did follows. Commands have
    their `CommandTaken` as well, of utterance 0. key: the face's own name for it: one that comes
    twice is done once. name: what it is; outcome, answer: as of CommandTaken."""

    kind: Literal["by hand"] = "by hand"
    key: str
    name: str
    outcome: Literal["done", "refused", "asked", "answered"] = "done"
    answer: str = ""


class RunScratched(Record):
    """The speaker took a run back. context: the memory of router and reader after that.

    step: names the undo step; "" in logs of format 1."""

    kind: Literal["scratched"] = "scratched"
    run: str
    context: str
    step: str = ""


class EditScratched(Record):
    """The speaker took an edit back by "scratch that". of: its step; nothing that stands came after
    it. context: as of RunScratched."""

    kind: Literal["edit scratched"] = "edit scratched"
    of: str
    context: str
    step: str


class ReportEdited(Record):
    """An edit, an insertion or a move by voice. fields: the changed ones, whole. context: as of
    StatementsPlaced. point: where the next words go, None for where routing puts them."""

    kind: Literal["edited"] = "edited"
    step: str
    utterance: int
    command: str
    fields: tuple[FieldContent, ...] = ()
    context: str
    point: PointRecord | None = None
    run: str = ""
    run_statements: tuple[str, ...] = ()


class TemplateChanged(Record):
    """The report goes on under another template. step, context: as of ReportEdited. fields: of the
    whole report."""

    kind: Literal["template changed"] = "template changed"
    step: str
    utterance: int
    template: str
    fields: tuple[FieldContent, ...]
    context: str


class Undone(Record):
    """The newest step was undone: the report, its context and its point are what they were."""

    kind: Literal["undone"] = "undone"
    step: str


class Redone(Record):
    """The step undone last was done again."""

    kind: Literal["redone"] = "redone"
    step: str


class Asked(Record):
    """A command waits. question: "choose" (one of the options) or "confirm" (yes or no). Whatever
    else is said first drops it."""

    kind: Literal["asked"] = "asked"
    utterance: int
    command: str
    question: Literal["choose", "confirm"]
    options: tuple[OptionRecord, ...] = ()
    slots: tuple[SlotRecord, ...] = ()


class WordsSetAside(Record):
    """Words that are in the log but not in the report. first, last: in the utterance, last
    exclusive. why: "asleep", "command mode", "the report is final"."""

    kind: Literal["set aside"] = "set aside"
    utterance: int
    first: int
    last: int
    why: str


class StatusChanged(Record):
    """status: of the report. After "final" nothing before it can be undone. by: who said so, "" for
    unknown; at: ISO 8601 wall time with zone, "" in logs before format 4."""

    kind: Literal["status"] = "status"
    utterance: int
    status: Literal["draft", "preliminary", "final", "addendum"]
    by: str = ""
    at: str = ""


class ExportAsked(Record):
    """The report is wanted in this format, too, when the dictation ends."""

    kind: Literal["export asked"] = "export asked"
    utterance: int
    format: str


class CorrectionMade(Record):
    """The speaker put other words in place of recognised ones: offered to their vocabulary."""

    kind: Literal["corrected"] = "corrected"
    utterance: int
    heard: str
    meant: str


class ModeChanged(Record):
    """listening: "both", "dictation" or "command"."""

    kind: Literal["mode"] = "mode"
    asleep: bool
    listening: Listening = "both"


class RecognitionFailed(Record):
    """Sound [start, end) was kept but not recognised; `medvoice recover` does it again."""

    kind: Literal["recognition failed"] = "recognition failed"
    start: int
    end: int
    message: str


class StorageChanged(Record):
    """state: "disk" or "memory" (the disk is full). lost: samples lost beyond the memory bound."""

    kind: Literal["storage"] = "storage"
    at: int
    state: str
    lost: int = 0


class SessionEnded(Record):
    """samples: length of the captured sound. recovered: finished by `medvoice recover`."""

    kind: Literal["session ended"] = "session ended"
    samples: int
    recovered: bool = False


Event = (
    SessionStarted
    | SessionResumed
    | SourceChanged
    | GapRecorded
    | UtteranceHeard
    | StatementsPlaced
    | TurnAssisted
    | ImpressionDrafted
    | AssistantFailed
    | CommandTaken
    | IntentTaken
    | RunScratched
    | EditScratched
    | ReportEdited
    | TemplateChanged
    | Undone
    | Redone
    | Asked
    | WordsSetAside
    | StatusChanged
    | ExportAsked
    | SoundAsked
    | SoundStopped
    | SoundStarted
    | SoundEnded
    | QuestionAwaited
    | QuestionDropped
    | QuestionAsked
    | AnswerGiven
    | AnswerMissing
    | CorrectionMade
    | ModeChanged
    | RecognitionFailed
    | StorageChanged
    | StudyAttached
    | StudyAsked
    | StudyAnswered
    | RecordAttached
    | SessionEnded
)

ANY_EVENT: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="kind")])
"""Parses one event from JSON; raises pydantic.ValidationError."""

MANY_EVENTS: TypeAdapter[list[Event]] = TypeAdapter(
    list[Annotated[Event, Field(discriminator="kind")]]
)
"""Parses a JSON array of events."""
