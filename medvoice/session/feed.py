"""Feed: sound that a face captures and sends, numbered by it; what of it is kept, and what is safe.

A *stream* is one microphone from the moment it was switched on; its samples count from 0, at its
own rate. A face keeps what is not durable yet, and sends from `have` on when its connection, or the
daemon, comes back.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from medvoice.audio.block import PAUSED, SAMPLE_RATE, SourceState
from medvoice.audio.journal_reader import JournalEnd
from medvoice.audio.push_source import PushClosedError, PushFullError, PushSource
from medvoice.session.holders import BY, name_in, named

OPEN = "open"
_NAMED = re.compile(rf"stream=([\w.:-]{{1,64}}) rate=(\d{{4,6}}) from=(\d{{1,15}}){BY}")
"""A source's message as the journal keeps it: the next sample is the stream's sample `from`, and
whose microphone it is."""
_ENDED = re.compile(r"stream=([\w.:-]{1,64}) ended")
"""The same of a source that was switched off."""
LOST = "the connection to the microphone was lost"
NOT_KEPT = "the face could not keep it"
LONGEST = 10**15 - 1
"""Samples of a stream: what `_NAMED` can say, 300 years of them."""
RATES = (8_000, 96_000)
"""Hz; of a stream, at least and at most."""

Taken = Callable[[str], None]
"""A face's own: told when another microphone takes the session over. Any thread."""


class StreamBusyError(RuntimeError):
    """Another face's microphone is in use."""


class NoStreamError(ValueError):
    """Sound for a stream that is not the session's now, or a name or rate that cannot be."""


class FeedFullError(RuntimeError):
    """There is no room now; nothing of this message was taken: push it again."""


class FeedClosedError(RuntimeError):
    """The session ends; nothing of this message was taken."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Of a stream, in its own samples. have: all before it were taken. durable: all before it are
    on the disk (fdatasync)."""

    stream: str
    have: int
    durable: int


@dataclass(slots=True)
class _Piece:
    """Of a stream, without a hole. anchor: absolute sample that is its sample `first`; None until
    the source has reached it."""

    first: int
    anchor: int | None = None


@dataclass(slots=True)
class _Stream:
    """pieces: that are not durable whole, oldest first; there is always one.
    holder: whose microphone it is, "" for unknown. stop: absolute sample behind its last, once it
    has ended.
    asleep: of a session that had ended, so that the source does not know of it yet."""

    name: str
    rate: int
    owner: Taken | None
    pieces: list[_Piece]
    holder: str = ""
    have: int = 0
    ended: bool = False
    stop: int | None = None
    asleep: bool = False
    at: float = 0.0

    @property
    def message(self) -> str:
        if self.ended:
            return f"stream={self.name} ended"
        return named(f"stream={self.name} rate={self.rate} from={self.have}", self.holder)


