"""Any OpenAI-compatible server as a backend: LM Studio, Ollama, llama.cpp, vLLM, Vertex AI.

What the server can do is found out by asking: where it refuses a JSON schema or token
probabilities (HTTP 400), the same request goes once without, and from then on always without.
Nothing else is ever sent twice. Whatever the server promises, its answer is held against the schema
here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from medvoice.assistant import chat_answer, choice_scores
from medvoice.assistant.backend import (
    Ask,
    BackendError,
    Between,
    Capabilities,
    Choice,
    Conversation,
    Garbage,
    Message,
    Refused,
    Schema,
)
from medvoice.assistant.chat_request import (
    FIELD,
    DataUrls,
    answer_schema,
    answering_in_json,
    has_images,
    messages,
    names_shown,
    response_format,
)
from medvoice.assistant.exchange import Reply, Request
from medvoice.assistant.json_answer import chosen, valid
from medvoice.assistant.served_models import ServedModel, best_of, listed, named
from medvoice.assistant.server import Server
from medvoice.assistant.server_refusal import Circumstances, NotUnderstood, refusal
from medvoice.assistant.thoughts import WithoutThoughts, without_thoughts

TOP = 20
"""Likeliest tokens asked for beside each: the most that OpenAI's interface allows."""
TOP_LLAMACPP = 100
"""llama.cpp gives as many as it is asked for."""

_SPARE_TOKENS = 24
"""For braces, white space and the member's name around a choice."""
_BYTES_A_TOKEN = 20_000
"""Of an answer with TOP_LLAMACPP probabilities; without them a streamed token takes 400."""
_LEAST_BYTES = 1_000_000
_SLOWEST = 1.0
"""Tokens a second below which an answer is given up: a 4B on one CPU core makes 1.4."""
_WARM_TURN = Message.of("user", ".")
_WARM_S = 300.0
"""For reading `fixed` beforehand: nobody waits for it, a volume of 22,469 tokens takes an RTX 3060
25 to 50 s (estimated), and a server that is left begins anew."""


@dataclass(frozen=True, slots=True)
class _Can:
    """None: not tried yet."""

    schema: bool | None = None
    scores: bool | None = None


