"""A laboratory report's results as rows of a table: `--schema lab`."""

from __future__ import annotations

from medvoice import __version__
from medvoice.documents.document import Document
from medvoice.extraction.extractor import Column
from medvoice.extraction.lab.extract import extract_lab
from medvoice.extraction.lab.row import FIELDS
from medvoice.extraction.value import Extracted

NAME = "lab"


class LabExtractor:
    """A row for each result; a value may be a number or words ("negative"), so its column is
    text."""

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(Column(name, "text") for name in FIELDS)

    @property
    def identity(self) -> str:
        return f"{NAME}-{__version__}"

    def extract(self, document: Document) -> Extracted:
        return extract_lab(document)
