"""What the page shows of words while they come and when they are there, in a real Chromium."""

from __future__ import annotations

import pytest
from chromium import Page
from page_cells import put, watch_the_store
from page_shown import HOSTILE, LUNGS, WARNED
from page_use import begin
from room import room
from scripted import dictation_wav

SAID = (
    "Findings: There is a ~small right pleural ~effusion and no pneumothorax at all today.",
    "The heart is normal in size.",
    "Impression: 1. Moderate left pleural effusion.",
)
IMPRESSION = "impression.text"


@pytest.fixture
def page(tmp_path):
    with Page(microphone=dictation_wav(tmp_path / "d.wav", len(SAID), 2.6, 1.1)) as opened:
        watch_the_store(opened)
        with room(SAID, folder=tmp_path / "data") as house:
            begin(opened, house.url)
            yield opened
        assert not [one for one in opened.complaints if "WebSocket" not in one]


def look_of(page: Page, selector: str) -> dict[str, str]:
    return page.js(
        """const { color, fontStyle, textDecorationLine, textDecorationStyle } = getComputedStyle(document.querySelector(arguments[0]));
        return { color, slant: fontStyle, line: `${textDecorationLine} ${textDecorationStyle}` };""",
        selector,
    )


def test_words_as_they_come_stable_and_final(page):
    """Stable words are bright, the tail is fainter and slanted, final ones leave the line; the meter moves."""
    page.js("""window.levels = []; window.tails = [];
      new MutationObserver(() => window.levels.push(Number(document.querySelector('#level').getAttribute('aria-valuenow'))))
        .observe(document.querySelector('#level'), { attributes: true });
      new MutationObserver(() => window.tails.push([document.querySelector('#live-stable').innerText, document.querySelector('#live-tail').innerText]))
        .observe(document.querySelector('#live'), { childList: true, subtree: true, characterData: true });""")
    page.click("#record")
    page.until(lambda: page.text(".utterance .words"), "final")
    grown = [tuple(one) for one in page.js("return window.tails") if one[0] and one[1]]
    assert grown, "stable words and a tail at once"
    for (before, _), (after, _) in zip(grown, grown[1:], strict=False):
        assert after.startswith(before), "stable words do not change while a turn lasts"
        if after.startswith("Findings: There is"):
            break
    stable, tail = look_of(page, "#live-stable"), look_of(page, "#live-tail")
    assert stable["slant"] == "normal"
    assert tail["slant"] == "italic"
    assert stable["color"] != tail["color"]
    assert page.texts(".utterance.final .words")[0].startswith("Findings: There is a small right")
    assert max(page.js("return window.levels")) > -45, "the meter shows speech"
    page.click("#record")
    page.until(lambda: page.text("#state-text") == "Microphone off", "off")
    empty = "return document.querySelector('#level').getAttribute('aria-valuenow') === '-70'"
    page.until(lambda: page.js(empty), "an empty meter")


def test_doubtful_words_are_underlined_and_warnings_stand_beside_their_field(page):
    page.click("#record")
    page.until(lambda: "left" in page.text(f'[data-field="{IMPRESSION}"] .sentence'), "all")
    for pane in (f'[data-field="{LUNGS}"] .sentence', ".utterance"):
        words = [one.strip(".") for one in page.texts(f"{pane} .unsure")]
        assert words == ["small", "effusion"], pane
        assert look_of(page, f"{pane} .unsure")["line"] == "underline dotted"
    message = page.until(
        lambda: page.text(f'[data-field="{IMPRESSION}"] .warnings li'), "the checks' warning"
    )
    assert "left" in message
    sentence = f'[data-field="{IMPRESSION}"] .sentence.warned'
    assert look_of(page, sentence)["line"] == "underline wavy"
    described = page.js(
        f"return document.getElementById(document.querySelector('{sentence}').getAttribute('aria-describedby')).innerText"
    )
    assert message in described, "screen readers say the warning with the sentence"


def test_a_sentence_that_is_doubtful_and_warned_about_shows_both(page):
    put(page, **WARNED)
    sentence = f'[data-field="{LUNGS}"] .sentence'
    assert look_of(page, sentence)["line"] == "underline wavy"
    assert look_of(page, f"{sentence} .doubtful")["line"] == "underline dotted"
    offsets = [
        page.js(
            "return parseFloat(getComputedStyle(document.querySelector(arguments[0])).textUnderlineOffset)",
            one,
        )
        for one in (sentence, f"{sentence} .doubtful")
    ]
    assert offsets[0] >= offsets[1] + 4, "one does not hide the other"
    assert page.text("section[aria-label=Findings] > .warnings li").startswith("the spleen")
    for field in ("comparison.text", "findings.bones"):
        assert page.find(f'[data-field="{field}"] .needed').is_displayed()


def test_text_is_text_whatever_it_holds(page):
    """Markup, signs that turn writing around, stacked marks: from a model, a header or a voice."""
    put(page, **HOSTILE)
    assert page.js("return window.hacked === undefined")
    assert page.all("#room script, #room img, #about b, #alerts img, #asked img") == []
    everything = page.js("return document.body.innerText")
    assert "<script>window.hacked = 1</script>" in everything
    assert not set(everything) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    sentence = page.texts(f'[data-field="{LUNGS}"] .sentence .words')[1]
    assert "right lobe" in sentence
    assert "left" in sentence, "it reads as it is"
    assert (
        page.js(
            """return getComputedStyle(document.querySelector(`[data-field="${arguments[0]}"]`)).overflowY""",
            LUNGS,
        )
        == "clip"
    ), "stacked marks cover no other field"


def test_what_is_looked_at_stays_while_somebody_types(page):
    """Sentences that are dictated into another field meanwhile do not scroll the editor away."""
    page.js("document.querySelector('[data-field=\"exam.text\"] .add').click()")
    page.press("Chest radiograph")
    top = page.js("return document.querySelector('#report').scrollTop")
    page.click("#record")
    page.until(lambda: "left" in page.text(f'[data-field="{IMPRESSION}"] .sentence'), "all")
    assert page.js("return document.querySelector('#report').scrollTop") == top
    assert page.js("return document.querySelector('.editor textarea').value") == "Chest radiograph"


def test_the_newest_sentence_of_a_long_field_is_in_sight(page):
    from page_cells import statement

    many = [statement(at, f"Sentence {at} of a long field.") for at in range(1, 90)]
    for count in (80, 89):
        put(page, **{f"field__{LUNGS}": many[:count], "current": LUNGS})
        inside = page.js("""
          const pane = document.querySelector('#report').getBoundingClientRect();
          const all = document.querySelectorAll(`[data-field="${arguments[0]}"] .sentence`);
          const box = all[all.length - 1].getBoundingClientRect();
          return box.top >= pane.top && box.bottom <= pane.bottom;""", LUNGS)  # fmt: skip
        assert inside, count
