"""The live socket: one face of one session. Sound and intents in, cells and answers out.

Nothing of a session depends on a socket: it may break at any byte.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import struct
import uuid
from dataclasses import dataclass, field
from typing import Any

from fastapi import WebSocket
from pydantic import ValidationError
from starlette.websockets import WebSocketDisconnect

from medvoice.faces.server.live_messages import (
    ANY,
    AudioBegin,
    AudioEnd,
    DoAnswerScreen,
    DoStudy,
    Hello,
    Said,
    SoundSaid,
    intent_of,
)
from medvoice.faces.server.safety.refusing import Refused
from medvoice.faces.server.study_given import answer_screen, show_study, study_faults
from medvoice.session.channel import Subscription
from medvoice.session.feed import FeedClosedError, FeedFullError, NoStreamError, StreamBusyError
from medvoice.session.handing_over import taken_of
from medvoice.session.hub import Running, SessionHub
from medvoice.session.intents import Intent, IntentsFullError, SoundPlayed

FIRST = struct.Struct("<Q")
"""In front of a message's sound: the stream's number of its first sample."""
METER_S = 0.1
"""Seconds between two meters."""
PROGRESS_EVERY = 2
"""Meters between two words about the sound's progress."""
FULL_S = 0.02
"""Seconds until a full source is asked again."""
PATIENCE_S = 30.0
"""Seconds that sound or an intent waits for room: a disk that stands still longer is a fault."""
GONE, BUSY_ELSEWHERE, ENDED, TRY_AGAIN = 4404, 4409, 1000, 1013
MOST_WRONG = 20
"""Messages that are not understood; a client that sends more is sent away."""


@dataclass(slots=True)
class _Face:
    """One connection. user: who signs what is done by hand, or said into its microphone. mine: its
    stream; off: that was switched off, and is not durable yet. pending: keys of intents without an
    answer."""

    hub: SessionHub
    running: Running
    socket: WebSocket
    loop: asyncio.AbstractEventLoop
    user: str
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    sending: asyncio.Lock = field(default_factory=asyncio.Lock)
    subscription: Subscription | None = None
    mine: str = ""
    off: bool = False
    playing: bool = False
    wrong: int = 0
    pending: set[str] = field(default_factory=set)
    answered: int = 0

    # Any thread

    def wake(self) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended
            self.loop.call_soon_threadsafe(self.woken.set)

    def taken(self, stream: str) -> None:
        """Another microphone took the session over."""
        with contextlib.suppress(RuntimeError):
            self.loop.call_soon_threadsafe(self._told_taken, stream)

    # The loop

    def _told_taken(self, stream: str) -> None:
        if self.mine == stream:
            self.mine = ""
        _forget(self.loop.create_task(self.say({"type": "audio taken", "stream": stream})))

    async def say(self, message: dict[str, Any]) -> None:
        await self.text(json.dumps(message, ensure_ascii=False))

    async def text(self, message: str) -> None:
        async with self.sending:
            await self.socket.send_text(message)

    async def fault(self, message: str, kept: str = "", advice: str = "") -> None:
        await self.say({"type": "error", "message": message, "kept": kept, "advice": advice})

    async def progress(self) -> None:
        found = self.running.feed.progress()
        if found is not None and found.stream == self.mine:
            if self.off and found.durable >= found.have:
                self.mine = ""
            await self.say(
                {
                    "type": "audio",
                    "stream": found.stream,
                    "have": found.have,
                    "durable": found.durable,
                }
            )

    def subscribe(self, epoch: str = "", seq: int = -1) -> None:
        if self.subscription is None:
            self.subscription = self.hub.subscribe(self.running, self.wake, epoch, seq)

    async def cells(self) -> None:
        if self.subscription is None:
            return
        for message in self.subscription.take():
            await self.text(message)
        intents = self.running.state.intents
        for one in intents[self.answered :]:
            if one.key in self.pending:
                self.pending.discard(one.key)
                await self.say(_done(one.key, one.outcome, one.answer))
        self.answered = len(intents)


