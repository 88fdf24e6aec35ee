"""/v1/studies and /v1/sessions/{name}/study: the study that a session shows, and its pictures.

A study is named by its id, a slice by numbers: no path of a request reaches the file system.
Pictures are kept in memory alone, here and in the browser (`no-store`).
"""

from __future__ import annotations

import math
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Response
from pydantic import BaseModel, Field

from medvoice.faces.screens_made import shows_studies
from medvoice.faces.server.bounded_threads import BoundedThreads
from medvoice.faces.server.daemon import Daemon
from medvoice.faces.server.safety.incoming import Refusal
from medvoice.faces.server.safety.refusing import Refused
from medvoice.faces.server.study_given import (
    ScreenAnswer,
    StudyGiven,
    answer_screen,
    show_study,
    study_faults,
)
from medvoice.session.hub import Running, SessionHub
from medvoice.session.shown_study import ShownStudy
from medvoice.session.slice_pictures import (
    NoSuchPictureError,
    Picture,
    PictureFault,
    SlicePictures,
    Wanted,
    matched,
    window_of,
)
from medvoice.session.studies_listed import StudiesListed
from medvoice.session.study_listing import study_listing

Name = Annotated[str, Path(max_length=64, description="of the session")]
Number = Annotated[int, Path(ge=0, le=1 << 31, description="of the study on screen")]
Study = Annotated[int, Path(ge=0, le=1000, description="0: the present one, 1 …: its priors")]
Series = Annotated[int, Path(ge=0, le=100_000, description="in the listing's order, from 0")]
Index = Annotated[int, Path(ge=0, le=1_000_000, description="of the slice, from 0")]

THREADS = 2
WAITING = 48
"""Pictures that wait; a page asks for a handful at once."""
BUSY = Refusal(
    503,
    "pictures_busy",
    "Too many pictures are being made: ask again in a moment.",
    {"Retry-After": "1"},
)
WINDOW = "X-Medvoice-Window"
"""Header of a picture: centre and width that it is shown in, or where to begin with another."""


class StudyInfo(BaseModel):
    """An entry of the configured folders, by what its first file says."""

    id: str = Field(description="as a session names it")
    name: str = Field(description="of the folder or file")
    patient: str
    patient_id: str
    description: str
    modality: str
    date: str = Field(description="ISO 8601")
    accession: str


class Studies(BaseModel):
    """Where a session can have its study from."""

    studies: list[StudyInfo] = Field(description="newest first, 200 at most")
    more: int = Field(description="left out: say more in `find`")
    folders: int = Field(description="configured (studies.roots)")
    dicomweb: bool = Field(description="whether a server is configured")


class Match(BaseModel):
    """Which slices of two series lie at the same places."""

    slices: list[int | None] = Field(description="of each slice of the one, the other's; or empty")
    why: str = Field(description="why they do not fit")


class PictureDesk:
    """Makes pictures on threads of its own, a bounded number waiting."""

    def __init__(self, pictures: SlicePictures) -> None:
        self._pictures = pictures
        self._threads = BoundedThreads("pictures", THREADS, THREADS + WAITING, BUSY)

    async def picture(self, shown: ShownStudy, wanted: Wanted) -> Picture:
        """Raises Refused, NoSuchPictureError, PictureFault."""
        with self._threads.place():
            return await self._threads.run(self._pictures.picture, shown, wanted)

    def close(self) -> None:
        self._threads.close()


