"""A session's screen: what is named before the dictation has begun joins it when it has."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from dictations import composer
from record_of_doe import doe
from studies_shown import ORDER

from medvoice.config import Settings
from medvoice.faces.screens_made import screens_of
from medvoice.session.about_screen import about_cell
from medvoice.session.events import ANY_EVENT, SessionStarted
from medvoice.session.folder import create_folder
from medvoice.session.handing_over import AGAIN_S
from medvoice.session.on_screen import OnScreen
from medvoice.session.record_beside import RecordBeside
from medvoice.session.state import SessionState, fold
from medvoice.session.studies_listed import StudiesListed
from medvoice.session.study_loads import StudyLoads
from medvoice.session.study_named import NamedStudy, orders_given

COMPOSER = composer()
LATE_S = 10 * AGAIN_S
"""Seconds that a dictation takes to begin: what is handed to it was ready long before."""


class Dictation:
    """Takes intents at once."""

    def __init__(self) -> None:
        started = SessionStarted(session="s", created="", template="cxr", recogniser="r", source="")
        self.state = fold(SessionState(), started)

    def give(self, intent) -> None:
        for event in COMPOSER.by_hand(self.state, intent):
            self.state = fold(self.state, ANY_EVENT.validate_json(event.model_dump_json()))


@pytest.fixture
def loads():
    opened = StudyLoads()
    yield opened
    opened.close()


@pytest.mark.parametrize("late", [0.0, LATE_S])
def test_an_order_that_was_there_before_the_dictation_joins_it(loads, late) -> None:
    settings = Settings()
    screen = OnScreen(screens_of(settings, None, StudiesListed(settings.studies.roots), loads))
    dictation = Dictation()
    try:
        screen.show(NamedStudy(orders=orders_given(ORDER, "")), choose=False)
        time.sleep(late)
        screen.begin(dictation.give, lambda: dictation.state)
        end = time.monotonic() + 60
        while screen.loading:
            assert time.monotonic() < end, "it was handed to nobody"
            time.sleep(AGAIN_S)
        assert about_cell(dictation.state.attached)["reason"] == "Cough for three weeks"
    finally:
        screen.close()


def test_what_is_ready_is_attached_in_the_same_cell(loads) -> None:
    """A face's state may have been read before the dictation took the order."""
    settings = Settings()
    screen = OnScreen(screens_of(settings, None, StudiesListed(settings.studies.roots), loads))
    dictation = Dictation()
    older = dictation.state
    try:
        screen.begin(dictation.give, lambda: dictation.state)
        screen.show(NamedStudy(orders=orders_given(ORDER, "")), choose=False)
        end = time.monotonic() + 60
        while screen.cell(older)["state"] == "loading":
            assert time.monotonic() < end
            time.sleep(AGAIN_S)
        assert screen.cell(older)["about"]["reason"] == "Cough for three weeks"
    finally:
        screen.close()


def test_a_record_that_was_there_before_the_dictation_joins_it(tmp_path) -> None:
    folder = create_folder(tmp_path, datetime(2026, 1, 2))
    record = RecordBeside(folder, lambda load: load())
    dictation = Dictation()
    with ThreadPoolExecutor(1) as pool:
        given = pool.submit(record.put, doe("1.3"))
        time.sleep(LATE_S)
        record.begin(dictation.give, lambda: dictation.state)
        given.result(60)
    assert dictation.state.record is not None
