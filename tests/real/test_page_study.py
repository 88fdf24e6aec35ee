"""The page's study pane in a real Chromium: pictures, priors, boxes of answers, what is asked and
what is wrong; and sound that a closed session did not take yet."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from chromium import LANDSCAPE, PORTRAIT, Page
from page_looks import faint, nameless
from page_sound import captured, watch_the_capture
from page_use import open_new
from pydicom.uid import JPEG2000Lossless
from room import Room, room
from scripted import dictation_wav
from seeing_backend import SeeingBackend
from studies_shown import ORDER, write_ct, write_prior

from medvoice.assistant.backend import BackendError
from medvoice.assistant.levels import Level
from medvoice.assistant.turnstile import Turnstile
from medvoice.audio.journal_reader import JournalReader
from medvoice.session import on_screen
from medvoice.session.event_log import read_events
from medvoice.session.events import GapRecorded
from medvoice.session.folder import SessionFolder
from medvoice.session.language_model import LanguageModel

RATE = 16_000
BOX = '```json\n[{"box_2d": [400, 300, 600, 500], "label": "nodule"}]\n```'


LATER = threading.Event()


def says(text: str) -> str:
    """What the model is scripted to say: boxes where it is asked for them."""
    if "rather slowly" in text:
        assert LATER.wait(180)
    return BOX if "box_2d" in text or "bounding" in text.lower() else "A nodule, see SLICE 4."


class Seeing(SeeingBackend):
    """Places nothing."""

    def choose(self, *args: Any, **more: Any) -> Any:
        raise BackendError("scripted")


@pytest.fixture(scope="module")
def archive(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("archive")
    write_ct(root / "doe", side=128)
    write_prior(root / "older", side=128)
    write_ct(
        root / "roe", 3, study="1.9", PatientID="P-2", PatientName="Roe^Rita", AccessionNumber="B-1"
    )
    write_ct(
        root / "view",
        1,
        study="1.8",
        Modality="CR",
        StudyDescription="Chest PA",
        SOPClassUID="1.2.840.10008.5.1.4.1.1.1",
        ImagePositionPatient=None,
        ImageOrientationPatient=None,
        AccessionNumber="C-1",
    )
    (root / "empty").mkdir()
    damaged = write_ct(
        root / "damaged", 3, study="1.6", syntax=JPEG2000Lossless, AccessionNumber="D-1"
    )
    whole = bytearray((damaged / "001.dcm").read_bytes())
    begins = whole.index(b"\xff\x4f\xff\x51")  # the picture's own head
    whole[begins + 2 : begins + 40] = bytes(38)
    (damaged / "001.dcm").write_bytes(whole)
    return root


@pytest.fixture(scope="module")
def house(archive, tmp_path_factory) -> Iterator[Room]:
    with room(
        ["Findings: no pneumothorax."] * 200,
        folder=tmp_path_factory.mktemp("data"),
        studies={"roots": [str(archive)]},
        sessions=100,
    ) as opened:
        yield opened


@pytest.fixture(scope="module")
def seeing(archive, tmp_path_factory) -> Iterator[Room]:
    """With a model that takes images."""
    model = LanguageModel(Seeing(says), Level.VERBATIM, Turnstile())
    roots = {"roots": [str(archive)]}
    with room(folder=tmp_path_factory.mktemp("seeing"), studies=roots, model=model) as opened:
        yield opened


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> Iterator[Page]:
    with Page() as opened:
        yield opened


def id_of(house: Room, name: str) -> str:
    answer = httpx.get(f"{house.url}/v1/studies", trust_env=False, timeout=60)
    found = answer.json()["studies"]
    return next(one["id"] for one in found if one["name"] == name)


def begin(page: Page, house: Room, state: str = "ready", **given: object) -> str:
    """A dictation with a study, shown on the page."""
    page.resize(LANDSCAPE)
    name = open_new(page, house.url, {"study": given} if given else {})
    page.until(
        lambda: page.js("return document.querySelector('#study').dataset.state") == state, state
    )
    if state == "ready":
        page.until(lambda: shown(page), "a picture")
    return name


def shown(page: Page, view: int = 0) -> str:
    """Address of the picture on screen, "" for none."""
    return page.js(
        "return document.querySelectorAll('.view')[arguments[0]]?.dataset.shown ?? ''", view
    )


def where(page: Page, view: int = 0) -> str:
    return page.js("return document.querySelectorAll('.view .where')[arguments[0]].innerText", view)


def at(page: Page, slice_: str, view: int = 0) -> None:
    """Until that slice's picture is on screen."""
    index = int(slice_.split()[1]) - 1
    page.until(lambda: slice_ in where(page, view) and f"/{index}?" in shown(page, view), slice_)


