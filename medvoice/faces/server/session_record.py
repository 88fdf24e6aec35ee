"""/v1/sessions/{name}/record: the patient's record that a session's questions are answered from.

The body is the record itself (FHIR R4): it is parsed by `records`, which bounds it, and by nothing
before that, since numbers have to stay as they are written.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeVar

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from medvoice.export.write import ExportError
from medvoice.faces.server.bounded_threads import BoundedThreads
from medvoice.faces.server.safety.incoming import Refusal
from medvoice.faces.server.safety.refusing import Refused
from medvoice.faces.server.session_study import Name, running_of
from medvoice.session.hub import Running, SessionHub
from medvoice.session.record_asked import RecordError, SeveralPatientsError
from medvoice.session.record_beside import RecordBeside, RecordRefused

RECORD = "/v1/sessions/{name}/record"
WAITING = 4
"""Records on their way in, and what else waits for its turn: each is in memory as a whole."""
BUSY = Refusal(
    503,
    "records_busy",
    "Too many records are being read: ask again in a moment.",
    {"Retry-After": "2"},
)
_BODY = {
    "requestBody": {
        "required": True,
        "description": "FHIR R4: a bundle, a resource, a list of them, or NDJSON",
        "content": {
            "application/fhir+json": {"schema": {"type": "object"}},
            "application/json": {"schema": {"type": "object"}},
            "application/fhir+ndjson": {"schema": {"type": "string"}},
        },
    }
}

T = TypeVar("T")


class RecordDifference(BaseModel):
    """What record and dictation do not say alike."""

    what: str = Field(description="patient name, date of birth, …")
    record: str = Field(description="as the record says it")
    study: str = Field(description="as study and order say it")


class RecordShown(BaseModel):
    """As the cell `record`."""

    state: Literal["none", "reading", "asked", "ready", "broken"] = Field(
        description="asked: it may be another patient's, and answers nothing until that is answered"
    )
    number: int = Field(description="of what is asked")
    said: str = Field(description="what it is, without a name")
    patient: dict[str, str] = Field(description="name, born, sex, id: as far as they are known")
    message: str = Field(description="for the user: what is asked, what went wrong")
    differences: list[RecordDifference] = Field(description="where it is asked")
    choices: list[Literal["anyway", "nothing"]] = Field(description="answers that it takes now")
    notes: list[str] = Field(description="what of it is not asked")


class RecordAnswer(BaseModel):
    """To what a record asks."""

    model_config = ConfigDict(extra="forbid")

    number: int = Field(ge=0, le=1 << 31, description="of the `record` cell")
    answer: Literal["anyway", "nothing"]


class RecordDesk:
    """Does what changes records, one at a time, on a thread of its own; a bounded number waits."""

    def __init__(self) -> None:
        self._threads = BoundedThreads("records", 1, WAITING, BUSY)

    async def take(self, body: Request | None, do: Callable[[bytes], T]) -> T:
        """do: with the whole body. Raises Refused."""
        with self._threads.place():
            data = await body.body() if body is not None else b""
            return await self._threads.run(_faulted, do, data)

    def close(self) -> None:
        self._threads.close()


def record_routes(router: APIRouter, hub: SessionHub, desk: RecordDesk) -> None:
    """Adds them."""

    @router.put(
        RECORD, summary="Give the patient's record, in place of another", openapi_extra=_BODY
    )
    async def give(
        name: Name,
        request: Request,
        patient: Annotated[
            str, Query(max_length=80, description="whose, where the record holds several")
        ] = "",
    ) -> RecordShown:
        running, record = _of(hub, name)
        await desk.take(request, lambda data: record.put(data, patient))
        return _shown(running, record)

    @router.get(RECORD, summary="The record that questions are answered from")
    def shown(name: Name) -> RecordShown:
        return _shown(*_of(hub, name))

    @router.post(f"{RECORD}/answer", summary="Answer what it asks")
    async def answer(name: Name, said: RecordAnswer) -> RecordShown:
        running, record = _of(hub, name)
        if not await desk.take(None, lambda _: record.answer(said.number, said.answer)):
            message = "Nothing is asked about that record any more."
            raise Refused(Refusal(409, "not_asked", message))
        return _shown(running, record)

    @router.delete(RECORD, summary="Take the record away, and erase it")
    async def remove(name: Name) -> RecordShown:
        running, record = _of(hub, name)
        await desk.take(None, lambda _: record.remove())
        return _shown(running, record)


def _of(hub: SessionHub, name: str) -> tuple[Running, RecordBeside]:
    running = running_of(hub, name)
    record = running.made.record
    if record is None:
        raise Refused(Refusal(501, "no_records", "This daemon takes no records."))
    return running, record


def _shown(running: Running, record: RecordBeside) -> RecordShown:
    cell: dict[str, Any] = record.cell(running.state)
    return RecordShown(**cell)


def _faulted(do: Callable[[bytes], T], data: bytes) -> T:
    """What the session layer says of records, as the daemon's refusals."""
    try:
        return do(data)
    except SeveralPatientsError as error:
        raise Refused(Refusal(400, "several_patients", str(error))) from None
    except RecordError as error:
        raise Refused(Refusal(400, "no_record", str(error))) from None
    except RecordRefused as error:
        raise Refused(Refusal(409, "record_not_attached", str(error))) from None
    except (ExportError, OSError):
        message = "The disk refuses: the record was not kept, and nothing is attached. Free space."
        raise Refused(Refusal(507, "storage", message)) from None