def study_routes(
    router: APIRouter, daemon: Daemon, hub: SessionHub, listed: StudiesListed, desk: PictureDesk
) -> None:
    """Adds them."""

    @router.get("/v1/studies", summary="What the configured folders hold")
    def studies(
        find: Annotated[str, Query(max_length=64, description="words that it has to hold")] = "",
    ) -> Studies:
        found = listed.found(find)
        return Studies(
            studies=[StudyInfo(**{k: getattr(one, k) for k in StudyInfo.model_fields})
                     for one in found.studies],
            more=found.more,
            folders=len(daemon.settings.studies.roots),
            dicomweb=shows_studies(daemon.settings) and bool(daemon.settings.dicomweb.url),
        )  # fmt: skip

    @router.put(
        "/v1/sessions/{name}/study", summary="Show a study, or name an order", status_code=202
    )
    def show(name: Name, given: StudyGiven) -> dict[str, Any]:
        running = running_of(hub, name)
        with study_faults():
            named = given.named()
        show_study(running.made.screen, named, choose=given.choose)
        return _cell(running)

    @router.post("/v1/sessions/{name}/study/answer", summary="Answer what it asks", status_code=202)
    def answer(name: Name, said: ScreenAnswer) -> dict[str, Any]:
        running = running_of(hub, name)
        answer_screen(running.made.screen, said)
        return _cell(running)

    @router.get("/v1/sessions/{name}/study", summary="The study that is shown: its series")
    def study(name: Name) -> dict[str, Any]:
        return study_listing(_shown(running_of(hub, name)))

    @router.get(
        "/v1/sessions/{name}/study/{number}/pictures/{study}/{series}/{index}",
        summary="A slice as PNG",
        response_class=Response,
        responses={
            200: {"content": {"image/png": {}}},
            304: {"description": "It is what If-None-Match names"},
        },
    )
    async def picture(
        name: Name,
        number: Number,
        study: Study,
        series: Series,
        index: Index,
        window: Annotated[
            str, Query(max_length=20, description="of CT, by name; empty: the usual one")
        ] = "",
        centre: Annotated[float | None, Query(ge=-1e6, le=1e6)] = None,
        width: Annotated[float | None, Query(ge=1e-3, le=2e6)] = None,
        size: Annotated[int, Query(ge=64, le=2048, description="longer side at most")] = 1024,
        if_none_match: Annotated[str, Header(max_length=200)] = "",
    ) -> Response:
        running = running_of(hub, name)
        shown = _shown(running, number)
        try:
            wanted = Wanted(study, series, index, window_of(window, centre, width), size)
            made = await desk.picture(shown, wanted)
        except NoSuchPictureError as error:
            raise Refused(Refusal(404, "no_picture", f"{error.args[0]}.")) from None
        except PictureFault as error:
            raise Refused(Refusal(422, "picture_damaged", str(error))) from None
        headers = {"Cache-Control": "no-store", "ETag": f'"{made.tag}"'}
        if made.window is not None and math.isfinite(made.window.centre + made.window.width):
            headers[WINDOW] = f"{made.window.centre:g} {made.window.width:g}"
        if if_none_match == f'"{made.tag}"':
            return Response(status_code=304, headers=headers)
        return Response(made.png, media_type="image/png", headers=headers)

    @router.get(
        "/v1/sessions/{name}/study/{number}/match/{study}/{series}/{other}/{against}",
        summary="Which slices of two series lie at the same places",
    )
    def match(
        name: Name, number: Number, study: Study, series: Series, other: Study, against: Series
    ) -> Match:
        shown = _shown(running_of(hub, name), number)
        try:
            found = matched(shown, (study, series), (other, against))
        except NoSuchPictureError as error:
            raise Refused(Refusal(404, "no_picture", f"{error.args[0]}.")) from None
        return Match(slices=list(found.slices), why=found.why)


def running_of(hub: SessionHub, name: str) -> Running:
    """Raises Refused."""
    running = hub.running(name)
    if running is None:
        try:
            hub.listing.folder(name)
        except LookupError as error:
            message = f"{error}; GET /v1/sessions lists them"
            raise Refused(Refusal(404, "no_session", message)) from None
        message = "The session does not run: open it first."
        raise Refused(Refusal(409, "session_not_open", message))
    return running


def _shown(running: Running, number: int | None = None) -> ShownStudy:
    screen = running.made.screen
    shown = screen.shown if screen is not None else None
    if shown is None:
        raise Refused(Refusal(404, "no_study", "No study is on this session's screen."))
    if number is not None and shown.number != number:
        message = "Another study is on this session's screen by now."
        raise Refused(Refusal(409, "other_study", message))
    return shown


def _cell(running: Running) -> dict[str, Any]:
    screen = running.made.screen
    return screen.cell(running.state) if screen is not None else {}