def wheel(page: Page, delta: int, view: int = 0) -> None:
    page.js(
        """document.querySelectorAll('.view .stage')[arguments[1]].dispatchEvent(
        new WheelEvent('wheel', { deltaY: arguments[0], bubbles: true, cancelable: true }))""",
        delta,
        view,
    )


def pixel(page: Page, x: float, y: float, view: int = 0) -> int:
    """Grey at a share of width and height."""
    return page.js(
        """const canvas = document.querySelectorAll('.view canvas')[arguments[2]];
        return canvas.getContext('2d').getImageData(
          canvas.width * arguments[0], canvas.height * arguments[1], 1, 1).data[0]""",
        x, y, view,
    )  # fmt: skip


def test_a_new_dictation_is_begun_with_its_study(page, house):
    page.open("about:blank")
    page.open(f"{house.url}/")
    page.until(lambda: page.all("details.study:not([hidden]) summary"), "studies")
    page.click("details.study summary")
    page.until(lambda: page.all(".studies li[data-study]"), "the list")
    page.find(".chooser input[type=search]").send_keys("jane A-7")
    page.until(lambda: len(page.all(".studies li")) == 1, "one is left")
    page.click(".studies li button")
    page.find(".chooser input[type=search]").clear()
    page.find(".chooser input[type=search]").send_keys("older")
    page.until(lambda: "older" in page.text(".studies"), "the prior")
    page.click(".studies li button:nth-of-type(2)")
    page.click("#sessions .primary")
    page.until(lambda: shown(page), "a picture")
    page.until(lambda: page.text("#about .patient") == "Doe Jane", "the patient")
    page.until(lambda: "A-7" in page.text("#about"), "the order's number")
    page.until(lambda: "CT chest" in page.text("#title"), "the study's template")
    assert page.texts("#study .views select")[0].startswith("1 axial CT (12)")


def test_slices_by_wheel_and_keys(page, house):
    begin(page, house, study=id_of(house, "doe"))
    at(page, "slice 7 of 12")
    wheel(page, 120)
    at(page, "slice 8 of 12")
    wheel(page, -120)
    wheel(page, -120)
    at(page, "slice 6 of 12")
    for _ in range(4):
        wheel(page, 15)  # a touchpad: many small ones
    at(page, "slice 7 of 12")
    page.press("j")
    at(page, "slice 8 of 12")
    page.press("k")
    at(page, "slice 7 of 12")
    page.js("document.querySelector('.view .stage').focus()")
    page.press("\ue010")  # End
    at(page, "slice 12 of 12")
    page.press("\ue013")  # up
    at(page, "slice 11 of 12")
    page.press("\ue00e")  # page up
    at(page, "slice 1 of 12")
    stage = "document.querySelector('.view .stage')"
    assert page.js(f"return {stage}.getAttribute('role')") == "slider"
    assert page.js(f"return {stage}.getAttribute('aria-valuetext')") == "slice 1 of 12"
    assert page.js(f"return {stage}.getAttribute('aria-valuenow')") == "1"
    assert page.complaints == []


