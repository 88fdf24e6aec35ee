"""The PDF in another program's hands: poppler reads its text, its fonts and draws it."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
from PIL import Image
from pypdf import PdfReader
from reports import TEMPLATE, known_context, one

from medvoice.export.pdf import pdf


@pytest.fixture
def page(tmp_path):
    if shutil.which("pdftoppm") is None:
        pytest.skip("needs poppler-utils")
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf(one("όζος ≥ 6 mm², 結節."), TEMPLATE, known_context()))
    return path


def poppler(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    assert not done.stderr, done.stderr
    return done.stdout.decode("utf-8")


def test_text_fonts_and_picture(page, tmp_path):
    text = poppler("pdftotext", "-layout", str(page), "-")
    assert "όζος ≥ 6 mm², 結節." in text
    assert "Klinik Würzburg" in text
    # reportlab chooses Helvetica at the start of every page, and then sets no text in it.
    for sheet in PdfReader(page).pages:
        data = sheet.get_contents().get_data()
        assert data.count(b"/F1 ") == len(re.findall(rb"/F1 \d+ Tf [\d.]+ TL ET", data))
    rows = [" ".join(row.split()) for row in poppler("pdffonts", str(page)).splitlines()[2:]]
    used = [row for row in rows if not row.startswith("Helvetica ")]
    assert len(used) >= 2
    assert all(" yes yes yes " in row for row in used), used  # embedded, subset, Unicode map
    poppler("pdftoppm", "-r", "50", "-png", "-singlefile", str(page), str(tmp_path / "p"))
    with Image.open(tmp_path / "p.png") as picture:
        assert picture.size == (414, 585)  # A4 at 50 dots an inch
        dark = sum(picture.convert("L").histogram()[:100])
    assert dark > 1000
