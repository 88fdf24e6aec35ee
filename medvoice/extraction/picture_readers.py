"""Who reads the pages that are pictures: the configured model, or Tesseract."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from medvoice.assistant.backend import Backend, Between
from medvoice.documents.picture_reader import PictureReader
from medvoice.documents.tesseract import Tesseract
from medvoice.extraction.lab.model_pictures import ModelPictures
from medvoice.extraction.lab_extractor import NAME as LAB
from medvoice.extraction.picture_question import PictureQuestion

READERS = ("model", "tesseract")

_SYSTEM = (
    "You copy documents, sign by sign and line by line. Nothing is corrected, added or left out."
)
_WANTED = (
    "The picture is one page of a document. Write all of its text, one line for each line. Between "
    "the columns of a table write two spaces or more."
)
_QUESTION = PictureQuestion(_SYSTEM, _WANTED, limit=4_000)


class NoPictureReader(Exception):
    """The message says what is missing and what to do."""


def picture_reader(name: str, schema: str, backend: Backend | None) -> PictureReader:
    """name: of READERS. Raises NoPictureReader."""
    if name == "tesseract":
        if not Tesseract.installed():
            raise NoPictureReader(
                "Tesseract is not installed. On Debian or Ubuntu: sudo apt-get install "
                "tesseract-ocr."
            )
        return Tesseract()
    if backend is None:
        raise NoPictureReader(
            "No language model runs that could read pictures: give --model, too, and choose one "
            "that takes images (medvoice doctor says which)."
        )
    return ModelPictures(backend) if schema == LAB else ModelPage(backend)


class ModelPage:
    """A `PictureReader`: a page's text as a model copies it. Raises DocumentError."""

    def __init__(self, backend: Backend, between: Between = lambda: None) -> None:
        self._backend = backend
        self._between = between

    @property
    def name(self) -> str:
        return self._backend.name

    def text(self, rgb: NDArray[np.uint8]) -> str:
        return _QUESTION.answer(self._backend, rgb, self._between)
