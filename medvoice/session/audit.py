"""Audit: a session's log as lines that a person reads: what was heard, done, undone, kept aside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from medvoice.audio.block import SAMPLE_RATE
from medvoice.session.events import (
    AssistantFailed,
    CommandTaken,
    EditScratched,
    Event,
    ExportAsked,
    GapRecorded,
    ImpressionDrafted,
    IntentTaken,
    RecognitionFailed,
    Redone,
    ReportEdited,
    RunScratched,
    SessionEnded,
    SessionResumed,
    SessionStarted,
    StatementsPlaced,
    StatusChanged,
    TemplateChanged,
    TurnAssisted,
    Undone,
    UtteranceHeard,
    WordsSetAside,
)
from medvoice.session.exchanges import told
from medvoice.session.question_events import AnswerGiven, AnswerMissing, QuestionAsked
from medvoice.session.sound_events import SoundEnded, SoundStarted


def audit(events: Iterable[Event]) -> Iterator[str]:
    """A line for each event that a reader of the report may ask about, in order. Utterances begin
    with their time; what they led to is indented below them."""
    heard: dict[int, UtteranceHeard] = {}
    for event in events:
        match event:
            case SessionStarted():
                yield f"{event.created}  {event.template}, {event.recogniser}, {event.source}"
            case UtteranceHeard():
                heard[event.id] = event
                words = " ".join(word.text for word in event.words)
                yield f"{clock(event.start)}  {words}"
                for hint in event.hints:
                    yield f"       ({hint})"
                for line in replaced(event):
                    yield f"       ({line})"
            case CommandTaken():
                yield f"       [{event.name}] {event.outcome}" + _behind(event.answer)
            case StatementsPlaced():
                for statement in event.statements:
                    yield f"       + {statement.field}: {statement.text}"
                for name in event.removed:
                    yield f"       - normal sentence {name}"
            case TurnAssisted() | ImpressionDrafted():
                for line in assistance(event):
                    yield f"       ~ {line}"
            case AssistantFailed():
                yield f"       (placed by rules alone: {event.message})"
            case ReportEdited():
                for content in event.fields:
                    text = " ".join(statement.text for statement in content.statements)
                    yield f"       = {content.field}: {text or '(empty)'}"
            case RunScratched():
                yield f"       - dictation {event.run} taken back"
            case EditScratched():
                yield f"       - edit {event.of} taken back"
            case SoundStarted():
                yield f"{clock(event.at)}  sound is played"
            case SoundEnded():
                yield f"{clock(event.at)}  no sound any more" + _behind(event.fault)
            case QuestionAsked():
                yield f"       question {event.number}: {event.text}"
            case AnswerGiven():
                yield f"       answer {event.number}: {told(event)}"
            case AnswerMissing():
                yield f"       no answer {event.number}: {event.why}"
            case TemplateChanged():
                yield f"       the template is {event.template}"
                for content in event.fields:
                    text = " ".join(statement.text for statement in content.statements)
                    yield f"       = {content.field}: {text}"
            case Undone():
                yield f"       undone: step {event.step}"
            case Redone():
                yield f"       done again: step {event.step}"
            case WordsSetAside():
                words = _words(heard.get(event.utterance), event.first, event.last)
                yield f"       not in the report ({event.why}): {words}"
            case IntentTaken():
                yield f"       by hand: {event.name}, {event.outcome}" + _behind(event.answer)
            case SessionResumed():
                yield f"{clock(event.at)}  goes on, {event.resumed}"
            case StatusChanged():
                signed = f", {event.by} {event.at}".rstrip() if event.at else ""
                yield f"       the report is {event.status}{signed}"
            case ExportAsked():
                yield f"       export as {event.format} asked for"
            case GapRecorded():
                missing = event.missing / SAMPLE_RATE
                yield f"{clock(event.at)}  {missing:.2f} s of sound missing: {event.reason}"
            case RecognitionFailed():
                yield f"{clock(event.start)}  not recognised: {event.message}"
            case SessionEnded():
                yield f"{clock(event.samples)}  ended" + (" by recover" if event.recovered else "")


def replaced(event: UtteranceHeard) -> Iterator[str]:
    """What the vocabulary has changed, a line each."""
    for one in event.replaced:
        spoken = " ".join(word.text for word in event.words[one.first : one.last])
        yield f"vocabulary: {spoken} → {one.text}"


def assistance(event: TurnAssisted | ImpressionDrafted) -> Iterator[str]:
    """What a language model has done, a line for each statement and one for what was refused."""
    for statement in event.statements:
        yield f"{statement.field}: {statement.text} [{statement.reason}]"
    if event.refused:
        what = "text says" if event.refused == 1 else "texts say"
        yield f"refused: {event.refused} {what} something else than was dictated"
    if isinstance(event, ImpressionDrafted) and event.omitted:
        what = "finding is" if len(event.omitted) == 1 else "findings are"
        yield f"{len(event.omitted)} {what} not in the draft"


def clock(sample: int) -> str:
    """ "03:07" """
    minutes, seconds = divmod(sample // SAMPLE_RATE, 60)
    return f"{minutes:02}:{seconds:02}"


def _words(utterance: UtteranceHeard | None, first: int, last: int) -> str:
    words = utterance.words[first:last] if utterance is not None else ()
    return " ".join(word.text for word in words)


def _behind(answer: str) -> str:
    return f": {'; '.join(answer.splitlines())}" if answer else ""
