from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from reports import HARD, TEMPLATE, known_context, one, reports, unknown_context

from medvoice.export.content import content
from medvoice.export.html import html
from medvoice.report.document import Origin

TAGS = set(
    "html head meta title style body main h1 h2 table tbody tr th td section p b ol ul li aside footer span".split()
)


class Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.texts = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data):
        self.texts.append(data)

    def handle_comment(self, data):
        raise AssertionError(data)


def read(page):
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader


@settings(max_examples=40, deadline=None)
@given(reports())
def test_nothing_unescaped_and_nothing_lost(report):
    reader = read(html(report, TEMPLATE, unknown_context()))
    assert set(reader.tags) <= TAGS
    assert set(reader.attributes) <= {
        "lang", "charset", "name", "content", "http-equiv", "scope", "aria-label", "class", "title",
    }  # fmt: skip
    text = "".join(reader.texts)
    for section in content(report, TEMPLATE).sections:
        for field in section.fields:
            for paragraph in field.paragraphs:
                assert paragraph in text


@pytest.mark.parametrize("text", HARD)
def test_context_and_footer_are_escaped(text):
    context = unknown_context().model_copy(
        update={"patient_name": text, "footer": text, "procedure": text}
    )
    assert set(read(html(one("x"), TEMPLATE, context)).tags) <= TAGS


def test_what_nobody_dictated_is_marked():
    page = html(one("No fracture.", origin=Origin.NORMAL), TEMPLATE, known_context())
    assert (
        '<span class="not-dictated origin-normal" title="normal text of the template">'
        "No fracture.</span>"
    ) in page
    assert "<b>Not dictated:</b>" in page
    assert "Not dictated" not in html(one("No fracture."), TEMPLATE, known_context())
    assert '<html lang="en">' in page
    assert "http://" not in page
    assert "https://" not in page
