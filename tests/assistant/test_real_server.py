"""llama.cpp's own server with a small instruct model: chat, schema, probabilities, streaming, and
what it refuses."""

from __future__ import annotations

import json
import time

import numpy as np
import pytest
from small_model import llama_server

from medvoice.assistant.backend import (
    Ask,
    BackendError,
    Conversation,
    Image,
    Message,
    Refused,
    Stopped,
    Text,
    Unreachable,
)
from medvoice.assistant.endpoint import Endpoint
from medvoice.assistant.openai_backend import OpenAIBackend
from medvoice.assistant.served_models import LLAMACPP, listed
from medvoice.assistant.server import Server

FIELDS = ("lungs", "heart", "pleura", "bones")
FIXED = Conversation(
    "Name the field.",
    (
        Message.of("user", "The lungs are clear."),
        Message.of("assistant", "lungs"),
        Message.of("user", "The heart is enlarged."),
        Message.of("assistant", "heart"),
    ),
)
EMPTY = Message.of("user", "")


def nothing() -> None:
    pass


@pytest.fixture(scope="module")
def address():
    with llama_server(key="k3y") as found:
        wait_until_loaded(found)
        yield found


def wait_until_loaded(address: str) -> None:
    """It listens before its model is there, and says 503."""
    until = time.monotonic() + 120
    while True:
        try:
            listed(Server(Endpoint.of(address), key="k3y"), nothing)
            return
        except Unreachable:
            assert time.monotonic() < until
            time.sleep(0.1)


@pytest.fixture
def asked(address):
    return OpenAIBackend(Server(Endpoint.of(address), key="k3y", timeout_s=120.0))


def ask(text: str) -> Ask:
    return Ask(FIXED, Message.of("user", text))


def test_it_is_known_for_what_it_is(address):
    (model,) = listed(Server(Endpoint.of(address), key="k3y"), nothing)
    assert model.kind == LLAMACPP
    assert model.images is False
    assert model.context == 2048
    assert not model.medgemma
    assert model.label == "SmolLM2-135M-Instruct.Q4_1.gguf"


def test_it_chooses_with_scores_for_every_choice(asked):
    asked.prepare(FIXED, between=nothing)
    found = asked.choose(ask("The lungs are clear."), FIELDS, against=None, between=nothing)
    assert FIELDS[found.index] == "lungs"
    assert found.scores is not None
    assert len(found.scores) == len(FIELDS)
    assert found.index == max(range(len(FIELDS)), key=found.scores.__getitem__)
    assert found.margin is not None
    assert found.margin >= 0
    assert all(score <= 0 for score in found.scores)
    assert asked.capabilities.scores
    assert asked.capabilities.schema
    assert asked.capabilities.here


def test_the_scores_of_nothing_are_taken_off_and_asked_for_once(asked, monkeypatch):
    sent = []
    post = OpenAIBackend._post

    def counted(self, body, *rest):
        sent.append(body["messages"][-1]["content"])
        return post(self, body, *rest)

    monkeypatch.setattr(OpenAIBackend, "_post", counted)
    plain = asked.choose(ask("Rib fracture."), FIELDS, against=None, between=nothing)
    empty = asked.choose(Ask(FIXED, EMPTY), FIELDS, against=None, between=nothing)
    both = [
        asked.choose(ask("Rib fracture."), FIELDS, against=EMPTY, between=nothing) for _ in range(2)
    ]
    expected = [a - b for a, b in zip(plain.scores, empty.scores, strict=True)]
    # Which of the server's kept beginnings is used changes its rounding.
    assert both[0].scores == pytest.approx(expected, abs=0.2)
    assert sent.count("") == 2
    assert sent.count("Rib fracture.") == 3


def test_it_writes_inside_a_schema_and_streams(asked):
    schema = {
        "type": "object",
        "properties": {"a": {"enum": ["yes", "no"]}, "b": {"type": "string", "maxLength": 8}},
        "required": ["a", "b"],
        "additionalProperties": False,
    }
    pieces = list(asked.write(ask("Answer."), schema=schema, limit=60, copies="", between=nothing))
    assert len(pieces) > 3
    assert json.loads("".join(pieces))["a"] in ("yes", "no")


def test_three_equal_requests_give_equal_text(asked):
    def text() -> str:
        pieces = asked.write(ask("Say a word."), schema=None, limit=8, copies="", between=nothing)
        return "".join(pieces)

    assert len({text() for _ in range(3)}) == 1


def test_a_caller_that_leaves_frees_the_server(asked):
    begun = False

    def between() -> None:
        if begun:
            raise Stopped

    pieces = asked.write(
        ask("Count to a thousand."), schema=None, limit=1500, copies="", between=between
    )
    next(pieces)
    begun = True
    with pytest.raises(Stopped):
        list(pieces)
    # 1500 tokens would take this server half a minute of an idle core; the next need not wait.
    assert asked.choose(ask("Clear."), FIELDS, against=None, between=nothing).index >= 0


@pytest.mark.parametrize(
    ("text", "words"),
    [("pleura " * 3000, "longer context")],
)
def test_a_prompt_over_the_context_is_refused(asked, text, words):
    with pytest.raises(Refused, match=words) as fault:
        asked.choose(ask(text), FIELDS, against=None, between=nothing)
    assert "pleura" not in str(fault.value)


def test_an_image_is_refused_before_it_is_sent(asked):
    turn = Message("user", (Image(np.zeros((8, 8, 3), np.uint8)), Text("What is this?")))
    with pytest.raises(Refused, match="takes no images"):
        asked.choose(Ask(FIXED, turn), FIELDS, against=None, between=nothing)


@pytest.mark.parametrize(("key", "words"), [("", "api_key_env"), ("wrong", r"\$THE_KEY")])
def test_a_bad_key_is_refused(address, key, words):
    server = Server(Endpoint.of(address), key=key, key_name="THE_KEY" if key else "")
    with pytest.raises(BackendError, match=words):
        OpenAIBackend(server).choose(ask("Clear."), FIELDS, against=None, between=nothing)
