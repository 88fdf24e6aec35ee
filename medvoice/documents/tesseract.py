"""Tesseract as a reader of pictures: printed text, optional, a program of its own."""

from __future__ import annotations

import io
import shutil
import statistics
import subprocess
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medvoice.documents import layout
from medvoice.documents.box import Box
from medvoice.documents.document import DocumentError

_WANTED = 3000
"""Pixels of the longer side that Tesseract gets."""
_LONG = 600
"""Pixels of a line that shows how aslant the page lies."""
_OF_HEIGHT = 1.5
"""Font size by the height of a word's ink."""


class Tesseract:
    """Debian's tesseract-ocr, a program of its own: printed text only, English. language: as its
    data is named; more than one with "+"."""

    def __init__(self, language: str = "eng", seconds: float = 60.0) -> None:
        self._language = language
        self._seconds = seconds

    @staticmethod
    def installed() -> bool:
        return shutil.which("tesseract") is not None

    @property
    def name(self) -> str:
        return "tesseract"

    def text(self, rgb: NDArray[np.uint8]) -> str:
        return layout.page_text(_words(self._table(_png(rgb))))

    def _table(self, png: bytes) -> str:
        # psm 6: one block of lines; it keeps the cells of a table that psm 3 takes apart.
        command = ["env", "OMP_THREAD_LIMIT=1", "tesseract", "-", "-", "-l", self._language]
        try:
            done = subprocess.run(
                [*command, "--psm", "6", "--dpi", "200", "tsv"],
                input=png,
                capture_output=True,
                timeout=self._seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise DocumentError("reading its picture takes too long") from error
        except OSError as error:
            raise DocumentError(
                "tesseract cannot be started (Debian: apt-get install tesseract-ocr)"
            ) from error
        if done.returncode:
            raise DocumentError("tesseract could not read its picture")
        return done.stdout.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class _Word:
    """line: Tesseract's own. x, y: of its middle; width, height: of its ink."""

    line: str
    x: float
    y: float
    width: float
    height: float
    text: str


def _words(table: str) -> list[Box]:
    """Tesseract's words, upright: a page that lies a little aslant is turned back."""
    found = [word for line in table.splitlines()[1:] if (word := _word(line.split("\t")))]
    if not found:
        return []
    height = statistics.median(word.height for word in found)
    slope = _slope(found)
    return [
        Box(
            word.text,
            word.x - word.width / 2,
            word.y - slope * word.x - height / 2,
            word.x + word.width / 2,
            word.y - slope * word.x + height / 2,
            _OF_HEIGHT * height,
        )
        for word in found
    ]


def _word(row: list[str]) -> _Word | None:
    """Of a line of its table: level, page, block, paragraph, line, word, left, top, width, height,
    confidence, text."""
    if len(row) != 12 or row[0] != "5" or not row[11].strip():
        return None
    left, top, width, height = map(float, row[6:10])
    return _Word("/".join(row[1:5]), left + width / 2, top + height / 2, width, height, row[11])


def _slope(words: list[_Word]) -> float:
    """Of the lines, as the median over those that are long."""
    first: dict[str, _Word] = {}
    slopes = []
    for word in words:
        start = first.setdefault(word.line, word)
        if word.x - start.x > _LONG:
            slopes.append((word.y - start.y) / (word.x - start.x))
    return statistics.median(slopes) if len(slopes) > 4 else 0.0


def _png(rgb: NDArray[np.uint8]) -> bytes:
    """Grey, enlarged where it is small: Tesseract loses decimal points of small print."""
    from PIL import Image

    image = Image.fromarray(rgb).convert("L")
    if (scale := _WANTED / max(image.size)) > 1.2:
        size = (round(image.width * scale), round(image.height * scale))
        image = image.resize(size, Image.Resampling.BICUBIC)
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()
