"""Extractors by the name of their schema."""

from __future__ import annotations

from medvoice.assistant.backend import Backend
from medvoice.extraction.extractor import Extractor
from medvoice.extraction.lab_extractor import NAME as LAB
from medvoice.extraction.lab_extractor import LabExtractor
from medvoice.extraction.schema_extractor import SchemaExtractor
from medvoice.extraction.schema_file import load, shipped


def schema_names() -> tuple[str, ...]:
    """Those that come with medvoice."""
    return (LAB, *shipped())


def extractor_of(schema: str, backend: Backend | None = None) -> Extractor:
    """schema: a name, or a file. backend: asked for what rules do not find. Raises SchemaError."""
    if schema == LAB:
        return LabExtractor(backend)
    found, data = load(schema)
    return SchemaExtractor(found, data, backend)
