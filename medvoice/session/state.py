"""SessionState: the fold of a session's events. Pure: replay, recovery and audit use this one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from medvoice.report.document import Report, extended
from medvoice.session.asked_study import StudyAnswered, StudyAsked
from medvoice.session.assistance import drafted, is_draft, keeping_assistance, turn_assisted
from medvoice.session.attached_record import RecordAttached
from medvoice.session.attached_study import StudyAttached
from medvoice.session.draft import Draft, Removed, Run, Step
from medvoice.session.events import (
    Asked,
    CommandTaken,
    CorrectionMade,
    EditScratched,
    Event,
    ExportAsked,
    ImpressionDrafted,
    IntentTaken,
    Listening,
    ModeChanged,
    RecognitionFailed,
    Redone,
    ReportEdited,
    RunScratched,
    SessionEnded,
    SessionResumed,
    SessionStarted,
    SourceChanged,
    StatementsPlaced,
    StatusChanged,
    TemplateChanged,
    TurnAssisted,
    Undone,
    UtteranceHeard,
    WordsSetAside,
)
from medvoice.session.exchanges import Exchanged, Exchanges, ended
from medvoice.session.holders import Holders, with_source
from medvoice.session.question_events import (
    AnswerGiven,
    AnswerMissing,
    QuestionAsked,
    QuestionAwaited,
    QuestionDropped,
)
from medvoice.session.records import point_of, statement_of
from medvoice.session.sound_events import SoundAsked, SoundEnded, SoundStarted, SoundStopped


@dataclass(frozen=True, slots=True)
class SessionState:
    """draft: what undo restores. undo, redo: steps, newest last. placed: ids of all dictation runs
    ever placed. sealed: runs of a final report, which nothing takes back. asked: a command that
    waits for a choice or a yes. template: of the start (the report names its own). aside: words
    that are in no report. assisted: what a language
    model did; refused: its texts that were not taken. heard_to: absolute sample up to which sound
    became final text. intents: done by hand. signed: states of the report, by whom and
    when. sounds: asked for; playing: one of them, now; played: [from, to) samples
    in which the microphone heard them. study: what is loaded; attached: what is known of it, loaded
    or not. record: that questions are answered from; beside: what could be asked about when it
    began or went on. awaited: a question is said next. exchanges: questions and answers. holders:
    who held the microphone when. study_asked: a study waits for an answer; study_answered: the last
    one that was given by voice."""

    session: str = ""
    template: str = ""
    recogniser: str = ""
    source: str = ""
    assistant: str = ""
    study: str = ""
    created: str = ""
    asleep: bool = False
    listening: Listening = "both"
    status: str = "draft"
    ended: bool = False
    draft: Draft = field(default_factory=Draft)
    undo: tuple[Step, ...] = ()
    redo: tuple[Step, ...] = ()
    utterances: tuple[UtteranceHeard, ...] = ()
    placed: frozenset[str] = frozenset()
    sealed: frozenset[str] = frozenset()
    commands: tuple[CommandTaken, ...] = ()
    asked: Asked | None = None
    aside: tuple[WordsSetAside, ...] = ()
    exports: tuple[str, ...] = ()
    corrections: tuple[CorrectionMade, ...] = ()
    failed: tuple[RecognitionFailed, ...] = ()
    assisted: tuple[TurnAssisted | ImpressionDrafted, ...] = ()
    refused: int = 0
    sounds: tuple[SoundAsked | SoundStopped, ...] = ()
    intents: tuple[IntentTaken, ...] = ()
    signed: tuple[StatusChanged, ...] = ()
    playing: bool = False
    played: tuple[tuple[int, int | None], ...] = ()
    awaited: QuestionAwaited | None = None
    exchanges: Exchanges = ()
    attached: StudyAttached | None = None
    record: RecordAttached | None = None
    beside: str = ""
    holders: Holders = ()
    study_asked: StudyAsked | None = None
    study_answered: StudyAnswered | None = None

    @property
    def report(self) -> Report:
        return self.draft.report

    @property
    def runs(self) -> tuple[Run, ...]:
        """Dictation runs that stand, oldest first."""
        return self.draft.runs

    @property
    def context(self) -> str:
        """The memory of router and reader."""
        return self.draft.context

    @property
    def scratched(self) -> frozenset[str]:
        """Ids of runs that were taken back and not brought back."""
        return self.placed - {run.id for run in self.runs}

    @property
    def newest_step(self) -> str:
        """Id of the newest step that the speaker made and that stands, "" for none."""
        return next((step.id for step in reversed(self.undo) if not step.by_model), "")

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
                assistant=event.assistant,
                study=event.study,
                beside=event.study,
                created=event.created,
                draft=Draft(Report(event.template)),
            )
        case UtteranceHeard():
            return replace(state, utterances=extended(state.utterances, event))
        case StatementsPlaced():
            return _placed(state, event)
        case TurnAssisted() | ImpressionDrafted():
            return _assisted(state, event)
        case RunScratched():
            return _scratched(state, event)
        case EditScratched():
            return _edit_scratched(state, event)
        case ReportEdited():
            return _edited(state, event)
        case TemplateChanged():
            return _template_changed(state, event)
        case Undone() | Redone():
            return _stepped(state, event)
        case CommandTaken():
            commands = extended(state.commands, event)
            return replace(state, commands=commands, asked=None, awaited=None)
        case Asked():
            return replace(state, asked=event)
        case WordsSetAside():
            return replace(state, aside=extended(state.aside, event))
        case SessionResumed():
            return replace(
                state,
                ended=False,
                recogniser=event.recogniser,
                source=event.source,
                assistant=event.assistant,
                study=_loaded("", state.record, event.study),
                beside=event.study,
                playing=False,
                awaited=None,
                study_asked=None,
                study_answered=None,  # a screen that goes on numbers its studies anew
            )
        case StudyAttached():
            loaded = _loaded(event.said, state.record, state.beside)
            return replace(state, attached=event, study=loaded)
        case RecordAttached():
            record = event if event.digest else None
            study = state.attached.said if state.attached is not None else ""
            return replace(state, record=record, study=_loaded(study, record, state.beside))
        case IntentTaken():
            return replace(state, intents=extended(state.intents, event))
        case StatusChanged():
            state = replace(state, signed=extended(state.signed, event))
            if event.status == "final":
                sealed = frozenset(run.id for run in state.runs)
                return replace(state, status=event.status, undo=(), redo=(), sealed=sealed)
            if event.status == "addendum":  # it goes on with nothing that was said before
                draft = replace(state.draft, context="", point=None)
                return replace(state, status=event.status, draft=draft)
            return replace(state, status=event.status)
        case ExportAsked():
            return replace(state, exports=tuple(dict.fromkeys((*state.exports, event.format))))
        case SoundAsked() | SoundStopped():
            return replace(state, sounds=extended(state.sounds, event))
        case SoundStarted():
            span = ((event.at, None),) if event.audible else ()
            return replace(state, playing=True, played=state.played + span)
        case SoundEnded():
            played = tuple((a, event.at if b is None else b) for a, b in state.played)
            return replace(state, playing=False, played=played)
        case QuestionAwaited() | QuestionDropped():
            return replace(state, awaited=event if isinstance(event, QuestionAwaited) else None)
        case QuestionAsked():
            exchange = Exchanged(event, state.newest_step)
            return replace(state, exchanges=extended(state.exchanges, exchange))
        case AnswerGiven() | AnswerMissing():
            return replace(state, exchanges=ended(state.exchanges, event))
        case CorrectionMade():
            return replace(state, corrections=extended(state.corrections, event))
        case ModeChanged():
            return replace(state, asleep=event.asleep, listening=event.listening)
        case StudyAsked():
            return replace(state, study_asked=event if event.text else None)
        case StudyAnswered():
            return replace(state, study_asked=None, study_answered=event)
        case SourceChanged():
            holders = with_source(state.holders, event.at, event.state, event.message)
            return state if holders is state.holders else replace(state, holders=holders)
        case RecognitionFailed():
            return replace(state, failed=extended(state.failed, event))
        case SessionEnded():
            return replace(state, ended=True)
        case _:
            return state  # gaps and storage matter to the screen, not to the report


def _loaded(study: str, record: RecordAttached | None, beside: str) -> str:
    """All that can be asked about, in words."""
    return "; ".join(filter(None, (study, record.said if record is not None else "", beside)))


def replay(events: Iterable[Event]) -> SessionState:
    state = SessionState()
    for event in events:
        state = fold(state, event)
    return state


def _placed(state: SessionState, event: StatementsPlaced) -> SessionState:
    report, gone = state.report, frozenset(event.removed)
    removed: tuple[Removed, ...] = ()
    if gone:
        removed = tuple(
            Removed(name, index, statement)
            for name, statements in report.fields
            for index, statement in enumerate(statements)
            if statement.id in gone
        )
        report = report.without(gone)
    for record in event.statements:
        report = report.placed(statement_of(record))
    ids = frozenset(record.id for record in event.statements)
    run = Run(event.run, event.utterance, ids, state.context, event.context, removed)
    after = Draft(report, extended(state.runs, run), event.context)
    step = Step(event.run, "dictation", state.draft)
    return replace(_with(state, step, after), placed=state.placed | {event.run})


def _assisted(state: SessionState, event: TurnAssisted | ImpressionDrafted) -> SessionState:
    counted = replace(
        state,
        assisted=extended(state.assisted, event),
        refused=state.refused + event.refused,
    )
    old = isinstance(event, ImpressionDrafted) and any(map(is_draft, state.report.statements()))
    if not event.statements and not old:  # all was refused: there is nothing to undo
        return counted
    if isinstance(event, TurnAssisted):
        after, label = turn_assisted(state.draft, event), event.label
    else:
        after, label = drafted(state.draft, event), "draft of the impression"
    return _with(counted, Step(event.step, label, state.draft, by_model=True), after)


def _scratched(state: SessionState, event: RunScratched) -> SessionState:
    draft = state.draft
    for run in state.runs:
        if run.id == event.run:
            draft = draft.without_run(run)
    after = replace(draft, context=event.context, point=None)
    return _with(state, Step(event.step or event.run, "scratch that", state.draft), after)


def _edit_scratched(state: SessionState, event: EditScratched) -> SessionState:
    before = next((step.other for step in state.undo if step.id == event.of), None)
    if before is None:  # a damaged log
        return state
    taken = state.draft.taken | {event.of}
    before = keeping_assistance(before, state.draft)
    after = replace(before, taken=taken, context=event.context, point=None)
    return _with(state, Step(event.step, "scratch that", state.draft), after)


def _edited(state: SessionState, event: ReportEdited) -> SessionState:
    after = state.draft.with_fields(
        {
            content.field: tuple(statement_of(record).statement for record in content.statements)
            for content in event.fields
        }
    )
    runs = tuple(
        replace(run, statements=frozenset(event.run_statements)) if run.id == event.run else run
        for run in after.runs
    )
    after = replace(after, runs=runs, context=event.context, point=point_of(event.point))
    step = Step(event.step, event.command, state.draft, moves=not event.fields)
    return _with(state, step, after)


def _template_changed(state: SessionState, event: TemplateChanged) -> SessionState:
    """Runs stay; normal text that they took out belongs to the old template."""
    report = Report(
        event.template,
        tuple(
            (content.field, tuple(statement_of(record).statement for record in content.statements))
            for content in event.fields
        ),
    )
    runs = tuple(replace(run, removed=()) for run in state.runs)
    draft = replace(state.draft, report=report, runs=runs, context=event.context, point=None)
    return _with(state, Step(event.step, "use template", state.draft), draft)


def _with(state: SessionState, step: Step, after: Draft) -> SessionState:
    """After a new step: what was undone before it cannot be done again."""
    return replace(state, draft=after, undo=extended(state.undo, step), redo=(), asked=None)


def _stepped(state: SessionState, event: Undone | Redone) -> SessionState:
    """One step back or forward; a step that is not the next one (a damaged log) changes nothing."""
    back = isinstance(event, Undone)
    source = state.undo if back else state.redo
    if not source or source[-1].id != event.step:
        return state
    turned = replace(source[-1], other=state.draft)
    undo = state.undo[:-1] if back else extended(state.undo, turned)
    redo = extended(state.redo, turned) if back else state.redo[:-1]
    return replace(state, draft=source[-1].other, undo=undo, redo=redo, asked=None)
