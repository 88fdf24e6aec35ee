from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from reports import HARD, TEMPLATE, one, other_template, reports

from medvoice.export.characters import printable
from medvoice.export.content import Prose, Section, Title, content
from medvoice.report.document import Placement, Statement
from medvoice.report.layout import joined, numbered_items

BODY = """{{ heading(title) }}
Read by two.
{{ section("impression") }}
Bones: {{ field("findings.bones") }} Seen.
{% if section("technique") %}
{{ section("technique") }}
{% endif %}
{{ section("findings") }}
{{ section("exam") }}{{ section("indication") }}{{ section("comparison") }}
"""


def test_the_order_and_words_of_the_templates_body_hold(tmp_path):
    template = other_template(BODY, tmp_path)
    report = one("Intact.")
    report = report.placed(Placement("impression.text", Statement("u2", "Normal.", "dictated", ())))
    blocks = content(report, template).blocks
    assert blocks[0] == Title("Chest radiograph")
    assert blocks[1] == Prose("Read by two.")
    assert isinstance(blocks[2], Section)
    assert (blocks[2].name, blocks[2].lines()) == ("Impression", ("1. Normal.",))
    assert blocks[3] == Prose("Bones: Intact. Seen.")
    names = [block.name for block in blocks if isinstance(block, Section)]
    assert names == ["Impression", "Findings", "Indication", "Comparison"]


def test_kinds_come_from_ids_and_names():
    kinds = {s.name: s.kind for s in content(one("x"), TEMPLATE).sections}
    assert kinds == {
        "Exam": "exam",
        "Indication": "indication",
        "Comparison": "comparison",
        "Findings": "findings",
        "Impression": "impression",
    }


@settings(max_examples=60, deadline=None)
@given(reports())
def test_every_statement_is_in_the_content(report):
    sections = content(report, TEMPLATE).all_sections()
    texts = [p for s in sections for field in s.fields for p in field.paragraphs]
    for name, statements in report.fields:
        wanted = numbered_items if name == "impression.text" else joined
        for paragraph in wanted(statements):
            assert printable(re.sub("[\ue000-\ue002\ue010-\ue015]", "\ufffd", paragraph)) in texts


@pytest.mark.parametrize("text", HARD)
def test_printable_has_no_control_characters(text):
    clean = printable(text)
    clean.encode("utf-8")
    assert len(clean) == len(text)
    assert not [char for char in clean if ord(char) < 32 or 127 <= ord(char) < 160]
    assert printable(clean) == clean
