"""WyomingPeer: one connection: describe, or sound in and text out."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from contextlib import aclosing
from typing import Any

from wyoming.asr import Transcript, TranscriptChunk, TranscriptStart, TranscriptStop
from wyoming.error import Error
from wyoming.event import Event, Eventable, async_write_event
from wyoming.info import Info
from wyoming.ping import Pong

from medvoice.asr.recogniser import RecogniserError
from medvoice.audio.push_source import PushFullError, PushSource
from medvoice.faces.server.safety.refusing import Refused
from medvoice.faces.server.transcribing import Progress, TooLong, Transcriber
from medvoice.faces.server.wyoming_events import BadEvent, format_of, read_event, samples_of
from medvoice.session.engine import Engine
from medvoice.session.opening import open_push

API = "wyoming"
IDLE_S = 600.0
"""Seconds that a peer may say nothing; Home Assistant keeps its connection for minutes."""
ROOM_S = 60.0
"""Seconds that a chunk waits for room: a peer may send a recording faster than it is decoded."""
TERMS, TERM_CHARACTERS = 200, 100
"""Of a request's words to expect."""


class WyomingPeer:
    """Answers until the peer goes."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        info: Info,
        transcriber: Transcriber,
        engine: Callable[[tuple[str, ...]], Engine],
    ) -> None:
        """engine: for one run of sound, which favours these terms."""
        self._reader = reader
        self._writer = writer
        self._info = info
        self._transcriber = transcriber
        self._engine = engine
        self._terms: tuple[str, ...] = ()
        self._source: PushSource | None = None
        self._work: asyncio.Task[None] | None = None

    async def serve(self) -> None:
        """Ends with the connection; what is under way then is dropped."""
        try:
            while True:
                event = await asyncio.wait_for(read_event(self._reader), IDLE_S)
                if event is None:
                    return
                await self._take(event)
        except BadEvent as error:
            with contextlib.suppress(ConnectionError):
                await self._say(Error(f"Not taken: {error}.", "bad-event"))
        except (ConnectionError, TimeoutError):
            return
        finally:
            await self._drop()

    async def _take(self, event: Event) -> None:
        match event.type:
            case "describe":
                await self._say(self._info)
            case "ping":
                await self._say(Pong(text=_text(event.data.get("text"))))
            case "transcribe":
                await self._asked(event.data)
            case "audio-start":
                format_of(event)
                await self._begin()
            case "audio-chunk":
                await self._sound(event)
            case "audio-stop":
                await self._end()

    async def _asked(self, data: dict[str, Any]) -> None:
        language = _text(data.get("language")) or "en"
        if not language.lower().startswith("en"):
            raise BadEvent("transcribe: the recogniser knows English alone")
        found: list[str] = []
        for key in ("transcript_names", "transcript_terms"):
            given = data.get(key) or []
            if not isinstance(given, list):
                raise BadEvent(f"transcribe: {key} is no list")
            found += [term for term in map(_text, given) if term]
        self._terms = tuple(dict.fromkeys(found))[:TERMS]

    async def _begin(self) -> None:
        await self._drop()
        self._source = open_push("a Wyoming peer")
        self._work = asyncio.create_task(self._transcribe(self._source))

    async def _sound(self, event: Event) -> None:
        if self._source is None:
            raise BadEvent("audio-chunk: before audio-start")
        form = format_of(event)
        samples = samples_of(event.payload or b"", form)
        if self._work is not None and self._work.done():
            return  # it failed, which the peer was told
        with contextlib.suppress(PushFullError):
            await asyncio.to_thread(self._source.push, samples, form.rate, ROOM_S)
            return
        raise BadEvent("audio-chunk: the sound was not decoded in time")

    async def _end(self) -> None:
        if self._source is None or self._work is None:
            raise BadEvent("audio-stop: before audio-start")
        self._source.close()
        work, self._work, self._source = self._work, None, None
        try:
            await work
        finally:
            work.cancel()
        self._terms = ()

    async def _transcribe(self, source: PushSource) -> None:
        """One answer for one run of sound: a transcript or an error."""
        texts: list[str] = []
        try:
            await self._say(TranscriptStart(language="en"))
            engine = self._engine(self._terms)
            turns = self._transcriber.turns(API, source, engine, Progress())
            async with aclosing(turns):
                async for turn in turns:
                    if turn.words:
                        text = turn.utterance.text
                        await self._say(TranscriptChunk(f"\n{text}" if texts else text))
                        texts.append(text)
            await self._say(Transcript("\n".join(texts), language="en"))
            await self._say(TranscriptStop())
        except Refused as error:
            await self._say(Error(error.refusal.message, error.refusal.code))
        except TooLong:
            await self._say(Error("The recording is too long; send it in parts.", "too-long"))
        except RecogniserError:
            text = "The recogniser failed. Send the sound again."
            await self._say(Error(text, "recogniser-failed"))
        except ConnectionError:
            return

    async def _drop(self) -> None:
        """Whatever is under way."""
        if self._source is not None:
            self._source.close()
        if self._work is not None:
            self._work.cancel()
            await asyncio.wait([self._work])
        self._source = self._work = None

    async def _say(self, event: Eventable) -> None:
        await async_write_event(event.event(), self._writer)


def _text(value: object) -> str:
    return value[:TERM_CHARACTERS] if isinstance(value, str) else ""
