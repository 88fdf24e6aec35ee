"""Texts inside resources: what they say, and that none takes long."""

from __future__ import annotations

import base64
import time

import pytest

from medvoice.records.narrative import CUT, MOST_TEXT, attached, narrative, stripped


def attachment(text: bytes, kind: str = "text/plain") -> dict:
    return {"presentedForm": [{"contentType": kind, "data": base64.b64encode(text).decode()}]}


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<div xmlns='x'><p>One &amp; <b>two</b></p><p>three</p></div>", "One & two\nthree"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<script>bad()</script>good<style>x</style><!-- <p>gone</p> --> end", "good end"),
        ("size &lt; 5 mm, T &gt; 38", "size < 5 mm, T > 38"),
        ("5 < 6 and 7 > 6", "5 < 6 and 7 > 6"),
        ("before <!-- never ends", "before"),
        ("</script>text", "text"),
        ("&#99999999999;x&#x41;", "xA"),
        ("", ""),
    ],
)
def test_the_text_of_markup(markup, text):
    assert narrative({"text": {"div": markup}}) == text


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "<a ",
        "<!",
        "<!--",
        "</",
        "&",
        "<a b='",
        "<![CDATA[",
        "<?",
        "<p>",
        "&#",
        "<script>",
        "<!-",
        "&#9",
    ],
)
def test_no_markup_takes_long(piece):
    start = time.process_time()
    stripped((piece * 800_000)[:800_000])
    assert time.process_time() - start < 10  # the standard library's parser: minutes


def test_numbers_of_characters_that_no_code_has():
    assert stripped("&#" + "9" * 5000 + ";x") == " x"


def test_attachments():
    assert attached(attachment("Größe: 5\r\n\r\nEnde".encode()), "presentedForm") == (
        "Größe: 5\nEnde",
        (),
    )
    assert attached(attachment("Größe".encode("latin-1")), "presentedForm")[0] == "Größe"
    assert (
        attached(attachment(b"<p>a</p><p>b</p>", "text/html; charset=utf-8"), "presentedForm")[0]
        == "a\nb"
    )
    assert attached(attachment(b"%PDF", "application/pdf"), "presentedForm") == (
        "",
        ("an attachment (application/pdf)",),
    )
    broken = {
        "presentedForm": [
            {"contentType": "text/plain", "data": "@@@"},
            {"contentType": "text/plain", "url": "x"},
        ]
    }
    assert attached(broken, "presentedForm") == (
        "",
        ("an attachment that is broken", "a text elsewhere (text/plain)"),
    )
    wrong = {
        "presentedForm": [
            {"contentType": "text/plain; charset=utf-8", "data": base64.b64encode(b"\xff").decode()}
        ]
    }
    assert attached(wrong, "presentedForm")[1] == ("an attachment that is broken",)


def test_what_is_too_long_is_cut_and_that_is_said():
    told, _ = attached(attachment(b"x" * (MOST_TEXT + 5)), "presentedForm")
    assert told.endswith(CUT)
    assert len(told) == MOST_TEXT + len(CUT)
