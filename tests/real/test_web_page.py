"""The page in a real Chromium with the shipped model: its fake microphone plays a recording."""

from __future__ import annotations

import re
import signal
import socket
import time
import urllib.parse
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import pytest
import soundfile
from cable import Cable
from chromium import Page
from page_sound import captured, watch_the_capture
from page_use import begin
from room import room
from serving import Serving

from medvoice.audio.journal_reader import JournalReader
from medvoice.config import Settings
from medvoice.faces.compose import ears_of
from medvoice.resources import samples_folder
from medvoice.session.event_log import read_events
from medvoice.session.events import GapRecorded
from medvoice.session.folder import SessionFolder
from medvoice.session.opening import open_file
from medvoice.session.transcribe import transcribe

RATE = 16_000
SAMPLE = "cxr_two_views"
EXAM = (0.0, 15.6)
"""Seconds of the sample: exam, indication, comparison; it ends in a pause."""
FINDINGS = (15.6, 33.0)
QUIET_S = 2.5
"""Behind each recording: the file's end is no end of a turn."""


@pytest.fixture(scope="module")
def bundled():
    settings = Settings.model_validate({"recogniser": {"name": "bundled"}})
    with ears_of(settings, lambda _: None) as ears:
        yield ears


@pytest.fixture
def recording(tmp_path) -> Callable[..., Path]:
    """Seconds [from, to) of the sample as the microphone's WAV."""

    def make(start: float, end: float | None) -> Path:
        sound, rate = soundfile.read(samples_folder() / f"{SAMPLE}.flac", dtype="int16")
        assert rate == RATE
        part = sound[int(start * RATE) : None if end is None else int(end * RATE)]
        path = tmp_path / f"{start}-{end}.wav"
        soundfile.write(path, np.concatenate([part, np.zeros(int(QUIET_S * RATE), np.int16)]), RATE)
        return path

    return make


def report(page: Page) -> dict[str, str]:
    """As it stands on the page: field → its sentences."""
    return page.js("""return Object.fromEntries([...document.querySelectorAll('.field')].map((field) => [
        field.dataset.field, [...field.querySelectorAll('.sentence .words')].map((s) => s.innerText).join(' ')]))""")


def said(page: Page) -> str:
    return " ".join(page.texts(".utterance .words"))


def folder(house, name: str) -> SessionFolder:
    return SessionFolder(house.daemon.settings.storage.folder / "sessions" / name)


def text_of(ears, path: Path) -> Iterator[str]:
    """The written form of the same sound without browser and daemon."""
    for turn in transcribe(open_file(path), ears.engine(), ears.dialect):
        yield turn.utterance.text


def gaps(house, name: str) -> list[float]:
    events = read_events(folder(house, name).events).events
    return [event.seconds for event in events if isinstance(event, GapRecorded)]


def quiet(page: Page, seconds: float) -> None:
    """Until the page shows nothing being said for a while."""
    state = "#live-stable, #live-tail"
    since = time.monotonic()

    def still() -> bool:
        nonlocal since
        if page.text("#state") == "Speaking" or any(page.texts(state)):
            since = time.monotonic()
        return time.monotonic() - since > seconds

    page.until(still, "silence", 300)


