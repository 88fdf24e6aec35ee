"""The seam to a language model: what every backend can be asked for.

A request is a conversation whose `fixed` part stays the same for many requests (instructions,
template, examples, images: prefilled once and kept) and one new message, the `turn`. Gemma has no
system turn: `system` is put before the first user text, as its chat template does.

Two things can be asked for. `choose`: which of these fits, without a word being written;
`write`: text, where wanted inside a JSON schema. A backend never sees voice commands, and what it
gets as dictation is data (fenced by the caller).

Speech goes first: a backend calls `between()` between slices of a prefill and between decode
steps. It may block while the recogniser has work, or raise `Stopped`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Between = Callable[[], None]
Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Image:
    """rgb: uint8, height x width x 3. Two of them are never equal: a conversation with images is
    the one that holds these very objects."""

    rgb: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class DicomReference:
    """Images that a backend elsewhere fetches itself. sources: DICOMweb addresses of instances, in
    order. credential: a token for their server, "" for none; never shown."""

    sources: tuple[str, ...]
    credential: str = field(default="", repr=False)


Part = Text | Image | DicomReference


@dataclass(frozen=True, slots=True)
class Message:
    role: Literal["user", "assistant"]
    parts: tuple[Part, ...]

    @staticmethod
    def of(role: Literal["user", "assistant"], text: str) -> Message:
        return Message(role, (Text(text),))


@dataclass(frozen=True, slots=True)
class Conversation:
    system: str = ""
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """history: what was said since `fixed`; it is read anew for each request, `fixed` is not."""

    fixed: Conversation
    turn: Message
    history: tuple[Message, ...] = ()

    @property
    def after(self) -> tuple[Message, ...]:
        """All behind `fixed`."""
        return (*self.history, self.turn)


@dataclass(frozen=True, slots=True)
class Choice:
    """index: of the choice that fits best. scores: one for each choice, natural log, None where the
    backend gives none. margin: best less second best score (>= 0), None where unknown."""

    index: int
    scores: tuple[float, ...] | None
    margin: float | None


@dataclass(frozen=True, slots=True)
class Capabilities:
    """images: takes Image parts. scores: `choose` gives scores and margin. schema: `write` keeps to
    one. here: False where what is asked leaves this machine. context: most tokens of a request with
    its answer, 0 where nobody says. image_tokens: of an image, 0 where nobody says. references:
    takes DicomReference parts, and no images."""

    images: bool
    scores: bool
    schema: bool
    here: bool
    context: int = 0
    image_tokens: int = 0
    references: bool = False


class BackendError(Exception):
    """A request failed. The message says what happened and what to do, without dictated text."""


class Unreachable(BackendError):
    """Nobody answers there."""


class TimedOut(BackendError):
    """No answer within the time allowed."""


class OutOfMemory(BackendError):
    """The model or the request does not fit."""


class Refused(BackendError):
    """The server or the model's own limits said no (key, context length, schema, no images)."""


class Garbage(BackendError):
    """An answer came that is none: not JSON, not one of the choices, empty."""


class Stopped(BackendError):
    """Raised by `between()`: the caller no longer wants the answer."""


class Backend(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def capabilities(self) -> Capabilities: ...

    def prepare(self, fixed: Conversation, *, between: Between) -> None:
        """Prefills `fixed`, so that a request on it costs its turn only. Once is enough; another
        conversation may push it out. A no-op where the server keeps its own cache. An empty
        conversation only finds out what the backend is (`capabilities`)."""

    def choose(
        self, ask: Ask, choices: Sequence[str], *, against: Message | None, between: Between
    ) -> Choice:
        """Which of `choices` the model would answer. against: a turn that says nothing; its
        score of each choice is taken off, where scores are to be had (a model's liking for a choice
        as such is no evidence). Raises BackendError."""

    def write(
        self, ask: Ask, *, schema: Schema | None, limit: int, copies: str, between: Between
    ) -> Iterator[str]:
        """Greedy text, in pieces. limit: most new tokens. copies: text that the answer is likely to
        repeat (drafts are taken from it); it never changes the answer. Raises BackendError."""

    def close(self) -> None:
        """Frees memory and connections."""
