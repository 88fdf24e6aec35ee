"""Attached: a dictation that a running daemon recognises; the microphone and the view are here.

What the microphone gives is kept in memory until the daemon has it on its disk. A daemon that goes
away may come back: then everything that it lacks is sent again. Where it stays away, what it lacks
is kept as a dictation that did not end.
"""

from __future__ import annotations

import json
import struct
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from medvoice.audio.block import SAMPLE_RATE, AudioBlock, AudioGap, SourceState, to_pcm16
from medvoice.audio.source import AudioSource
from medvoice.faces.attached_sound import AttachedSound
from medvoice.faces.attached_view import view_of
from medvoice.faces.running_daemon import Address
from medvoice.faces.unsent import Pcm, Unsent
from medvoice.session.sounding import SoundOut
from medvoice.session.view import Mode, SessionView

AWAY_S = 120.0
"""Seconds that a daemon may be away before this gives up on it."""
LOOK_S = 0.02
BEGINS_S = 10.0
ANSWER_S = 150.0
"""Seconds that a request may take: a session's last turn is recognised while it closes."""
FIRST = struct.Struct("<Q")
STREAM = "terminal"
SEEN = 1 << 24
"""Bytes of one message: all cells of a long session."""


class DaemonGoneError(RuntimeError):
    """The daemon refused, or went away for good; the message says which."""


