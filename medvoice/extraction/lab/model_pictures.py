"""A language model that takes images, as a reader of laboratory sheets that are pictures.

It is asked for rows inside a JSON schema; they are laid out as the page's text, a stroke between
the cells, and read from there like any other sheet. So each value has its place in what the model
read, and all of it is marked as read from a picture.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from medvoice.assistant.backend import Backend, Between
from medvoice.extraction.lab.model_answer import MOST_TOKENS, SCHEMA, proposed_rows
from medvoice.extraction.lab.row import FIELDS
from medvoice.extraction.picture_question import PictureQuestion

_SYSTEM = (
    "You read laboratory reports. You copy what stands there, sign by sign: no unit is converted, "
    "nothing is added or left out."
)
_WANTED = (
    "The picture is one page of a laboratory report. List every result on it as JSON: test (its "
    "name), value (the present result, not an earlier one), unit, range (the reference range) and "
    'flag (such as H or L), each as printed, "" where nothing is printed. What you cannot read for '
    "certain is left out."
)
_QUESTION = PictureQuestion(_SYSTEM, _WANTED, MOST_TOKENS, SCHEMA)
_HEADING = " | ".join(("Test", "Value", "Unit", "Range", "Flag"))


class ModelPictures:
    """A `PictureReader`. Raises DocumentError where the model fails or takes no images."""

    def __init__(self, backend: Backend, between: Between = lambda: None) -> None:
        self._backend = backend
        self._between = between

    @property
    def name(self) -> str:
        return self._backend.name

    def text(self, rgb: NDArray[np.uint8]) -> str:
        """Lines of "test | value | unit | range | flag" below their heading."""
        answer = _QUESTION.answer(self._backend, rgb, self._between)
        return table_text(proposed_rows(answer))


def table_text(rows: Sequence[Mapping[str, str]]) -> str:
    """ "" for no rows."""
    if not rows:
        return ""
    lines = [" | ".join(_cell(row[name]) for name in FIELDS) for row in rows]
    return "".join(line + "\n" for line in (_HEADING, *lines))


def _cell(text: str) -> str:
    """A stroke or a line end within would shift what stands behind."""
    return " ".join(text.replace("|", "/").split())
