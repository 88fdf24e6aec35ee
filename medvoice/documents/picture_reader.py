"""Pages that are pictures → text, through whatever can read pictures. What comes out is marked as
read from a picture: it may be wrong, and stays unverified until a person accepts it."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from medvoice.documents.document import Document, Page, TextOrigin

LONGEST = 2400
"""Pixels of a page's longer side: A4 at 205 dpi."""
MOST_PICTURES = 50
"""Of one document; Tesseract takes 2 s for a page."""


class PictureReader(Protocol):
    @property
    def name(self) -> str: ...

    def text(self, rgb: NDArray[np.uint8]) -> str:
        """Lines of one page; columns two spaces apart or more. Raises DocumentError."""


def with_texts(document: Document, texts: dict[int, str], by: str) -> Document:
    """texts: page → what was read there. by: who read it, for the note."""
    if not texts:
        return document
    pages = tuple(
        Page(page.number, texts[page.number], TextOrigin.RECOGNISED)
        if page.number in texts
        else page
        for page in document.pages
    )
    left = tuple(number for number in document.pictures if number not in texts)
    note = (
        f"{len(texts)} page{'s' * (len(texts) > 1)} read from a picture by {by}: nothing from "
        "there is verified until you have accepted it"
    )
    more = (f"{len(left)} more pages are pictures, and were not read",) if left else ()
    kept = tuple(one for one in document.notes if "without text (a scan" not in one)
    return replace(document, pages=pages, notes=(*kept, note, *more), pictures=left)
