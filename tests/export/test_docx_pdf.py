from __future__ import annotations

import io
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given, settings
from pypdf import PdfReader
from reports import HARD, TEMPLATE, known_context, one, reports, unknown_context

from medvoice.export.content import content
from medvoice.export.docx import docx
from medvoice.export.fonts import font_chain
from medvoice.export.missing import LibraryMissing, library
from medvoice.export.pdf import pdf
from medvoice.report.document import Origin


def docx_text(raw):
    document = Document(io.BytesIO(raw))
    cells = [c.text for t in document.tables for r in t.rows for c in r.cells]
    return "\n".join([*cells, *(p.text for p in document.paragraphs)])


def pdf_text(raw):
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(raw)).pages)


def squeezed(text):
    return "".join(text.split())


@settings(max_examples=15, deadline=None)
@given(reports())
def test_docx_opens_and_holds_every_word(report):
    text = docx_text(docx(report, TEMPLATE, unknown_context()))
    for section in content(report, TEMPLATE).sections:
        runs = [run for field in section.fields for runs in field.runs for run in runs]
        assert all(run.text in text for run in runs)


@settings(max_examples=10, deadline=None)
@given(reports())
def test_pdf_opens_for_any_report(report):
    assert "Chestradiograph" in squeezed(pdf_text(pdf(report, TEMPLATE, unknown_context())))


@pytest.mark.parametrize("text", [h for h in HARD if h.isascii()])
def test_pdf_prints_marks_as_they_are(text):
    raw = pdf(one(text), TEMPLATE, unknown_context())
    words = content(one(text), TEMPLATE).sections[3].fields[0].paragraphs[0]
    assert squeezed(words) in squeezed(pdf_text(raw))


def test_pdf_without_fonts_writes_numbers_and_says_so(tmp_path):
    fonts = font_chain([tmp_path])  # only what comes with reportlab: Latin
    raw = pdf(one("Größe 3 mm, όζος, 結節."), TEMPLATE, unknown_context(), fonts)
    text = squeezed(pdf_text(raw))
    assert "Größe3mm" in text
    assert "[U+03B6]" in text
    assert "[U+7D50]" in text
    assert "6charactersarewritten" in text


@pytest.mark.skipif(
    not Path("/usr/share/fonts/truetype/droid").is_dir(),
    reason="needs Debian's fonts-dejavu-core and fonts-droid-fallback",
)
def test_pdf_prints_greek_and_chinese_and_never_hebrew_backwards():
    raw = pdf(one("όζος ≥ 6 mm², 結節, שלום."), TEMPLATE, unknown_context())
    text = squeezed(pdf_text(raw))
    assert "όζος≥6mm²,結節" in text
    assert "[U+05E9]" in text
    assert "4charactersarewritten" in text


def test_the_head_and_what_nobody_dictated():
    report = one("No fracture.", origin=Origin.NORMAL)
    for text in (
        docx_text(docx(report, TEMPLATE, known_context())),
        pdf_text(pdf(report, TEMPLATE, known_context())),
    ):
        assert "Doe, Dr Jane Q" in text
        assert "No fracture. N" in text.replace("\u00a0", " ")
        assert "Not dictated: [N] normal text of the template." in text
    core = Document(io.BytesIO(docx(report, TEMPLATE, known_context()))).core_properties
    assert (core.author, core.title) == ("medvoice", "Chest radiograph")


def test_long_text():
    report = one("A small nodule. " * 12_000)  # 190 kB
    assert docx_text(docx(report, TEMPLATE, unknown_context())).count("nodule") == 12_000
    assert (
        pdf_text(pdf(one("nodule " * 3_000), TEMPLATE, unknown_context())).count("nodule") == 3_000
    )


def test_a_missing_library_is_named():
    with pytest.raises(LibraryMissing, match="pip install nothing-here"):
        library("nothing_here", "A PDF", "nothing-here")
