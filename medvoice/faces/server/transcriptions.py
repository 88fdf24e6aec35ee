"""/v1/audio/transcriptions and /v1/models: OpenAI's API over this machine's recogniser."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse, StreamingResponse
from pydantic import BaseModel, Field
from starlette.datastructures import FormData

from medvoice.asr.recogniser import RecogniserError
from medvoice.audio.file_source import FileSource
from medvoice.audio.sound_file import SoundFileError
from medvoice.faces.server.daemon import Daemon
from medvoice.faces.server.openai_answers import (
    TextDelta,
    TextDone,
    Transcription,
    Usage,
    VerboseTranscription,
    background_of,
    plain,
    segments_of,
    text_of,
    words_of,
)
from medvoice.faces.server.openai_request import (
    FIELD_BYTES,
    FIELDS,
    FILES,
    Asked,
    asked_of,
    form_schema,
    path_of,
)
from medvoice.faces.server.part import Part
from medvoice.faces.server.safety.incoming import Refusal
from medvoice.faces.server.safety.refusing import Refused, body_of
from medvoice.faces.server.transcribing import LONGEST_S, Progress, TooLong, Transcriber
from medvoice.session.opening import open_file
from medvoice.session.transcribe import FinalTurn

PATH = "/v1/audio/transcriptions"
API = "openai"
ALIAS = "whisper-1"
"""What OpenAI's clients ask for where nobody tells them otherwise."""

NO_FORM = Refusal(415, "no_form", "Send multipart/form-data with the fields file and model.")
NO_MODEL = Refusal(
    404, "model_not_found", "There is no such model here; GET /v1/models.", param="model"
)
LEFT = 499
"""The status in logs and figures where the client went away before the answer."""


class Model(BaseModel):
    """One that transcriptions can be asked of."""

    id: str
    object: Literal["model"] = "model"
    created: int = Field(default=0, description="not known: 0")
    owned_by: Literal["medvoice"] = "medvoice"


class Models(BaseModel):
    """GET /v1/models."""

    object: Literal["list"] = "list"
    data: list[Model]


@dataclass(slots=True)
class _Work:
    """A recording that is open. form: holds the upload until `close`."""

    asked: Asked
    form: FormData
    source: FileSource
    progress: Progress

    async def close(self) -> None:
        self.source.close()
        await self.form.close()

    @property
    def usage(self) -> Usage:
        return Usage(seconds=round(self.progress.seconds, 3))