class OpenAIBackend:
    """Connects at the first request. One request at a time."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._served: ServedModel | None = None
        self._can = _Can()
        self._empty: tuple[Any, choice_scores.Scores] | None = None
        self._warm: Conversation | None = None
        self._urls = DataUrls()

    @property
    def name(self) -> str:
        """For every screen, so it says where the words go."""
        served = self._served.label if self._served else self._server.model
        elsewhere = "" if self._server.endpoint.here else " (NOT on this machine)"
        return f"{served or 'the model'} at {self._server.endpoint.place}{elsewhere}"

    @property
    def capabilities(self) -> Capabilities:
        """Before the first request: what it may have."""
        served = self._served or named(self._server.model)
        return Capabilities(
            images=bool(served.images),
            scores=self._can.scores is not False,
            schema=self._can.schema is not False,
            here=self._server.endpoint.here,
            context=served.context,
        )

    def prepare(self, fixed: Conversation, *, between: Between) -> None:
        """Servers keep the beginning of the last prompt: one token is asked for on `fixed`. Only on
        this machine: elsewhere it would cost money."""
        if fixed == Conversation():
            self._model(between)
            return
        if fixed == self._warm or not self._server.endpoint.here:
            return
        asked = answering_in_json(fixed, names_shown(fixed))  # as `choose` will send it
        body = self._body(Ask(asked, _WARM_TURN), 1, between)
        with self._post(body, 1, between, max(_WARM_S, self._server.timeout_s)) as reply:
            reply.all()
        self._warm = fixed

    def choose(
        self, ask: Ask, choices: Sequence[str], *, against: Message | None, between: Between
    ) -> Choice:
        index, turn = self._asked(ask, choices, between)
        if turn is None:
            return Choice(index, None, None)
        empty = self._scores_of_nothing(ask.fixed, against, choices, between)
        best, values, margin = choice_scores.best(turn, empty)
        return Choice(best, values, margin)

    def write(
        self, ask: Ask, *, schema: Schema | None, limit: int, copies: str, between: Between
    ) -> Iterator[str]:
        body = self._body(ask, limit, between) | {"stream": True}
        cut, text = WithoutThoughts(), []
        with self._post_with(body, schema, between, limit) as reply:
            for piece in _text_of(reply):
                if visible := cut.feed(piece):
                    text.append(visible)
                    yield visible
        if rest := cut.finish():
            text.append(rest)
            yield rest
        if cut.still_thinking:
            raise Garbage(f"{self.name} thought until its limit and answered nothing.")
        if schema is not None:
            valid("".join(text), schema)
        elif not "".join(text).strip():
            raise Garbage(f"{self.name} answered nothing.")

    def close(self) -> None:
        """No connection is kept open between requests."""

    def _asked(
        self, ask: Ask, choices: Sequence[str], between: Between
    ) -> tuple[int, choice_scores.Scores | None]:
        """Which choice was answered, and all choices' scores where the server gives them."""
        ask = replace(ask, fixed=answering_in_json(ask.fixed, choices))
        limit = _SPARE_TOKENS + max(len(choice) for choice in choices)
        body = self._body(ask, limit, between)
        with self._post_with(body, answer_schema(choices), between, limit, scores=True) as reply:
            answer = chat_answer.whole(reply.all())
        index = chosen(without_thoughts(answer.text), choices, FIELD)
        tokens = choice_scores.tokens(answer.logprobs)
        self._can = replace(self._can, scores=any(token.others for token in tokens))
        return index, choice_scores.scores(tokens, choices, index)

    def _scores_of_nothing(
        self,
        fixed: Conversation,
        against: Message | None,
        choices: Sequence[str],
        between: Between,
    ) -> choice_scores.Scores | None:
        """The same for each turn of a report, so asked once."""
        if against is None:
            return None
        key = (fixed, against, tuple(choices))
        if self._empty is None or self._empty[0] != key:
            scores = self._asked(Ask(fixed, against), choices, between)[1]
            if scores is None:
                return None
            self._empty = (key, scores)
        return self._empty[1]

    def _body(self, ask: Ask, limit: int, between: Between) -> dict[str, Any]:
        served = self._model(between)
        if has_images(ask) and served.images is False:
            raise Refused(
                f"{self.name} takes no images. medvoice doctor says which model does; a llama.cpp "
                "server needs --mmproj."
            )
        return {
            "model": served.name,
            "messages": messages(ask.fixed, *ask.after, urls=self._urls),
            "max_tokens": limit,
            "temperature": 0,
        }

    def _model(self, between: Between) -> ServedModel:
        """Asked once. A server that lists no models (Vertex) is taken at the configured word."""
        if self._served is None:
            try:
                found = listed(self._server, between)
            except Refused:
                if not self._server.model:
                    raise
                self._served = named(self._server.model)
            else:
                self._served = best_of(found, self._server.model, self._server.endpoint.place)
        return self._served

    def _post_with(
        self,
        body: dict[str, Any],
        schema: Schema | None,
        between: Between,
        limit: int,
        scores: bool = False,
    ) -> Reply:
        """With the schema and the probabilities that the server takes; finds out which."""
        top = TOP_LLAMACPP if self._served and self._served.kind == "llama.cpp" else TOP
        fault: BackendError | None = None
        for can in _rungs(self._can, schema is not None, scores):
            extras: dict[str, Any] = {}
            if schema is not None and can.schema:
                extras["response_format"] = response_format(schema)
            if scores and can.scores:
                extras |= {"logprobs": True, "top_logprobs": top}
            try:
                reply = self._post(body | extras, limit, between, self._server.timeout_s)
            except NotUnderstood as error:
                fault = fault or error
                continue
            self._can = can
            return reply
        assert fault is not None
        raise fault

    def _post(self, body: dict[str, Any], limit: int, between: Between, timeout_s: float) -> Reply:
        """An answer with status 200; close it. Raises BackendError."""
        endpoint = self._server.endpoint
        request = Request(
            "POST",
            f"{endpoint.path}/chat/completions",
            json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"),
            timeout_s,
            timeout_s + limit / _SLOWEST,
            _LEAST_BYTES + limit * _BYTES_A_TOKEN,
            self._server.headers,
        )
        reply = Reply(endpoint, request, between)
        if reply.status == 200:
            return reply
        with reply:
            images = any(isinstance(m["content"], list) for m in body["messages"])
            about = Circumstances(endpoint.place, body["model"], images, self._server.key_name)
            raise refusal(reply.status, reply.beginning(), about)


def _rungs(can: _Can, schema: bool, scores: bool) -> Iterator[_Can]:
    """What to try, the most first. What is known, or not asked for, is not varied."""
    for with_schema in _tries(can.schema, schema):
        for with_scores in _tries(can.scores, scores):
            yield _Can(with_schema, with_scores)


def _tries(known: bool | None, asked: bool) -> tuple[bool | None, ...]:
    return (True, False) if asked and known is None else (known,)


def _text_of(reply: Reply) -> Iterator[str]:
    """Streamed, or all at once from a server that does not stream."""
    if reply.content_type == "application/json":
        yield chat_answer.whole(reply.all()).text
    else:
        yield from chat_answer.streamed(reply.pieces())
