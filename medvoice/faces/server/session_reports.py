"""What of a session can be had beside its socket: state, report, sound; running or not."""

from __future__ import annotations

import io
import uuid
import wave
from datetime import datetime
from typing import Any

from fastapi import Response

from medvoice.config import Settings
from medvoice.faces.compose import templates_of
from medvoice.report.template import Template
from medvoice.sealing.stored_file import StoredFile
from medvoice.session.afterwards import with_status
from medvoice.session.attached_study import adapted, context_with
from medvoice.session.event_log import read_events
from medvoice.session.exporting import SUFFIXES, export_as
from medvoice.session.hub import Running, SessionHub
from medvoice.session.listing import Listed, NoSuchSessionError
from medvoice.session.playing import spans_of
from medvoice.session.showing import cells_of
from medvoice.session.sounding import journal_pcm
from medvoice.session.state import SessionState, replay

MEDIA = {
    "text": "text/plain; charset=utf-8",
    "markdown": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "fhir": "application/fhir+json",
    "hl7": "x-application/hl7-v2+er7",
    "dicom_sr": "application/dicom",
}
RATE = 16_000
MOST = 600 * RATE
"""Samples in one answer."""


class SessionReports:
    """Any thread."""

    def __init__(self, hub: SessionHub, settings: Settings) -> None:
        self._hub = hub
        self._settings = settings

    def listed(self, name: str) -> tuple[Listed, Running | None]:
        """Raises NoSuchSessionError."""
        self._hub.listing.folder(name)
        for one, running in self._hub.all():
            if one.name == name:
                return one, running
        raise NoSuchSessionError("there is no such session")

    def state(self, name: str) -> SessionState:
        """Raises NoSuchSessionError, EventLogError, OSError."""
        running = self._hub.running(name)
        if running is not None:
            return running.state
        folder = self._hub.listing.folder(name)
        return replay(read_events(folder.log).events) if folder.events.exists() else SessionState()

    def cells(self, name: str) -> dict[str, Any]:
        """Raises NoSuchSessionError, TemplateError, EventLogError, OSError."""
        running = self._hub.running(name)
        if running is not None:
            found = running.channel.cells()
            if found:
                return found
        state = self.state(name)
        return cells_of(state, lambda name: adapted(self._template(name), state.attached))

    def exported(self, name: str, form: str) -> tuple[bytes, str]:
        """The report in a format, and a file name for it. Raises as `cells`, LibraryMissing."""
        state, report = self.state(name), self._settings.report
        template = adapted(self._template(state.report.template), state.attached)
        about = with_status(state, context_with(state.attached, report.footer))
        about = about.stamped(datetime.now().astimezone(), uuid.uuid4())
        body = export_as(state, template, form, about, report.origin_signs)
        return body, f"{name}.{SUFFIXES[form]}"

    def spans(self, name: str, statement: str) -> tuple[tuple[int, int], ...]:
        """Samples of a statement's words. Raises LookupError where nobody said it."""
        state = self.state(name)
        found = [s for s in state.report.statements() if s.id == statement]
        spans = spans_of(state, found[0].sources) if found else ()
        if not spans:
            raise LookupError("there is no sound of this sentence")
        return spans

    def _template(self, name: str) -> Template:
        return templates_of(self._settings).load(name or self._settings.report.template)


def sound_of(journal: StoredFile, spans: tuple[tuple[int, int], ...]) -> Response:
    """WAV, 16 kHz, 16 bits. Raises LookupError for what is not there, or too long."""
    if sum(max(0, end - start) for start, end in spans) > MOST:
        raise LookupError("at most 10 minutes of sound at once")
    try:
        pcm = journal_pcm(journal, spans)
    except (ValueError, OSError):
        raise LookupError("this sound is not there") from None
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(pcm)
    return Response(file.getvalue(), media_type="audio/wav")
