"""One HTTP request and its answer, so that the waiting can be interrupted at any moment.

A thread of its own sends and reads; the caller waits in short steps, with `between()` in each, and
hangs up by closing the socket under the thread. On purpose nothing else: no redirect is followed,
no proxy of the environment is used, nothing is sent twice, no more is read than was allowed.
"""

from __future__ import annotations

import contextlib
import http.client
import queue
import socket
import ssl
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from medvoice.assistant.backend import Between, Garbage, Refused, TimedOut, Unreachable
from medvoice.assistant.endpoint import Endpoint, is_loopback

CONNECT_S = 5.0
"""To the server's machine; its answer has a limit of its own."""
_STEP_S = 0.05
"""Between two calls of `between()`. An answer that comes is seen at once."""
_CHUNK = 65_536
_MOST_WAITING = 64
"""Pieces that were read and not yet taken. When full, reading waits, and the server with it."""

_AT_ONCE = struct.pack("HH" if sys.platform == "win32" else "ii", 1, 0)
"""struct linger: on, for 0 seconds."""

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Request:
    """body: None for a GET. silence_s: longest wait for the next byte. whole_s: for everything.
    most_bytes: of the answer."""

    method: Literal["GET", "POST"]
    path: str
    body: bytes | None
    silence_s: float
    whole_s: float
    most_bytes: int
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Head:
    status: int
    content_type: str


@dataclass(frozen=True, slots=True)
class _Fault:
    error: Exception


_END = None


class Reply:
    """The answer to a request that is under way. Close it, always."""

    def __init__(
        self, endpoint: Endpoint, request: Request, between: Between, clock: Clock = time.monotonic
    ) -> None:
        self._endpoint, self._request = endpoint, request
        self._between, self._clock = between, clock
        self._inbox: queue.Queue[_Head | bytes | _Fault | None] = queue.Queue(_MOST_WAITING)
        self._line = _Line(endpoint, request, self._inbox)
        self._ends_at = clock() + request.whole_s
        between()
        self._line.start()
        with contextlib.ExitStack() as unless_it_answers:
            unless_it_answers.callback(self._line.hang_up)
            head = self._next()
            unless_it_answers.pop_all()
        assert isinstance(head, _Head)
        self.status, self.content_type = head.status, head.content_type

    def pieces(self) -> Iterator[bytes]:
        """The body as it comes. Raises BackendError, and what `between` raises."""
        while (item := self._next()) is not _END:
            assert isinstance(item, bytes)
            yield item

    def all(self) -> bytes:
        return b"".join(self.pieces())

    def beginning(self) -> bytes:
        """Of the body of a refusal: enough to know why."""
        found = b""
        with contextlib.suppress(Garbage, Unreachable):  # its status says enough
            for piece in self.pieces():
                found += piece
                if len(found) >= _CHUNK:
                    break
        return found[:_CHUNK]

    def close(self) -> None:
        """Hangs up where the answer is not complete, so that the server stops working on it."""
        self._line.hang_up()

    def __enter__(self) -> Reply:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _next(self) -> _Head | bytes | None:
        """Time that `between` takes is not the server's, so it does not count."""
        silent_at = self._clock() + self._request.silence_s
        while True:
            before = self._clock()
            self._between()
            taken = self._clock() - before
            silent_at, self._ends_at = silent_at + taken, self._ends_at + taken
            try:
                item = self._inbox.get(timeout=_STEP_S)
            except queue.Empty:
                if self._clock() >= min(silent_at, self._ends_at):
                    raise self._too_late() from None
                continue
            if isinstance(item, _Fault):
                raise self._explained(item.error)
            if self._clock() >= self._ends_at and item is not _END:
                raise self._too_late()
            return item

    def _too_late(self) -> TimedOut:
        place, seconds = self._endpoint.place, self._request.silence_s
        return TimedOut(
            f"The language-model server at {place} did not finish its answer in time "
            f"({seconds:.0f} s without a word, or {self._request.whole_s:.0f} s in all). "
            "language_model.timeout_s allows more."
        )

    def _explained(self, error: Exception) -> Exception:
        place = self._endpoint.place
        match error:
            case Garbage() | Refused():
                return error
            case TimeoutError():
                return self._too_late()
            case ConnectionRefusedError():
                return Unreachable(f"No language-model server answers at {place}. Is it running?")
            case ssl.SSLCertVerificationError():
                return Unreachable(
                    f"{place} is not vouched for by any authority that this machine knows. Where "
                    "the house has one of its own, SSL_CERT_FILE names its certificate."
                )
            case ssl.SSLError():
                return Unreachable(f"{place}: the encrypted connection failed ({error.reason}).")
            case socket.gaierror():
                return Unreachable(f"{place}: there is no host of this name.")
            case http.client.IncompleteRead() | http.client.RemoteDisconnected():
                return Garbage(f"The server at {place} broke off in the middle of its answer.")
            case http.client.HTTPException():
                return Garbage(f"What answers at {place} does not speak HTTP.")
            case ConnectionError():
                return Garbage(f"The server at {place} broke off the connection.")
            case _:
                return Unreachable(f"{place} cannot be reached ({type(error).__name__}).")


