"""What was read out of a document: values that name their place, rows of them, refusals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from medvoice.documents.document import Document, Span, TextOrigin

Scalar = str | int | float | bool
"""What a table's cell or a JSON value can hold."""


@dataclass(frozen=True, slots=True)
class Value:
    """text: as written, the very characters of `span`. value: the same, normalised ("4,1" → 4.1).
    origin: how the page's text came to be. accepted: a person has looked at it and said yes.
    unit: of a normalised number, "" for none. sign: "<", ">" or "~" written before it. by_model: a
    language model proposed it (its span says it all the same). continued: the other places of what
    stands in several (a name over two lines); then `text` is what they say, a space between.
    caution: why a person has to look at it, "" for no reason."""

    text: str
    value: Scalar
    span: Span
    origin: TextOrigin = TextOrigin.WRITTEN
    accepted: bool = False
    unit: str = ""
    sign: str = ""
    by_model: bool = False
    continued: tuple[Span, ...] = ()
    caution: str = ""

    @property
    def verified(self) -> bool:
        """False: it was read from a picture, or something speaks against it, and nobody has
        accepted it yet."""
        return self.accepted or (self.origin is TextOrigin.WRITTEN and not self.caution)

    def accept(self) -> Value:
        return replace(self, accepted=True)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A proposed value that is not in its row. text: what was proposed. why: for the user."""

    field: str
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Row:
    """values: field → value, in the schema's order; a field that the document does not say is not
    there. refused: what was proposed and is not said by its span. further: field that may be said
    more than once → its other values."""

    values: Mapping[str, Value] = field(default_factory=dict)
    refused: tuple[Refusal, ...] = ()
    further: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)

    @property
    def verified(self) -> bool:
        return all(value.verified for value in self.values.values())


@dataclass(frozen=True, slots=True)
class Extracted:
    """Of one document. notes: the document's, and what the extraction has to say. unanswered: why
    a model that was asked did not answer, "" where it did or none was asked."""

    document: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    unanswered: str = ""


def value_at(document: Document, span: Span, value: Scalar | None = None) -> Value:
    """The value that `span` says; without `value`, as written. Raises KeyError for a page that is
    not there, ValueError for a span that holds nothing."""
    text = span.of(document)
    page = document.page(span.page)
    if not text.strip() or not 0 <= span.start < span.end <= len(page.text):
        raise ValueError(f"page {span.page} says nothing from {span.start} to {span.end}")
    return Value(text, text if value is None else value, span, page.origin)
