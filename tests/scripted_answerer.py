"""Test helper: answers questions as it is told to, piece by piece, and remembers what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from medvoice.assistant.answering import Answer, AnswerOrigin, Piece, Question, Seen

SAW = (Seen("1.2", "1.2.3", 0, "slice 1 of 26"), Seen("1.2", "1.2.3", 25, "slice 26 of 26"))


@dataclass
class ScriptedAnswerer:
    """text: of an answer, given word by word. gate: before each word but the first it waits, taking
    steps, until this is set. reading: the same for the study's images. steps: taken while waiting
    and between words."""

    text: Callable[[Question], str] = lambda question: "A small nodule."
    name: str = "scripted"
    gate: threading.Event = field(default_factory=threading.Event)
    reading: threading.Event = field(default_factory=threading.Event)
    asked: list[Question] = field(default_factory=list)
    prepared: int = 0
    steps: int = 0
    under_way: int = 0

    def __post_init__(self) -> None:
        self.gate.set()
        self.reading.set()

    def prepare(self, between) -> None:
        assert not self.under_way, "one thing at a time"
        self.under_way += 1
        try:
            while not self.reading.wait(0.002):
                between()
            self.prepared += 1
        finally:
            self.under_way -= 1

    def answer(self, question: Question, between) -> Iterator[Piece | Answer]:
        assert not self.under_way, "one thing at a time"
        self.under_way += 1
        self.asked.append(question)
        try:
            text = self.text(question)
            for number, word in enumerate(text.split()):
                while number and not self.gate.wait(0.002):
                    between()
                    self.steps += 1
                between()
                self.steps += 1
                yield Piece(f" {word}" if number else word)
            yield Answer(text, AnswerOrigin.MODEL, SAW, (), ("2 of 26 slices",))
        finally:
            self.under_way -= 1

    def close(self) -> None: ...