class _Line:
    """The thread and its socket."""

    def __init__(
        self,
        endpoint: Endpoint,
        request: Request,
        inbox: queue.Queue[_Head | bytes | _Fault | None],
    ) -> None:
        self._endpoint, self._request, self._inbox = endpoint, request, inbox
        self._connection = _connection(endpoint)
        self._socket: socket.socket | None = None
        self._hung_up = threading.Event()
        self._thread = threading.Thread(target=self._run, name="language-model", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def hang_up(self) -> None:
        self._hung_up.set()
        if self._socket is not None:
            with contextlib.suppress(OSError):  # it is closed already
                # Closed with a reset. Without it a server that was waiting for room to write learns
                # of nothing: Linux answers no window probe of a connection that is half closed.
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
                # The plain socket's: an SSLSocket's own would take the session from the reader.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def _run(self) -> None:
        try:
            self._talk()
        except (OSError, http.client.HTTPException, Garbage, Refused) as error:
            self._tell(_Fault(error))
        except (ValueError, AttributeError) as error:  # http.client's, when closed under it
            self._tell(_Fault(ConnectionError(type(error).__name__)))
        finally:
            self._connection.close()

    def _talk(self) -> None:
        request, connection = self._request, self._connection
        connection.connect()
        # Kept, because http.client lets go of it when the answer says "Connection: close".
        self._socket = connection.sock
        self._check_peer()
        self._socket.settimeout(request.silence_s)
        if self._hung_up.is_set():
            return
        connection.request(request.method, request.path, request.body, dict(request.headers))
        with connection.getresponse() as answer:
            self._tell(_Head(answer.status, answer.headers.get_content_type()))
            read = 0
            while not self._hung_up.is_set() and (piece := answer.read1(_CHUNK)):
                read += len(piece)
                if read > request.most_bytes:
                    raise Garbage(
                        f"The server at {self._endpoint.place} sent more than the "
                        f"{request.most_bytes / 1e6:.0f} MB that an answer can have."
                    )
                self._tell(piece)
            if self._hung_up.is_set():
                return
            if answer.length:
                raise http.client.IncompleteRead(b"", answer.length)
        self._tell(_END)

    def _tell(self, item: _Head | bytes | _Fault | None) -> None:
        """Waits for room; after hanging up nobody listens."""
        while not self._hung_up.is_set():
            with contextlib.suppress(queue.Full):
                self._inbox.put(item, timeout=_STEP_S)
                return

    def _check_peer(self) -> None:
        """A loopback name must end on loopback before a word is sent."""
        if self._endpoint.here and not is_loopback(self._connection.sock.getpeername()[0]):
            raise Refused(
                f"{self._endpoint.host} leads to another machine. Nothing was sent. If that is "
                "meant, name that machine in language_model.url."
            )


def _connection(endpoint: Endpoint) -> http.client.HTTPConnection:
    if endpoint.encrypted:
        return http.client.HTTPSConnection(
            endpoint.host, endpoint.port, timeout=CONNECT_S, context=ssl.create_default_context()
        )
    return http.client.HTTPConnection(endpoint.host, endpoint.port, timeout=CONNECT_S)