def test_windows_by_name_and_by_dragging(page, house):
    begin(page, house, study=id_of(house, "doe"))
    at(page, "slice 7 of 12")
    assert "C 40 W 400" in where(page)
    assert pixel(page, 0.5, 0.8) == 102, "0 HU"
    lung = page.js(
        "return [...document.querySelectorAll('.view select')[1].options].findIndex((o) => o.value === 'lung')"
    )
    page.press(str(lung))
    page.until(lambda: "C -600 W 1500" in where(page), "lung")
    assert pixel(page, 0.5, 0.8) == 230
    page.js("""const stage = document.querySelector('.view .stage');
      const at = (x, y, type) => stage.dispatchEvent(new PointerEvent(type, { clientX: x, clientY: y, pointerId: 1, bubbles: true }));
      stage.setPointerCapture = () => {};
      at(200, 300, 'pointerdown'); at(200, 360, 'pointermove'); at(200, 360, 'pointerup');""")
    page.until(lambda: "C -300 W 1500" in where(page), "dragged: brighter values are grey")
    assert "own -300/1500" in page.js(
        "return document.querySelectorAll('.view select')[1].selectedOptions[0].text"
    )
    page.press("0")
    page.until(lambda: "C 40 W 400" in where(page), "the usual one")


def test_the_prior_scrolls_along_by_place(page, house):
    begin(page, house, study=id_of(house, "doe"), prior=id_of(house, "older"))
    at(page, "slice 7 of 12")
    page.press("d")
    at(page, "slice 5 of 8", 1)  # 30 mm in slices of 7.5
    page.press("j")
    page.press("j")
    at(page, "slice 9 of 12")
    at(page, "slice 6 of 8", 1)  # 40 mm
    wheel(page, 120, 1)  # by hand: one further, and so it stays
    at(page, "slice 7 of 8", 1)
    page.press("k")
    at(page, "slice 8 of 12")
    at(page, "slice 7 of 8", 1)  # 35 mm is slice 6, and one further
    page.click("#study button[aria-pressed=true][title*=place]")
    page.press("k")
    at(page, "slice 7 of 12")
    at(page, "slice 7 of 8", 1)
    page.press("d")
    assert not page.find("[aria-label=Prior]").is_displayed()


def test_boxes_of_an_answer_and_the_slice_that_it_saw(page, seeing):
    begin(page, seeing, study=id_of(seeing, "view"))
    page.press("q")
    page.find("#ask-text").send_keys("where is the nodule\n")
    page.until(lambda: page.all(".view rect"), "the box is drawn")
    box = page.js(
        "const r = document.querySelector('.view rect'); return ['x', 'y', 'width', 'height'].map((n) => Number(r.getAttribute(n)))"
    )
    # Thousandths of a picture of 96 x 96: 400 … 600 down, 300 … 500 to the right.
    np.testing.assert_allclose(box, [28.8, 38.4, 19.2, 19.2], atol=0.2)
    assert page.js("return document.querySelector('.view text').textContent") == "nodule"
    canvas, marks = (
        page.js(
            f"return JSON.stringify(document.querySelector('.view {one}').getBoundingClientRect())"
        )
        for one in ("canvas", "svg")
    )
    assert json.loads(canvas) == json.loads(marks), "over the picture, to the pixel"
    assert "AI" in page.text(".exchange .mark")
    page.click("#study .tools button:not([hidden]):nth-last-of-type(2)")
    page.until(lambda: not page.all(".view rect"), "hidden")
    page.click(".exchange .seen button")
    page.until(lambda: page.all(".view rect"), "shown again")


