"""A laboratory report's results as rows of a table: `--schema lab`."""

from __future__ import annotations

from medvoice import __version__
from medvoice.assistant.backend import Backend
from medvoice.documents.document import Document
from medvoice.extraction.extractor import Column
from medvoice.extraction.lab.extract import extract_lab
from medvoice.extraction.lab.model_rows import LabModel
from medvoice.extraction.lab.row import FIELDS
from medvoice.extraction.value import Extracted

NAME = "lab"


class LabExtractor:
    """A row for each result; a value may be a number or words ("negative"), so its column is
    text. backend: asked about pages of which the rules read nothing."""

    def __init__(self, backend: Backend | None = None) -> None:
        self._model = None if backend is None else LabModel(backend)
        self._by = "" if backend is None else f"-{backend.name}"

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(Column(name, "text") for name in FIELDS)

    @property
    def identity(self) -> str:
        return f"{NAME}-{__version__}{self._by}"

    def extract(self, document: Document) -> Extracted:
        found = extract_lab(document)
        return found if self._model is None else self._model.extended(document, found)
