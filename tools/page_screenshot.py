"""docs/images/web_page.png: the page in Chromium, from a real run: a sample, the shipped model.

    python tools/page_screenshot.py [--at SECONDS] [--output FOLDER]
    python tools/page_screenshot.py --states --output FOLDER

--states writes every state of the page in landscape and portrait, to be looked at; there a scripted
recogniser says what leads to them.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.extend(
    str(Path(__file__).resolve().parents[1] / "tests" / name) for name in ("", "faces", "server")
)

import httpx
import soundfile
from chromium import LANDSCAPE, PORTRAIT, Page
from room import room
from scripted import dictation_wav
from studies_shown import write_ct, write_prior

from medvoice.config import Settings
from medvoice.faces.compose import ears_of
from medvoice.resources import samples_folder

REPO = Path(__file__).resolve().parents[1]
ESCAPE = "\ue00c"
SAID = (
    "Exam: Portable chest radiograph. Indication: Cough and fever for 5 days.",
    "Comparison: None.",
    "Findings: There is a new patchy opacity in the right lower lobe. No pneumothorax.",
    "The heart is normal in size. The mediastinal contours are unremarkable.",
    "Next field",
    "Impression: 1. Right lower lobe pneumonia. 2. Small left pleural effusion.",
    "Go to sleep",
    "wake up",
    "Finalize",
    "Follow up chest radiograph in 6 weeks is recommended to document resolution.",
)
DIALOGS = {
    "g": "sign", "x": "export", "t": "template", "h": "help", "o": "sessions", "i": "study_dialog",
}  # fmt: skip
STUDIES: dict[str, dict[str, Any]] = {
    "asked": {"study": "now", "order": {"patient": {"id": "P-9", "name": "Roe^Rita"}}},
    "broken": {"study": "empty"},
    "ready": {"study": "now"},
    "beside": {"study": "now", "prior": "older"},
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=REPO / "docs" / "images")
    parser.add_argument("--at", type=float, default=29.0, help="seconds of the sample")
    parser.add_argument("--states", action="store_true", help="every state, both ways round")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        if options.states:
            wav = dictation_wav(folder / "d.wav", len(SAID), 2.2, 1.3)
            write_ct(folder / "archive" / "now", 24, side=256)
            write_prior(folder / "archive" / "older", 16, side=256)
            (folder / "archive" / "empty").mkdir()
            roots = {"roots": [str(folder / "archive")]}
            with (
                room(SAID, folder=folder / "data", studies=roots) as house,
                Page(microphone=wav) as page,
            ):
                walk(page, house.url, options.output)
        else:
            real(folder, options.output / "web_page.png", options.at)


def real(folder: Path, output: Path, at: float) -> None:
    """A picture `at` seconds into a sample, or a little later, when words are on their way."""
    sound, rate = soundfile.read(samples_folder() / "cxr_two_views.flac", dtype="int16")
    wav = folder / "d.wav"
    soundfile.write(wav, sound, rate)
    settings = Settings.model_validate({"recogniser": {"name": "bundled"}})
    with (
        ears_of(settings, lambda _: None) as ears,
        room(ears=ears, folder=folder / "data") as house,
        Page(microphone=wav) as page,
    ):
        begin(page, house.url)
        time.sleep(at)
        page.until(lambda: page.text("#live-stable") and page.text("#live-tail"), "words")
        page.picture(output)


def begin(page: Page, url: str) -> None:
    page.open(f"{url}/")
    page.until(lambda: page.all("#new-template option[value=cxr]"), "templates")
    page.js("document.querySelector('#new-template').value = 'cxr'")
    page.click("#sessions .primary")
    page.until(lambda: page.all(".field"), "the form")
    page.click("#record")


def walk(page: Page, url: str, output: Path) -> None:
    def show(name: str) -> None:
        for size, way in ((PORTRAIT, "portrait"), (LANDSCAPE, "landscape")):
            page.resize(size)
            time.sleep(0.2)
            page.picture(output / f"{name}_{way}.png")

    page.open(f"{url}/")
    page.until(lambda: page.all("#new-template option[value=cxr]"), "templates")
    page.click("details.study summary")
    page.until(lambda: page.all(".studies li[data-study]"), "studies")
    show("start")
    begin(page, url)
    show("listening")
    page.until(lambda: page.text("#state-text") == "Asleep", "asleep")
    show("asleep")
    page.until(lambda: page.text("#asked"), "the question")
    show("asked")
    page.click("#asked button:last-child")
    page.until(lambda: "recommended" in page.text("#live"), "the last line")
    page.picture(output / "live_landscape.png")
    page.until(lambda: page.text("#state-text") == "Listening", "listening")
    page.js("document.querySelector('.sentence').focus()")
    show("chosen")
    page.js("document.querySelector('.sentence').dispatchEvent(new MouseEvent('dblclick'))")
    show("editing")
    page.press(ESCAPE)
    for key, name in DIALOGS.items():
        page.js("document.activeElement.blur()")
        page.press(key)
        time.sleep(0.5)
        show(name)
        page.press(ESCAPE)
    for name, wanted in STUDIES.items():
        study(page, url, **wanted)
        if name == "beside":
            page.press("d")
        time.sleep(1)
        show(f"study_{name}")
    page.press("v")
    show("study_wide")
    page.press("v")


def study(page: Page, url: str, study: str, prior: str = "", **given: object) -> None:
    """A dictation about a study of the folder, by its name."""
    listed = httpx.get(f"{url}/v1/studies", trust_env=False, timeout=30).json()["studies"]
    ids = {one["name"]: one["id"] for one in listed} | {"": ""}
    new = {"study": {"study": ids[study], "prior": ids[prior], **given}}
    name = httpx.post(f"{url}/v1/sessions", json=new, trust_env=False, timeout=30).json()["name"]
    page.open("about:blank")
    page.open(f"{url}/#{name}")
    page.until(lambda: page.all("#study[data-state]:not([data-state=loading])"), "the study")
    page.until(lambda: page.all(".field"), "the form")


if __name__ == "__main__":
    main()
