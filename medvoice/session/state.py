"""SessionState: the fold of a session's events. Pure: replay, recovery and audit use this one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from medvoice.report.document import Origin, Placement, Report, Source, Statement
from medvoice.session.events import (
    CommandTaken,
    Event,
    ModeChanged,
    RecognitionFailed,
    RunScratched,
    SessionEnded,
    SessionStarted,
    StatementRecord,
    StatementsPlaced,
    UtteranceHeard,
)


@dataclass(frozen=True, slots=True)
class Run:
    """A dictation run that stands in the report; context_before: the router's memory before it."""

    id: str
    utterance: int
    statements: frozenset[str]
    context_before: str


@dataclass(frozen=True, slots=True)
class SessionState:
    """runs: those that stand, oldest first (the undo stack of "scratch that").

    heard_to: absolute sample up to which sound became final text. context: the router's memory."""

    session: str = ""
    template: str = ""
    recogniser: str = ""
    source: str = ""
    created: str = ""
    asleep: bool = False
    ended: bool = False
    report: Report = field(default_factory=lambda: Report(""))
    utterances: tuple[UtteranceHeard, ...] = ()
    runs: tuple[Run, ...] = ()
    scratched: frozenset[str] = frozenset()
    commands: tuple[CommandTaken, ...] = ()
    failed: tuple[RecognitionFailed, ...] = ()
    context: str = ""

    @property
    def heard_to(self) -> int:
        return max((utterance.end for utterance in self.utterances), default=0)

    @property
    def unrecognised(self) -> tuple[tuple[int, int], ...]:
        """[start, end) of turns on which the recogniser failed, and that no utterance covers."""
        heard = {(utterance.start, utterance.end) for utterance in self.utterances}
        spans = dict.fromkeys((f.start, f.end) for f in self.failed)
        return tuple(span for span in spans if span not in heard)

    @property
    def next_utterance(self) -> int:
        return self.utterances[-1].id + 1 if self.utterances else 1


def fold(state: SessionState, event: Event) -> SessionState:
    """The state after the event."""
    match event:
        case SessionStarted():
            return replace(
                state,
                session=event.session,
                template=event.template,
                recogniser=event.recogniser,
                source=event.source,
                created=event.created,
                report=Report(event.template),
            )
        case UtteranceHeard():
            return replace(state, utterances=(*state.utterances, event))
        case StatementsPlaced():
            return _placed(state, event)
        case RunScratched():
            return _scratched(state, event)
        case CommandTaken():
            return replace(state, commands=(*state.commands, event))
        case ModeChanged():
            return replace(state, asleep=event.asleep)
        case RecognitionFailed():
            return replace(state, failed=(*state.failed, event))
        case SessionEnded():
            return replace(state, ended=True)
        case _:
            return state  # states of device and storage matter to the screen, not to the report


def replay(events: Iterable[Event]) -> SessionState:
    state = SessionState()
    for event in events:
        state = fold(state, event)
    return state


def statement_of(record: StatementRecord) -> Placement:
    return Placement(
        record.field,
        Statement(
            record.id,
            record.text,
            Origin(record.origin),
            tuple(Source(*s) for s in record.sources),
            record.reason,
            record.breaks_before,
        ),
    )


def record_of(placement: Placement) -> StatementRecord:
    statement = placement.statement
    return StatementRecord(
        id=statement.id,
        field=placement.field,
        text=statement.text,
        origin=statement.origin.value,
        sources=tuple((s.utterance, s.first, s.last) for s in statement.sources),
        reason=statement.reason,
        breaks_before=statement.breaks_before,
    )


def _placed(state: SessionState, event: StatementsPlaced) -> SessionState:
    report = state.report
    for record in event.statements:
        report = report.placed(statement_of(record))
    run = Run(event.run, event.utterance, frozenset(r.id for r in event.statements), state.context)
    return replace(state, report=report, runs=(*state.runs, run), context=event.context)


def _scratched(state: SessionState, event: RunScratched) -> SessionState:
    gone = [run for run in state.runs if run.id == event.run]
    statements = frozenset[str]().union(*(run.statements for run in gone))
    return replace(
        state,
        report=state.report.without(statements),
        runs=tuple(run for run in state.runs if run.id != event.run),
        scratched=state.scratched | {event.run},
        context=event.context,
    )
