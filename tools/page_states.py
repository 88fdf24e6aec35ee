"""Every state of the web page in Chromium, to be looked at, with what can be measured of its looks.

    python tools/page_states.py --output FOLDER [--only WORD …] [--axe axe.min.js]

Writes NAME_landscape.png (1280 x 720) and NAME_portrait.png (1080 x 1920), and prints what is cut
off, has too little contrast or no name, or what axe-core finds (a development tool, `npm install
axe-core`; nothing of it is shipped). A scripted recogniser says what leads to most states; where a
state needs a model or an accident, its cells are put into the page as the daemon would send them
(tests/page_cells.py).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.extend(
    str(Path(__file__).resolve().parents[1] / "tests" / name) for name in ("", "faces", "server")
)

import httpx
from cable import Cable
from chromium import LANDSCAPE, PORTRAIT, Page
from page_accidents import hold_the_microphone, lose_the_microphone, without_the_daemon
from page_cells import put, watch_the_store
from page_looks import axe, faint, nameless, overflowing
from page_shown import ANSWERS, DRAFTED, HOSTILE, LOADING, LONG, NOTICES, WARNED
from page_use import begin, open_new, press
from room import Room, room
from scripted import dictation_wav
from studies_shown import ORDER, write_ct, write_prior

SAID = (
    "Exam: Portable chest radiograph. Indication: Cough and fever for 5 days. Comparison: None.",
    "Findings: There is a new ~patchy opacity in the right ~lower lobe. No pneumothorax.",
    "The heart is normal in size. The mediastinal contours are unremarkable.",
    "Next field",
    "Impression: 1. Right lower lobe pneumonia. 2. Small left pleural effusion.",
    "Go to sleep",
    "wake up",
    "Finalize",
    "Follow up chest radiograph in 6 weeks is recommended to document resolution.",
)
DIALOGS = {"x": "export", "t": "template", "h": "help", "o": "sessions", "i": "study_dialog"}
TOKEN, OWN = "c" * 32, "a" * 32
ESCAPE, ENTER, SHIFT, F8 = "\ue00c", "\ue007", "\ue008", "\ue038"


@dataclass(frozen=True, slots=True)
class Looking:
    """Pictures of a page. only: words of the names that are wanted, all where it is empty."""

    page: Page
    output: Path
    only: tuple[str, ...]
    axe: Path | None

    def wants(self, name: str) -> bool:
        return not self.only or any(word in name for word in self.only)

    def show(self, name: str, again: Callable[[], object] = lambda: None) -> None:
        """again: done after the page has changed its shape, before the picture."""
        if not self.wants(name):
            return
        for size, way in ((PORTRAIT, "portrait"), (LANDSCAPE, "landscape")):
            self.page.resize(size)
            again()
            time.sleep(0.25)  # a layout of the browser's: nothing tells when it is done
            self.page.picture(self.output / f"{name}_{way}.png")
            for found in self._found():
                print(f"{name} {way}: {found}")

    def _found(self) -> list[str]:
        found = [f"cut off: {one}" for one in overflowing(self.page)]
        found += [f"contrast: {one}" for one in faint(self.page)]
        found += [f"no name: {one}" for one in nameless(self.page)]
        return found + (axe(self.page, self.axe) if self.axe else [])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--only", nargs="*", default=[], help="words of states, or of walks")
    parser.add_argument("--axe", type=Path, help="axe.min.js of axe-core")
    options = parser.parse_args()
    words = tuple(word for word in options.only if word not in WALKS)
    for name, walk in WALKS.items():
        if options.only and name not in options.only and not words:
            continue
        only = () if name in options.only else words
        with tempfile.TemporaryDirectory() as folder:
            wav = dictation_wav(Path(folder) / "d.wav", len(SAID), 1.8, 1.2)
            with Page(microphone=wav) as page:
                watch_the_store(page)
                walk(Looking(page, options.output, only, options.axe), Path(folder))


def by_voice(look: Looking, folder: Path) -> None:
    """A dictation from its first word to its addendum."""
    page = look.page
    with room(SAID, folder=folder / "data") as house:
        page.open(f"{house.url}/")
        page.until(lambda: page.all("#new-template option[value=cxr]"), "templates")
        look.show("start")
        begin(page, house.url)
        look.show("off")
        page.click("#record")
        page.until(lambda: page.text("#live-tail"), "words")
        look.show("speaking")
        page.until(lambda: page.text("#state-text") == "Asleep", "asleep", 60)
        look.show("asleep")
        page.until(lambda: page.text("#asked"), "the question")
        look.show("asked_confirm")
        page.until(lambda: "6 weeks" in page.text("#report"), "the last line")
        page.until(lambda: page.text("#state-text") == "Listening", "listening")
        look.show("listening")
        chosen = "document.querySelector('.sentence:has(.unsure)')"
        look.show("chosen_unsure", lambda: page.js(f"{chosen}.focus()"))
        page.js(f"{chosen}.dispatchEvent(new MouseEvent('dblclick'))")
        look.show("editing", lambda: page.js("document.querySelector('.editor').scrollIntoView()"))
        page.press(ESCAPE)
        modes(look)
        microphone(look)
        dialogs(look)
        signing(look)


def modes(look: Looking) -> None:
    page = look.page
    for key, text in (("m", "Command mode"), ("m", "Listening")):
        press(page, key)
        page.until(lambda text=text: page.text("#state-text") == text, text)
        look.show(text.lower().replace(" ", "_"))
    options = ["Lungs and pleura", "Bones and soft tissues"]
    put(page, asked={"command": "go to", "question": "choose", "options": options})
    look.show("asked_choose")
    put(page, asked=None)
    press(page, "0")
    press(page, "y")
    page.until(lambda: page.text("#toast"), "nothing to redo")
    look.show("toast", lambda: press(page, "y"))
    put(page, mode="playing")
    look.show("playing")
    put(page, mode="your question", live={"stable": "is the nodule larger than", "tail": "before"})
    look.show("question_by_voice")
    put(page, mode="listening", live={"stable": "", "tail": ""})


def microphone(look: Looking) -> None:
    page = look.page
    page.click("#record")
    page.until(lambda: page.text("#state-text") == "Microphone off", "off")
    hold_the_microphone(page)
    page.js("dispatchEvent(new KeyboardEvent('keydown', { key: 'F8', code: 'F8' }))")
    page.until(lambda: page.text("#state-text") == "Listening", "while it is held")
    page.js("dispatchEvent(new KeyboardEvent('keyup', { key: 'F8', code: 'F8' }))")
    page.until(lambda: page.text("#state-text") == "Microphone held", "held")
    look.show("held")
    page.click("#record")
    page.until(lambda: page.text("#state-text") == "Listening", "listening")
    lose_the_microphone(page)
    page.until(lambda: page.text("#state-text") == "Microphone lost", "lost")
    look.show("microphone_lost")
    page.click("#record")


def dialogs(look: Looking) -> None:
    page = look.page
    for key, name in DIALOGS.items():
        press(page, key)
        page.until(lambda: page.all("dialog[open]"), name)
        time.sleep(0.5)
        look.show(name)
        if key == "h":
            page.find("#help-filter").send_keys("undo")
            look.show("help_found")
        page.press(ESCAPE)


def signing(look: Looking) -> None:
    page = look.page
    press(page, "g")
    page.until(lambda: "You sign as" in page.text("#sign"), "the name")
    look.show("sign")
    click(page, "#sign button", "Sign as final")
    look.show("sign_sure")
    click(page, "#sign button", "Sign?")
    page.until(lambda: page.text("#title .status") == "final", "final")
    look.show("sign_done")
    page.press(ESCAPE)
    look.show("signed")
    press(page, "s")
    page.until(lambda: page.text("#toast"), "refused")
    look.show("signed_refuses")
    press(page, "g")
    click(page, "#sign button", "addendum")
    page.until(lambda: page.text("#title .status") == "addendum", "addendum")
    page.press(ESCAPE)
    page.js("document.querySelector('[data-field=addendum] .add').click()")
    page.press("Small left effusion confirmed on ultrasound.", ENTER)
    page.until(lambda: "ultrasound" in page.text("[data-field=addendum]"), "added")
    look.show("addendum")


def as_sent(look: Looking, folder: Path) -> None:
    """What a model, an accident or somebody hostile would bring, as cells."""
    page = look.page
    with room(SAID, folder=folder / "data") as house:
        for name, cells in {
            "warnings": WARNED, "drafted": DRAFTED, "answers": ANSWERS, "notices": NOTICES,
            "long": LONG, "hostile": HOSTILE,
        }.items():  # fmt: skip
            if not look.wants(name):
                continue
            page.open("about:blank")
            begin(page, house.url)
            put(page, **cells)
            look.show(name)
            assert page.js("return window.hacked === undefined"), "text is text"
            if name in ("long", "hostile"):
                page.js("document.querySelector('#report').scrollTop = 1e6")
                look.show(f"{name}_end")
                press(page, "o")
                time.sleep(0.3)
                look.show(f"{name}_sessions")


def connection(look: Looking, folder: Path) -> None:
    page = look.page
    with (
        room(SAID, folder=folder / "data") as house,
        Cable(urllib.parse.urlparse(house.url).port or 0) as cable,
    ):
        with without_the_daemon(page):
            page.open(f"{house.url}/")
            page.until(lambda: page.text("#toast"), "it is said")
            look.show("no_daemon")
        begin(page, f"http://127.0.0.1:{cable.port}")
        page.click("#record")
        page.until(lambda: page.text("#live"), "words")
        cable.cut()
        page.until(lambda: "kept here" in page.text("#state-more"), "kept")
        look.show("reconnecting")
        cable.mend()
        page.until(lambda: page.text("#state-text") in ("Listening", "Speaking"), "back")
        look.show("resumed")
        page.open("about:blank")
        page.open(f"{house.url}/#nowhere")
        page.until(lambda: page.text("#state-text") == "Ended", "it is said")
        look.show("no_such_session")
    with Page(allowed=False) as deaf, room(SAID, folder=folder / "more") as house:
        begin(deaf, house.url)
        deaf.click("#record")
        deaf.until(lambda: deaf.text("#state-text") == "No microphone", "said")
        Looking(deaf, look.output, look.only, look.axe).show("microphone_refused")


def users(look: Looking, folder: Path) -> None:
    page = look.page
    file = folder / "users"
    file.write_text(f"{OWN} Dr. Ada Ashe\n", encoding="utf-8")
    file.chmod(0o600)
    with room(SAID, token=TOKEN, folder=folder / "data", users_file=str(file)) as house:
        page.open(f"{house.url}/")
        page.until(lambda: page.all("#sign-in[open]"), "asked for")
        look.show("sign_in")
        page.find("#token").send_keys("wrong", ENTER)
        page.until(lambda: page.text("#sign-in .refusal"), "refused")
        look.show("sign_in_refused")
        page.find("#token").clear()
        page.find("#token").send_keys(OWN, ENTER)
        page.until(lambda: page.all("#sessions[open] option[value=cxr]"), "in")
        page.click("#sessions .primary")
        page.until(lambda: page.all(".field"), "the form")
        press(page, "g")
        page.until(lambda: "Dr. Ada Ashe" in page.text("#sign"), "the name")
        look.show("sign_in_name")


def studies(look: Looking, folder: Path) -> None:
    page, archive = look.page, folder / "archive"
    write_ct(archive / "now", 24, side=256)
    write_prior(archive / "older", 16, side=256)
    (archive / "empty").mkdir()
    roots = {"roots": [str(archive)]}
    with room(SAID, folder=folder / "data", studies=roots) as house:
        page.open(f"{house.url}/")
        page.until(lambda: page.all("details.study:not([hidden]) summary"), "studies")
        page.click("details.study summary")
        page.until(lambda: page.all(".studies li[data-study]"), "studies")
        look.show("study_start")
        other = {"patient": {"id": "P-9", "name": "Roe^Rita"}}
        for name, given in {
            "study_asked": {"study": "now", "order": other},
            "study_broken": {"study": "empty"},
            "study_ready": {"study": "now", "order": ORDER},
            "study_beside": {"study": "now", "prior": "older"},
        }.items():
            if look.wants(name) or name == "study_beside":
                study(page, house.url, **given)
                if name in ("study_ready", "study_beside"):
                    page.until(lambda: page.all(".view[data-shown]"), "a picture")
                if name == "study_beside":
                    press(page, "d")
                    page.until(lambda: len(page.all(".view[data-shown]")) == 2, "both")
                look.show(name)
        press(page, "v")
        look.show("study_wide")
        press(page, "v")
        press(page, "d")
        boxes(look)
        put(page, screen=LOADING)
        look.show("study_loading")
        several_sessions(look, house)


def boxes(look: Looking) -> None:
    """An answer of a model that takes images, to the slices that are really there."""
    page = look.page
    [uid, series] = page.module("""
      const answer = await (await fetch(`/v1/sessions/${location.hash.slice(1)}/study`)).json();
      if (!answer.studies) throw new Error(JSON.stringify(answer));
      return [answer.studies[0].uid, answer.studies[0].series[0].uid];
    """)
    image = {"study": uid, "series": series, "part": 1}
    seen = [image | {"index": at, "said": f"slice {at + 1} of 24"} for at in (9, 12, 15)]
    box = {"top": 110, "left": 85, "bottom": 150, "right": 125, "label": "nodule", "image": 1}
    answer = dict(ANSWERS["question__1"], number=1, images=seen, boxes=[box], reply="model")
    put(page, question__1=answer | {"reply": "coming"})
    put(page, question__1=answer)
    page.until(lambda: page.all(".view rect"), "the box")
    look.show("study_boxes")


def several_sessions(look: Looking, house: Room) -> None:
    page = look.page
    press(page, "o")
    page.until(lambda: page.all("#sessions[open] .list li"), "the list")
    time.sleep(0.3)
    look.show("sessions_several")


def study(page: Page, url: str, study: str, prior: str = "", **given: object) -> None:
    """A dictation about a study of the folder, by its name."""
    listed = httpx.get(f"{url}/v1/studies", trust_env=False, timeout=30).json()["studies"]
    ids = {one["name"]: one["id"] for one in listed} | {"": ""}
    new = {"study": {"study": ids[study], "prior": ids[prior], **given}}
    open_new(page, url, new)
    page.until(lambda: page.all("#study[data-state]:not([data-state=loading])"), "the study")


def click(page: Page, selector: str, text: str) -> None:
    page.until(lambda: any(text in one for one in page.texts(selector)), text)
    next(one for one in page.all(selector) if text in one.text).click()


WALKS: dict[str, Callable[[Looking, Path], None]] = {
    "by_voice": by_voice,
    "as_sent": as_sent,
    "connection": connection,
    "users": users,
    "studies": studies,
}


if __name__ == "__main__":
    main()
