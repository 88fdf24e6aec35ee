"""Intents: what a face wants done by hand: a key, a click, typed text. Values alone.

`key` is the face's own name for one: an intent that comes twice is done once.
"""

from __future__ import annotations

from dataclasses import dataclass

from medvoice.session.asked_study import StudyChoice
from medvoice.session.attached_record import RecordAttached
from medvoice.session.attached_study import StudyAttached


@dataclass(frozen=True, slots=True)
class Command:
    """A voice command by its name, with the values of its slots (a number, a place)."""

    key: str
    name: str
    slots: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class GoToField:
    """Dictation goes into this field. field: its id."""

    key: str
    field: str


@dataclass(frozen=True, slots=True)
class WriteStatement:
    """Another text for a statement, "" to delete it. was: the text that the face showed."""

    key: str
    field: str
    statement: str
    was: str
    text: str


@dataclass(frozen=True, slots=True)
class AddStatement:
    """A sentence of its own. after: id of the statement before it, "" for the field's beginning,
    None for its end."""

    key: str
    field: str
    text: str
    after: str | None = None


@dataclass(frozen=True, slots=True)
class FillField:
    """Another text for a whole field. was: what the face showed, its statements with a space
    between."""

    key: str
    field: str
    was: str
    text: str


@dataclass(frozen=True, slots=True)
class ChooseTemplate:
    """name: of the file."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class PlayStatement:
    """Its sound, by the daemon's loudspeaker or the face."""

    key: str
    statement: str


@dataclass(frozen=True, slots=True)
class SoundPlayed:
    """A face plays sound, or has ended: what the microphone hears of it is no dictation. at: sample
    of the session then. audible: False with headphones."""

    key: str
    at: int
    ended: bool = False
    audible: bool = True


@dataclass(frozen=True, slots=True)
class AskQuestion:
    """A question about the study, as "question …" asks it."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class AwaitQuestion:
    """What is said next is a question about the study (push to ask); a second one before it is
    said: no question after all. at: absolute sample that is captured now."""

    key: str
    at: int


@dataclass(frozen=True, slots=True)
class AttachStudy:
    """A study that was loaded, or an order alone: the dictation is about it from now on. event: as
    it goes into the log; key: the event's. template: that the study chooses, "" to keep the
    report's."""

    event: StudyAttached
    template: str = ""

    @property
    def key(self) -> str:
        return self.event.key


@dataclass(frozen=True, slots=True)
class AttachRecord:
    """A patient's record that questions are answered from, or none any more. event: as it goes into
    the log; key: the event's."""

    event: RecordAttached

    @property
    def key(self) -> str:
        return self.event.key


@dataclass(frozen=True, slots=True)
class AskAboutStudy:
    """The screen asks about a study, so that it can be answered by voice; as of StudyAsked."""

    key: str
    number: int
    text: str = ""
    yes: StudyChoice = "nothing"
    at: int = 0


Intent = (
    Command
    | GoToField
    | WriteStatement
    | AddStatement
    | FillField
    | ChooseTemplate
    | PlayStatement
    | SoundPlayed
    | AskQuestion
    | AwaitQuestion
    | AttachStudy
    | AskAboutStudy
    | AttachRecord
)


class IntentsFullError(RuntimeError):
    """Too many intents wait; nothing of this one was taken: give it again."""


def named(intent: Intent) -> str:
    """For the log."""
    match intent:
        case Command():
            return intent.name
        case GoToField():
            return "go to"
        case WriteStatement():
            return "write" if intent.text.strip() else "delete"
        case AddStatement():
            return "add"
        case FillField():
            return "fill"
        case ChooseTemplate():
            return "use template"
        case PlayStatement():
            return "play that"
        case SoundPlayed():
            return "sound"
        case AskQuestion():
            return "question"
        case AwaitQuestion():
            return "ask"
        case AttachStudy():
            return "attach study"
        case AskAboutStudy():
            return "study question"
        case AttachRecord():
            return "attach record" if intent.event.digest else "remove record"