def test_a_slice_that_an_answer_saw_is_one_click_away(page, seeing):
    begin(page, seeing, study=id_of(seeing, "doe"))
    page.press("q")
    page.find("#ask-text").send_keys("is there a nodule\n")
    page.until(lambda: page.all(".exchange .seen select"), "its slices")
    page.js("""const choice = document.querySelector('.exchange .seen select');
      choice.value = '3'; choice.dispatchEvent(new Event('change'));""")
    at(page, "slice 4 of 12")
    page.find("#ask-text").send_keys("how many slices are there\n")
    page.until(lambda: "from the study’s headers" in page.text("#exchanges"), "without a model")


def test_an_answer_is_waited_for_stopped_and_inserted(page, seeing):
    begin(page, seeing, study=id_of(seeing, "doe"))
    LATER.clear()
    page.press("q")
    page.find("#ask-text").send_keys("describe the lungs rather slowly\n")
    page.until(lambda: page.text(".exchange .mark") == "answering…", "under way")
    page.click(".exchange button")  # Stop
    LATER.set()
    page.until(lambda: page.text(".exchange .mark") != "answering…", "stopped")
    page.find("#ask-text").send_keys("is there a nodule\n")
    page.until(lambda: "A nodule" in page.texts(".exchange .reply")[-1], "another answer")
    page.js(
        "[...document.querySelectorAll('.exchange button')].findLast((b) => b.innerText.startsWith('Insert')).click()"
    )
    page.until(lambda: any("A nodule" in one for one in page.texts(".sentence")), "in the report")
    assert any(one.startswith("AI") for one in page.texts(".sentence")), "marked as the model's"
    page.until(lambda: "stands in the report" in page.text("#exchanges"), "and said so")
    page.js("document.querySelector('.sentence.model').focus()")
    page.js(
        "[...document.querySelectorAll('.field .tools button')].find((b) => b.innerText === 'Accept draft').click()"
    )
    page.until(lambda: not page.all(".sentence.model"), "the radiologist's now")


def test_a_question_is_asked_by_key_and_voice(page, seeing):
    begin(page, seeing, study=id_of(seeing, "doe"))
    page.click("#record")
    page.until(lambda: page.text("#state-text") in ("Listening", "Speaking"), "on")
    page.js("document.activeElement.blur()")
    page.press("a")
    page.until(lambda: page.text("#state-text") == "Your question", "it is waited for")
    page.press("r")
    page.until(lambda: page.text("#state-text") == "Microphone off", "off")


def test_an_order_that_differs_is_asked_about(page, house):
    begin(page, house, "asked", study=id_of(house, "roe"), order=ORDER)
    told = page.text("#study .message")
    assert "Nothing was attached" in told
    assert "P-1" in told
    assert "P-2" in told
    assert page.find("#about").is_displayed() is False
    page.js(
        "[...document.querySelectorAll('#study .message button')].find((b) => b.innerText.includes('without')).click()"
    )
    page.until(lambda: shown(page), "the study alone")
    page.until(lambda: "Roe Rita" in page.text("#about"), "its patient")


def test_nothing_to_show_is_said_and_another_study_can_be_chosen(page, house):
    begin(page, house, "broken", study=id_of(house, "empty"))
    assert "no image can be read" in page.text("#study [role=alert]")
    page.press("i")
    page.until(lambda: page.all("#study-dialog[open] li[data-study]"), "the dialog")
    page.js(
        f"document.querySelector('#study-dialog li[data-study=\"{id_of(house, 'doe')}\"] button').click()"
    )
    page.click("#study-dialog .primary")
    page.until(lambda: shown(page), "a picture")


def test_a_damaged_slice_is_said_in_its_place(page, house):
    begin(page, house, study=id_of(house, "damaged"))
    page.until(lambda: "cannot be read" in page.text(".view .fault"), "slice 2 of 3")
    page.press("j")
    at(page, "slice 3 of 3")
    assert page.text(".view .fault") == ""


