"""MedGemma's own container on Vertex AI Model Garden: it fetches a study's images itself.

Answers come whole: raw predictions do not stream. There is no grammar and there are no scores, so
that a choice has no margin.
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
    Schema,
)
from medvoice.assistant.chat_request import FIELD
from medvoice.assistant.exchange import Reply, Request
from medvoice.assistant.json_answer import chosen, valid
from medvoice.assistant.server import Server
from medvoice.assistant.server_refusal import Circumstances, refusal
from medvoice.assistant.thoughts import without_thoughts
from medvoice.assistant.vertex_request import request

_WHOLE_S = 300.0
"""The endpoint fetches up to 85 slices before it begins."""
_MOST_BYTES = 4_000_000
_SPARE_TOKENS = 24
"""For a field's name and what may stand around it."""


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
        limit = _SPARE_TOKENS + max(len(choice) for choice in choices)
        answer = self._answer(ask, limit, between)
        return Choice(chosen(answer, choices, FIELD), None, None)

    def write(
        self, ask: Ask, *, schema: Schema | None, limit: int, copies: str, between: Between
    ) -> Iterator[str]:
        text = self._answer(ask, limit, between)
        if schema is not None:
            valid(text, schema)
        yield text

    def close(self) -> None:
        """No connection is kept open."""

    def _answer(self, ask: Ask, limit: int, between: Between) -> str:
        """Raises Garbage for an empty one."""
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
        return text