class Attached:
    """start → (view …) → wait. `running` and `view` from any thread."""

    def __init__(
        self,
        address: Address,
        source: AudioSource,
        left: Callable[[Pcm], str],
        sound: SoundOut | None = None,
    ) -> None:
        """left: keeps what could not be handed over in the end, and says where. Raises OSError,
        ValueError. sound: with what is played here, None for nothing."""
        self._address = address
        self._source = source
        self._left = left
        self._sound = AttachedSound(sound, self._captured) if sound is not None else None
        self._unsent = Unsent()
        self._captured_all = threading.Event()
        self._lock = threading.Lock()
        self._cells: dict[str, Any] = {}
        self._since = ("", -1)
        self._meter = (-120.0, 0.0)
        self._have = self._durable = 0
        self._notices: tuple[str, ...] = ()
        self._off = False
        self._ended = False
        self.name = ""
        self.error = ""
        self._capture = threading.Thread(target=self._run_capture, name="capture")
        self._talk = threading.Thread(target=self._run_talk, name="daemon")

    def start(self, template: str) -> None:
        """Begin a session there. Raises DaemonGoneError."""
        self.name = json.loads(self._ask("POST", "/v1/sessions", {"template": template}))["name"]
        self._capture.start()
        self._talk.start()

    def wait(self) -> None:
        self._capture.join()
        self._talk.join()

    @property
    def running(self) -> bool:
        return self._talk.is_alive()

    def view(self) -> SessionView:
        with self._lock:
            view = view_of(self._cells, *self._meter, self._notices)
        view = replace(view, source=f"{self._source.name} → {self._address.url}")
        return replace(view, mode=Mode.ENDED) if self._ended else view

    def report(self) -> str:
        """As plain text. Raises DaemonGoneError."""
        return self._ask("GET", f"/v1/sessions/{self.name}/report").decode()

    def _run_capture(self) -> None:
        try:
            for item in self._source.captured():
                if isinstance(item, AudioBlock):
                    self._unsent.put(to_pcm16(item.samples))
                elif isinstance(item, AudioGap):
                    self._unsent.skip(item.missing)
                elif isinstance(item, SourceState) and item.state != "open":
                    self._notice(f"Microphone {item.state}: {item.device} {item.message}")
        finally:
            self._source.close()
            self._captured_all.set()

    def _run_talk(self) -> None:
        try:
            self._talking()
        finally:
            if self._sound is not None:
                self._sound.close()

    def _talking(self) -> None:
        gone_since: float | None = None
        while not self._ended:
            try:
                with self._joined() as socket:
                    gone_since = None
                    self._converse(socket)
                self._ask("POST", f"/v1/sessions/{self.name}/close")
                last = json.loads(self._ask("GET", f"/v1/sessions/{self.name}"))["cells"]
                with self._lock:  # the last turn was recognised after the connection
                    self._cells = last
                self._ended = True
            except (OSError, WebSocketException, DaemonGoneError) as error:
                if gone_since is None:
                    gone_since = time.monotonic()
                    self._notice("The daemon is away; sound is kept here until it is back.")
                if time.monotonic() - gone_since > AWAY_S:
                    self._give_up(error)
                time.sleep(0.2)

    def _converse(self, socket: ClientConnection) -> None:
        """Until all sound is on its disk. Raises OSError, WebSocketException."""
        sent = self._begun(socket)
        while sent is not None:
            piece = self._unsent.after(sent)
            if piece is not None:
                first, pcm = piece
                socket.send(FIRST.pack(first) + pcm.astype("<i2").tobytes())
                sent = first + len(pcm)
            elif self._captured_all.is_set() and not self._off and not self._unsent.after(sent):
                self._off = True
                socket.send(json.dumps({"type": "audio end", "stream": STREAM, "at": sent}))
            self._take(socket, 0.0 if piece is not None else LOOK_S)
            for message in self._sound.follow(self._cells) if self._sound is not None else ():
                socket.send(json.dumps(message))
            self._unsent.forget(self._durable)
            if self._off and not self._unsent.held:
                return

    def _begun(self, socket: ClientConnection) -> int | None:
        """The sample to go on with; None where it has them all."""
        socket.send(json.dumps({"type": "hello", "epoch": self._since[0], "seq": self._since[1]}))
        begin = {"type": "audio", "stream": STREAM, "rate": SAMPLE_RATE, "take": True}
        socket.send(json.dumps(begin))
        end = time.monotonic() + BEGINS_S
        while time.monotonic() < end:
            match self._take(socket, LOOK_S):
                case "audio":
                    self._off = False
                    return self._have
                case "audio refused" if self._off:
                    return None  # it ended before the connection did
        raise OSError("the daemon does not answer")

    def _take(self, socket: ClientConnection, seconds: float) -> str:
        """One message, "" for none."""
        try:
            message = json.loads(socket.recv(timeout=seconds))
        except TimeoutError:
            return ""
        kind = str(message["type"])
        with self._lock:
            match kind:
                case "state":
                    self._cells = message["cells"]
                    self._since = (message["epoch"], message["seq"])
                case "diff":
                    self._cells = {
                        name: value
                        for name, value in (self._cells | message["set"]).items()
                        if name not in message["gone"]
                    }
                    self._since = (message["epoch"], message["seq"])
                case "meter":
                    self._meter = (message["level"], message["seconds"])
                case "audio":
                    self._have, self._durable = message["have"], message["durable"]
        if kind in ("error", "audio refused", "audio taken"):
            self._notice(str(message.get("message", "another microphone took over")))
        return kind

    def _joined(self) -> ClientConnection:
        address = self._address.url.replace("http", "ws", 1)
        token = self._address.token
        return connect(
            f"{address}/v1/sessions/{self.name}/live",
            max_size=SEEN,
            proxy=None,
            additional_headers={"Authorization": f"Bearer {token}"} if token else {},
        )

    def _captured(self, start: int, end: int) -> bytes:
        """As WAV. Raises OSError."""
        try:
            return self._ask("GET", f"/v1/sessions/{self.name}/audio?start={start}&end={end}")
        except DaemonGoneError as error:
            raise OSError(str(error)) from error

    def _give_up(self, error: Exception) -> None:
        rest = self._unsent.rest()
        kept = "nothing was left to hand over"
        if len(rest):
            try:
                kept = f"what it lacks is in {self._left(rest)}"
            except (OSError, ValueError) as fault:
                kept = f"{len(rest) / SAMPLE_RATE:.1f} s of sound could not be kept: {fault}"
        self.error = f"the daemon went away ({error}); {kept}"
        self._ended = True
        self._source.close()

    def _notice(self, text: str) -> None:
        with self._lock:
            self._notices = (*self._notices, text)[-5:]

    def _ask(self, method: str, path: str, body: object = None) -> bytes:
        data = json.dumps(body).encode() if body is not None else None
        headers = {"Content-Type": "application/json"} if data is not None else {}
        if self._address.token:
            headers["Authorization"] = f"Bearer {self._address.token}"
        request = urllib.request.Request(self._address.url + path, data, headers, method=method)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=ANSWER_S) as answer:
                found: bytes = answer.read()
                return found
        except urllib.error.HTTPError as error:
            raise DaemonGoneError(_said(error)) from error
        except OSError as error:
            raise DaemonGoneError(str(error)) from error


def _said(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.loads(error.read())["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return f"HTTP {error.code}"
