"""A session begins whole or not at all; what ends, is deleted and opened again at once stays so."""

from __future__ import annotations

import fcntl
import shutil
import threading
import time
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from dictations import TURNS, spoken, until
from hubs import RATE, Face, hub_of, send_of

from medvoice.sealing.errors import SealError
from medvoice.session.dictation import Dictation
from medvoice.session.folder import FolderBusyError, FolderLock, create_folder
from medvoice.session.hub import LOOKS_S, HubSettings, Made
from medvoice.session.listing import NoSuchSessionError
from medvoice.session.state import SessionState

TRUTH = spoken(*TURNS)
send = partial(send_of, TRUTH)


def left(root: Path) -> list[str]:
    return [path.name for path in (root / "sessions").iterdir()]


@pytest.mark.parametrize(
    "fault", [OSError(28, "No space left on device"), LookupError("no study"), SealError("locked")]
)
def test_a_session_that_cannot_begin_leaves_nothing(tmp_path, fault) -> None:
    hub = hub_of(tmp_path, TRUTH)

    def first(_: Made) -> None:
        raise fault

    with pytest.raises(type(fault)):
        hub.create(first=first)
    assert (left(tmp_path), hub.sessions(), hub.all()) == ([], [], [])
    assert hub.create().name in left(tmp_path)
    hub.stop()


def test_the_study_of_a_session_that_cannot_begin_is_given_up(tmp_path, monkeypatch) -> None:
    closed = []

    class Screen:
        def close(self) -> None:
            closed.append(True)

    hub = hub_of(tmp_path, TRUTH)
    make = hub._make
    hub._make = lambda *given: replace(make(*given), screen=Screen())
    monkeypatch.setattr(Dictation, "start", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(OSError, match="full"):
        hub.create()
    assert closed == [True]
    assert left(tmp_path) == []
    hub.stop()


def test_deleting_waits_until_the_hub_has_let_go(tmp_path) -> None:
    """The dictation has ended, but what lies beside it may still be written."""
    hub = hub_of(tmp_path, TRUTH)
    running = hub.create()
    seen = []
    letting = threading.Event()

    def closed(_: SessionState) -> None:
        assert letting.wait(60)
        seen.append(running.folder.path.exists())

    running.made = replace(running.made, closed=closed)
    running.end()
    running.made.dictation.wait(None)
    threading.Timer(0.2, letting.set).start()
    hub.delete(running.name)
    assert seen == [True]
    assert left(tmp_path) == []
    hub.stop()


def test_a_session_that_was_told_to_end_is_opened_behind_its_end(tmp_path) -> None:
    """Not the one that takes no sound any more."""
    hub = hub_of(tmp_path, TRUTH)
    running = hub.create()
    running.feed.begin("s1", RATE, Face(hub, running).owner)
    send(running, 0, RATE)
    running.end()
    again = hub.open(running.name)
    assert again is not running
    assert again.feed.begin("s2", RATE, Face(hub, again).owner).have == 0
    hub.stop()


def test_a_session_is_not_closed_while_a_face_is_on_its_way(tmp_path) -> None:
    now = [0.0]
    hub = hub_of(tmp_path, TRUTH, HubSettings(linger_s=60), clock=lambda: now[0])
    running = hub.create()
    now[0] = 59.0
    assert hub.open(running.name) is running
    now[0] = 100.0
    time.sleep(5 * LOOKS_S)
    assert not running.ending
    now[0] = 120.0
    until(lambda: running.ended.is_set())
    hub.stop()


def test_opening_and_deleting_at_once_leave_it_whole_or_gone(tmp_path) -> None:
    """Faces that open, close and delete the same session, all at once."""
    hub = hub_of(tmp_path, TRUTH)
    faults: list[BaseException] = []
    for _ in range(6):
        name = hub.create().name

        def act(do, name=name) -> None:
            try:
                do(name)
            except (FolderBusyError, NoSuchSessionError):
                pass
            except BaseException as error:  # noqa: BLE001 - shown below
                faults.append(error)

        acts = [hub.open, hub.delete, lambda name: hub.close(name, 10), hub.open, hub.delete]
        threads = [threading.Thread(target=act, args=(do,)) for do in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert faults == []
        running = hub.running(name)
        assert (name in left(tmp_path)) or running is None
        if running is not None and not running.ending:
            assert running.folder.events.exists()
    hub.stop()


def test_the_lock_of_a_session_that_is_deleted_meanwhile_is_none(tmp_path, monkeypatch) -> None:
    """Another process held it, and has deleted the session between opening the file and locking."""
    folder = create_folder(tmp_path, datetime.now())
    flock = fcntl.flock

    def deleted(fd: int, how: int) -> None:
        shutil.rmtree(folder.path)
        flock(fd, how)

    monkeypatch.setattr(fcntl, "flock", deleted)
    with pytest.raises(FolderBusyError, match="being deleted"):
        FolderLock(folder)
    assert left(tmp_path) == []
