"""No language model: the rules and the study's facts alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from medvoice.assistant.backend import (
    Ask,
    Between,
    Capabilities,
    Choice,
    Conversation,
    Message,
    Refused,
    Schema,
)

_NONE = "No language model is configured (language_model.backend)."


class NoBackend:
    """Refuses everything at once, so that a caller needs no second way through its code."""

    name = "none"
    capabilities = Capabilities(images=False, scores=False, schema=False, here=True)

    def prepare(self, fixed: Conversation, *, between: Between) -> None:
        """Nothing to prepare."""

    def choose(
        self, ask: Ask, choices: Sequence[str], *, against: Message | None, between: Between
    ) -> Choice:
        raise Refused(_NONE)

    def write(
        self, ask: Ask, *, schema: Schema | None, limit: int, copies: str, between: Between
    ) -> Iterator[str]:
        raise Refused(_NONE)

    def close(self) -> None:
        """Nothing to free."""
