"""Spoken lines read one by one, as a session would, with the reason for every decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from medvoice.audio.block import SAMPLE_RATE
from medvoice.language.commands.macros import Macro
from medvoice.language.house import House
from medvoice.language.reader import Dialect, typed
from medvoice.language.utterance import Utterance
from medvoice.report.template import Template
from medvoice.session.commanding import contexts
from medvoice.session.composing import Part, ReportComposer
from medvoice.session.event_records import WordRecord
from medvoice.session.events import CommandTaken, SessionStarted
from medvoice.session.hooks import Hooks
from medvoice.session.records import spoken_words
from medvoice.session.shelf import Shelf
from medvoice.session.state import SessionState, fold

PAUSE = "|"
"""Stands for a pause in a line."""


@dataclass(frozen=True, slots=True)
class LineRead:
    """One line. parts: JSON-ready descriptions of its dictation runs and commands, in order."""

    number: int
    parts: tuple[dict[str, Any], ...]

    def as_json(self) -> dict[str, Any]:
        """One object: a line with one part is that part; of several, the first command leads."""
        if len(self.parts) == 1:
            return {"line": self.number, **self.parts[0]}
        empty: dict[str, Any] = {
            "written": "",
            "command": None,
            "slots": {},
            "reason": "an empty line",
        }
        lead = next((p for p in self.parts if p["command"]), (*self.parts, empty)[0])
        written = "\n".join(p["written"] for p in self.parts if p["written"])
        return {"line": self.number, **lead, "written": written, "parts": list(self.parts)}


class LineReader:
    """A session without sound: modes, questions and undo carry over from line to line."""

    def __init__(
        self,
        template: Template,
        dialect: Dialect,
        macros: Sequence[Macro] = (),
        house: House | None = None,
        shelf: Shelf | None = None,
        hooks: Hooks | None = None,
    ) -> None:
        self._composer = ReportComposer(template, dialect, macros, hooks, house, shelf)
        started = SessionStarted(
            session="", created="", template=template.name, recogniser="typed", source="text"
        )
        self.state = fold(SessionState(), started)
        self._at = 0
        self._number = 0

    def read(self, line: str) -> LineRead:
        """line: what was said in one turn; " | " is a pause."""
        self._number += 1
        words = self._timed(line)
        if not words:
            return LineRead(self._number, ())
        before = self.state
        events, parts = self._composer.explained(before, (words[0].start, self._at), words)
        for event in events:
            self.state = fold(self.state, event)
        taken = [event for event in events if isinstance(event, CommandTaken)]
        where = sorted(contexts(before))
        return LineRead(self._number, tuple(self._described(p, words, taken, where) for p in parts))

    def _timed(self, line: str) -> tuple[WordRecord, ...]:
        words: list[WordRecord] = []
        for phrase in line.split(PAUSE):
            for word in typed(phrase):
                end = self._at + SAMPLE_RATE // 5
                words.append(WordRecord(text=word.text, start=self._at, end=end, confidence=1.0))
                self._at += SAMPLE_RATE // 4
            self._at += SAMPLE_RATE
        return tuple(words)

    def _described(
        self,
        part: Part,
        words: tuple[WordRecord, ...],
        taken: list[CommandTaken],
        where: list[str],
    ) -> dict[str, Any]:
        said: dict[str, Any] = {
            "written": part.utterance.text if part.utterance is not None else "",
            "command": part.decision.name or None,
            "slots": self._composer.written(part, spoken_words(words)),
            "reason": part.decision.reason,
            "words": [part.first, part.last],
            "spans": [],
            "heard": where,
        }
        if part.utterance is not None:
            said["spans"] = _spans(part.utterance, part.first, words)
            said["replaced"] = _replaced(part.utterance, part.first, words)
            return said
        command = next(c for c in taken if c.first == part.first)
        return said | {"outcome": command.outcome, "answer": command.answer}


def _spans(utterance: Utterance, first: int, words: tuple[WordRecord, ...]) -> list[dict[str, Any]]:
    """Every written token with its spoken words [first, last) of the line."""
    return [
        {
            "text": token.text,
            "words": [token.span.first + first, token.span.last + first],
            "spoken": " ".join(
                w.text for w in words[token.span.first + first : token.span.last + first]
            ),
        }
        for item in utterance.items
        for token in item.tokens
    ]


def _replaced(
    utterance: Utterance, first: int, words: tuple[WordRecord, ...]
) -> list[dict[str, Any]]:
    """What the vocabulary has changed."""
    return [
        {
            "words": [one.first + first, one.last + first],
            "spoken": " ".join(w.text for w in words[one.first + first : one.last + first]),
            "written": one.written,
        }
        for one in utterance.replaced
    ]
