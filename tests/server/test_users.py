"""Tokens with names: who has come in signs, by hand and by voice, and nobody signs for another."""

from __future__ import annotations

import httpx
import pytest
from dictations import spoken, until
from hubs import RATE, Face, hub_of, send_of
from live_client import LiveClient
from room import room
from starlette.datastructures import Headers

from medvoice.faces.server.safety.access import COOKIE, Access
from medvoice.faces.server.safety.token_file import TokenError, read_users
from medvoice.session.event_log import read_events
from medvoice.session.folder import SessionFolder
from medvoice.session.hub import HubSettings
from medvoice.session.intents import Command
from medvoice.session.state import replay

COMMON, OF_A, OF_B = "c" * 32, "a" * 32, "b" * 32
USERS = {OF_A: "Dr. Ada Ashe", OF_B: "Dr. Ben Birk"}


def bearer(token: str) -> Headers:
    return Headers({"authorization": f"Bearer {token}"})


def test_a_token_of_ones_own_has_a_name_and_so_has_its_browser() -> None:
    access = Access(COMMON, users=USERS)
    assert [access.user_of(bearer(t)) for t in (OF_A, OF_B, COMMON, "wrong")] == [
        "Dr. Ada Ashe",
        "Dr. Ben Birk",
        "",
        "",
    ]
    assert [access.is_token(t) for t in (OF_A, COMMON, "wrong", "")] == [True, True, False, False]
    cookie = access.sign_in(OF_B)
    assert access.user_of(Headers({"cookie": f"{COOKIE}={cookie}"})) == "Dr. Ben Birk"
    access.sign_out(cookie)
    assert access.user_of(Headers({"cookie": f"{COOKIE}={cookie}"})) == ""


def test_the_file_has_a_line_for_each_user(tmp_path) -> None:
    file = tmp_path / "users"
    file.write_text(f"# tokens\n{OF_A} Dr. Ada Ashe\n\n{OF_B}   Dr. Ben Birk\n")
    file.chmod(0o600)
    assert read_users(str(file)) == USERS
    assert read_users("") == {}
    for wrong, why in (
        (f"{OF_A} A\n{OF_A} B\n", "line 2: another user"),
        (f"{OF_A}\n", "line 1: a name"),
        ("short A\n", "characters"),
    ):
        file.write_text(wrong)
        with pytest.raises(TokenError, match=why):
            read_users(str(file))
    file.chmod(0o644)
    with pytest.raises(TokenError, match="chmod 600"):
        read_users(str(file))


def signed(hub, running) -> list[tuple[str, str]]:
    return [(one.status, one.by) for one in running.state.signed]


def test_who_asks_by_hand_signs_and_else_whose_microphone_it_is(tmp_path) -> None:
    truth = spoken("no effusion period", "mark preliminary")
    hub = hub_of(tmp_path, truth, HubSettings(author="the house"))
    try:
        running = hub.create()
        face = Face(hub, running)
        running.give(Command("k1", "preliminary"), "Dr. Ada Ashe")
        until(lambda: signed(hub, running) == [("preliminary", "Dr. Ada Ashe")])
        running.feed.begin("s1", RATE, face.owner, holder="Dr. Ben Birk")
        send_of(truth, running, 0, len(truth.sound))
        until(lambda: len(signed(hub, running)) == 2)
        assert signed(hub, running)[1] == ("preliminary", "Dr. Ben Birk")
        running.give(Command("k2", "preliminary"), hub.author)
        until(lambda: len(signed(hub, running)) == 3)
        assert signed(hub, running)[2][1] == "the house"
        hub.close(running.name)
    finally:
        hub.stop()


def test_the_live_socket_says_whose_microphone_it_is(tmp_path, monkeypatch) -> None:
    """Who has come in with a token of their own."""
    monkeypatch.setattr(Access, "user_of", lambda self, headers: USERS[OF_A])
    with room(folder=tmp_path) as house:
        name = httpx.post(f"{house.url}/v1/sessions", json={}, trust_env=False, timeout=60).json()[
            "name"
        ]
        face = LiveClient(house.socket_url, name)
        face.begin("s1")
        log = SessionFolder(tmp_path / "sessions" / name).log
        until(lambda: [who for _, who in replay(read_events(log).events).holders] == [USERS[OF_A]])
        face.close()
