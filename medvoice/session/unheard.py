"""What of a journal nobody listened to yet, and what it says that the log does not know of: gaps,
and who held the microphone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from medvoice.audio.block import PAUSED, AudioBlock, AudioGap, SourceState
from medvoice.audio.journal_reader import JournalEnd, JournalReader
from medvoice.sealing.stored_file import StoredFile
from medvoice.session.events import Event, GapRecorded, SourceChanged
from medvoice.session.holders import OPENING


@dataclass(slots=True)
class Known:
    """What the log knows. gaps: samples at which it has one. sources: (sample, state, message) of
    its source's changes."""

    gaps: set[int]
    sources: set[tuple[int, str, str]]


def known_of(events: tuple[Event, ...]) -> Known:
    gaps = {event.at for event in events if isinstance(event, GapRecorded)}
    changes = (event for event in events if isinstance(event, SourceChanged))
    return Known(gaps, {(event.at, event.state, event.message) for event in changes})


def unheard(
    journal: Path | StoredFile, start: int, known: Known, end: JournalEnd | None = None
) -> Iterator[AudioBlock | AudioGap | GapRecorded | SourceChanged]:
    """For a listener that begins at sample `start`: its sound and gaps, each gap or hole and each
    opening of the source that is not in `known` (before `start`, too) as the event that says so in
    front of it. end: of the journal as it was before it went on; None: all of it. Raises
    JournalError, OSError."""
    at = 0
    for item in JournalReader(journal).items(end.place if end is not None else None):
        if isinstance(item, AudioBlock):
            if item.start > at and item.start not in known.gaps:
                known.gaps.add(item.start)
                missing = item.start - at
                yield GapRecorded(at=item.start, missing=missing, reason="missing in the journal")
            at = item.end
            if item.end > start:
                skip = max(0, start - item.start)
                yield AudioBlock(item.samples[skip:], item.start + skip, item.time)
        elif isinstance(item, AudioGap):
            if item.at not in known.gaps:
                known.gaps.add(item.at)
                yield GapRecorded(at=item.at, missing=item.missing, reason=item.reason)
            if item.at > start:
                yield item
        else:
            yield from _source(item, at, known)
            if item.state == PAUSED and at > start:
                yield AudioGap(at, 0, PAUSED)  # a turn ends where the microphone was switched off


def _source(item: SourceState, at: int, known: Known) -> Iterator[SourceChanged]:
    if item.state in OPENING and (at, item.state, item.message) not in known.sources:
        known.sources.add((at, item.state, item.message))
        yield SourceChanged(at=at, state=item.state, device=item.device, message=item.message)
