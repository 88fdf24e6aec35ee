"""A session's record: what is read late does not undo what was given meanwhile."""

from __future__ import annotations

from datetime import datetime

import pytest
from dictations import composer
from record_of_doe import doe

from medvoice.session.events import ANY_EVENT, SessionStarted
from medvoice.session.folder import create_folder
from medvoice.session.kept_record import keep, kept
from medvoice.session.record_beside import RecordBeside
from medvoice.session.state import SessionState, fold

COMPOSER = composer()
QUESTION = "what was the last creatinine"


class Room:
    """A dictation with a record beside it. late: what the loading thread has not come to yet."""

    def __init__(self, root) -> None:
        self.folder = create_folder(root, datetime(2026, 1, 2))
        started = SessionStarted(session="s", created="", template="cxr", recogniser="r", source="")
        self.state = fold(SessionState(), started)
        self.late = []
        self.go_on()

    def go_on(self) -> None:
        self.record = RecordBeside(self.folder, self.late.append)
        self.record.begin(self.give, lambda: self.state)

    def give(self, intent) -> None:
        for event in COMPOSER.by_hand(self.state, intent):
            self.state = fold(self.state, ANY_EVENT.validate_json(event.model_dump_json()))


@pytest.mark.parametrize("before", ["a record", "what a crash left"])
def test_a_record_that_is_given_before_the_old_one_was_read_is_kept(tmp_path, before) -> None:
    room = Room(tmp_path)
    if before == "a record":
        room.record.put(doe("1.3"))
    else:
        keep(room.folder, doe("1.3"))
    room.go_on()
    room.record.put(doe("2.4"))
    (load,) = room.late
    load()
    assert kept(room.folder, room.state.record.digest) == doe("2.4")
    assert "2.4 mg/dL" in room.record.known(QUESTION).text
    assert len(list(room.folder.path.glob("record-*"))) == 1
