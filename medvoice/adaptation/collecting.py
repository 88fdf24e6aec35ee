"""Kept dictations → one recording a turn and a manifest that a person corrects."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from medvoice.audio.block import SAMPLE_RATE, Samples
from medvoice.audio.journal_reader import JournalError, JournalReader
from medvoice.sealing.stored_file import Keys
from medvoice.session.event_log import EventLogError, read_events
from medvoice.session.events import UtteranceHeard
from medvoice.session.folder import SessionFolder, all_folders
from medvoice.session.saving import save_file


@dataclass(frozen=True, slots=True)
class Collected:
    """faults: dictations that could not be read, one line each."""

    manifest: Path
    clips: int
    seconds: float
    faults: tuple[str, ...]


def collect(root: Path, folder: Path, keys: Keys | None = None) -> Collected:
    """root: where dictations are kept; keys: of its vault. folder: made with mode 0700, it holds a
    voice and patient data. Raises OSError, ExportError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    rows: list[tuple[str, str]] = []
    samples, faults = 0, []
    for session in all_folders(root, keys):
        try:
            turns = _turns(session)
        except (EventLogError, JournalError, OSError) as error:
            faults.append(f"{session.name}: {error}")
            continue
        for event, sound in turns:
            name = f"{session.name}-{event.id:04d}.flac"
            soundfile.write(folder / name, sound, SAMPLE_RATE)
            rows.append((name, " ".join(word.text for word in event.words)))
            samples += len(sound)
    text = io.StringIO()
    table = csv.writer(text, delimiter="\t", lineterminator="\n")
    table.writerow(("audio", "reference"))
    table.writerows(rows)
    manifest = folder / "manifest.tsv"
    save_file(manifest, text.getvalue())
    return Collected(manifest, len(rows), samples / SAMPLE_RATE, tuple(faults))


def _turns(session: SessionFolder) -> list[tuple[UtteranceHeard, Samples]]:
    """Turns with words, and their sound."""
    if not (session.events.exists() and session.journal.exists()):
        return []
    heard = [
        event
        for event in read_events(session.log).events
        if isinstance(event, UtteranceHeard) and event.words
    ]
    parts: list[list[Samples]] = [[] for _ in heard]
    for block in JournalReader(session.sound).blocks():
        for event, part in zip(heard, parts, strict=True):
            if block.start < event.end and block.end > event.start:
                part.append(
                    block.samples[max(0, event.start - block.start) : event.end - block.start]
                )
    return [(event, np.concatenate(part)) for event, part in zip(heard, parts, strict=True) if part]
