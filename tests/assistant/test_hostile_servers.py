"""A server that fails in every way that servers do: each a typed failure, in time, saying nothing of
what was dictated."""

from __future__ import annotations

import socket
import time

import numpy as np
import pytest
from hostile_server import hostile_server

from medvoice.assistant.backend import (
    Ask,
    BackendError,
    Conversation,
    Garbage,
    Image,
    Message,
    OutOfMemory,
    Refused,
    Stopped,
    Text,
    TimedOut,
    Unreachable,
)
from medvoice.assistant.endpoint import Endpoint
from medvoice.assistant.openai_backend import OpenAIBackend
from medvoice.assistant.server import Server

FIELDS = ("lungs", "heart")
SECRET = "Zebrafish tumour"
FIXED = Conversation("Name the field.", (Message.of("user", "x"), Message.of("assistant", "heart")))
ASK = Ask(FIXED, Message.of("user", SECRET))
SCHEMA = {"type": "object", "properties": {"field": {"enum": list(FIELDS)}}, "required": ["field"]}
TIMEOUT_S = 1.0


def nothing() -> None:
    pass


def backend(server, way: str, timeout_s: float = TIMEOUT_S, **settings) -> OpenAIBackend:
    endpoint = Endpoint.of(f"http://127.0.0.1:{server.server_port}/{way}/v1")
    return OpenAIBackend(Server(endpoint, timeout_s=timeout_s, **settings))


def choose(asked: OpenAIBackend, between=nothing):
    return asked.choose(ASK, FIELDS, against=None, between=between)


def write(asked: OpenAIBackend, between=nothing, schema=None, limit=20) -> list[str]:
    return list(asked.write(ASK, schema=schema, limit=limit, copies="", between=between))


EITHER = [
    ("fails", Refused, "HTTP 500"),
    ("no-memory", OutOfMemory, "out of memory"),
    ("loading", Unreachable, "loading"),
    ("busy", Refused, "429"),
    ("locked", Refused, "api_key_env"),
    ("locked-and-torn", Refused, "HTTP 401"),
    ("short", Refused, "longer context"),
    ("moved", Refused, "not followed"),
    ("never", Refused, "HTTP 400"),
    ("not-json", Garbage, "not a chat completion"),
    ("other-shape", Garbage, "not a chat completion"),
    ("webpage", Garbage, ""),
    ("torn", Garbage, "broke off"),
    ("not-http", Garbage, "HTTP"),
    ("silent", Garbage, ""),
    ("huge", Garbage, ""),
    ("one-line", Garbage, ""),
]


@pytest.mark.parametrize(("way", "fault", "words"), EITHER)
@pytest.mark.parametrize("request_of", [choose, write])
def test_a_fault_is_typed_and_keeps_quiet_about_the_dictation(
    hostile, way, fault, words, request_of
):
    hostile.elsewhere = "http://127.0.0.2:9"
    with pytest.raises(BackendError) as raised:
        request_of(backend(hostile, way, timeout_s=20.0))
    assert type(raised.value) is fault or isinstance(raised.value, fault)
    assert words in str(raised.value)
    assert SECRET not in str(raised.value)
    assert "Zebrafish" not in repr(raised.value.__cause__)


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ("half", "broke off"),
        ("error-inside", "error in the middle"),
        ("only-thinking", "thought until its limit"),
    ],
)
def test_a_broken_stream_is_garbage_after_what_came(hostile, way, words):
    with pytest.raises(Garbage, match=words):
        write(backend(hostile, way))


def test_what_came_before_the_stream_broke_was_given(hostile):
    pieces = backend(hostile, "half").write(ASK, schema=None, limit=20, copies="", between=nothing)
    assert next(pieces) == "The heart is "
    assert next(pieces) == "normal"
    with pytest.raises(Garbage):
        next(pieces)


def write_a_token(asked: OpenAIBackend) -> list[str]:
    return write(asked, limit=1)


@pytest.mark.parametrize(
    ("way", "request_of"), [("hang", choose), ("hang", write_a_token), ("drip", write_a_token)]
)
def test_a_server_that_does_not_finish_costs_its_time_and_no_more(hostile, way, request_of):
    asked = backend(hostile, way, timeout_s=0.3)
    began = time.monotonic()
    with pytest.raises(TimedOut, match="timeout_s"):
        request_of(asked)
    # 0.3 s of silence, or 1.3 s in all for one token; the rest is a busy machine's.
    assert 0.3 <= time.monotonic() - began < 15


