"""Transcriber: recordings that come over an API, on threads of its own, beside live sessions."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass

from medvoice.audio.source import AudioSource
from medvoice.faces.server.daemon import Daemon
from medvoice.faces.server.safety.incoming import Refusal
from medvoice.faces.server.safety.refusing import Refused
from medvoice.session.engine import Engine
from medvoice.session.transcribe import FinalTurn, transcribe

AT_ONCE = 2
"""Recordings decoded at once: one more than keeps the model busy while another's file is read."""
WAITING = 16
"""Recordings that may wait for that; more are refused."""
LONGEST_S = 4 * 3600.0
"""Seconds of sound in one recording: a file of silence unpacks to thousands of times its size."""

BUSY = Refusal(
    429,
    "busy",
    "Too many recordings wait to be transcribed. Nothing was taken; send it again later.",
    {"Retry-After": "30"},
)


class TooLong(Exception):
    """The recording is longer than `LONGEST_S`."""


@dataclass(slots=True)
class Progress:
    """Of one recording. seconds: of sound, decoded so far."""

    seconds: float = 0.0


class Transcriber:
    """One for the app; used from its event loop."""

    def __init__(self, daemon: Daemon, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._daemon = daemon
        self._at_once = at_once
        self._most = at_once + waiting
        self._open = 0
        self._pool: ThreadPoolExecutor | None = None

    @property
    def waiting(self) -> int:
        """Recordings that were taken and are not decoded yet."""
        return max(0, self._open - self._at_once)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """See `Part`. Joins the threads; what they work on was closed by its request."""
        self._pool = ThreadPoolExecutor(self._at_once, "recording")
        try:
            yield
        finally:
            await asyncio.to_thread(self._pool.shutdown, cancel_futures=True)

    async def turns(
        self, api: str, source: AudioSource, engine: Engine, progress: Progress
    ) -> AsyncGenerator[FinalTurn, None]:
        """Turns with words as they end; leaving the iterator (use `aclosing`) ends the work.

        api: for the figures. Raises Refused, SoundFileError, RecogniserError, TooLong."""
        if self._open >= self._most or self._pool is None:
            source.close()
            self._daemon.meters.recording(api, "refused", 0, 0)
            raise Refused(BUSY)
        self._open += 1
        loop = asyncio.get_running_loop()
        found: asyncio.Queue[FinalTurn | None] = asyncio.Queue()

        def put(turn: FinalTurn) -> None:
            loop.call_soon_threadsafe(found.put_nowait, turn)

        begin = time.monotonic()
        work = loop.run_in_executor(self._pool, self._work, source, engine, progress, put)
        work.add_done_callback(lambda _: found.put_nowait(None))
        outcome = "left"
        try:
            while (turn := await found.get()) is not None:
                yield turn
            outcome = "failed"
            await work
            outcome = "done"
        finally:
            source.close()
            work.cancel()  # takes effect where it has not begun
            await asyncio.wait([work])
            self._open -= 1
            seconds = time.monotonic() - begin
            self._daemon.meters.recording(api, outcome, progress.seconds, seconds)

    def _work(
        self,
        source: AudioSource,
        engine: Engine,
        progress: Progress,
        put: Callable[[FinalTurn], None],
    ) -> None:
        def at(seconds: float) -> None:
            progress.seconds = seconds
            if seconds > LONGEST_S:
                raise TooLong

        house, dialect = self._daemon.house, self._daemon.ears.dialect
        for turn in transcribe(source, engine, dialect, at, house):
            put(turn)
