"""What a face says on the live socket, checked; docs/live_protocol.md is the specification."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from medvoice.faces.server.study_given import ScreenAnswer, StudyGiven
from medvoice.session import intents

Key = Annotated[str, Field(min_length=1, max_length=64)]
Id = Annotated[str, Field(max_length=200)]
Text = Annotated[str, Field(max_length=20_000)]
Name = Annotated[str, Field(min_length=1, max_length=64)]


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Hello(_Said):
    type: Literal["hello"]
    epoch: Annotated[str, Field(max_length=64)] = ""
    seq: int = -1


class AudioBegin(_Said):
    type: Literal["audio"]
    stream: Name
    rate: Annotated[int, Field(ge=1, le=1_000_000)]
    take: bool = False


class AudioEnd(_Said):
    type: Literal["audio end"]
    stream: Name
    at: Annotated[int, Field(ge=0)] = 0


class SoundSaid(_Said):
    type: Literal["sound"]
    state: Literal["started", "ended"]
    audible: bool = True


class _Intent(_Said):
    type: Literal["intent"]
    key: Key


class DoCommand(_Intent):
    do: Literal["command"]
    name: Name
    slots: Annotated[dict[Name, Id], Field(max_length=4)] = {}


class DoGo(_Intent):
    do: Literal["go"]
    field: Id


class DoWrite(_Intent):
    do: Literal["write"]
    field: Id
    statement: Id
    was: Text
    text: Text


class DoAdd(_Intent):
    do: Literal["add"]
    field: Id
    text: Text
    after: Id | None = None


class DoFill(_Intent):
    do: Literal["fill"]
    field: Id
    was: Text
    text: Text


class DoTemplate(_Intent):
    do: Literal["template"]
    name: Id


class DoPlay(_Intent):
    do: Literal["play"]
    statement: Id


class DoAsk(_Intent):
    do: Literal["ask"]
    text: Annotated[str, Field(min_length=1, max_length=2000)]


class DoStudy(StudyGiven):
    """Of the screen, not of the report: as `PUT …/study`."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    type: Literal["intent"]
    key: Key
    do: Literal["study"]


class DoAnswerScreen(ScreenAnswer):
    """As `POST …/study/answer`."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    type: Literal["intent"]
    key: Key
    do: Literal["study answer"]


DoAny = Annotated[
    DoCommand
    | DoGo
    | DoWrite
    | DoAdd
    | DoFill
    | DoTemplate
    | DoPlay
    | DoAsk
    | DoStudy
    | DoAnswerScreen,
    Field(discriminator="do"),
]
Said = (
    Hello
    | AudioBegin
    | AudioEnd
    | SoundSaid
    | DoCommand
    | DoGo
    | DoWrite
    | DoAdd
    | DoFill
    | DoTemplate
    | (DoPlay | DoAsk | DoStudy | DoAnswerScreen)
)

ANY: TypeAdapter[Said] = TypeAdapter(
    Annotated[Hello | AudioBegin | AudioEnd | SoundSaid | DoAny, Field(discriminator="type")]
)
"""Parses one message from JSON; raises pydantic.ValidationError."""


def intent_of(said: Said) -> intents.Intent | None:
    """What is to be done by hand; None for a message that is none."""
    match said:
        case DoCommand():
            return intents.Command(said.key, said.name, tuple(said.slots.items()))
        case DoGo():
            return intents.GoToField(said.key, said.field)
        case DoWrite():
            return intents.WriteStatement(said.key, said.field, said.statement, said.was, said.text)
        case DoAdd():
            return intents.AddStatement(said.key, said.field, said.text, said.after)
        case DoFill():
            return intents.FillField(said.key, said.field, said.was, said.text)
        case DoTemplate():
            return intents.ChooseTemplate(said.key, said.name)
        case DoPlay():
            return intents.PlayStatement(said.key, said.statement)
        case DoAsk():
            return intents.AskQuestion(said.key, said.text)
        case _:
            return None
