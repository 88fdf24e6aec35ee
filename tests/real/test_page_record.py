"""The page's sources in a real Chromium: the patient's record given, compared and asked about,
the documents of the house, and which of them answered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from chromium import LANDSCAPE, PORTRAIT, Page
from page_use import open_new
from record_of_doe import ALLERGY, bundle, creatinine, doe, patient, roe
from retrieval.shelf import shelf
from room import Room, room
from studies_shown import write_ct


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Iterator[Room]:
    archive = tmp_path_factory.mktemp("archive")
    write_ct(archive / "doe", 6, side=96)
    guidelines = shelf(tmp_path_factory.mktemp("g"))
    (guidelines / "broken.pdf").write_bytes(b"%PDF-1.7 nothing behind it")
    documents = {"folders": [str(guidelines)], "cache": str(tmp_path_factory.mktemp("cache"))}
    with room(
        folder=tmp_path_factory.mktemp("data"),
        studies={"roots": [str(archive)]},
        documents=documents,
        sessions=100,
    ) as opened:
        yield opened


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with Page() as opened:
        yield opened


def begin(page: Page, house: Room, *, study: bool = True) -> str:
    """A dictation, shown on the page."""
    answer = httpx.get(f"{house.url}/v1/studies", trust_env=False, timeout=60)
    number = answer.json()["studies"][0]["id"]
    page.resize(LANDSCAPE)
    name = open_new(page, house.url, {"study": {"study": number}} if study else {})
    page.until(lambda: "Record" in page.text("#sources"), "the sources")
    if study:
        page.until(lambda: page.text("#about .patient"), "the patient")
    return name


def give(page: Page, folder: Path, *files: tuple[str, bytes]) -> None:
    for name, data in files:
        (folder / name).write_bytes(data)
    chosen = "\n".join(str(folder / name) for name, _ in files)
    page.find("#sources input[type=file]").send_keys(chosen)


def state(page: Page, wanted: str) -> None:
    page.until(
        lambda: (
            page.js("return document.querySelector('#sources .record').dataset.state") == wanted
        ),
        wanted,
    )


def ask(page: Page, text: str, mark: str) -> str:
    """The answer's element as text, once it is from there."""
    page.find("#ask-text").send_keys(f"{text}\n")
    page.until(lambda: mark in "".join(page.texts(".exchange")[-1:]), mark)
    return page.texts(".exchange")[-1]


def press(page: Page, text: str) -> None:
    page.js(
        "[...document.querySelectorAll('#sources button')].find((b) => b.textContent.includes(arguments[0])).click()",
        text,
    )


def test_record_and_guidelines_answer_and_say_that_they_did(page, house, tmp_path):
    begin(page, house)
    page.until(lambda: "3 documents" in page.text("#sources"), "the guidelines")
    give(page, tmp_path, ("doe.json", doe()))
    state(page, "ready")
    assert "Doe Jane" in page.text("#sources .record")
    page.click("#sources .record summary")
    assert "January 2, 1970" in page.text("#sources .record")
    told = ask(page, "what was the last creatinine", "from the patient’s record")
    assert "1.3 mg/dL" in told
    assert "Observation/crea" in told
    told = ask(
        page, "what does the guideline say about a solid nodule of 7 mm", "from the documents"
    )
    assert "nodules.txt, page 1" in told
    assert page.js("return document.querySelector('.exchange.documents strong').innerText") == (
        "Solid nodules of 6 to 8 mm are imaged again after 6 to 12 months."
    )
    ask(page, "how many slices are there", "from the study’s headers")
    page.js("document.querySelector('#sources .documents details').open = true")
    page.until(lambda: "broken.pdf" in page.text("#sources .documents"), "what is left out")
    assert page.complaints == []


def test_an_answer_goes_into_the_report(page, house, tmp_path):
    begin(page, house)
    give(page, tmp_path, ("doe.json", doe("1.7")))
    state(page, "ready")
    ask(page, "what was the last creatinine", "from the patient’s record")
    page.js(
        "[...document.querySelectorAll('.exchange button')].find((b) => b.innerText.includes('Insert')).click()"
    )
    page.until(lambda: "1.7 mg/dL" in page.text("#report"), "in the report")


def test_another_patients_record_is_asked_about(page, house, tmp_path):
    begin(page, house)
    give(page, tmp_path, ("roe.json", roe()))
    state(page, "asked")
    told = page.text("#sources .record")
    assert "Nothing was attached" in told
    assert page.js("return [...document.querySelectorAll('#sources tbody tr')].length") >= 2
    assert "Roe" in told
    assert "Doe" in told
    press(page, "Do not take it")
    state(page, "none")
    give(page, tmp_path, ("other.json", bundle(patient(born="1970-02-01"), creatinine("2.2"))))
    state(page, "asked")
    press(page, "It is this patient’s")
    state(page, "ready")
    told = ask(page, "what was the last creatinine", "from the patient’s record")
    assert "2.2 mg/dL" in told
    assert "date of birth differs" in told
    press(page, "Take away")
    state(page, "none")


def test_several_files_and_several_patients(page, house, tmp_path):
    begin(page, house, study=False)
    lines = b"\n".join(bundle(one) for one in (creatinine("1.30"), ALLERGY))
    give(page, tmp_path, ("p.json", bundle(patient())), ("rest.ndjson", lines))
    state(page, "ready")
    assert "2 entries" in page.text("#sources .record")
    assert "look whose record it is" in page.text("#sources .record")
    press(page, "Take away")
    state(page, "none")
    give(page, tmp_path, ("p.json", bundle(patient())), ("bad.json", b"{"))
    page.until(lambda: "bad.json is not JSON" in page.text("#sources .record"), "which one")
    western = doe().replace(b"mg/dL", "µmol/L".encode("latin-1"))
    give(page, tmp_path, ("old.json", western))
    page.until(lambda: "old.json is not UTF-8" in page.text("#sources .record"), "which one")
    other = {**patient("Roe", "Rita"), "id": "rita"}
    give(page, tmp_path, ("both.json", bundle(patient(), other, creatinine("1.3"))))
    page.until(lambda: page.all("#record-patient"), "whose")
    assert "Patient/rita" in page.text("#sources .record")
    page.find("#record-patient").send_keys("jane\n")
    state(page, "ready")
    assert "Doe Jane" in page.text("#sources .record")


@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT])
def test_there_is_room_for_it_and_every_control_has_its_name(page, house, tmp_path, size):
    begin(page, house)
    give(page, tmp_path, ("roe.json", roe()))
    state(page, "asked")
    page.resize(size)
    found = page.js("""
      const buttons = [...document.querySelectorAll('#sources .record .tools button')].map((b) => b.getBoundingClientRect().bottom);
      const ask = document.querySelector('#ask').getBoundingClientRect();
      return { buttons, wide: document.documentElement.scrollWidth, high: document.documentElement.scrollHeight,
        ask: ask.bottom,
        over: [...document.querySelectorAll('#sources *')].filter((e) => e.offsetParent && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline').map((e) => e.outerHTML.slice(0, 80)),
        nameless: [...document.querySelectorAll('#sources button, #sources input')].filter((e) => !(e.innerText || e.getAttribute('aria-label') || document.querySelector(`label[for=${e.id || 'none'}]`))).length };""")
    assert (found["wide"], found["high"]) <= size
    assert found["ask"] <= size[1]
    assert max(found["buttons"]) < found["ask"], "what is asked can be answered without scrolling"
    assert found["over"] == []
    assert found["nameless"] == 0
