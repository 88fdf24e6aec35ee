"""Records: values of the report layer as events keep them, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from medvoice.asr.hypothesis import Word
from medvoice.audio.block import SAMPLE_RATE
from medvoice.language.commands.slots import Slot
from medvoice.language.spoken import SpokenWord
from medvoice.report.document import Origin, Placement, Source, Statement
from medvoice.session.draft import Point
from medvoice.session.event_records import (
    FieldContent,
    PointRecord,
    SlotRecord,
    StatementRecord,
    WordRecord,
)


def word_records(
    words: Sequence[Word], background: Sequence[tuple[int, int]] = ()
) -> tuple[WordRecord, ...]:
    """background: [first, stop) of words that may be voices in the background."""
    aside = {n for first, stop in background for n in range(first, stop)}
    return tuple(
        WordRecord(
            text=word.text,
            start=word.start,
            end=word.end,
            confidence=round(word.confidence, 4),
            background=n in aside,
        )
        for n, word in enumerate(words)
    )


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
            record.margin,
            record.said,
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
        margin=statement.margin,
        said=statement.said,
    )


def field_contents(contents: Mapping[str, tuple[Statement, ...]]) -> tuple[FieldContent, ...]:
    return tuple(
        FieldContent(
            field=name,
            statements=tuple(record_of(Placement(name, statement)) for statement in statements),
        )
        for name, statements in contents.items()
    )


def point_of(record: PointRecord | None) -> Point | None:
    if record is None:
        return None
    return Point(record.field, record.statement, record.start, record.end)


def point_record(point: Point | None) -> PointRecord | None:
    if point is None:
        return None
    return PointRecord(
        field=point.field, statement=point.statement, start=point.start, end=point.end
    )


def slot_record(slot: Slot) -> SlotRecord:
    return SlotRecord(
        name=slot.name, value=slot.value, text=slot.text, first=slot.first, last=slot.last
    )


def spoken_words(words: Sequence[WordRecord]) -> tuple[SpokenWord, ...]:
    """With times in seconds."""
    return tuple(
        SpokenWord(w.text, w.start / SAMPLE_RATE, w.end / SAMPLE_RATE, w.confidence) for w in words
    )
