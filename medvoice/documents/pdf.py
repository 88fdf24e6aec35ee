"""PDF files through PDFium: the text of their pages, and the pages as pictures.

Runs in a process of its own (`worker`): PDFium is C++, and a file may be made to end it.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medvoice.documents import layout
from medvoice.documents.document import DocumentError, Page, TextOrigin
from medvoice.documents.layout import Box

_PASSWORD = 4
"""PDFium's FPDF_ERR_PASSWORD."""
_INVISIBLE = 3
"""Text rendering mode: what a scanner's own text recognition puts behind its picture."""
_UPRIGHT = 0.15
"""Radians."""


def opened(source: Path | bytes) -> Any:
    """A pypdfium2 document; close it. Raises DocumentError, its message without the name."""
    pdfium = import_module("pypdfium2")
    try:
        return pdfium.PdfDocument(source)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", 0) == _PASSWORD or "password" in str(error).lower():
            raise DocumentError(
                "it is locked with a password. Save a copy without one and give that"
            ) from error
        raise DocumentError(
            "it is a broken PDF file (cut off or damaged). Get it again from where it came from"
        ) from error


def page(document: Any, number: int) -> tuple[Page, bool]:
    """(page, whether it is a picture alone); counted from 1."""
    with closing(document[number - 1]) as one, closing(one.get_textpage()) as text_page:
        text, origin = _text(text_page)
        picture = not text.strip() and _has_pictures(one)
    return Page(number, text, origin), picture


def picture(document: Any, number: int, longest: int) -> NDArray[np.uint8]:
    """A page as rgb, its longer side `longest` pixels. Raises IndexError for no such page."""
    if not 1 <= number <= len(document):
        raise IndexError(number)
    with closing(document[number - 1]) as one:
        scale = longest / max(*one.get_size(), 1.0)
        with closing(one.render(scale=scale, rev_byteorder=True)) as bitmap:
            values = np.array(bitmap.to_numpy())
    if values.ndim == 2:
        return np.repeat(values[:, :, None], 3, axis=2)
    return np.ascontiguousarray(values[:, :, :3])


def _has_pictures(page: Any) -> bool:
    raw = _raw()
    return any(
        raw.FPDFPageObj_GetType(raw.FPDFPage_GetObject(page.raw, index))
        in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM, raw.FPDF_PAGEOBJ_PATH)
        for index in range(min(raw.FPDFPage_CountObjects(page.raw), 10_000))
    )


def _text(text_page: Any) -> tuple[str, TextOrigin]:
    signs, invisible = _signs(text_page)
    if not signs:
        return "", TextOrigin.WRITTEN
    turn = Counter(turn for turn, _ in signs).most_common(1)[0][0]
    upright = [_turned(box, turn) for angle, box in signs if angle == turn]
    other = [box for angle, box in signs if angle != turn]
    text = layout.page_text(layout.words(upright))
    if other:  # watermarks, stamps and words along an edge: below, out of the lines
        text += "".join(box.text for box in other).strip() + "\n"
    recognised = invisible > len(signs) / 2
    return text, TextOrigin.RECOGNISED if recognised else TextOrigin.WRITTEN


def _signs(text_page: Any) -> tuple[list[tuple[int | None, Box]], int]:
    """([(quarter turns, None for aslant; the sign)], how many of them are invisible)."""
    raw = _raw()
    found: list[tuple[int | None, Box]] = []
    invisible = 0
    handle = text_page.raw
    rect = raw.FS_RECTF()
    for index in range(raw.FPDFText_CountChars(handle)):
        code = raw.FPDFText_GetUnicode(handle, index)
        if not code or raw.FPDFText_IsGenerated(handle, index) == 1:
            continue
        if not raw.FPDFText_GetLooseCharBox(handle, index, ctypes.byref(rect)):
            continue
        text = _sign(code)
        angle = raw.FPDFText_GetCharAngle(handle, index)
        size = raw.FPDFText_GetFontSize(handle, index)
        height = rect.top - rect.bottom
        # Fonts of size 1 are scaled by the page; then the box tells.
        size = size if 0.5 * height < size < 2 * height else abs(height)
        found.append(
            (_quarters(angle), Box(text, rect.left, -rect.top, rect.right, -rect.bottom, size))
        )
        shown = raw.FPDFText_GetTextObject(handle, index)
        invisible += bool(shown) and raw.FPDFTextObj_GetTextRenderMode(shown) == _INVISIBLE
    return found, invisible


def _raw() -> Any:
    """PDFium's own functions; imported late, for the process that reads only."""
    return import_module("pypdfium2.raw")


_ODD = {0xA0: " ", 0xAD: "-", 0x2: "-", 0xFFFE: "-", 0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl"}
"""Soft and PDFium's own hyphens; ligatures, which no list of words knows."""


def _sign(code: int) -> str:
    if code in _ODD:
        return _ODD[code]
    if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF or code < 32:
        return " " if code < 32 else "\ufffd"
    return chr(code)


def _quarters(angle: float) -> int | None:
    quarters = angle / (math.pi / 2)
    nearest = round(quarters)
    return nearest % 4 if abs(quarters - nearest) * math.pi / 2 < _UPRIGHT else None


def _turned(box: Box, quarters: int | None) -> Box:
    """As it stands when the page is turned so that its text is upright."""
    left, top, right, bottom = box.left, box.top, box.right, box.bottom
    if quarters == 1:
        left, top, right, bottom = top, -right, bottom, -left
    elif quarters == 2:
        left, top, right, bottom = -right, -bottom, -left, -top
    elif quarters == 3:
        left, top, right, bottom = -bottom, left, -top, right
    return Box(box.text, left, top, right, bottom, box.size)
