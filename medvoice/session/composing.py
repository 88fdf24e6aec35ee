"""ReportComposer: final words → language → commands → router → events. Rules only, no model.

What it decides is written into the events, so that replay needs none of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from medvoice.audio.block import SAMPLE_RATE
from medvoice.language.commands.grammar import load_grammar
from medvoice.language.commands.matcher import Matcher
from medvoice.language.commands.splitting import split_commands
from medvoice.language.reader import Dialect, Reader, ReaderSettings
from medvoice.language.spoken import SpokenWord
from medvoice.language.utterance import Carried, Heading, Sentence, Utterance
from medvoice.report.context import RouterContext
from medvoice.report.dictated import Dictated, DictatedHeading, DictatedSentence
from medvoice.report.routing import Router
from medvoice.report.template import Template
from medvoice.session.events import (
    CommandTaken,
    Event,
    ModeChanged,
    RunScratched,
    StatementsPlaced,
    UtteranceHeard,
    WordRecord,
)
from medvoice.session.state import Run, SessionState, fold, record_of

SCRATCH, SLEEP, WAKE = "scratch that", "go to sleep", "wake up"


@dataclass(frozen=True, slots=True)
class _Part:
    """Words [first, last) of a turn: a command by name, or dictation (command "")."""

    first: int
    last: int
    command: str
    reason: str


class ReportComposer:
    """Implements session.Composer. Remembers the utterance before, which the next may continue."""

    def __init__(self, template: Template, dialect: Dialect) -> None:
        self._reader = Reader(ReaderSettings(dialect, template.spoken_names()))
        self._router = Router(template)
        self._matcher = Matcher(load_grammar())
        self._before = Carried()

    def compose(
        self, state: SessionState, span: tuple[int, int], words: tuple[WordRecord, ...]
    ) -> Iterator[Event]:
        """Events of one turn, in spoken order. Every word is in the first of them."""
        spoken = [
            SpokenWord(w.text, w.start / SAMPLE_RATE, w.end / SAMPLE_RATE, w.confidence)
            for w in words
        ]
        parts = _parts(spoken, self._matcher)
        read = [self._read(spoken[p.first : p.last]) if not p.command else None for p in parts]
        text = "\n".join(
            u.text if u else f"[{p.command}]" for p, u in zip(parts, read, strict=True)
        )
        number = state.next_utterance
        heard = UtteranceHeard(
            id=number, start=span[0], end=span[1], words=words, text=text, asleep=state.asleep
        )
        yield heard
        state = fold(state, heard)
        for index, (part, utterance) in enumerate(zip(parts, read, strict=True)):
            for event in self._part(state, part, utterance, f"{number}.{index}"):
                yield event
                state = fold(state, event)

    def field(self, state: SessionState) -> str:
        return _context(state).field

    def _read(self, words: Sequence[SpokenWord]) -> Utterance:
        utterance = self._reader.read(words, self._before)
        self._before = utterance.carried
        return utterance

    def _part(
        self, state: SessionState, part: _Part, utterance: Utterance | None, run: str
    ) -> Iterator[Event]:
        number = state.utterances[-1].id
        if utterance is not None:
            if not state.asleep:
                yield self._placed(state, utterance, part.first, number, run)
            return
        if state.asleep and part.command != WAKE:
            return
        yield CommandTaken(
            utterance=number,
            name=part.command,
            first=part.first,
            last=part.last,
            reason=part.reason,
        )
        if part.command in (SLEEP, WAKE):
            yield ModeChanged(asleep=part.command == SLEEP)
        elif part.command == SCRATCH and state.runs:
            last: Run = state.runs[-1]
            yield RunScratched(run=last.id, context=last.context_before)

    def _placed(
        self, state: SessionState, utterance: Utterance, offset: int, number: int, run: str
    ) -> StatementsPlaced:
        context = _context(state)
        items = [_dictated(item, offset) for item in utterance.items]
        placements, context = self._router.place(number, items, context)
        return StatementsPlaced(
            run=run,
            utterance=number,
            statements=tuple(record_of(p) for p in placements),
            context=json.dumps(context.to_dict()),
        )


def _context(state: SessionState) -> RouterContext:
    return RouterContext.from_dict(json.loads(state.context)) if state.context else RouterContext()


def _parts(words: Sequence[SpokenWord], matcher: Matcher) -> list[_Part]:
    known = {SCRATCH, SLEEP, WAKE}
    return [
        _Part(run.first, run.last, run.command if run.command in known else "", run.decision.reason)
        for run in split_commands(words, matcher).runs
    ]


def _dictated(item: Heading | Sentence, offset: int) -> Dictated:
    if isinstance(item, Heading):
        first, last = item.span.first + offset, item.span.last + offset
        return DictatedHeading(item.text, first, last, item.certain)
    return DictatedSentence(
        item.text,
        item.span.first + offset,
        item.span.last + offset,
        item.breaks_before,
        item.open,
    )