async def serve_face(hub: SessionHub, running: Running, socket: WebSocket, user: str = "") -> None:
    """Until the face leaves or the session ends. The socket is accepted."""
    face = _Face(hub, running, socket, asyncio.get_running_loop(), user or hub.author)
    face.answered = len(running.state.intents)
    writing = asyncio.create_task(_write(face))
    reading = asyncio.create_task(_read(face))
    try:
        await asyncio.wait({writing, reading}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (writing, reading):
            task.cancel()
        done = await asyncio.gather(writing, reading, return_exceptions=True)
        running.feed.left(face.taken)
        if face.subscription is not None:
            face.subscription.close()
        if face.playing:  # it left in the middle of it: nobody hears it any more
            with contextlib.suppress(IntentsFullError):
                await _played(face, ended=True)
    for error in done:
        left = (WebSocketDisconnect, asyncio.CancelledError, RuntimeError)
        if isinstance(error, BaseException) and not isinstance(error, left):
            raise error


async def _write(face: _Face) -> None:
    """Cells as they come, meters ten times a second, until the session has ended."""
    beat, due = 0, face.loop.time()
    while True:
        ended = face.running.ended.is_set()  # before the cells: the last ones are taken below
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(face.woken.wait(), max(0.0, due - face.loop.time()))
        face.woken.clear()
        await face.cells()
        if ended:
            outcome = face.running.outcome
            fault = outcome.error if outcome is not None else ""
            await face.say({"type": "closed", "message": fault or "the session has ended"})
            await face.socket.close(ENDED)
            return
        if face.loop.time() < due:
            continue
        due = face.loop.time() + METER_S
        if face.subscription is not None:
            level, seconds = face.running.meter()
            await face.say(
                {"type": "meter", "level": round(level, 1), "seconds": round(seconds, 2)}
            )
        beat += 1
        if face.mine and beat % PROGRESS_EVERY == 0:
            await face.progress()


async def _read(face: _Face) -> None:
    while face.wrong < MOST_WRONG:
        message = await face.socket.receive()
        if message["type"] == "websocket.disconnect":
            return
        text, data = message.get("text"), message.get("bytes")
        try:
            if data is not None:
                face.subscribe()
                await _sound(face, data)
            elif text is not None:
                await _said(face, ANY.validate_json(text))
        except ValidationError as error:
            face.wrong += 1
            await face.fault(f"The message was not understood: {_faults(error)}")
        except NoStreamError as error:
            face.wrong += 1
            await face.fault(f"The sound was not taken: {error}.")
        except (FeedClosedError, IntentsFullError) as error:
            await face.fault(f"Not taken: {error}.", "", "Open the session again.")
        except FeedFullError as error:
            # What came behind it would be a hole in the sound: the face sends it all again.
            await face.fault(f"Not taken: {error}.", "The face keeps it.", "Connect again.")
            await face.socket.close(TRY_AGAIN)
            return
    await face.socket.close(1008)


async def _said(face: _Face, said: Said) -> None:
    if isinstance(said, Hello):
        face.subscribe(said.epoch, said.seq)
        return
    face.subscribe()
    if isinstance(said, AudioBegin):
        await _begin(face, said)
    elif isinstance(said, SoundSaid):
        await _played(face, ended=said.state == "ended", audible=said.audible)
    elif isinstance(said, AudioEnd):
        face.running.feed.end(said.stream, said.at)
        face.off = True
    elif isinstance(said, DoStudy | DoAnswerScreen):
        await _screen(face, said)
    else:
        await _intent(face, said)


async def _begin(face: _Face, said: AudioBegin) -> None:
    try:
        feed = face.running.feed
        feed.begin(said.stream, said.rate, face.taken, said.take, holder=face.user)
    except StreamBusyError as error:
        await face.say({"type": "audio refused", "stream": said.stream, "message": f"{error}"})
        return
    except NoStreamError as error:
        face.wrong += 1
        await face.say({"type": "audio refused", "stream": said.stream, "message": f"{error}"})
        return
    face.mine, face.off = said.stream, False
    await face.progress()


async def _sound(face: _Face, data: bytes) -> None:
    """Raises NoStreamError, FeedClosedError, FeedFullError."""
    if len(data) < FIRST.size:
        raise NoStreamError("a message of sound begins with 8 bytes")
    if not face.mine or face.off:
        return  # what was on its way when another microphone took over
    (first,) = FIRST.unpack_from(data)
    waited = 0.0
    while True:
        try:
            face.running.feed.push(face.mine, first, data[FIRST.size :])
            return
        except FeedFullError:
            # Not read on: the face's sound waits in its own buffer, and nothing is dropped.
            waited += FULL_S
            if waited > PATIENCE_S:
                raise
            await asyncio.sleep(FULL_S)


async def _intent(face: _Face, said: Said) -> None:
    """Raises IntentsFullError."""
    intent = intent_of(said)
    assert intent is not None, "what is none was taken before"
    known = taken_of(face.running.state, intent.key)
    if known is not None:
        await face.say(_done(known.key, known.outcome, known.answer))
        return
    face.pending.add(intent.key)
    try:
        await _given(face, intent)
    except IntentsFullError:
        face.pending.discard(intent.key)
        raise


async def _screen(face: _Face, said: DoStudy | DoAnswerScreen) -> None:
    """What is loaded and asked is told by the cell `screen`; the answer says that it was begun."""
    screen = face.running.made.screen

    def do() -> tuple[str, str]:
        try:
            if isinstance(said, DoStudy):
                with study_faults():
                    named = said.named()
                show_study(screen, named, choose=said.choose)
            else:
                answer_screen(screen, said)
        except Refused as refused:
            return "refused", refused.refusal.message
        return "done", ""

    if screen is None:
        await face.say(_done(said.key, "refused", "no studies are shown here"))
        return
    outcome, answer = await asyncio.to_thread(screen.once, said.key, do)
    await face.say(_done(said.key, outcome, answer))


async def _given(face: _Face, intent: Intent) -> None:
    """Raises IntentsFullError."""
    waited = 0.0
    while True:
        try:
            face.running.give(intent, face.user)
            return
        except IntentsFullError:
            waited += FULL_S
            if waited > PATIENCE_S or face.running.ended.is_set():
                raise
            await asyncio.sleep(FULL_S)


async def _played(face: _Face, *, ended: bool, audible: bool = True) -> None:
    """The face plays sound, which the microphone hears; or has ended, or left."""
    face.playing = not ended
    at = face.running.made.dictation.live.position()
    await _given(face, SoundPlayed(uuid.uuid4().hex, at, ended, audible))


def _done(key: str, outcome: str, answer: str) -> dict[str, Any]:
    return {"type": "done", "key": key, "outcome": outcome, "answer": answer}


def _faults(error: ValidationError) -> str:
    """Places and faults; what was sent is not repeated."""
    found = [
        f"{'.'.join(str(part)[:40] for part in fault['loc'])}: {fault['msg']}"
        for fault in error.errors(include_input=False, include_url=False)[:4]
    ]
    return "; ".join(found)[:500]


def _forget(task: asyncio.Task[None]) -> None:
    """A message to a face that has gone is nobody's fault."""
    task.add_done_callback(lambda done: done.cancelled() or done.exception())
