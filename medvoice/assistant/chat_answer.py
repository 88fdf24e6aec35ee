"""Reading a chat completion, streamed or whole. Outside data: checked, and Garbage where it is not.

Only the answer's text is used. What a server puts elsewhere (`reasoning_content`, tool calls) is
thinking or not asked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from medvoice.assistant.backend import Garbage
from medvoice.assistant.sse import BrokenStream, EventReader

_DONE = "[DONE]"


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore")
    content: str | None = None


class _Option(BaseModel):
    model_config = ConfigDict(extra="ignore")
    message: _Part = Field(default_factory=_Part)
    delta: _Part = Field(default_factory=_Part)
    finish_reason: str | None = None
    logprobs: Any = None


class _Completion(BaseModel):
    model_config = ConfigDict(extra="ignore")
    choices: list[_Option] = Field(default_factory=list)


class Answer(BaseModel):
    """logprobs: as the server gave them, None where it gave none."""

    model_config = ConfigDict(frozen=True)

    text: str
    logprobs: Any = None


def whole(body: bytes) -> Answer:
    """Of a request without streaming. Raises Garbage."""
    found = _completion(body)
    if not found.choices:
        raise Garbage("The server's answer has no text.")
    first = found.choices[0]
    return Answer(text=first.message.content or "", logprobs=first.logprobs)


def streamed(pieces: Iterable[bytes]) -> Iterator[str]:
    """The text of a stream, as it comes. Raises Garbage: no chat completion, or one that stops
    before its end."""
    ended = False
    for data in _events(pieces):
        if data.strip() in ("", _DONE):
            ended = ended or bool(data.strip())
            continue
        for option in _completion(data.encode("utf-8")).choices[:1]:
            ended = ended or bool(option.finish_reason)
            if option.delta.content:
                yield option.delta.content
    if not ended:
        raise Garbage("The server's answer broke off.")


def _events(pieces: Iterable[bytes]) -> Iterator[str]:
    reader = EventReader()
    try:
        for piece in pieces:
            yield from reader.feed(piece)
        yield from reader.finish()
    except BrokenStream as error:
        raise Garbage(f"The server's stream is broken: {error}.") from None


def _completion(body: bytes) -> _Completion:
    try:
        value = json.loads(body)
        if isinstance(value, dict) and value.get("error"):
            raise Garbage("The server reports an error in the middle of its answer.")
        return _Completion.model_validate(value)
    except (ValidationError, ValueError, RecursionError):
        raise Garbage("The server's answer is not a chat completion.") from None
