"""A language model for pages whose layout the rules cannot read: it proposes rows, the page's own
text decides what of them counts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medvoice.assistant.backend import Ask, Backend, Between, Conversation, Message
from medvoice.assistant.fencing import RULE, fenced
from medvoice.documents.document import Document, Page
from medvoice.extraction.lab.anchoring import Anchored, Anchors
from medvoice.extraction.lab.extract import row_of
from medvoice.extraction.lab.model_answer import MOST_TOKENS, SCHEMA, proposed_rows
from medvoice.extraction.lab.numbers import DecimalSigns
from medvoice.extraction.lab.void_lines import caution_void_lines
from medvoice.extraction.value import Extracted, Row

_SYSTEM = (
    "You read laboratory reports. List every result in the text as JSON: test (its name), value "
    "(the present result), unit, range (the reference range) and flag (such as H or L), each "
    'copied sign by sign, "" where the text says nothing. ' + RULE
)
_EXAMPLE = "Serum sodium level was 128 mmol/L (L), reference 135-145."
_EXAMPLE_ANSWER = (
    '{"rows": [{"test": "Serum sodium", "value": "128", "unit": "mmol/L", "range": "135-145", '
    '"flag": "L"}]}'
)
_TOKENS_A_LINE = 70
"""Of an answer: a line gives one row at most."""
_MOST_SIGNS = 2_000
"""Of the text shown at once: a small model loses the thread of more."""


class LabModel:
    """Asks only for pages of which the rules have read nothing."""

    def __init__(self, backend: Backend, between: Between = lambda: None) -> None:
        self._backend = backend
        self._between = between
        self._fixed = Conversation(
            _SYSTEM,
            (
                Message.of("user", fenced(_EXAMPLE)),
                Message.of("assistant", _EXAMPLE_ANSWER),
            ),
        )

    def extended(self, document: Document, read: Extracted) -> Extracted:
        """`read`, and what the model finds on the other pages. Raises BackendError."""
        done = {value.span.page for row in read.rows for value in row.values.values()}
        pages = [page for page in document.pages if page.number not in done and _worth(page)]
        if not pages:
            return read
        signs = DecimalSigns.of("\n".join(page.text for page in document.pages))
        rows: list[Row] = []
        said: list[str] = []
        for page in pages:
            anchored = list(self._anchored(page))
            said += caution_void_lines([(page, [one.found for one in anchored if one.found])])
            rows += (_row(page, one, signs) for one in anchored)
        kept = tuple(note for note in read.notes if not note.startswith("no laboratory results"))
        numbers = ", ".join(str(page.number) for page in pages)
        note = f"{self._backend.name} was asked for the results of page {numbers}"
        return Extracted(read.document, (*read.rows, *rows), (*kept, *said, note))

    def _anchored(self, page: Page) -> Iterator[Anchored]:
        anchors = Anchors(page)
        for part in _parts(page.text):
            answer = "".join(
                self._backend.write(
                    Ask(self._fixed, Message.of("user", fenced(part))),
                    schema=SCHEMA,
                    limit=min(MOST_TOKENS, _TOKENS_A_LINE * (1 + part.count("\n"))),
                    copies=part,
                    between=self._between,
                )
            )
            for proposed in proposed_rows(answer):
                yield anchors.anchored(proposed)


def _row(page: Page, one: Anchored, signs: DecimalSigns) -> Row:
    if one.found is None:
        return Row({}, tuple(one.refused))
    return row_of(page, one.found, signs, tuple(one.refused), by_model=True)


def _worth(page: Page) -> bool:
    return re.search(r"\d", page.text) is not None


def _parts(text: str) -> Iterator[str]:
    """Whole lines."""
    part = ""
    for line in text.splitlines(keepends=True):
        if len(part) + len(line) > _MOST_SIGNS and part.strip():
            yield part
            part = ""
        part += line[:_MOST_SIGNS]
    if part.strip():
        yield part