def test_the_microphones_report_is_read_off_the_page(bundled, recording, tmp_path):
    with (
        room(ears=bundled, folder=tmp_path / "data") as house,
        Page(microphone=recording(0, None)) as page,
    ):
        name = begin(page, house.url)
        page.click("#record")
        page.until(lambda: "6 weeks" in report(page)["impression.text"], "the last line", 300)
        quiet(page, 1.0)
        found, words = report(page), said(page).split()
        page.click("#record")
        page.until(lambda: page.text("#state-text") == "Microphone off", "off")
        assert "Chest x-ray" in found["exam.text"]
        assert "Cough and fever for 5 days" in found["indication.text"]
        assert "March 3, 2024" in found["comparison.text"]
        assert "right lower lobe" in found["findings.lungs_pleura"]
        assert "No pleural effusion or pneumothorax." in found["findings.lungs_pleura"]
        assert "The heart is normal in size." in found["findings.heart_mediastinum"]
        assert "Right lower lobe pneumonia." in found["impression.text"]
        direct = " ".join(text_of(bundled, recording(0, None))).split()
        alike = sum(
            b.size for b in SequenceMatcher(None, direct, words, False).get_matching_blocks()
        )
        # The fake microphone resamples twice, on a clock of its own, and the session favours its
        # template's words: 2 to 3 of 99 words were seen to differ.
        assert alike >= 0.95 * max(len(direct), len(words)), (words, direct)
        assert gaps(house, name) == []
        assert page.complaints == [], "no refusal of the page's policy, no error"
        page.driver.execute_cdp_cmd(
            "Browser.grantPermissions",
            {"origin": house.url, "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]},
        )
        page.press("c")
        page.until(lambda: "clipboard" in page.text("#toast"), "copied")
        copied = page.module("return navigator.clipboard.readText()")
        for line in found.values():  # an export ends each sentence with a mark
            assert bare(line) in bare(copied)


def bare(text: str) -> str:
    """Its words alone; numbers of a list, too, are the export's to write."""
    return " ".join(re.findall(r"\w+", text))


def test_five_seconds_without_a_connection_lose_nothing(bundled, recording, tmp_path):
    """Cut in mid-sentence; what is said meanwhile waits in the page."""
    with (
        room(ears=bundled, folder=tmp_path / "data") as house,
        Cable(urllib.parse.urlparse(house.url).port) as cable,
        Page(microphone=recording(*FINDINGS)) as page,
    ):
        name = begin(page, f"http://127.0.0.1:{cable.port}")
        watch_the_capture(page)
        page.click("#record")
        page.until(lambda: "hyperinflated" in page.text("#live") + said(page), "findings", 180)
        page.until(lambda: page.text("#state-text") == "Speaking", "a sentence")
        cable.cut()
        page.until(lambda: page.text("#state-text") == "Reconnecting", "it is said")
        time.sleep(5)
        page.until(lambda: "of sound kept here" in page.text("#state-more"), "and what is kept")
        cable.mend()
        page.until(lambda: page.text("#state-text") != "Reconnecting", "back")
        page.until(lambda: "left lung is clear" in said(page), "what was said meanwhile", 180)
        quiet(page, 1.5)
        words = said(page)
        page.click("#record")
        page.until(lambda: page.text("#state-text") == "Microphone off", "off")
        assert gaps(house, name) == []
        for sentence in (
            "The lungs are hyperinflated.",
            "right lower lobe, best seen on the lateral view.",
            "The left lung is clear.",
            "No pleural effusion or pneumothorax.",
        ):
            assert sentence in words
        # Sample by sample: what the page captured stands in the journal.
        blocks = JournalReader(folder(house, name).journal).blocks()
        kept = np.concatenate([np.rint(block.samples * 32768).astype("<i2") for block in blocks])
        np.testing.assert_array_equal(kept, captured(page))


def test_a_killed_daemon_costs_no_sample(recording, tmp_path):
    """kill -9 in mid-sentence, started again on the same folder and port: the page goes on by itself."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = ("--port", str(port))
    with Page(microphone=recording(*FINDINGS)) as page:
        with Serving(tmp_path, *options) as first:
            name = begin(page, first.url)
            watch_the_capture(page)
            page.click("#record")
            page.until(lambda: "hyperinflated" in page.text("#live") + said(page), "findings", 180)
            first.stop(signal.SIGKILL)
        page.until(lambda: page.text("#state-text") == "Reconnecting", "it is said")
        with Serving(tmp_path, *options) as second:
            page.until(lambda: "left lung is clear" in said(page), "what was said meanwhile", 180)
            quiet(page, 1.5)
            page.click("#record")
            page.until(lambda: page.text("#state-text") == "Microphone off", "off")
            assert "No pleural effusion or pneumothorax." in said(page)
            root = next(tmp_path.rglob(f"sessions/{name}"))
            events = read_events(SessionFolder(root).events).events
            second.stop()
        assert [event for event in events if isinstance(event, GapRecorded)] == []
        blocks = JournalReader(SessionFolder(root).journal).blocks()
        kept = np.concatenate([np.rint(block.samples * 32768).astype("<i2") for block in blocks])
        np.testing.assert_array_equal(kept, captured(page))


def test_a_page_loaded_anew_shows_the_same_session_and_listens_on(bundled, recording, tmp_path):
    with (
        room(ears=bundled, folder=tmp_path / "data") as house,
        Page(microphone=recording(*EXAM)) as page,
    ):
        name = begin(page, house.url)
        page.click("#record")
        page.until(lambda: "March 3, 2024" in report(page)["comparison.text"], "it is placed", 180)
        quiet(page, 1.0)
        before, words = report(page), said(page)
        page.driver.refresh()
        page.until(lambda: said(page).startswith(words), "the same words")
        assert {k: v for k, v in report(page).items() if v} == {
            k: v for k, v in before.items() if v
        }
        assert urllib.parse.unquote(page.js("return location.hash.slice(1)")) == name
        # The microphone was on, so it is again; the file begins anew with it.
        page.until(lambda: page.find("#record").get_attribute("aria-pressed") == "true", "on")
        page.until(lambda: said(page).count("Cough and fever") == 2, "heard again", 180)
        assert len(list((tmp_path / "data" / "sessions").iterdir())) == 1
