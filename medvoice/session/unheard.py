"""What of a journal nobody listened to yet, and the gaps that the log does not know of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from medvoice.audio.block import PAUSED, AudioBlock, AudioGap
from medvoice.audio.journal_reader import JournalReader
from medvoice.sealing.stored_file import StoredFile
from medvoice.session.events import Event, GapRecorded


def known_gaps(events: tuple[Event, ...]) -> set[int]:
    """Samples at which the log has a gap."""
    return {event.at for event in events if isinstance(event, GapRecorded)}


def unheard(
    journal: Path | StoredFile, start: int, known: set[int], end: int | None = None
) -> Iterator[AudioBlock | AudioGap | GapRecorded]:
    """For a listener that begins at sample `start`: its sound and gaps up to sample `end`, each gap
    or hole that is not in `known` (before `start`, too) as the event that says so in front of it.
    Raises JournalError, OSError."""
    at = 0
    for item in JournalReader(journal).items():
        if isinstance(item, AudioBlock):
            if end is not None and item.start >= end:
                return
            if item.start > at and item.start not in known:
                known.add(item.start)
                missing = item.start - at
                yield GapRecorded(at=item.start, missing=missing, reason="missing in the journal")
            at = item.end
            if item.end > start:
                skip = max(0, start - item.start)
                yield AudioBlock(item.samples[skip:], item.start + skip, item.time)
        elif isinstance(item, AudioGap):
            if item.at not in known:
                known.add(item.at)
                yield GapRecorded(at=item.at, missing=item.missing, reason=item.reason)
            if item.at > start:
                yield item
        elif item.state == PAUSED and at > start:
            yield AudioGap(at, 0, PAUSED)  # a turn ends where the microphone was switched off
