"""The page by keyboard alone: every key of the table, tones, focus, dialogs, signing with a name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from chromium import LANDSCAPE, Page, clicked
from live_client import LiveClient
from page_cells import put, watch_the_store
from page_looks import faint, overflowing
from page_shown import DRAFTED, LONG
from page_use import open_new, press, sentences
from room import Room, room
from selenium.webdriver.common.keys import Keys

TOKEN, OWN = "c" * 32, "a" * 32


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Iterator[Room]:
    with room(folder=tmp_path_factory.mktemp("data"), sessions=100) as opened:
        yield opened


@pytest.fixture(scope="module")
def browser() -> Iterator[Page]:
    with Page() as opened:
        watch_the_store(opened)
        yield opened


@pytest.fixture
def page(house, browser) -> Page:
    """A new dictation on it, nothing said."""
    browser.resize(LANDSCAPE)
    open_new(browser, house.url, {"template": "cxr"})
    browser.until(lambda: browser.text("#state-text") == "Microphone off", "connected")
    return browser


def current(page: Page) -> str:
    return page.js("return document.querySelector('.field.current')?.dataset.field ?? ''")


def add(page: Page, field: str, text: str) -> None:
    page.js(f"document.querySelector('[data-field=\"{field}\"] .add').click()")
    page.press(text, Keys.ENTER)
    page.until(lambda: text in " ".join(sentences(page, field)), text)


def test_every_key_of_the_help_does_what_it_says(page):
    press(page, "n")
    page.until(lambda: current(page) == "exam.text", "next field")
    press(page, "b")
    page.until(lambda: current(page) == "indication.text", "next empty required field")
    press(page, "p")
    page.until(lambda: current(page) == "exam.text", "previous field")
    press(page, "e")
    page.press("Chest radiograph.", Keys.ENTER)
    page.until(lambda: sentences(page, "exam.text") == ["Chest radiograph."], "added")
    press(page, "u")
    page.until(lambda: not sentences(page, "exam.text"), "undone")
    press(page, "y")
    page.until(lambda: sentences(page, "exam.text"), "done again")
    page.js("document.activeElement.blur()")
    page.chord(Keys.CONTROL, "z")
    page.until(lambda: not sentences(page, "exam.text"), "undone")
    page.chord(Keys.CONTROL, "y")
    page.until(lambda: sentences(page, "exam.text"), "done again")
    press(page, "q")
    assert page.js("return document.activeElement.id") == "ask-text"
    for key, dialog in (("x", "export"), ("g", "sign"), ("o", "sessions"), ("t", "templates"), ("i", "study-dialog"), ("h", "help")):  # fmt: skip
        press(page, key)
        page.until(lambda dialog=dialog: page.all(f"#{dialog}[open]"), dialog)
        page.press(Keys.ESCAPE)
        page.until(lambda: not page.all("dialog[open]"), "closed")
    press(page, "v")
    assert page.js("return document.body.classList.contains('study-wide')")
    press(page, "v")
    press(page, "c")
    page.until(lambda: "clipboard" in page.text("#toast"), "copied")


def test_modes_by_key(page):
    page.click("#record")
    page.until(lambda: page.text("#state-text") in ("Listening", "Speaking"), "on")
    for key, mode in (
        ("m", "Command mode"),
        ("m", "Listening"),
        ("w", "Asleep"),
        ("w", "Listening"),
    ):
        press(page, key)
        wanted = (mode, "Speaking") if mode == "Listening" else (mode,)
        page.until(lambda wanted=wanted: page.text("#state-text") in wanted, mode)
    press(page, "r")
    page.until(lambda: page.text("#state-text") == "Microphone off", "off")


def test_single_letters_can_be_switched_off_and_function_keys_stay(page):
    press(page, "h")
    page.until(lambda: page.all("#help .switches input"), "the help")
    box = page.all("#help .switches input")[0]
    box.click()
    page.press(Keys.ESCAPE)
    try:
        press(page, "n")
        press(page, Keys.F2)
        page.until(lambda: current(page) == "exam.text", "one field on, not two")
        press(page, "x")
        assert not page.all("dialog[open]")
    finally:
        page.js("localStorage.removeItem('medvoice.letters')")


def test_tones_tell_what_became_of_a_command_and_can_be_switched_off(page):
    page.js("""window.beeps = 0;
      window.OscillatorNode = class extends OscillatorNode { constructor(...given) { super(...given); window.beeps += 1; } };""")
    press(page, "y")
    page.until(lambda: page.text("#toast"), "refused")
    page.until(lambda: page.js("return window.beeps") == 2, "two notes down")
    press(page, "h")
    page.until(lambda: page.all("#help .switches input"), "the help")
    page.all("#help .switches input")[1].click()
    page.press(Keys.ESCAPE)
    try:
        before = page.until(
            lambda: page.js("return window.store.get('intents').length"), "the first in its cell"
        )
        press(page, "y")
        page.until(lambda: page.js("return window.store.get('intents').length") > before, "refused")
        assert page.js("return window.beeps") == 2
    finally:
        page.js("localStorage.removeItem('medvoice.tones')")


def test_focus_can_be_seen_on_all_that_can_have_it(page):
    put(page, **DRAFTED)
    page.js("document.activeElement.blur()")
    seen, dull = set(), []
    for _ in range(90):
        page.press(Keys.TAB)
        name, outline = page.js("""
          const one = document.activeElement;
          const { outlineStyle, outlineWidth } = getComputedStyle(one);
          return [one === document.body ? '' : `${one.tagName} ${one.id} ${one.innerText?.slice(0, 20)}`, `${outlineStyle} ${outlineWidth}`];""")
        if name and name not in seen:
            seen.add(name)
            if outline != "solid 2px":
                dull.append((name, outline))
    assert len(seen) > 35
    assert dull == []


def test_a_dialog_gives_the_focus_back(page):
    page.js("document.querySelector('#open-export').focus()")
    page.press(Keys.ENTER)
    page.until(lambda: page.all("#export[open]"), "open")
    for _ in range(14):
        page.press(Keys.TAB)
        inside = "document.activeElement === document.body || document.activeElement.closest('dialog') !== null"
        assert page.js(f"return {inside}"), "nothing behind it has the focus"
    page.press(Keys.ESCAPE)
    page.until(lambda: page.js("return document.activeElement.id") == "open-export", "back")


def test_signing_by_keys_alone_goes_on_in_the_dialog(page):
    """Each press draws the dialog anew; its focus stays inside."""
    add(page, "impression.text", "No acute finding.")
    press(page, "g")
    page.until(lambda: "You sign as" in page.text("#sign"), "the name")
    page.js(
        "[...document.querySelectorAll('#sign button')].find((b) => b.innerText.includes('preliminary')).focus()"
    )
    page.press(Keys.ENTER)
    page.until(lambda: page.text("#title .status") == "preliminary", "preliminary")
    assert page.js("return document.activeElement.closest('#sign') !== null")


def test_a_signed_report_offers_no_change_and_its_addendum_stays_in_sight(page):
    add(page, "impression.text", "No acute finding.")
    press(page, "g")
    click(page, "Sign as final")
    click(page, "Sign?")
    page.until(lambda: page.text("#title .status") == "final", "final")
    page.press(Keys.ESCAPE)
    assert not any(one.is_displayed() for one in page.all(".field .add"))
    page.js("document.querySelector('.sentence').focus()")
    assert page.texts(".field .tools button") == []
    page.press(Keys.ENTER)
    page.until(lambda: "only an addendum" in page.text("#toast"), "said")
    assert page.all(".editor") == []
    press(page, "g")
    click(page, "Begin an addendum")
    page.until(lambda: current(page) == "addendum", "it is where words go")
    page.press(Keys.ESCAPE)
    add(page, "addendum", "Compared with 2019: no change.")
    shown = [one for one in page.all(".field .add") if one.is_displayed()]
    assert len(shown) <= 1, "the addendum's alone"
    press(page, "g")
    click(page, "Sign as final")
    click(page, "Sign?")
    page.until(lambda: page.text("#title .status") == "final", "signed, too")
    page.press(Keys.ESCAPE)
    page.driver.refresh()
    page.until(lambda: page.text("#title .status") == "final", "loaded anew")
    assert sentences(page, "addendum") == ["Compared with 2019: no change."]


def click(page: Page, text: str) -> None:
    page.until(lambda: clicked(page.all("#sign button"), text), text)


def test_who_signed_in_is_who_signs(tmp_path, browser):
    file = tmp_path / "users"
    file.write_text(f"{OWN} Dr. Ada Ashe\n", encoding="utf-8")
    file.chmod(0o600)
    with room(token=TOKEN, folder=tmp_path / "data", users_file=str(file)) as house:
        browser.open("about:blank")
        browser.open(f"{house.url}/")
        browser.until(lambda: browser.all("#sign-in[open]"), "asked for")
        browser.find("#token").send_keys(OWN, Keys.ENTER)
        browser.until(lambda: browser.all("#sessions[open] option[value=cxr]"), "in")
        browser.click("#sessions .primary")
        browser.until(lambda: browser.all(".field"), "the form")
        press(browser, "g")
        browser.until(lambda: "You sign as Dr. Ada Ashe." in browser.text("#sign"), "her name")
        click(browser, "Sign as preliminary")
        browser.until(lambda: "Dr. Ada Ashe" in browser.text(".signature"), "signed by her")


@pytest.mark.parametrize("size", [LANDSCAPE, (1080, 1920)])
def test_very_long_words_and_reports_are_not_cut_off(page, size):
    put(page, **LONG)
    page.resize(size)
    page.until(lambda: page.js("return innerWidth") == size[0], "its shape")
    assert overflowing(page) == []
    assert faint(page) == []
    for control in ("#record", "#open-help", "#ask-text"):
        assert page.find(control).is_displayed()


def test_a_click_that_takes_long_is_a_click(page, house):
    """Between the button going down and coming up another face changes another field."""
    add(page, "findings.lungs_pleura", "Clear lungs.")
    page.js("""window.same = document.querySelector('[data-field="findings.lungs_pleura"] .sentence');
      window.same.focus(); window.tool = document.querySelector('.field .tools button');""")
    name = page.js("return decodeURIComponent(location.hash.slice(1))")
    other = LiveClient(house.socket_url, name)
    other.tell({"type": "intent", "key": "k", "do": "add", "field": "findings.bones", "text": "No fracture."})  # fmt: skip
    page.until(lambda: sentences(page, "findings.bones"), "it came")
    assert page.js("return window.same.isConnected && window.tool.isConnected")
    assert page.js("return document.activeElement === window.same")