class Feed:
    """Thread-safe. `source` is what the dictation listens to."""

    def __init__(
        self,
        name: str,
        end: JournalEnd | None = None,
        cut: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """name: of the source, as shown. end: of the session's journal as it was. cut: the session
        had not ended: the turn under way goes on with the stream that comes back."""
        self._clock = clock
        self._lock = threading.Lock()
        self._base = end.sample if end is not None else 0
        self._durable: Callable[[], int] = lambda: 0
        self._stream = _from_journal(end, not cut, clock()) if end is not None else None
        goes_on = cut and self._stream is not None and not self._stream.ended
        message = self._stream.message if self._stream is not None else ""
        first = SourceState(OPEN if goes_on else PAUSED, name, message)
        self.source = PushSource(name, first=first)

    def attach(self, durable: Callable[[], int]) -> None:
        """durable: absolute sample up to which the journal is on the device."""
        self._durable = durable

    def begin(
        self, stream: str, rate: int, owner: Taken, take: bool = False, holder: str = ""
    ) -> Progress:
        """A microphone was switched on, or comes back. take: also from another face. holder: whose
        it is: what is said into it is signed by them. Raises StreamBusyError, NoStreamError,
        FeedClosedError."""
        made = _Stream(stream, rate, owner, [], holder, at=self._clock())
        if not _NAMED.fullmatch(made.message) or not RATES[0] <= rate <= RATES[1]:
            raise NoStreamError("the stream's name or rate cannot be")
        with self._lock, _as_ours():
            now = self._stream
            if now is not None and now.name == stream:
                return self._rejoined(now, made)
            if now is not None and not now.ended and not now.asleep:
                if now.owner is not None and now.owner != owner:
                    if not take:
                        raise StreamBusyError("another face's microphone is in use")
                    now.owner(now.name)
                self.source.lost(max(0.0, self._clock() - now.at), LOST)
            self._open(made)
            self._stream = made
            return self._progress(made)

    def push(self, stream: str, first: int, pcm: bytes) -> int:
        """Sound from sample `first` of the stream on, 16-bit little-endian mono. Returns `have`.
        What is known already is ignored; a hole before it is stated as lost. Raises NoStreamError,
        FeedFullError, FeedClosedError."""
        if len(pcm) % 2:
            raise NoStreamError("half a sample")
        with self._lock, _as_ours():
            now = self._own(stream)
            if first + len(pcm) // 2 > LONGEST:
                raise NoStreamError("no stream is so long")
            if first > now.have:
                self._skipped(now, first)
                self._open(now)  # the journal says which sample comes behind the hole
            new = pcm[2 * (now.have - first) :]
            if new:
                samples = np.frombuffer(new, "<i2").astype(np.float32) / np.float32(32768.0)
                self.source.push(samples, now.rate, timeout=0.0)
                now.have += len(samples)
            now.at = self._clock()
            return now.have

    def end(self, stream: str, at: int = 0) -> None:
        """The microphone was switched off, `at` samples after it was switched on: what of them did
        not come is stated as lost. Raises NoStreamError, FeedClosedError."""
        with self._lock, _as_ours():
            now = self._own(stream)
            if now.have < at <= LONGEST:
                self._skipped(now, at)
            now.ended = True
            self.source.turned(PAUSED, now.message, lambda start: self._stopped(now, start))

    def left(self, owner: Taken) -> None:
        """A face has gone; its stream waits for it."""
        with self._lock:
            if self._stream is not None and self._stream.owner == owner:
                self._stream.owner = None

    def progress(self) -> Progress | None:
        """Of the stream that is open."""
        with self._lock:
            now = self._stream
            return self._progress(now) if now is not None else None

    @property
    def microphone(self) -> tuple[str, bool] | None:
        """The open stream and whether its face is there."""
        with self._lock:
            now = self._stream
            return None if now is None or now.ended else (now.name, now.owner is not None)

    def _own(self, stream: str) -> _Stream:
        if self._stream is None or self._stream.name != stream or self._stream.ended:
            raise NoStreamError("this stream is not open")
        return self._stream

    def _rejoined(self, now: _Stream, again: _Stream) -> Progress:
        if now.ended or now.rate != again.rate:
            raise NoStreamError("the stream has ended; a new one has another name")
        before, now.owner, now.at = now.owner, again.owner, again.at
        other = now.holder != again.holder
        now.holder = again.holder
        if now.asleep or other:
            now.asleep = False
            self._open(now)
        if before is not None and before != again.owner:
            before(now.name)
        return self._progress(now)

    def _skipped(self, now: _Stream, to: int) -> None:
        """A hole in the stream, up to its sample `to`."""
        self.source.lost((to - now.have) / now.rate, NOT_KEPT)
        now.have = to

    def _open(self, stream: _Stream) -> None:
        piece = _Piece(stream.have)
        self.source.turned(OPEN, stream.message, lambda start: self._reached(piece, start))
        stream.pieces.append(piece)

    def _reached(self, piece: _Piece, start: int) -> None:
        """By the capture thread."""
        piece.anchor = self._base + start

    def _stopped(self, stream: _Stream, start: int) -> None:
        """By the capture thread: all of it has come out of the source."""
        stream.stop = self._base + start

    def _progress(self, now: _Stream) -> Progress:
        durable = self._durable()
        if now.stop is not None and durable >= now.stop:
            return Progress(now.name, now.have, now.have)
        while len(now.pieces) > 1 and _begun(now.pieces[1], durable):
            del now.pieces[0]
        piece, later = now.pieces[0], now.pieces[1:]
        safe = piece.first
        if piece.anchor is not None:
            safe += max(0, durable - piece.anchor) * now.rate // SAMPLE_RATE
        end = later[0].first if later else now.have
        return Progress(now.name, now.have, min(end, safe))


def _begun(piece: _Piece, durable: int) -> bool:
    """Whether all before it is durable."""
    return piece.anchor is not None and durable >= piece.anchor


@contextmanager
def _as_ours() -> Iterator[None]:
    try:
        yield
    except PushFullError as error:
        raise FeedFullError(str(error)) from error
    except PushClosedError as error:
        raise FeedClosedError(str(error)) from error


def _from_journal(end: JournalEnd, asleep: bool, now: float) -> _Stream | None:
    """The stream that the journal ends with, None for none."""
    ended = _ENDED.fullmatch(end.message)
    if ended is not None:  # its name is used up
        return _Stream(ended[1], SAMPLE_RATE, None, [_Piece(0)], ended=True, stop=0, at=now)
    found = _NAMED.fullmatch(end.message)
    if found is None:
        return None
    rate, first = int(found[2]), int(found[3])
    have = first + (end.sample - end.since) * rate // SAMPLE_RATE
    pieces, holder = [_Piece(first, end.since)], name_in(found[4])
    return _Stream(found[1], rate, None, pieces, holder, have, asleep=asleep, at=now)
