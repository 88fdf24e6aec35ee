"""Test helper: a backend that answers as it is told to, and remembers what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from medvoice.assistant.backend import Ask, Between, Capabilities, Choice, Conversation, Message

Chooser = Callable[[str, Sequence[str]], tuple[str, float | None]]
"""(turn's text, choices) → choice and margin."""
Writer = Callable[[str, Any], str]
"""(turn's text, schema) → text."""


def said(message: Message) -> str:
    return "".join(part.text for part in message.parts)


@dataclass
class ScriptedBackend:
    """asked: the text of every turn, in order. gate: a request waits until it is set."""

    chooser: Chooser = lambda text, choices: (choices[0], 0.0)
    writer: Writer = lambda text, schema: ""
    name: str = "scripted"
    asked: list[str] = field(default_factory=list)
    fixed: list[Conversation] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    closed: bool = False

    def __post_init__(self) -> None:
        self.gate.set()

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(images=False, scores=True, schema=True, here=True)

    def prepare(self, fixed: Conversation, *, between: Between) -> None:
        self.fixed.append(fixed)

    def choose(
        self, ask: Ask, choices: Sequence[str], *, against: Message | None, between: Between
    ) -> Choice:
        self._asked(ask, between)
        name, margin = self.chooser(said(ask.turn), choices)
        return Choice(list(choices).index(name), None, margin)

    def write(
        self, ask: Ask, *, schema: Any, limit: int, copies: str, between: Between
    ) -> Iterator[str]:
        self._asked(ask, between)
        yield self.writer(said(ask.turn), schema)

    def close(self) -> None:
        self.closed = True

    def _asked(self, ask: Ask, between: Between) -> None:
        self.asked.append(said(ask.turn))
        while not self.gate.wait(0.01):
            between()
        between()


def right_on_probes(template: Any, otherwise: Chooser, margin: float = 5.0) -> Chooser:
    """Right where its being right is tried, anything elsewhere."""
    from medvoice.assistant.placing import PlacingPrompt

    prompt = PlacingPrompt(template)
    known = {said(prompt.turn(probe.text)): sorted(probe.fields)[0] for probe in prompt.probes}

    def choose(text: str, choices: Sequence[str]) -> tuple[str, float | None]:
        if text in known:
            return choices[prompt.fields.index(known[text])], margin
        return otherwise(text, choices)

    return choose
