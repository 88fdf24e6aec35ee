"""The page's controls in a real Chromium, on a daemon whose recogniser says what is written here."""

from __future__ import annotations

import urllib.parse

import httpx
import pytest
from chromium import LANDSCAPE, PORTRAIT, Page, clicked
from page_looks import faint, nameless, overflowing
from page_use import begin, dictate, press, sentences, show
from room import room
from scripted import dictation_wav
from selenium.webdriver import ActionChains
from selenium.webdriver.common.keys import Keys

SAID = (
    "Findings: Small right pleural effusion. There is no pneumothorax.",
    "The heart is normal in size.",
    "Impression: 1. Small right effusion.",
)
LUNGS, HEART, IMPRESSION = "findings.lungs_pleura", "findings.heart_mediastinum", "impression.text"


@pytest.fixture
def house(tmp_path):
    with room(SAID, folder=tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def page(tmp_path):
    with Page(microphone=dictation_wav(tmp_path / "d.wav", len(SAID), 1.0, 1.1)) as opened:
        yield opened


@pytest.fixture
def dictated(house, page, tmp_path):
    """A dictation with the three turns in it and its microphone off."""
    wav = dictation_wav(tmp_path / "dictated.wav", len(SAID), 1.0, 1.1)
    show(page, house.url, dictate(house.url, wav, len(SAID)))
    page.until(lambda: sentences(page, IMPRESSION), "the last turn")
    page.until(lambda: page.text("#state-text") == "Microphone off", "off")
    yield page
    assert page.complaints == []


def sentence(page: Page, text: str):
    return next(one for one in page.all(".sentence") if text in one.text)


def test_a_sentence_is_edited_and_undone_by_keyboard(dictated):
    page = dictated
    sentence(page, "pneumothorax").send_keys(Keys.ENTER)
    page.until(lambda: page.all(".editor textarea"), "the editor")
    page.chord(Keys.CONTROL, "a")
    page.press("No left pneumothorax.", Keys.ENTER)
    wanted = ["Small right pleural effusion.", "No left pneumothorax."]
    page.until(lambda: sentences(page, LUNGS) == wanted, "the new text")
    press(page, "u")
    page.until(lambda: sentences(page, LUNGS)[1] == "There is no pneumothorax.", "undone")
    press(page, "y")
    page.until(lambda: sentences(page, LUNGS) == wanted, "done again")


def test_escape_leaves_a_sentence_as_it_was_and_no_key_is_a_shortcut_meanwhile(dictated):
    page = dictated
    sentence(page, "pneumothorax").send_keys(Keys.ENTER)
    page.until(lambda: page.all(".editor textarea"), "the editor")
    page.press("rsgxq?")  # record, scratch, sign … were they keys here
    assert not page.all("dialog[open]")
    page.press(Keys.ESCAPE)
    page.until(lambda: not page.all(".editor"), "closed")
    assert sentences(page, LUNGS)[1] == "There is no pneumothorax."
    assert page.text("#state-text") == "Microphone off"


def test_a_text_that_was_refused_stays_in_the_editor(dictated, house):
    """Another face changed the sentence meanwhile."""
    page = dictated
    sentence(page, "pneumothorax").send_keys(Keys.ENTER)
    page.until(lambda: page.all(".editor textarea"), "the editor")
    page.press(" Seen twice.")
    page.driver.switch_to.new_window("tab")
    first, second = page.driver.window_handles
    page.open(f"{house.url}/#{name_of(page, first, second)}")
    page.until(lambda: sentences(page, LUNGS), "the other page")
    sentence(page, "pneumothorax").send_keys(Keys.DELETE)
    page.until(lambda: len(sentences(page, LUNGS)) == 1, "deleted there")
    page.driver.switch_to.window(first)
    page.until(lambda: page.all(".editor"), "the first page")
    page.press(Keys.ENTER)
    page.until(lambda: "Your text is still here" in page.text(".refusal"), "said")
    text = page.js("return document.querySelector('.editor textarea').value")
    assert text == "There is no pneumothorax. Seen twice."


def name_of(page: Page, first: str, second: str) -> str:
    page.driver.switch_to.window(first)
    name = page.js("return location.hash.slice(1)")
    page.driver.switch_to.window(second)
    return name


def test_a_sentence_is_added_to_a_field_without_one(dictated):
    page = dictated
    page.js("document.querySelector('[data-field=\"findings.bones\"] .add').click()")
    page.press("No fracture.", Keys.ENTER)
    page.until(lambda: sentences(page, "findings.bones") == ["No fracture."], "added")
    assert page.text('[data-field="findings.bones"] .mark') == "typed"


def test_a_click_plays_what_was_said(dictated):
    page = dictated
    page.js("""window.played = []; const play = HTMLMediaElement.prototype.play;
        HTMLMediaElement.prototype.play = function () {
          this.addEventListener('ended', () => window.played.push(this.duration));
          return play.call(this); };""")
    sentence(page, "Small right pleural").click()
    length = page.until(lambda: page.js("return window.played[0]"), "played to its end")
    assert 0.3 < length < 3
    assert page.text("#toast") == ""


def test_the_chosen_sentence_is_played_and_stopped_by_key(dictated):
    page = dictated
    page.js("""window.played = []; const play = HTMLMediaElement.prototype.play;
        HTMLMediaElement.prototype.play = function () { window.played.push(this); return play.call(this); };""")
    page.js("document.querySelector('.sentence').focus()")
    page.press(" ")
    page.until(lambda: page.js("return window.played.length") == 1, "by the space bar")
    press(page, "l")
    page.until(lambda: page.js("return window.played.length") == 2, "by L")
    page.press(Keys.ESCAPE)
    assert page.js("return window.played.every((one) => one.paused)")


def test_what_the_microphone_hears_of_a_sentence_that_is_played_is_no_dictation(house, page):
    begin(page, house.url)
    page.click("#record")
    page.until(lambda: sentences(page, LUNGS), "the first turn")
    page.js("""window.states = []; new MutationObserver(() => window.states.push(document.querySelector('#state-text').innerText))
        .observe(document.body, { childList: true, subtree: true, characterData: true });""")
    page.until(lambda: clicked(page.all(".sentence"), "Small right pleural"), "the sentence")
    page.until(lambda: "Playing" in page.js("return window.states"), "said, for a second or two")
    page.until(lambda: page.text("#state-text") in ("Listening", "Speaking"), "over")
    assert page.find("#record").get_attribute("aria-pressed") == "true", "it was on all the time"
    page.until(lambda: len(page.all(".utterance")) == len(SAID), "all turns")
    page.until(lambda: page.all(".utterance .aside"), "what was set aside is said beside the turn")
    stands = " ".join(page.texts(".sentence .words") + page.texts(".utterance .aside")).lower()
    for word in " ".join(SAID).lower().replace(":", " ").replace(".", " ").split():
        assert word in stands or word in ("findings", "impression", "1"), "every word is somewhere"


def test_fields_are_walked_and_a_step_is_scratched_by_key(dictated):
    page = dictated
    current = lambda: page.js("return document.querySelector('.field.current')?.dataset.field")  # noqa: E731
    assert current() == IMPRESSION
    page.chord(Keys.SHIFT, Keys.F2)
    page.until(lambda: current() == "findings.additional", "one back")
    press(page, Keys.F2)
    page.until(lambda: current() == IMPRESSION, "forward again")
    page.click(f'[data-field="{LUNGS}"] .go')
    page.until(lambda: current() == LUNGS, "by a click")
    press(page, "s")
    page.until(lambda: not sentences(page, IMPRESSION), "the last turn is taken back")


def test_the_report_is_signed_with_a_name_and_then_closed_to_hands(dictated):
    page = dictated
    press(page, "g")
    page.until(lambda: "You sign as" in page.text("#sign"), "the name")

    def choose(what: str) -> None:
        page.until(lambda: clicked(page.all("#sign button"), what), what)

    choose("preliminary")
    page.until(lambda: page.text("#title .status") == "preliminary", "preliminary")
    choose("Sign as final")
    choose("Sign?")
    page.until(lambda: page.text("#title .status") == "final", "final")
    assert "final" in page.text(".signature")
    page.press(Keys.ESCAPE)
    press(page, "s")
    page.until(lambda: page.text("#toast"), "refused with a reason")
    assert sentences(page, IMPRESSION) == ["1. Small right effusion."]


def test_all_nine_formats_are_links_that_the_daemon_answers(dictated, house):
    page = dictated
    press(page, "x")
    page.until(lambda: page.all("#export a"), "links")
    links = page.js(
        "return [...document.querySelectorAll('#export a')].map((a) => [a.dataset.format, a.href])"
    )
    assert len(links) == 9
    for form, address in links:
        answer = httpx.get(address, trust_env=False, timeout=60)
        assert answer.status_code == 200, form
        assert len(answer.content) > 100


def test_sessions_are_listed_begun_and_gone_back_to(dictated, house):
    page = dictated
    first = page.js("return location.hash")
    press(page, "o")
    page.click("#sessions .primary")
    page.until(lambda: page.js("return location.hash") != first, "a new one")
    page.until(lambda: page.all(".field") and not page.all(".sentence"), "empty")
    press(page, "o")
    back = f'#sessions [data-session="{urllib.parse.unquote(first[1:])}"] button'
    page.click(back)
    page.until(lambda: sentences(page, IMPRESSION), "the first again")


def test_a_dictation_is_deleted_with_two_presses(dictated, house):
    page = dictated
    other = httpx.post(f"{house.url}/v1/sessions", json={}, trust_env=False, timeout=60).json()[
        "name"
    ]
    httpx.post(f"{house.url}/v1/sessions/{other}/close", json={}, trust_env=False, timeout=30)
    press(page, "o")
    line = f'#sessions [data-session="{other}"]'
    page.until(lambda: "Delete" in page.texts(f"{line} button"), "its line")
    delete = f"{line} button:last-child"
    page.click(delete)
    assert page.text(delete) == "Delete sound and report?"
    assert (house.daemon.settings.storage.folder / "sessions" / other).exists()
    page.click(delete)
    page.until(lambda: not page.all(line), "gone from the list")
    assert not (house.daemon.settings.storage.folder / "sessions" / other).exists()
    shown = urllib.parse.unquote(page.js("return location.hash.slice(1)"))
    assert page.texts(f'#sessions [data-session="{shown}"] button') == [], "the one shown has none"


def test_another_template_takes_over_what_was_dictated(dictated):
    page = dictated
    press(page, "t")
    page.until(lambda: page.all("#templates .choices button"), "templates")
    page.until(lambda: clicked(page.all("#templates button"), "CT chest"), "its button")
    page.until(lambda: page.text("#title").startswith("CT chest"), "it is used")
    assert any("Small right pleural effusion." in s for s in page.texts(".sentence .words"))


def test_the_help_lists_the_daemons_voice_commands_and_finds_them(dictated, house):
    page = dictated
    press(page, "?")
    known = httpx.get(f"{house.url}/v1/commands", trust_env=False, timeout=60).json()
    page.until(lambda: len(page.all("#help .command")) == len(known), "all")
    page.find("#help-filter").send_keys("undo dictation")
    shown = [one for one in page.all("#help .command") if one.is_displayed()]
    assert len(shown) == 1


def test_a_second_pages_microphone_is_asked_for_and_taken(house, tmp_path):
    wav = dictation_wav(tmp_path / "d.wav", 1, 1.0, 20.0)
    with Page(microphone=wav) as first, Page(microphone=wav) as second:
        begin(first, house.url)
        first.click("#record")
        first.until(lambda: first.text("#state-text") in ("Listening", "Speaking"), "on")
        second.open(f"{house.url}/{first.js('return location.hash')}")
        second.until(lambda: second.all(".field"), "the same session")
        second.until(lambda: second.text("#state-more"), "says whose microphone it is")
        second.click("#record")
        second.until(lambda: "Take over" in second.text("#toast"), "asked")
        second.click("#toast button")
        first.until(lambda: "taken the microphone over" in first.text("#state-more"), "told")
        second.until(lambda: second.text("#state-text") in ("Listening", "Speaking"), "heard")


def test_a_microphone_that_is_not_allowed_is_said_with_what_to_do(house):
    with Page(allowed=False) as page:
        begin(page, house.url)
        page.click("#record")
        page.until(lambda: page.text("#state-text") == "No microphone", "said")
        assert "allow it beside the address" in page.text("#state-more")


def test_the_talk_key_listens_only_while_it_is_held(house, page):
    begin(page, house.url)
    ActionChains(page.driver).key_down(Keys.F8).perform()
    page.until(lambda: page.text("#state-text") in ("Listening", "Speaking"), "listens")
    page.until(lambda: page.text("#live"), "words")
    ActionChains(page.driver).key_up(Keys.F8).perform()
    page.until(lambda: page.text("#state-text") == "Microphone held", "held")
    page.until(lambda: page.texts(".utterance"), "the turn has ended")


def test_a_token_is_asked_for_once(tmp_path):
    with room(SAID, token="a-secret-of-the-test", folder=tmp_path) as house, Page() as page:
        page.open(f"{house.url}/")
        page.until(lambda: page.all("#sign-in[open]"), "asked for")
        page.find("#token").send_keys("wrong", Keys.ENTER)
        page.until(lambda: "not the daemon's token" in page.text("#sign-in .refusal"), "refused")
        page.find("#token").clear()
        page.find("#token").send_keys("a-secret-of-the-test", Keys.ENTER)
        page.until(lambda: page.all("#sessions[open] option[value=cxr]"), "in")
        page.driver.refresh()
        page.until(lambda: page.all("#sessions[open] option[value=cxr]"), "still in")


@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT, (1920, 1080)])
def test_nothing_is_cut_off_and_everything_can_be_read(dictated, size):
    page = dictated
    page.resize(size)
    page.until(lambda: page.js("return innerWidth") == size[0], "its shape")
    page.module("for (let n = 0; n < 2; n += 1) await new Promise(requestAnimationFrame)")
    assert overflowing(page) == []
    assert faint(page) == []
    assert page.js("return document.querySelector('#research').innerText").startswith(
        "Research tool, not a cleared medical device."
    )


def test_every_control_has_a_name_and_can_be_reached_by_tab(dictated):
    page = dictated
    assert nameless(page) == []
    page.js("document.querySelector('.skip').focus()")
    seen = []
    for _ in range(80):
        page.press(Keys.TAB)
        seen.append(page.js("return document.activeElement.id || document.activeElement.innerText"))
    assert [
        one
        for one in ("record", "open-sessions", "copy", "open-sign", "ask-text")
        if one not in seen
    ] == []
    assert seen.index("record") < seen.index("open-sign") < seen.index("ask-text")
    assert any("Small right pleural effusion." in one for one in seen)
