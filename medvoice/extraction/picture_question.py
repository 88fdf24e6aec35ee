"""A question about one picture of a page, asked of a language model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medvoice.assistant.backend import (
    Ask,
    Backend,
    BackendError,
    Between,
    Conversation,
    Image,
    Message,
    Schema,
    Text,
)
from medvoice.documents.document import DocumentError


@dataclass(frozen=True, slots=True)
class PictureQuestion:
    """limit: most new tokens."""

    system: str
    question: str
    limit: int
    schema: Schema | None = None

    def answer(self, backend: Backend, rgb: NDArray[np.uint8], between: Between) -> str:
        """Raises DocumentError where the model fails or takes no images."""
        if not backend.capabilities.images:
            raise DocumentError(
                f"{backend.name} takes no images. medvoice doctor says which model does"
            )
        turn = Message("user", (Image(rgb), Text(self.question)))
        try:
            return "".join(
                backend.write(
                    Ask(Conversation(self.system), turn),
                    schema=self.schema,
                    limit=self.limit,
                    copies="",
                    between=between,
                )
            )
        except BackendError as error:
            raise DocumentError(f"the model could not read its picture: {error}") from error
