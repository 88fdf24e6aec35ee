"""SessionHub: many dictations at once over one recogniser, each with any number of faces."""

from __future__ import annotations

import logging
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from medvoice.audio.journal_reader import end_of
from medvoice.audio.source import AudioSource
from medvoice.report.template import Template
from medvoice.sealing.stored_file import Keys
from medvoice.session.beside import Beside
from medvoice.session.cells import Cells, Table
from medvoice.session.channel import Channel, Subscription
from medvoice.session.deleting import Deleted
from medvoice.session.dictation import Dictation, Outcome
from medvoice.session.event_log import read_events
from medvoice.session.feed import Feed
from medvoice.session.folder import FolderBusyError, SessionFolder, all_folders, create_folder
from medvoice.session.intents import Intent
from medvoice.session.listing import Listed, Listing, listed
from medvoice.session.on_screen import OnScreen, screen_cell
from medvoice.session.record_beside import RecordBeside
from medvoice.session.resident_memory import give_back
from medvoice.session.retention import Retention, delete_if_expired
from medvoice.session.state import SessionState, replay

log = logging.getLogger(__name__)

ENDS_S = 10.0
"""Seconds that somebody waits for a session that ends."""
LOOKS_S = 0.05
"""Seconds between two looks for something new: what a face is late by, at most."""


class HubFullError(RuntimeError):
    """As many sessions run as may."""


class HubClosedError(RuntimeError):
    """The daemon stops."""


