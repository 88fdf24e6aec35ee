"""/v1/sessions: live sessions and their reports; docs/live_protocol.md is the specification."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Response, WebSocket
from pydantic import BaseModel, ConfigDict, Field

from medvoice.export.missing import LibraryMissing
from medvoice.faces.compose import templates_of
from medvoice.faces.documents_asked import shared_documents_of
from medvoice.faces.screens_made import screens_of
from medvoice.faces.server.daemon import Daemon
from medvoice.faces.server.live import BUSY_ELSEWHERE, GONE, serve_face
from medvoice.faces.server.part import Part
from medvoice.faces.server.retaining import retain
from medvoice.faces.server.safety.incoming import Refusal
from medvoice.faces.server.safety.refusing import Refused
from medvoice.faces.server.session_documents import document_routes
from medvoice.faces.server.session_meters import SessionMeters
from medvoice.faces.server.session_record import RECORD, RecordDesk, record_routes
from medvoice.faces.server.session_reports import MEDIA, SessionReports, sound_of
from medvoice.faces.server.session_study import Name, PictureDesk, study_routes
from medvoice.faces.server.study_given import StudyGiven, show_study, study_faults
from medvoice.faces.sessions_made import hub_of
from medvoice.report.template_error import TemplateError
from medvoice.sealing.errors import LockedError, SealError
from medvoice.session.folder import FolderBusyError
from medvoice.session.hub import HubClosedError, HubFullError, Made, Running
from medvoice.session.listing import Listed, NoSuchSessionError
from medvoice.session.retention import Retention
from medvoice.session.studies_listed import StudiesListed
from medvoice.session.study_loads import StudyLoads
from medvoice.session.study_named import wish_of

CLOSE_S = 120.0
"""Seconds that a request waits for a session to end: its last turn is recognised."""


class SessionInfo(BaseModel):
    """A session in a list."""

    name: str
    template: str = Field(description="name of the report's template")
    title: str = Field(description="of the template")
    created: str = Field(description="ISO 8601")
    status: str = Field(description="draft, preliminary, final or addendum")
    running: bool
    ended: bool = Field(description="false and not running: it was cut off, and can go on")
    seconds: float = Field(description="of captured sound")
    statements: int
    faces: int = Field(description="connected now")
    fault: str = Field(description="why it cannot be read")


class SessionState(SessionInfo):
    """A session with its cells."""

    cells: dict[str, Any]


class NewSession(BaseModel):
    """What a session begins with."""

    model_config = ConfigDict(extra="forbid")

    template: str = Field(
        default="",
        max_length=200,
        description="empty: the one that the study chooses, else the configured one",
    )
    study: StudyGiven | None = Field(default=None, description="what it is about, and its order")


class Ended(BaseModel):
    """How a session ended."""

    ended: bool = Field(description="false: it is still being recognised")
    fault: str = Field(description="what went wrong; its sound is kept")


def part(daemon: Daemon) -> Part:
    listed, loads = StudiesListed(daemon.settings.studies.roots), StudyLoads()
    screens = screens_of(daemon.settings, daemon.model, listed, loads)
    documents = shared_documents_of(daemon.settings)
    hub = hub_of(daemon.settings, daemon.ears, daemon.model, daemon.keys, screens, documents)
    desk, records = PictureDesk(screens.pictures), RecordDesk()
    reports = SessionReports(hub, daemon.settings)
    router = APIRouter(tags=["sessions"])
    titles = _titles(daemon)

    def info(one: Listed, running: Running | None) -> dict[str, Any]:
        return {
            "name": one.name,
            "template": one.template,
            "title": titles(one.template),
            "created": one.created,
            "status": one.status,
            "running": running is not None,
            "ended": one.ended,
            "seconds": round(one.seconds, 2),
            "statements": one.statements,
            "faces": running.channel.faces if running is not None else 0,
            "fault": one.fault,
        }

    def of(name: str) -> SessionState:
        one, running = reports.listed(name)
        return SessionState(**info(one, running), cells=reports.cells(name))

    @router.get("/v1/sessions", summary="All sessions, newest first")
    def sessions() -> list[SessionInfo]:
        return [SessionInfo(**info(one, running)) for one, running in hub.all()]

    @router.post("/v1/sessions", summary="Begin one", status_code=201)
    def create(new: NewSession) -> SessionState:
        given = new.study
        with study_faults():
            named = given.named() if given is not None else None
            if named is not None:
                wish_of(named, listed.roots)  # before anything is begun

        def study(made: Made) -> None:
            if given is not None and named is not None:
                show_study(made.screen, named, choose=given.choose and not new.template)

        with _faults():
            return of(hub.create(new.template, study).name)

    @router.get("/v1/sessions/{name}", summary="A session's state, running or not")
    def session(name: Name) -> SessionState:
        with _faults():
            return of(name)

    @router.post("/v1/sessions/{name}/open", summary="An ended or interrupted one goes on")
    def reopen(name: Name) -> SessionState:
        with _faults():
            return of(hub.open(name).name)

    @router.post("/v1/sessions/{name}/close", summary="End it: recognise the rest, save the report")
    def close(name: Name) -> Ended:
        with _faults():
            hub.listing.folder(name)
            running = hub.running(name)
            outcome = hub.close(name, CLOSE_S)
            if running is None:
                return Ended(ended=True, fault="")
            return Ended(ended=outcome is not None, fault=outcome.error if outcome else "")

    @router.delete("/v1/sessions/{name}", summary="Delete sound, log and report", status_code=204)
    def delete(name: Name) -> None:
        with _faults():
            hub.delete(name)

    @router.get(
        "/v1/sessions/{name}/report",
        summary="The report as it stands",
        response_class=Response,
        responses={200: {"content": {kind: {} for kind in sorted(set(MEDIA.values()))}}},
    )
    def report(
        name: Name,
        format: Literal[
            "text", "markdown", "html", "json", "docx", "pdf", "fhir", "hl7", "dicom_sr"
        ] = "text",
    ) -> Response:
        with _faults():
            body, file = reports.exported(name, format)
        headers = {"Content-Disposition": f'attachment; filename="{file}"'}
        return Response(body, media_type=MEDIA[format], headers=headers)

    @router.get(
        "/v1/sessions/{name}/audio",
        summary="Captured sound as WAV",
        response_class=Response,
        responses={200: {"content": {"audio/wav": {}}}},
    )
    def audio(
        name: Name,
        start: Annotated[int, Query(ge=0, le=1 << 40, description="first sample, 16 kHz")],
        end: Annotated[int, Query(ge=1, le=1 << 40, description="one past the last")],
    ) -> Response:
        with _faults():
            return sound_of(hub.listing.folder(name).sound, ((start, end),))

    @router.get(
        "/v1/sessions/{name}/statements/{statement}/audio",
        summary="A sentence's sound as WAV",
        response_class=Response,
        responses={200: {"content": {"audio/wav": {}}}},
    )
    def statement(
        name: Name, statement: Annotated[str, Path(max_length=200, description="its id")]
    ) -> Response:
        with _faults():
            return sound_of(hub.listing.folder(name).sound, reports.spans(name, statement))

    study_routes(router, daemon, hub, listed, desk)
    record_routes(router, hub, records)
    document_routes(router, documents)

    @router.websocket("/v1/sessions/{name}/live")
    async def live(socket: WebSocket, name: str) -> None:
        await socket.accept()
        try:
            with _faults():
                running = await asyncio.to_thread(hub.open, name)
        except Refused as refused:
            refusal = refused.refusal
            await socket.send_json(
                {"type": "error", "message": refusal.message, "kept": "", "advice": ""}
            )
            codes = {404: GONE, 409: BUSY_ELSEWHERE}
            await socket.close(codes.get(refusal.status, 1011))
            return
        await serve_face(hub, running, socket, daemon.access.user_of(socket.headers))

    @asynccontextmanager
    async def lifespan() -> AsyncIterator[None]:
        hub.start()
        if documents is not None:
            documents.start()
        storage = daemon.settings.storage
        rule = Retention(storage.retention_days, storage.retention_unsigned)
        retaining = asyncio.create_task(retain(hub, rule))
        try:
            yield
        finally:
            retaining.cancel()
            await asyncio.to_thread(hub.stop)
            await asyncio.to_thread(loads.close)
            await asyncio.to_thread(desk.close)
            await asyncio.to_thread(records.close)
            if documents is not None:
                await asyncio.to_thread(documents.close)

    daemon.meters.watch(SessionMeters(hub.sessions).read)
    raw = {RECORD: daemon.settings.server.record_mb << 20}
    return Part(router, lifespan, raw=raw)


def _titles(daemon: Daemon) -> Callable[[str], str]:
    known: dict[str, str] = {}

    def title(template: str) -> str:
        if template not in known:
            try:
                known[template] = templates_of(daemon.settings).load(template).front.title
            except TemplateError:
                return template
        return known[template]

    return title


@contextmanager
def _faults() -> Iterator[None]:
    """The session layer's errors as the daemon's. Their texts name no patient."""
    try:
        yield
    except NoSuchSessionError as error:
        raise Refused(Refusal(404, "no_session", f"{error}; GET /v1/sessions lists them")) from None
    except LookupError as error:
        raise Refused(Refusal(404, "not_found", str(error.args[0]))) from None
    except FolderBusyError:
        message = "It runs right now, here or in another process: close it first."
        raise Refused(Refusal(409, "session_runs", message)) from None
    except HubFullError as error:
        message = f"{error}: close one, or raise server.sessions."
        raise Refused(Refusal(503, "sessions_full", message)) from None
    except HubClosedError as error:
        raise Refused(Refusal(503, "stopping", f"{error}.")) from None
    except TemplateError as error:
        raise Refused(Refusal(400, "no_template", str(error))) from None
    except LibraryMissing as error:
        raise Refused(Refusal(501, "library_missing", str(error))) from None
    except SealError as error:
        raise Refused(Refusal(503, "encryption", _sealed(error))) from None
    except OSError as error:
        message = f"The disk refuses: {error.strerror}. What was captured is kept; free space."
        raise Refused(Refusal(507, "storage", message)) from None
    except ValueError as error:  # logs and journals that cannot be read
        raise Refused(Refusal(409, "session_damaged", str(error))) from None


def _sealed(error: SealError) -> str:
    """Folders and files are not named."""
    if isinstance(error, LockedError):
        return "The key of this session does not belong to the daemon's vault: nothing was opened."
    return (
        "The data folder's encryption does not allow it: it was encrypted since the daemon began, "
        "or its key cannot be read. Nothing was begun, nothing was changed. Stop medvoice serve "
        "and start it again; `medvoice audit verify` says what cannot be read."
    )
