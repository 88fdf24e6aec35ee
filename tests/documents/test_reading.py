"""Good files of every kind become text, page by page."""

from __future__ import annotations

import re
import tracemalloc

import document_files as made
import pytest

from medvoice.documents.document import DocumentError, Span, TextOrigin
from medvoice.documents.limits import Limits
from medvoice.documents.reading import DocumentReader, Source, Unread, read

SHEET = [
    [
        (50, 800, "Test"), (200, 800, "Result"), (260, 800, "Unit"), (340, 800, "Reference"),
        (50, 785, "Haemoglobin"), (200, 785, "13.5"), (260, 785, "g/dL"), (340, 785, "12.0 - 16.0"),
        (50, 770, "Total iron binding capacity"), (340, 770, "45 - 80"),
    ]
]  # fmt: skip


@pytest.fixture(scope="module")
def reader():
    with DocumentReader() as reader:
        yield reader


@pytest.fixture
def given(tmp_path, reader):
    def read_it(data: bytes, name: str = "file"):
        path = tmp_path / name
        path.write_bytes(data)
        return reader.read(path)

    return read_it


@pytest.mark.parametrize(
    ("data", "text", "notes"),
    [
        (b"Sodium 140\n", "Sodium 140\n", 0),
        (b"no line end", "no line end\n", 0),
        ("\ufeffHämoglobin".encode(), "Hämoglobin\n", 0),
        ("µg/L und °C".encode("utf-16"), "µg/L und °C\n", 0),
        ("Sodium 140 mmol/l".encode("utf-16-le"), "Sodium 140 mmol/l\n", 0),
        ("Sodium 140 mmol/l".encode("utf-16-be"), "Sodium 140 mmol/l\n", 0),
        ("Natrium 140 µmol/l – ok".encode("cp1252"), "Natrium 140 µmol/l – ok\n", 1),
        ("µg/L".encode()[:1] + b" cut", "Â cut\n", 1),
        (b"MSH|^~\\&|A\rPID|1\r", "MSH|^~\\&|A\nPID|1\n", 0),
        (b"\x0bMSH|^~\\&|A\rPID|1\r\x1c\r", "\nMSH|^~\\&|A\nPID|1\n\x1c\n", 0),
        (b"a\tb\r\nc", "a  b\nc\n", 0),
        (b"Test\tFlag\tUnit\nSodium\t\tmmol/L\n", "Test    Flag  Unit\nSodium        mmol/L\n", 0),
    ],
)
def test_plain_text(given, data, text, notes):
    document = given(data)
    assert document.pages[0].text == text
    assert len(document.notes) == notes


def test_form_feeds_end_pages(given):
    document = given(b"one\n\ftwo\n\f\n")
    assert [(page.number, page.text) for page in document.pages] == [(1, "one\n"), (2, "two\n")]


def test_columns_of_a_pdf_stay_apart_and_below_each_other(given):
    header, first, second = given(made.pdf(SHEET)).pages[0].text.splitlines()
    assert re.split(" {2,}", first) == ["Haemoglobin", "13.5", "g/dL", "12.0 - 16.0"]
    assert header.index("Reference") == first.index("12.0") == second.index("45 - 80")
    assert "Total iron binding capacity  " in second


def test_a_raised_exponent_is_no_digit_of_its_number(given, tmp_path):
    from reportlab.pdfgen import canvas

    path = tmp_path / "raised.pdf"
    drawing = canvas.Canvas(str(path))
    x = 50.0
    for text, size, y in (("Platelets 221 x10", 10, 700), ("9", 6, 704), ("/L", 10, 700)):
        drawing.setFont("Helvetica", size)
        drawing.drawString(x, y, text)
        x += drawing.stringWidth(text, "Helvetica", size)
    drawing.save()
    assert given(path.read_bytes()).pages[0].text == "Platelets 221 x10⁹/L\n"
    html = given(b"<html><p>Platelets 221 x10<sup>9</sup>/L</p></html>")
    assert html.pages[0].text == "Platelets 221 x10⁹/L\n"


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_reads_as_the_upright_one(given, turn):
    from io import BytesIO

    from pypdf import PdfReader, PdfWriter, Transformation

    writer = PdfWriter(clone_from=PdfReader(BytesIO(made.pdf(SHEET))))
    page = writer.pages[0]
    page.add_transformation(Transformation().rotate(turn).translate(900, 900))
    page.mediabox.upper_right = (1900, 1900)
    out = BytesIO()
    writer.write(out)
    assert given(out.getvalue()).pages[0].text == given(made.pdf(SHEET)).pages[0].text


def test_what_was_typed_into_a_form_is_text(given, tmp_path):
    from reportlab.pdfgen import canvas

    path = tmp_path / "form.pdf"
    drawing = canvas.Canvas(str(path))
    drawing.drawString(50, 700, "Potassium")
    drawing.acroForm.textfield(name="k", value="4.1 mmol/L", x=150, y=690, width=120, height=20)
    drawing.save()
    assert given(path.read_bytes()).pages[0].text.split() == ["Potassium", "4.1", "mmol/L"]


def test_columns_of_prose_come_one_after_the_other(given):
    left = [(50, 800 - 12 * k, f"left words of line {chr(97 + k)} go on") for k in range(9)]
    right = [(310, 800 - 12 * k, f"right words of line {chr(97 + k)} go on") for k in range(9)]
    drawn = [cell for pair in zip(left, right, strict=True) for cell in pair]
    text = given(made.pdf([drawn])).pages[0].text
    assert text.splitlines() == [cell[2] for cell in left + right]


