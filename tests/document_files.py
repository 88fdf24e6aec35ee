"""Test helper: documents of every kind, good and hostile, made on the spot."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from functools import cache

Cell = tuple[float, float, str]
"""x, y (points from the lower left) and text."""


def pdf(
    pages: Iterable[Sequence[Cell]], font: str = "Helvetica", size: float = 10, **options: object
) -> bytes:
    from reportlab.pdfgen import canvas

    out = io.BytesIO()
    drawing = canvas.Canvas(out, pagesize=(595, 842), **options)
    for cells in pages:
        drawing.setFont(font, size)
        for x, y, text in cells:
            drawing.drawString(x, y, text)
        drawing.showPage()
    drawing.save()
    return out.getvalue()


def locked_pdf(pages: Iterable[Sequence[Cell]], password: str = "secret") -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(pages))))
    writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def picture(lines: Sequence[str], form: str = "PNG", width: int = 800) -> bytes:
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (width, 40 + 30 * len(lines)), "white")
    draw = ImageDraw.Draw(image)
    for at, line in enumerate(lines):
        draw.text((20, 20 + 30 * at), line, fill="black", font_size=20)
    out = io.BytesIO()
    image.save(out, form)
    return out.getvalue()


def scanned_pdf(pages: Iterable[Sequence[str]]) -> bytes:
    """Pictures of text, as a scanner makes them."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen import canvas

    out = io.BytesIO()
    drawing = canvas.Canvas(out, pagesize=(595, 842))
    for lines in pages:
        with Image.open(io.BytesIO(picture(lines))) as image:
            drawing.drawImage(ImageReader(image), 0, 842 - image.height * 0.7, width=560)
        drawing.showPage()
    drawing.save()
    return out.getvalue()


@cache
def bomb_pdf(unpacked: int, content: bytes = b"0 0 m ") -> bytes:
    """One page whose content is `unpacked` bytes, packed into a two-hundredth."""
    packer = zlib.compressobj(1)
    block = content * (2**20 // len(content))
    packed = b"".join(packer.compress(block) for _ in range(unpacked // len(block)))
    packed += packer.flush()
    return _raw_pdf(
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<>>>>",
        b"<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(packed), packed),
    )


def nested_bomb_pdf(unpacked: int) -> bytes:
    """A content stream packed twice: a few hundred bytes."""
    once = zlib.compress(bytes(unpacked), 9)
    twice = zlib.compress(once, 9)
    return _raw_pdf(
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<>>>>",
        b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>\nstream\n%s\nendstream"
        % (len(twice), twice),
    )


def _raw_pdf(*objects: bytes) -> bytes:
    """Objects 3 and on, behind a catalogue and a tree of one page."""
    whole = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", *objects)
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(whole, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(whole) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(whole) + 1,
        start,
    )


def archive(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return out.getvalue()


def lying_bomb(unpacked: int) -> bytes:
    """An archive whose entry promises one byte and unpacks to `unpacked`."""
    data = bytearray(archive({"a.txt": bytes(unpacked)}))
    size = unpacked.to_bytes(4, "little")
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(mark) + offset
        assert data[at : at + 4] == size
        data[at : at + 4] = (1).to_bytes(4, "little")
    return bytes(data)


def word_file(paragraphs: Sequence[str], table: Sequence[Sequence[str]] = ()) -> bytes:
    import docx

    made = docx.Document()
    for text in paragraphs:
        made.add_paragraph(text)
    if table:
        grid = made.add_table(len(table), len(table[0]))
        for row, cells in zip(grid.rows, table, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
