"""MedGemma's own container on Vertex AI Model Garden: questions about studies that it fetches.

Not for placing sentences: for that a Vertex endpoint is any OpenAI-compatible server
(`openai_backend`). Answers come whole, raw predictions do not stream.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from medvoice.assistant import chat_answer
from medvoice.assistant.backend import (
    Ask,
    Between,
    Capabilities,
    Choice,
    Conversation,
    Garbage,
    Message,
    Refused,
    Schema,
)
from medvoice.assistant.exchange import Reply, Request
from medvoice.assistant.server import Server
from medvoice.assistant.server_refusal import Circumstances, refusal
from medvoice.assistant.thoughts import without_thoughts
from medvoice.assistant.vertex_request import request

_WHOLE_S = 300.0
"""The endpoint fetches up to 85 slices before it begins."""
_MOST_BYTES = 4_000_000
_ONLY_QUESTIONS = (
    "This Vertex endpoint (…:rawPredict) answers questions about a study only; for sentences name "
    "its address without :rawPredict."
)


class VertexBackend:
    """One request at a time."""

    def __init__(self, server: Server) -> None:
        """server: its endpoint's path ends with ":rawPredict"."""
        self._server = server

    @property
    def name(self) -> str:
        elsewhere = "" if self._server.endpoint.here else " (NOT on this machine)"
        return f"{self._server.model or 'MedGemma'} at {self._server.endpoint.place}{elsewhere}"

    @property
    def capabilities(self) -> Capabilities:
        here = self._server.endpoint.here
        return Capabilities(images=False, scores=False, schema=False, here=here, references=True)

    def prepare(self, fixed: Conversation, *, between: Between) -> None:
        """Nothing is kept there."""

    def choose(
        self, ask: Ask, choices: Sequence[str], *, against: Message | None, between: Between
    ) -> Choice:
        raise Refused(_ONLY_QUESTIONS)

    def write(
        self, ask: Ask, *, schema: Schema | None, limit: int, copies: str, between: Between
    ) -> Iterator[str]:
        if schema is not None:
            raise Refused(_ONLY_QUESTIONS)
        endpoint = self._server.endpoint
        sent = Request(
            "POST",
            endpoint.path,
            json.dumps(request(ask, limit), ensure_ascii=False).encode("utf-8", "replace"),
            max(self._server.timeout_s, _WHOLE_S),
            _WHOLE_S,
            _MOST_BYTES,
            self._server.headers,
        )
        with Reply(endpoint, sent, between) as reply:
            if reply.status != 200:
                model = self._server.model
                about = Circumstances(endpoint.place, model, True, self._server.key_name)
                raise refusal(reply.status, reply.beginning(), about)
            text = without_thoughts(chat_answer.whole(reply.all()).text)
        if not text.strip():
            raise Garbage(f"{self.name} answered nothing.")
        yield text

    def close(self) -> None:
        """No connection is kept open."""
