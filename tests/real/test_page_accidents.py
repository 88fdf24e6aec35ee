"""What goes wrong, on the page: a microphone that is pulled, a daemon that does not answer."""

from __future__ import annotations

import numpy as np
import pytest
from chromium import Page
from page_accidents import (
    hold_the_microphone,
    lose_the_microphone,
    plug_the_microphone,
    without_the_daemon,
)
from page_sound import captured, watch_the_capture
from page_use import begin
from room import room
from scripted import dictation_wav

from medvoice.audio.journal_reader import JournalReader
from medvoice.session.folder import SessionFolder

SAID = ("Findings: no pneumothorax.",) * 20


@pytest.fixture
def house(tmp_path):
    with room(SAID, folder=tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def page(tmp_path):
    with Page(microphone=dictation_wav(tmp_path / "d.wav", 4, 2.0, 1.1)) as opened:
        yield opened


ENDS = """
  window.ends = [];
  window.AudioWorkletNode = class extends AudioWorkletNode {
    constructor(...given) {
      super(...given);
      this.port.addEventListener('message', ({ data }) => { if ('end' in data) window.ends.push(data.end); });
    }
  };
"""
"""Keeps how many samples the audio thread had captured when each capture ended."""


def test_a_microphone_that_is_pulled_is_said_loses_nothing_and_comes_back(house, page):
    name = begin(page, house.url)
    watch_the_capture(page)
    hold_the_microphone(page)
    page.js(ENDS)
    page.click("#record")
    page.until(lambda: page.text("#state-text") == "Speaking", "a sentence")
    page.until(lambda: page.text("#live"), "in its midst")
    lose_the_microphone(page)
    page.until(lambda: page.text("#state-text") == "Microphone lost", "it is said")
    assert "unplugged" in page.text("#state-more")
    assert page.js("return document.body.dataset.kind") == "lost"
    before = page.until(lambda: page.js("return window.ends"), "it was asked for the rest")
    assert len(captured(page)) == before[0], "to the last sample before it went"
    plug_the_microphone(page)
    page.until(lambda: page.text("#state-text") in ("Listening", "Speaking"), "back by itself")
    page.until(lambda: len(captured(page)) > before[0] + 8000, "and heard again")
    page.click("#record")
    page.until(lambda: page.text("#state-text") == "Microphone off", "off")
    assert sum(page.js("return window.ends")) == len(captured(page))
    folder = SessionFolder(house.daemon.settings.storage.folder / "sessions" / name)

    def kept() -> np.ndarray:
        blocks = list(JournalReader(folder.journal).blocks())
        return np.concatenate([np.rint(one.samples * 32768).astype("<i2") for one in blocks])

    page.until(lambda: len(kept()) >= len(captured(page)), "in the journal")
    np.testing.assert_array_equal(kept(), captured(page))


SLOWLY = """
  window.gates = [];
  const open = navigator.mediaDevices.getUserMedia;
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    await new Promise((done) => window.gates.push(done));
    return open(wanted);
  };
"""
"""A device that opens when it is told to."""


def test_switched_on_by_hand_while_it_comes_back_it_hears(house, page):
    begin(page, house.url)
    watch_the_capture(page)
    hold_the_microphone(page)
    page.click("#record")
    page.until(lambda: len(captured(page)) > 8000, "heard")
    page.js(SLOWLY)
    lose_the_microphone(page)
    page.until(lambda: page.text("#state-text") == "Microphone lost", "it is said")
    plug_the_microphone(page)
    page.until(lambda: page.js("return window.gates.length") == 1, "it is being opened")
    page.click("#record")
    page.until(lambda: page.text("#state-text") == "Microphone off", "by hand")
    page.click("#record")
    page.js("window.gates.forEach((open) => open())")
    page.until(
        lambda: (
            page.js("window.gates.splice(0).forEach((open) => open()); return true")
            and page.text("#state-text") in ("Listening", "Speaking")
        ),
        "on",
    )
    before = len(captured(page))
    page.until(lambda: len(captured(page)) > before + 32_000, "and heard")
    assert page.js("return window.microphones.filter((one) => one.active).length") == 1


def test_a_daemon_that_does_not_answer_is_said_and_asked_again(house, page):
    with without_the_daemon(page):
        page.open(f"{house.url}/")
        page.until(lambda: "does not answer" in page.text("#toast"), "it is said")
    page.click("#toast button")
    page.until(lambda: page.all("#sessions[open] option[value=cxr]"), "there")


def test_a_request_that_fails_says_so_and_the_dictation_stays(house, page):
    begin(page, house.url)
    with without_the_daemon(page):
        page.press("c")
        page.until(lambda: page.text("#toast").startswith("Not copied:"), "it is said")
        page.press("t")
        page.until(lambda: "does not answer" in page.text("#templates .refusal"), "here, too")
        page.press("\ue00c")
        page.press("h")
        page.until(lambda: "does not answer" in page.text("#help .spoken"), "and here")
        page.press("\ue00c")
    assert page.text("#state-text") == "Microphone off"
    page.press("h")
    page.until(lambda: page.all("#help .command"), "the next look finds them")


def test_a_session_that_does_not_exist_is_said(house, page):
    page.open(f"{house.url}/#nowhere")
    page.until(lambda: "There is no such session" in page.text("#state-more"), "said")
    assert page.find("#record").get_attribute("disabled")
    page.click("#toast button")
    page.until(lambda: page.all("#sessions[open] option[value=cxr]"), "another can be chosen")


def test_a_refusal_of_the_daemon_is_said_in_its_words(house, page):
    begin(page, house.url)
    page.press("y")
    page.until(lambda: "nothing to do again" in page.text("#toast").lower(), "said")
    page.until(lambda: not page.text("#toast"), "and gone after a while")
