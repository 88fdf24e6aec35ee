"""A sheet as text, as a PDF with a text layer, and as a picture."""

from __future__ import annotations

import io
import random

from benchmarks.lab_sheets.sheet import Line, Sheet

FONTS = ("Helvetica", "Times-Roman", "Courier")
_DEJAVU = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
_DEJAVU_MONO = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf"


def as_text(sheet: Sheet) -> str:
    return "\f".join("".join(_text(one) + "\n" for one in page) for page in sheet.pages)


def _text(cells: Line) -> str:
    text = ""
    for cell in cells:
        at = cell.column - len(cell.text) if cell.right else cell.column
        gap = max(at - len(text), 2 if text else 0)
        text += " " * gap + cell.text
    return text


def as_pdf(sheet: Sheet, chance: random.Random) -> bytes:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen import canvas

    font, step = chance.choice((("DejaVu", 5.2), ("DejaVuMono", 4.9)))
    for name, path in (("DejaVu", _DEJAVU), ("DejaVuMono", _DEJAVU_MONO)):
        pdfmetrics.registerFont(TTFont(name, path))
    out = io.BytesIO()
    drawing = canvas.Canvas(out, pagesize=(680, 842))
    for page in sheet.pages:
        drawing.setFont(font, 8)
        for number, cells in enumerate(page):
            for cell in cells:
                x, y = 40 + cell.column * step, 800 - number * 14
                draw = drawing.drawRightString if cell.right else drawing.drawString
                draw(x, y, cell.text)
        drawing.showPage()
    drawing.save()
    return out.getvalue()


def as_pictures(sheet: Sheet, chance: random.Random) -> list[bytes]:
    """PNG, one a page, as from a scanner: 150 dpi, a little aslant, grey and noisy."""
    import numpy as np
    from PIL import Image, ImageDraw, ImageFilter, ImageFont

    found = []
    path = chance.choice((_DEJAVU, _DEJAVU_MONO))
    font, step = ImageFont.truetype(path, 17), 12.0 if path == _DEJAVU else 10.6
    for page in sheet.pages:
        image = Image.new("L", (1400, 120 + 30 * len(page)), 255)
        draw = ImageDraw.Draw(image)
        for number, cells in enumerate(page):
            for cell in cells:
                place = (60 + cell.column * step, 60 + number * 30)
                draw.text(place, cell.text, fill=20, font=font, anchor="ra" if cell.right else "la")
        image = image.rotate(chance.uniform(-0.5, 0.5), Image.Resampling.BICUBIC, fillcolor=255)
        image = image.filter(ImageFilter.GaussianBlur(0.5))
        noise = np.random.default_rng(chance.randrange(1 << 30)).normal(0, 6, image.size[::-1])
        grey = np.clip(np.asarray(image, dtype=float) + noise, 0, 255).astype(np.uint8)
        out = io.BytesIO()
        Image.fromarray(grey).save(out, "PNG")
        found.append(out.getvalue())
    return found