def test_a_study_that_takes_long_holds_nothing_up(page, house, monkeypatch):
    gate, real = threading.Event(), on_screen.studied

    def slow(ways, wish, progress):
        progress(3, 12)
        assert gate.wait(180)
        return real(ways, wish, progress)

    monkeypatch.setattr(on_screen, "studied", slow)
    try:
        begin(page, house, "loading", study=id_of(house, "doe"))
        page.until(lambda: "3 of 12" in page.text("#study .wait"), "progress")
        page.press("n")
        page.until(lambda: page.all(".field.current"), "the report is worked on meanwhile")
    finally:
        gate.set()
    page.until(lambda: shown(page), "a picture")


@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT])
def test_there_is_room_for_all_of_it(page, house, size):
    begin(page, house, study=id_of(house, "doe"), prior=id_of(house, "older"))
    page.resize(size)
    page.press("d")
    page.until(lambda: shown(page, 1), "both")
    found = page.js("""
      const area = (name) => document.querySelector(name).getBoundingClientRect();
      const stages = [...document.querySelectorAll('.view .stage')].map((s) => s.getBoundingClientRect());
      return { stages: stages.map((s) => [s.width, s.height]), report: area('#report').height, live: area('#live').bottom,
        wide: document.documentElement.scrollWidth, high: document.documentElement.scrollHeight,
        small: [...document.querySelectorAll('#study button, #study select')].filter((b) => b.offsetParent && b.getBoundingClientRect().height < 20).length };""")
    assert (found["wide"], found["high"]) <= size
    assert all(width > 280 and height > 280 for width, height in found["stages"]), found
    assert found["report"] > 300
    assert found["live"] <= size[1]
    assert found["small"] == 0


def test_every_control_has_a_name_and_every_text_its_contrast(page, house):
    begin(page, house, study=id_of(house, "doe"), prior=id_of(house, "older"))
    page.press("d")
    page.until(lambda: shown(page, 1), "both")
    assert nameless(page) == []
    assert faint(page, "#study, #about") == []


def test_no_picture_is_left_in_the_browser(page, house):
    """`no-store`, and none of its caches."""
    begin(page, house, study=id_of(house, "doe"))
    assert page.module("return (await caches.keys()).length") == 0
    answer = page.module(
        "const a = await fetch(given[0]); return a.headers.get('Cache-Control')", shown(page)
    )
    assert answer == "no-store"


def test_sound_that_a_closed_session_did_not_take_is_brought_there(house, tmp_path):
    """Closed by another face in mid-sentence, the microphone on: every sample is in its journal."""
    wav = dictation_wav(tmp_path / "d.wav", 6)
    with Page(microphone=wav) as page:
        name = begin(page, house, "none")
        watch_the_capture(page)
        page.click("#record")
        page.until(lambda: page.text("#state-text") == "Speaking", "a sentence", 60)
        # What the page sends from now on waits in the page: as if the daemon were slow to read it.
        page.js(
            "WebSocket.prototype.send = ((send) => function (data) { if (typeof data === 'string' || !window.held) send.call(this, data); })(WebSocket.prototype.send); window.held = true"
        )
        page.until(lambda: page.js("return window.captured.length") > 60, "more of it")
        httpx.post(f"{house.url}/v1/sessions/{name}/close", json={}, trust_env=False, timeout=60)
        page.js("window.held = false")

        def brought() -> bool:
            state = httpx.get(f"{house.url}/v1/sessions/{name}", trust_env=False, timeout=60).json()
            return not state["running"] and (state["seconds"] + 0.01) * RATE >= len(captured(page))

        page.until(brought, "it went on for the rest, and is closed again", 120)
        page.until(lambda: page.text("#state-text") == "Ended", "said on the page, too")
        folder = SessionFolder(house.daemon.settings.storage.folder / "sessions" / name)
        events = read_events(folder.log).events
        assert [one for one in events if isinstance(one, GapRecorded) and one.missing] == []
        blocks = JournalReader(folder.sound).blocks()
        kept = np.concatenate([np.rint(b.samples * 32768).astype("<i2") for b in blocks])
        np.testing.assert_array_equal(kept, captured(page))