class _Transcriptions:
    """Behind the routes."""

    def __init__(self, daemon: Daemon, transcriber: Transcriber) -> None:
        self._daemon = daemon
        self._transcriber = transcriber
        self.models = list(dict.fromkeys((daemon.ears.model.name, ALIAS)))

    async def answer(self, request: Request) -> Response:
        """Raises Refused."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "multipart/form-data":
            raise Refused(NO_FORM)
        form = await request.form(max_files=FILES, max_fields=FIELDS, max_part_size=FIELD_BYTES)
        try:
            asked, file = asked_of(form)
            if asked.model not in self.models:
                raise Refused(NO_MODEL)
            source = await asyncio.to_thread(open_file, path_of(file), helpers=False)
        except SoundFileError as error:
            await form.close()
            raise Refused(_bad_sound(error)) from None
        except Refused:
            await form.close()
            raise
        work = _Work(asked, form, source, Progress())
        if asked.stream:
            return StreamingResponse(self._events(work), media_type="text/event-stream")
        try:
            done = await _unless_left(request, self._whole(work))
        finally:
            await work.close()
        return done if done is not None else Response(status_code=LEFT)

    def _turns(self, work: _Work) -> AsyncGenerator[FinalTurn, None]:
        engine = self._daemon.ears.engine_behind(work.asked.terms)
        return self._transcriber.turns(API, work.source, engine, work.progress)

    async def _whole(self, work: _Work) -> Response:
        try:
            async with aclosing(self._turns(work)) as found:
                turns = [turn async for turn in found]
        except (SoundFileError, RecogniserError, TooLong) as error:
            raise Refused(refusal_of(error)) from None
        form = work.asked.response_format
        if form == "json":
            return _json(
                Transcription(
                    text=text_of(turns), usage=work.usage, background=background_of(turns)
                )
            )
        if form == "verbose_json":
            return _json(_verbose(work, turns))
        kinds = {"text": "text/plain", "srt": "application/x-subrip", "vtt": "text/vtt"}
        return PlainTextResponse(plain(turns, form), media_type=kinds[form])

    async def _events(self, work: _Work) -> AsyncIterator[str]:
        turns: list[FinalTurn] = []
        try:
            async with aclosing(self._turns(work)) as found:
                async for turn in found:
                    if turn.words:
                        gap = "\n" if text_of(turns) else ""
                        yield _event(TextDelta(delta=gap + turn.utterance.text))
                    turns.append(turn)
            background = background_of(turns)
            yield _event(TextDone(text=text_of(turns), usage=work.usage, background=background))
        except (SoundFileError, RecogniserError, TooLong) as error:
            yield f"data: {json.dumps({'type': 'error', **body_of(refusal_of(error))})}\n\n"
        except Refused as error:
            yield f"data: {json.dumps({'type': 'error', **body_of(error.refusal)})}\n\n"
        finally:
            await work.close()


def part(daemon: Daemon) -> Part:
    transcriber = Transcriber(daemon)
    routes = _Transcriptions(daemon, transcriber)
    router = APIRouter(prefix="/v1", tags=["OpenAI"])
    daemon.meters.watch(
        lambda: [("recordings_waiting", "Recordings that wait", transcriber.waiting)]
    )

    @router.get("/models", summary="What transcriptions can be asked of")
    async def models() -> Models:
        return Models(data=[Model(id=name) for name in routes.models])

    @router.post(
        "/audio/transcriptions",
        summary="A recording to text",
        description="OpenAI's API. Live sessions go first: a recording waits for them.",
        response_model=None,
        responses={200: {"description": "The transcript", "content": _contents()}},
        openapi_extra={
            "requestBody": {
                "required": True,
                "content": {"multipart/form-data": {"schema": form_schema()}},
            }
        },
    )
    async def transcriptions(request: Request) -> Response:
        return await routes.answer(request)

    upload = daemon.settings.server.upload_mb << 20
    return Part(router, transcriber.running, bodies={PATH: upload})


def refusal_of(error: SoundFileError | RecogniserError | TooLong) -> Refusal:
    """What a client is told; no path of this machine."""
    match error:
        case SoundFileError():
            return _bad_sound(error)
        case TooLong():
            hours = f"{LONGEST_S / 3600:.0f} hours"
            return Refusal(
                413, "too_long", f"The recording is longer than {hours}; send it in parts."
            )
        case _:
            return Refusal(
                500, "recogniser_failed", "The recogniser failed. Send the recording again."
            )


def _bad_sound(error: SoundFileError) -> Refusal:
    advice = f" ({error.advice})" if error.advice else ""
    kept = ". With stream=true the text before the fault is sent" if "cut" in error.fault else ""
    message = f"The recording {error.fault}{advice}{kept}."
    return Refusal(400, "bad_sound", message, param="file")


def _verbose(work: _Work, turns: list[FinalTurn]) -> VerboseTranscription:
    wanted = work.asked.timestamp_granularities
    return VerboseTranscription(
        duration=round(work.progress.seconds, 3),
        text=text_of(turns),
        segments=list(segments_of(turns)) if "segment" in wanted else None,
        words=list(words_of(turns)) if "word" in wanted else None,
        usage=work.usage,
        background=background_of(turns),
    )


async def _unless_left(request: Request, work: Coroutine[Any, Any, Response]) -> Response | None:
    """None where the client went away first; then the work was ended."""
    task = asyncio.create_task(work)
    left = asyncio.create_task(_left(request))
    try:
        await asyncio.wait({task, left}, return_when=asyncio.FIRST_COMPLETED)
        return await task if task.done() else None
    finally:
        for one in (task, left):
            one.cancel()
            with contextlib.suppress(asyncio.CancelledError, Refused):
                await one


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _json(value: BaseModel) -> Response:
    return Response(value.model_dump_json(exclude_none=True), media_type="application/json")


def _event(value: BaseModel) -> str:
    return f"data: {value.model_dump_json()}\n\n"


def _contents() -> dict[str, Any]:
    one_of = [m.model_json_schema() for m in (Transcription, VerboseTranscription)]
    text = {"schema": {"type": "string"}}
    return {
        "application/json": {"schema": {"anyOf": [_without_references(s) for s in one_of]}},
        "text/plain": text,
        "text/vtt": text,
        "application/x-subrip": text,
        "text/event-stream": text,
    }


def _without_references(schema: dict[str, Any]) -> dict[str, Any]:
    """OpenAPI looks for "$defs" at its own top; so they are put where they are used."""
    known = schema.pop("$defs", {})

    def placed(value: Any) -> Any:
        if isinstance(value, dict):
            if "$ref" in value:
                return placed(known[value["$ref"].rsplit("/", 1)[1]])
            return {key: placed(inner) for key, inner in value.items()}
        return [placed(inner) for inner in value] if isinstance(value, list) else value

    found: dict[str, Any] = placed(schema)
    return found
