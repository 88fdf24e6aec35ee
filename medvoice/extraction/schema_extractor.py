"""A schema's extractor: rules, and a language model, if given one, for what they do not find."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from medvoice import __version__
from medvoice.assistant.backend import Backend, BackendError
from medvoice.documents.document import Document
from medvoice.extraction.extractor import Column
from medvoice.extraction.model_values import ModelValues
from medvoice.extraction.rules import Rules, value_of
from medvoice.extraction.schema import AnyField, NumberField, Schema
from medvoice.extraction.value import Extracted


class SchemaExtractor:
    """Where the model was asked and did not answer, a report holds what the rules found, and says
    so (`Extracted.unanswered`). Not thread-safe."""

    def __init__(self, schema: Schema, data: bytes, backend: Backend | None = None) -> None:
        """data: the schema's file."""
        self._rules = Rules(schema)
        self._model = ModelValues(self._rules, backend, _go_on) if backend is not None else None
        named = backend.name if backend is not None else ""
        whole = f"{__version__}\0{named}\0".encode() + data
        self._identity = f"{schema.name}-{hashlib.sha256(whole).hexdigest()[:24]}"

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(_column(name, field) for name, field in self._rules.schema.fields.items())

    @property
    def identity(self) -> str:
        return self._identity

    def extract(self, document: Document) -> Extracted:
        findings = self._rules.findings(document)
        extracted = self._rules.extracted(document, findings)
        if self._model is None:
            return extracted
        try:
            proposals = self._model.proposals(findings)
        except BackendError as error:
            notes = (*extracted.notes, f"by rules alone: {error}")
            return replace(extracted, notes=notes, unanswered=str(error))
        (row,) = extracted.rows
        values = dict(row.values)
        for name, found in proposals.found.items():
            values[name] = value_of(document, found, by_model=True)
        ordered = {name: values[name] for name in self._rules.schema.fields if name in values}
        row = replace(row, values=ordered, refused=(*row.refused, *proposals.refused))
        return replace(extracted, rows=(row,))


def _column(name: str, field: AnyField) -> Column:
    if isinstance(field, NumberField):
        return Column(name, "number", field.unit, field.signs, field.many)
    return Column(name, "text", many=field.many)


def _go_on() -> None:
    """Nothing else wants the model."""
