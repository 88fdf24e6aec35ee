"""The seam between a run and what it extracts: a schema's fields, or a laboratory's results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from medvoice.documents.document import Document
from medvoice.extraction.value import Extracted


@dataclass(frozen=True, slots=True)
class Column:
    """name: of the field. unit: of all its values, "" for none or where they differ. signs: "<" and
    ">" may stand before a value. many: there may be several."""

    name: str
    kind: Literal["number", "text"]
    unit: str = ""
    signs: bool = False
    many: bool = False


class Extractor(Protocol):
    @property
    def columns(self) -> tuple[Column, ...]: ...

    @property
    def identity(self) -> str:
        """Differs where another extractor could find other values."""

    def extract(self, document: Document) -> Extracted:
        """Raises BackendError where a model was needed and does not answer."""