@dataclass(frozen=True, slots=True)
class HubSettings:
    """linger_s: seconds that a session without a face stays open. most: that run at once. author:
    who signs."""

    linger_s: float = 60.0
    most: int = 32
    author: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A dictation, not started. template: of that name, as it is now. notices: of its template's
    files. closed: called once it has ended. screen: of its study, None where it can have none.
    beside: what else it has. record: one of them, None where it can have none."""

    dictation: Dictation
    template: Callable[[str], Template]
    notices: Callable[[], tuple[str, ...]] = tuple
    closed: Callable[[SessionState], None] = lambda _: None
    screen: OnScreen | None = None
    beside: tuple[Beside, ...] = ()
    record: RecordBeside | None = None


def _nothing(_: Made) -> None:
    pass


Make = Callable[[SessionFolder, str, AudioSource, SessionState], Made]
"""A dictation in a folder, for the template of that name ("" for the usual one), that listens to a
source and goes on from a state. Raises TemplateError, RecogniserError."""


@dataclass(slots=True)
class Running:
    """A session that runs. alone_since: monotonic; None while a face is there. closing: it was told
    to end."""

    folder: SessionFolder
    made: Made
    feed: Feed
    cells: Cells
    channel: Channel = field(default_factory=Channel)
    alone_since: float | None = None
    closing: bool = False
    seen: tuple[object, ...] = ()
    publishing: threading.Lock = field(default_factory=threading.Lock)
    ended: threading.Event = field(default_factory=threading.Event)
    outcome: Outcome | None = None

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def state(self) -> SessionState:
        return self.made.dictation.state

    @property
    def ending(self) -> bool:
        return self.closing or not self.made.dictation.running

    def end(self) -> None:
        """No sound comes any more; what was captured is recognised, and the report saved."""
        self.closing = True
        self.feed.source.close()

    def give(self, intent: Intent, by: str = "") -> None:
        """by: who signs, "" for the author. Raises IntentsFullError."""
        self.made.dictation.give(intent, by)

    def meter(self) -> tuple[float, float]:
        """Level in dBFS, seconds captured."""
        return self.made.dictation.live.meter()


class SessionHub:
    """Thread-safe. One thread looks at all sessions and tells their faces."""

    def __init__(
        self,
        root: Path,
        make: Make,
        settings: HubSettings | None = None,
        clock: Callable[[], float] = time.monotonic,
        keys: Keys | None = None,
    ) -> None:
        """root: the data folder. keys: of its vault. `start` before the first session."""
        self._root = root
        self._keys = keys
        self._make = make
        self._settings = settings or HubSettings()
        self._clock = clock
        self._lock = threading.Lock()  # of the table alone: nothing slow happens under it
        self._starting = threading.Lock()  # one session begins, goes on or is deleted at a time
        self._running: dict[str, Running] = {}
        self._stopping = threading.Event()
        self.listing = Listing(root, keys)
        self._thread = threading.Thread(target=self._look, name="hub", daemon=True)

    @property
    def author(self) -> str:
        """Who signs where nobody else is known."""
        return self._settings.author

    def start(self) -> None:
        """The thread that tells the faces."""
        self._thread.start()

    def create(self, template: str = "", first: Callable[[Made], None] = _nothing) -> Running:
        """A new session; where it cannot begin, nothing is left of it. first: what has to succeed
        before it begins (its study is asked for); raises what it likes. Raises HubFullError,
        HubClosedError, TemplateError, SealError, OSError."""
        with self._starting:
            self._room()
            folder = create_folder(self._root, datetime.now(), self._keys)
            running = None
            try:
                running = self._start(folder, template, Feed("face"), SessionState(), first)
            finally:
                if running is None:  # nothing was said into it
                    shutil.rmtree(folder.path, ignore_errors=True)
            return running

    def open(self, name: str) -> Running:
        """The session, which goes on where it has ended or was cut off. Raises NoSuchSessionError,
        FolderBusyError, HubFullError, HubClosedError, TemplateError, EventLogError, JournalError,
        OSError."""
        while True:
            with self._starting:
                running = self.running(name)
                if running is None:
                    return self._go_on(name)
                with running.publishing:
                    if not running.ending:
                        running.alone_since = self._clock()  # its face is on its way
                        return running
            # Behind its end it is opened again; nobody else waits for that.
            if not running.ended.wait(ENDS_S):
                return running

    def _go_on(self, name: str) -> Running:
        folder = self.listing.folder(name)
        self._room()
        events = read_events(folder.log).events if folder.events.exists() else None
        state = replay(events or ())
        cut = events is not None and not state.ended
        end = end_of(folder.sound) if folder.journal.exists() else None
        return self._start(folder, state.report.template, Feed("face", end, cut), state)

    def running(self, name: str) -> Running | None:
        with self._lock:
            return self._running.get(name)

    def sessions(self) -> list[Running]:
        """Those that run."""
        with self._lock:
            return list(self._running.values())

    def subscribe(
        self, running: Running, wake: Callable[[], None], epoch: str = "", seq: int = -1
    ) -> Subscription:
        """As Channel.subscribe."""
        with running.publishing:
            self._publish(running)
            subscription = running.channel.subscribe(wake, epoch, seq)
            running.alone_since = None
        return subscription

    def close(self, name: str, timeout: float | None = None) -> Outcome | None:
        """End it, recognise what was captured, save the report; None where it did not run, or not
        within `timeout` seconds."""
        running = self.running(name)
        if running is None:
            return None
        running.end()
        running.ended.wait(timeout)
        return running.outcome

    def delete(self, name: str) -> None:
        """Raises FolderBusyError while it runs, NoSuchSessionError, LedgerError, OSError."""
        running = self.running(name)
        if running is not None and not running.made.dictation.running:
            running.ended.wait(ENDS_S)  # the hub still closes what lies beside it
        with self._starting:
            if self.running(name) is not None:
                raise FolderBusyError(f"{name}: this dictation is running right now")
            self.listing.delete(name)

    def expire(self, rule: Retention, now: datetime) -> list[Deleted]:
        """Delete what the rule keeps no longer; a session may begin between any two."""
        gone = []
        for folder in all_folders(self._root, self._keys):
            if self._stopping.is_set():
                break
            with self._starting:
                deleted = delete_if_expired(folder, rule, now)
            if deleted is not None:
                gone.append(deleted)
        return gone

    def all(self) -> list[tuple[Listed, Running | None]]:
        """Newest first."""
        found = []
        for one in self.listing.all():
            running = self.running(one.name)
            if running is not None:
                one = listed(one.name, running.state, running.meter()[1])
            found.append((one, running))
        return found

    def stop(self) -> None:
        """Close every session and wait for it."""
        with self._starting:
            self._stopping.set()
        for one in self.sessions():
            one.end()
        self._thread.join()

    def _room(self) -> None:
        if self._stopping.is_set():
            raise HubClosedError("the daemon stops")
        if len(self.sessions()) >= self._settings.most:
            raise HubFullError(f"{self._settings.most} sessions run already")

    def _start(
        self,
        folder: SessionFolder,
        template: str,
        feed: Feed,
        state: SessionState,
        first: Callable[[Made], None] = _nothing,
    ) -> Running:
        made = self._make(folder, template, feed.source, state)
        started = False
        try:
            first(made)
            made.dictation.start(datetime.now(), self._settings.author)
            started = True
        finally:
            if not started and made.screen is not None:
                made.screen.close()  # a study on its way is given up
        feed.attach(lambda: made.dictation.durable_to)
        running = Running(folder, made, feed, Cells(made.template), alone_since=self._clock())
        with self._lock:
            self._running[folder.name] = running
        if made.screen is not None:
            made.screen.begin(running.give, lambda: running.state)
        for one in made.beside:
            one.begin(running.give, lambda: running.state)
        return running

    def _look(self) -> None:
        while True:
            time.sleep(LOOKS_S)  # while it stops, too: the last turns are recognised meanwhile
            looked_at = self.sessions()
            if self._stopping.is_set() and not looked_at:
                return
            for running in looked_at:
                self._look_at(running)

    def _look_at(self, running: Running) -> None:
        has_ended = not running.made.dictation.running  # before its last cells are made
        try:
            try:
                with running.publishing:
                    self._mind_faces(running)
                    if running.made.screen is not None and not has_ended:
                        position = running.made.dictation.live.position()
                        running.made.screen.follow(running.state, position)
                    self._publish(running)
                if has_ended:
                    running.made.closed(running.state)
            finally:  # its study would stay open, and the daemon wait for it when it stops
                if has_ended and running.made.screen is not None:
                    running.made.screen.close()
                for one in running.made.beside if has_ended else ():
                    one.end()
        except Exception as error:  # noqa: BLE001 - the faces' boundary: dictations go on without
            log.error("a session cannot be shown", extra={"fault": type(error).__name__})
        finally:  # also one that cannot be shown comes to its end
            if has_ended:
                self._reap(running)

    def _publish(self, running: Running) -> None:
        """Make cells where something may be new."""
        dictation = running.made.dictation
        state, version = dictation.state, dictation.live.version
        microphone = running.feed.microphone
        screen, assisted = running.made.screen, dictation.assisted
        seen = (
            state,
            version,
            running.channel.faces,
            microphone,
            running.made.notices(),
            screen.version if screen is not None else None,
            [one.version for one in running.made.beside],
            assisted,  # what was changing has come to its end
        )
        if not assisted and _same(seen, running.seen):
            return
        running.channel.publish(self._table(running, state))
        running.seen = seen

    def _table(self, running: Running, state: SessionState) -> Table:
        view = running.made.dictation.view()
        table = running.cells.table(state, view)
        figures, microphone = view.figures, running.feed.microphone
        table["session"]["author"] = self._settings.author
        table["notices"] = [*running.made.notices(), *view.notices]
        table["figures"] = {
            "first_tail": figures.first_tail,
            "final": figures.final,
            "lag": figures.lag,
            "written_s": figures.written_s,
        }
        table["storage"] = running.made.dictation.live.storage
        screen = running.made.screen
        table["screen"] = screen.cell(state) if screen is not None else screen_cell(state)
        table |= {one.name: one.cell(state) for one in running.made.beside}
        table["faces"] = running.channel.faces
        table["microphone"] = (
            {"stream": microphone[0], "connected": microphone[1]} if microphone else None
        )
        return table

    def _mind_faces(self, running: Running) -> None:
        screen = running.made.screen
        if running.channel.faces or (screen is not None and screen.loading):
            running.alone_since = None  # a study on its way would be lost with the session
        elif running.alone_since is None:
            running.alone_since = self._clock()
        elif self._clock() - running.alone_since > self._settings.linger_s:
            running.end()

    def _reap(self, running: Running) -> None:
        running.outcome = running.made.dictation.wait(None)
        with self._lock:
            self._running.pop(running.name, None)
        running.ended.set()
        give_back()


def _same(seen: tuple[object, ...], before: tuple[object, ...]) -> bool:
    """States are looked at no deeper than whether they are the same object."""
    return len(seen) == len(before) and all(
        a is b or (not isinstance(a, SessionState) and a == b)
        for a, b in zip(seen, before, strict=True)
    )
