"""Test helper: a backend that takes images and answers as it is told to, in small pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from medvoice.assistant.backend import (
    Ask,
    Between,
    Capabilities,
    Conversation,
    Image,
    Message,
    Text,
)


def text_of(message: Message) -> str:
    return "".join(part.text for part in message.parts if isinstance(part, Text))


def images_of(conversation: Conversation) -> list[Image]:
    return [p for m in conversation.messages for p in m.parts if isinstance(p, Image)]


@dataclass
class SeeingBackend:
    """says: (turn's text) -> answer. asked: every request. prepared: in order."""

    says: Callable[[str], str] = lambda text: "Nothing."
    images: bool = True
    context: int = 0
    name: str = "seeing"
    asked: list[Ask] = field(default_factory=list)
    prepared: list[Conversation] = field(default_factory=list)
    limits: list[int] = field(default_factory=list)

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            images=self.images, scores=False, schema=False, here=True, context=self.context
        )

    def prepare(self, fixed: Conversation, *, between: Between) -> None:
        self.prepared.append(fixed)

    def choose(self, *args: Any, **more: Any) -> Any:
        raise AssertionError("nobody chooses here")

    def write(
        self, ask: Ask, *, schema: Any, limit: int, copies: str, between: Between
    ) -> Iterator[str]:
        assert schema is None
        self.asked.append(ask)
        self.limits.append(limit)
        said = self.says(text_of(ask.turn))
        for at in range(0, len(said), 3):
            between()
            yield said[at : at + 3]

    def close(self) -> None:
        raise AssertionError("the backend is its owner's")
