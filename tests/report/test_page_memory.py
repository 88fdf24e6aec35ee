"""A page made from what is known of the page before is the page made from nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medvoice.export.text import text
from medvoice.report.document import Origin, Placement, Report, Statement
from medvoice.report.page_memory import PageMemory
from medvoice.report.standing import StandingNormals
from medvoice.report.template import Templates
from medvoice.report.wrapping import filled, wrapped
from medvoice.resources import templates_folder

TEMPLATE = Templates([templates_folder()]).load("cxr")
FIELDS = (*(name for name, _ in TEMPLATE.front.specs()), "addendum")
# Words that wrapping holds together, marks that close or leave open, a capital or none, and what
# a page may not carry as it stands.
WORD = st.sampled_from(
    "nodule 6 mm x 12 grade 2 from 3 to 4 of January 3, 2024 III zone < a Small effusion. lung, "
    "seen: period? [ ] 1. \ue000 \x01 \x85 \u2028 caf\u00e9 \ufffe \u200b".split(" ")
) | st.text("ab 1.\n\t", min_size=0, max_size=100)
TEXT = st.lists(WORD, max_size=12).map(" ".join)


@st.composite
def histories(draw: st.DrawFn) -> list[Report]:
    """Reports as placing, removing and undoing make them; each from one before it."""
    reports = [Report(TEMPLATE.name)]
    for number in range(draw(st.integers(1, 12))):
        report = reports[draw(st.integers(0, len(reports) - 1))] if draw(
            st.integers(0, 3)
        ) == 0 else reports[-1]  # fmt: skip
        standing = report.statements()
        if standing and draw(st.integers(0, 4)) == 0:
            gone = draw(st.sampled_from(standing)).id
            reports.append(report.without(frozenset({gone})))
            continue
        for part in range(draw(st.integers(1, 3))):
            statement = Statement(
                f"u{number}.{part}",
                draw(TEXT),
                draw(st.sampled_from((Origin.DICTATED, Origin.NORMAL))),
                (),
                breaks_before=draw(st.sampled_from((0, 0, 0, 1, 2))),
            )
            field = draw(st.sampled_from(FIELDS[:3] * 3 + FIELDS))
            report = report.placed(Placement(field, statement))
        reports.append(report)
    return reports


@settings(max_examples=120, deadline=None)
@given(histories(), st.sampled_from((20, 80)))
def test_any_history_gives_the_page_made_from_nothing(reports: list[Report], width: int) -> None:
    known, standing = PageMemory(), StandingNormals()
    for report in reports:
        for name, statements in report.fields:
            normal = tuple(s for s in statements if s.origin is Origin.NORMAL)
            assert standing.of(report, name) == normal
        page = text(report, TEMPLATE, width=width)
        assert text(report, TEMPLATE, width=width, known=known) == page


HELD = st.sampled_from("3 to 4 mm x 12 grade 2 of lung III nodule January 2024 a".split())


@settings(max_examples=400, deadline=None)
@given(st.lists(HELD, min_size=2, max_size=40), st.integers(1, 24), st.data())
def test_wrapping_from_the_lines_before_is_wrapping_from_nothing(
    words: list[str], width: int, data: st.DataObject
) -> None:
    """Word by word: what holds words together is seen late, when the line end before it stands."""
    before = None
    source = ""
    for word in words:
        cut = len(source)
        if data.draw(st.integers(0, 7)) == 0:
            cut = data.draw(st.integers(0, len(source)))
        source = " ".join(f"{source[:cut]} {word}".split())
        before = wrapped(source, width, before)
        assert before.text == filled(source, width)


@pytest.mark.parametrize("name", Templates([templates_folder()]).names())
def test_each_template(name: str) -> None:
    template = Templates([templates_folder()]).load(name)
    known = PageMemory()
    report = Report(name)
    for number in range(3):
        for field, _ in template.front.specs():
            said = f"Nodule of {number} mm in the {field}, unchanged since January 3, 2024."
            statement = Statement(f"u{number}.{field}", said, Origin.DICTATED, ())
            report = report.placed(Placement(field, statement))
            assert text(report, template, known=known) == text(report, template)


def test_what_did_not_change_is_not_laid_out_again() -> None:
    """A field of 2,000 sentences: the next one wraps its own line, not the page."""
    known = PageMemory()
    statements = tuple(
        Statement(f"u{n}", f"Nodule of {n} mm in the right upper lobe.", Origin.DICTATED, ())
        for n in range(2000)
    )
    long = known.named("findings.lungs", "Lungs", 80, statements[:-1])
    grown = known.named("findings.lungs", "Lungs", 80, statements)
    assert long.lines is not None
    assert grown.lines is not None
    shared = sum(a is b for a, b in zip(long.lines.starts, grown.lines.starts, strict=False))
    assert shared >= len(long.lines.starts) - 3