def test_html(given):
    document = given(
        b"<!DOCTYPE html><html><head><title>Sheet</title><style>p {}</style></head><body>"
        b"<p>Line  one<br>two &micro;g</p><table><tr><th>Test<th>Result<th>Unit</tr>"
        b"<tr><td rowspan=2>Sodium</td><td>140</td><td>mmol/L</td></tr>"
        b"<tr><td>139</td><td></td></tr><tr><td colspan=2>A long comment over two</td><td>x</td></tr>"
        b"</table><script>bad()</script></body></html>"
    )
    assert document.pages[0].text.splitlines() == [
        "Sheet",
        "Line one",
        "two µg",
        "Test    Result  Unit",
        "Sodium  140     mmol/L",
        "        139",
        "A long comment over two  x",
    ]


def test_tables_within_cells_read_as_they_are_seen(given):
    document = given(
        b"<html><table><tr><td><table><tr><td>Na</td><td>140</td></tr><tr><td>K</td><td>4</td></tr>"
        b"</table></td><td>right</td></tr></table></html>"
    )
    assert document.pages[0].text == "Na  140  right\nK   4\n"


def test_docx(given):
    document = given(made.word_file(["Hello"], [["Test", "Result"], ["Sodium", "140"]]), "a.pdf")
    assert document.pages[0].text == "Hello\nTest    Result\nSodium  140\n"


def test_a_picture_and_a_scan_say_what_can_read_them(given):
    picture, scan = given(made.picture(["Sodium 140"])), given(made.scanned_pdf([["K 4"], ["L"]]))
    assert picture.pictures == (1,)
    assert scan.pictures == (1, 2)
    for document in (picture, scan):
        assert not document.says_something
        assert "a model that takes images can read it" in document.notes[0]


def test_pages_without_text_are_named(given):
    from io import BytesIO

    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    for data in (made.pdf(SHEET), made.scanned_pdf([["a"], ["b"]]), made.pdf(SHEET)):
        writer.append(PdfReader(BytesIO(data)))
    out = BytesIO()
    writer.write(out)
    document = given(out.getvalue())
    assert document.pictures == (2, 3)
    assert document.notes[0].startswith("pages 2 to 3: a picture without text")
    assert document.says_something


def test_text_that_a_scanner_recognised_is_marked(given, tmp_path):
    from reportlab.pdfgen import canvas

    path = tmp_path / "scan.pdf"
    drawing = canvas.Canvas(str(path))
    hidden = drawing.beginText(50, 700)
    hidden.setTextRenderMode(3)
    hidden.textLine("Sodium 140 mmol/L")
    drawing.drawText(hidden)
    drawing.save()
    document = given(path.read_bytes())
    assert document.pages[0].origin is TextOrigin.RECOGNISED
    assert "may be wrong" in document.notes[0]


def test_pictures_of_pages(reader, tmp_path):
    for data in (made.scanned_pdf([["K 4"]]), made.picture(["K 4"]), made.pdf(SHEET)):
        (tmp_path / "page").write_bytes(data)
        rgb = reader.picture(tmp_path / "page", 1, longest=500)
        assert rgb.ndim == 3
        assert rgb.shape[2] == 3
        assert 490 <= max(rgb.shape) <= 501
        assert rgb.min() < 100 < rgb.max()
        with pytest.raises(DocumentError, match="page"):
            reader.picture(tmp_path / "page", 7)


def test_archives_and_folders(reader, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "b.zip").write_bytes(
        made.archive({"r/one.txt": b"one", "two.pdf": made.pdf(SHEET), "in.zip": made.archive({})})
    )
    (folder / "a.txt").write_bytes(b"first")
    (folder / ".hidden").write_bytes(b"never")
    found = list(reader.read_all([folder]))
    assert [document.name for document in found] == [
        "a.txt", "b.zip/r/one.txt", "b.zip/two.pdf", "b.zip/in.zip",
    ]  # fmt: skip
    assert isinstance(found[3], Unread)
    assert "archive" in found[3].why
    assert reader.read(Source(folder / "b.zip", "r/one.txt")).pages[0].text == "one\n"
    (tmp_path / "one.zip").write_bytes(made.archive({"only.txt": b"alone"}))
    assert reader.read(tmp_path / "one.zip").name == "one.zip/only.txt"
    with pytest.raises(DocumentError, match=r"b\.zip: it is an archive of 3 files"):
        reader.read(folder / "b.zip")


def test_a_span_says_what_stands_there(given):
    document = given(b"one\n\ftwo words\n")
    assert Span(2, 4, 9).of(document) == "words"
    with pytest.raises(KeyError):
        Span(3, 0, 1).of(document)


def test_what_is_cut_off_is_said(tmp_path):
    path = tmp_path / "long"
    path.write_bytes(made.pdf(SHEET * 9))
    document = read(path, Limits(most_pages=4))
    assert len(document.pages) == 4
    assert document.notes == ("only its first 4 of 9 pages were read",)
    path.write_bytes(b"x" * 100)
    assert read(path, Limits(most_characters=10)).notes == (
        "only its first 10 characters were read",
    )


def test_of_a_long_text_only_what_is_read_is_decoded(tmp_path):
    path = tmp_path / "long.txt"
    path.write_bytes(b"Sodium 140 mmol/L\n" * 1_000_000)  # 18 MB
    tracemalloc.start()
    document = read(path, Limits(most_characters=1_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert document.notes == ("only its first 1,000 characters were read",)
    assert len(document.pages[0].text) == 1_001  # with a line end
    assert peak < 4 << 20