def test_nobody_there():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    asked = OpenAIBackend(Server(Endpoint.of(f"http://127.0.0.1:{port}")))
    with pytest.raises(Unreachable, match="Is it running"):
        choose(asked)


def test_a_redirect_is_not_followed_anywhere(hostile):
    with hostile_server("127.0.0.2") as elsewhere:
        hostile.elsewhere = f"http://127.0.0.2:{elsewhere.server_port}"
        with pytest.raises(Refused):
            choose(backend(hostile, "moved", key="k3y", key_name="THE_KEY"))
        assert elsewhere.asked == []


def test_the_proxy_of_the_environment_is_not_used(hostile, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert choose(backend(hostile, "good")).index == 1


def test_a_loopback_name_that_leads_elsewhere_gets_nothing(hostile, monkeypatch):
    """A hosts file that sends "localhost" to another machine."""

    class Elsewhere(socket.socket):
        def getpeername(self):
            return ("10.0.0.5", 80)

    def connect(address, *_args, **_kwargs):
        found = Elsewhere()
        found.connect(("127.0.0.1", hostile.server_port))
        return found

    monkeypatch.setattr(socket, "create_connection", connect)
    endpoint = Endpoint.of(f"http://localhost:{hostile.server_port}/good/v1")
    with pytest.raises(Refused, match="leads to another machine"):
        choose(OpenAIBackend(Server(endpoint)))
    assert hostile.asked == []


@pytest.mark.parametrize("request_of", [choose, write])
def test_the_caller_can_leave_at_any_moment(hostile, request_of):
    calls = 0

    def between() -> None:
        nonlocal calls
        calls += 1
        if hostile.asked:
            raise Stopped

    with pytest.raises(Stopped):
        request_of(backend(hostile, "hang", timeout_s=60.0), between)
    assert calls


def test_leaving_in_mid_answer_hangs_up_so_that_the_server_is_free(hostile):
    pieces = backend(hostile, "huge").write(
        ASK, schema=None, limit=100_000, copies="", between=nothing
    )
    next(pieces)
    pieces.close()
    assert hostile.hung_up.wait(60)


def test_a_server_that_waits_for_the_client_to_read_is_left_as_well(hostile):
    """Its window is closed, so that it sends no more by which it would learn that nobody listens:
    it hung for 13 s and more."""
    pieces = backend(hostile, "huge").write(
        ASK, schema=None, limit=100_000, copies="", between=nothing
    )
    next(pieces)
    before = -1
    while before != hostile.pieces_sent:  # until all buffers between the two are full
        before = hostile.pieces_sent
        time.sleep(0.3)
    pieces.close()
    assert hostile.hung_up.wait(10)


def test_time_in_which_speech_had_the_machine_is_not_the_servers(hostile):
    """`between` blocks for longer than the timeout; the answer that came meanwhile counts."""

    def between() -> None:
        if hostile.asked:
            assert hostile.answered.wait(60)
            time.sleep(0.4)

    assert choose(backend(hostile, "good", timeout_s=0.3), between).index == 1


def test_a_server_without_schemas_is_asked_once_more_and_then_never_with_one(hostile):
    asked = backend(hostile, "no-schema")
    assert choose(asked).index == 1
    tries = len(hostile.asked)
    assert not asked.capabilities.schema
    assert choose(asked).index == 1
    assert len(hostile.asked) == tries + 1
    assert "response_format" not in hostile.asked[-1][1]


def test_a_server_without_probabilities_still_takes_the_schema(hostile):
    asked = backend(hostile, "no-scores")
    found = choose(asked)
    assert (found.index, found.scores, found.margin) == (1, None, None)
    assert not asked.capabilities.scores
    assert asked.capabilities.schema
    choose(asked)
    assert [("response_format" in b, "logprobs" in b) for _, b in hostile.asked] == [
        (True, True),
        (True, False),
        (True, False),
    ]


@pytest.mark.parametrize("way", ["fails", "locked", "no-memory", "loading", "busy", "short"])
def test_nothing_else_is_ever_sent_twice(hostile, way):
    with pytest.raises(BackendError):
        choose(backend(hostile, way))
    assert len(hostile.asked) == 1


def test_a_schema_that_the_server_ignored_is_held_against_the_answer(hostile):
    with pytest.raises(Garbage, match="not JSON"):
        write(backend(hostile, "chatty"), schema=SCHEMA)
    with pytest.raises(Garbage, match="schema"):
        write(backend(hostile, "stranger"), schema=SCHEMA)
    for way in ("chatty", "stranger"):
        with pytest.raises(Garbage, match="none of the choices"):
            choose(backend(hostile, way))


@pytest.mark.parametrize("way", ["good", "fenced", "bare", "thinking"])
def test_answers_in_other_clothes_are_understood(hostile, way):
    assert choose(backend(hostile, way)).index == 1


@pytest.mark.parametrize(
    ("way", "text"),
    [("good", "All well."), ("at-once", "All well."), ("thinking", '{"field": "heart"}')],
)
def test_text_comes_streamed_or_at_once_and_without_thinking(hostile, way, text):
    assert "".join(write(backend(hostile, way))) == text


def test_the_key_is_sent_and_never_shown(hostile):
    asked = backend(hostile, "locked", key="s3cr3t", key_name="VERTEX_TOKEN")
    with pytest.raises(Refused, match=r"\$VERTEX_TOKEN") as fault:
        choose(asked)
    assert hostile.keys == ["Bearer s3cr3t"]
    for shown in (str(fault.value), repr(asked._server), asked.name):
        assert "s3cr3t" not in shown


def test_images_go_as_data_urls_and_a_server_without_eyes_is_named(hostile):
    image = Image(np.zeros((2, 3, 3), np.uint8))
    turn = Message("user", (image, Text("SLICE 1"), Text("What is this?")))
    for way, fault in (("good", None), ("blind", "--mmproj")):
        asked = backend(hostile, way)
        if fault is None:
            asked.choose(Ask(FIXED, turn), FIELDS, against=None, between=nothing)
        else:
            with pytest.raises(Refused, match=fault):
                asked.choose(Ask(FIXED, turn), FIELDS, against=None, between=nothing)
    content = hostile.asked[0][1]["messages"][-1]["content"]
    assert [part["type"] for part in content] == ["image_url", "text", "text"]
    assert content[0]["image_url"]["url"].startswith("data:image/png;base64,iVBOR")


def test_a_server_that_lists_nothing_is_taken_at_the_configured_word(hostile):
    assert choose(backend(hostile, "unlisted", model="medgemma")).index == 1
    assert hostile.asked[0][1]["model"] == "medgemma"


def test_a_model_that_is_not_there_is_not_replaced_by_another(hostile):
    with pytest.raises(Refused, match='no model "medgemma-27b"; it has: medgemma-hostile'):
        choose(backend(hostile, "good", model="medgemma-27b"))
    assert hostile.asked == []


def test_what_is_asked_for_is_greedy_bounded_and_shows_answers_in_the_form_of_the_schema(hostile):
    choose(backend(hostile, "good"))
    body = hostile.asked[0][1]
    assert body["temperature"] == 0
    assert body["max_tokens"] < 64
    assert [m["role"] for m in body["messages"]] == ["system", "user", "assistant", "user"]
    assert body["messages"][2]["content"] == '{"field": "heart"}'
    assert body["response_format"]["json_schema"]["schema"]["properties"]["field"]["enum"] == [
        "lungs",
        "heart",
    ]


def test_the_beginning_is_prepared_once_and_only_here(hostile):
    asked = backend(hostile, "good")
    asked.prepare(FIXED, between=nothing)
    asked.prepare(FIXED, between=nothing)
    assert [b["max_tokens"] for _, b in hostile.asked] == [1]


def test_what_was_prepared_is_the_beginning_of_what_is_asked(hostile):
    asked = backend(hostile, "good")
    asked.prepare(FIXED, between=nothing)
    choose(asked)
    prepared, chosen = (body["messages"] for _, body in hostile.asked)
    assert prepared[:-1] == chosen[:-1]
    written = Conversation("", (Message.of("user", "x"), Message.of("assistant", "All is well.")))
    asked.prepare(written, between=nothing)
    list(asked.write(Ask(written, ASK.turn), schema=None, limit=5, copies="", between=nothing))
    prepared, wrote = (body["messages"] for _, body in hostile.asked[-2:])
    assert prepared[:-1] == wrote[:-1]
