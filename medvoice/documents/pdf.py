"""PDF files through PDFium: the text of their pages, and the pages as pictures.

Runs in a process of its own (`worker`): PDFium is C++, and a file may be made to end it.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medvoice.documents import layout
from medvoice.documents.box import Box
from medvoice.documents.document import DocumentError, Page, TextOrigin

_PASSWORD = 4
"""PDFium's FPDF_ERR_PASSWORD."""
_INVISIBLE = 3
"""Text rendering mode: what a scanner's own text recognition puts behind its picture."""
_DIGIT = re.compile(r"\d")
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
    with closing(document[number - 1]) as one:
        if not _filled(one):
            return _read(one, number)
    with closing(document[number - 1]) as one:  # its text is found anew only so
        return _read(one, number)


def _filled(one: Any) -> bool:
    """Makes text of the page of what was typed into a form's fields; False where there are none."""
    raw = _raw()
    if raw.FPDFPage_GetAnnotCount(one.raw) <= 0:
        return False
    raw.FPDFPage_Flatten(one.raw, raw.FLAT_NORMALDISPLAY)
    return True


def _read(one: Any, number: int) -> tuple[Page, bool]:
    with closing(one.get_textpage()) as text_page:
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
    words, invisible = _words(text_page.raw)
    if not words:
        return "", TextOrigin.WRITTEN
    turn = Counter(turn for turn, _ in words).most_common(1)[0][0]
    upright = [_turned(box, turn) for angle, box in words if angle == turn]
    other = [box for angle, box in words if angle != turn]
    text = layout.page_text(layout.words(upright))
    if other:  # watermarks, stamps and words along an edge: below, out of the lines
        text += " ".join(box.text for box in other) + "\n"
    recognised = invisible > len(words) / 2
    return text, TextOrigin.RECOGNISED if recognised else TextOrigin.WRITTEN


def _words(handle: Any) -> tuple[list[tuple[int | None, Box]], int]:
    """([(quarter turns, None for aslant; a word or sign)], how many of them are invisible). Words
    with digits come sign by sign, so that raised digits are seen: asking for every sign's place and
    size takes four times as long."""
    raw = _raw()
    found: list[tuple[int | None, Box]] = []
    invisible = 0
    for first, text in _runs(handle):
        last = first + len(text) - 1
        boxes = [_box(raw, handle, first, last, text)] if not _DIGIT.search(text) else [None]
        if boxes[0] is None:
            boxes = [_box(raw, handle, at, at, text[at - first]) for at in range(first, last + 1)]
        quarters = _quarters(raw.FPDFText_GetCharAngle(handle, first))
        found += [(quarters, box) for box in boxes if box is not None]
        shown = raw.FPDFText_GetTextObject(handle, first)
        if shown and raw.FPDFTextObj_GetTextRenderMode(shown) == _INVISIBLE:
            invisible += len(boxes)
    return found, invisible


def _runs(handle: Any) -> list[tuple[int, str]]:
    """(index of its first sign, text) of what stands between white space; PDFium puts some where
    the page has a gap."""
    unicode_of = _raw().FPDFText_GetUnicode
    count = _raw().FPDFText_CountChars(handle)
    signs = "".join([_sign(unicode_of(handle, index)) for index in range(count)])
    return [(match.start(), match[0]) for match in re.finditer(r"\S+", signs)]


def _box(raw: Any, handle: Any, first: int, last: int, text: str) -> Box | None:
    """None: it has no place, or its signs do not stand in one line."""
    start, end = raw.FS_RECTF(), raw.FS_RECTF()
    if not (
        raw.FPDFText_GetLooseCharBox(handle, first, ctypes.byref(start))
        and raw.FPDFText_GetLooseCharBox(handle, last, ctypes.byref(end))
    ):
        return None
    height = abs(start.top - start.bottom)
    if last > first and (end.left < start.left or abs(end.bottom - start.bottom) > 0.1 * height):
        return None
    size = raw.FPDFText_GetFontSize(handle, first)
    # Fonts of size 1 are scaled by the page; then the box tells.
    size = size if 0.5 * height < size < 2 * height else height
    return Box(text, start.left, -start.top, end.right, -start.bottom, size)


def _raw() -> Any:
    """PDFium's own functions; imported late, for the process that reads only."""
    return import_module("pypdfium2.raw")


_ODD = {0: " ", 0xA0: " ", 0xAD: "-", 0x2: "-", 0xFFFE: "-"}
"""Soft hyphens and PDFium's own."""


def _sign(code: int) -> str:
    """Always one sign: places are counted by them."""
    if code in _ODD:
        return _ODD[code]
    if code < 32:
        return " "
    return "\ufffd" if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF else chr(code)


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
