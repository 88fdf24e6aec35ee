"""Live sessions over real sockets: what docs/live_protocol.md promises."""

from __future__ import annotations

import contextlib
import io
import json
import struct
import threading
import wave

import httpx
import numpy as np
import pytest
import soundfile
from live_client import LiveClient
from room import room
from scripted import dictation_wav
from websockets.exceptions import ConnectionClosed

from medvoice.audio.journal_reader import JournalReader
from medvoice.faces.server import live
from medvoice.session.event_log import read_events
from medvoice.session.events import GapRecorded
from medvoice.session.feed import Feed, FeedFullError
from medvoice.session.folder import SessionFolder

TEXTS = ["Findings: Small right pleural effusion.", "No pneumothorax.", "The heart is normal."]
FORMATS = ["text", "markdown", "html", "json", "docx", "pdf", "fhir", "hl7", "dicom_sr"]


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> np.ndarray:
    path = dictation_wav(tmp_path_factory.mktemp("sound") / "d.wav", len(TEXTS))
    return soundfile.read(path, dtype="int16")[0]


@pytest.fixture
def house(tmp_path):
    with room(TEXTS, folder=tmp_path) as opened:
        yield opened


class Rest:
    """The daemon's REST, answers as JSON."""

    def __init__(self, url: str) -> None:
        self.client = httpx.Client(base_url=url, trust_env=False, timeout=60)

    def __call__(self, method: str, path: str, status: int = 200, **more):
        answer = self.client.request(method, path, **more)
        assert answer.status_code == status, answer.text
        is_json = answer.content and answer.headers.get("content-type") == "application/json"
        return answer.json() if is_json else answer


def folder(house, name: str) -> SessionFolder:
    return SessionFolder(house.daemon.settings.storage.folder / "sessions" / name)


def journal(house, name: str) -> np.ndarray:
    blocks = JournalReader(folder(house, name).journal).blocks()
    return np.concatenate([np.rint(b.samples * 32768).astype(np.int16) for b in blocks])


def texts(face: LiveClient, field: str = "findings.bones") -> list[str]:
    return [s["text"] for s in face.cells.get(f"field/{field}", [])]


def ended(face: LiveClient) -> int:
    """The code with which the daemon closed the socket."""
    try:
        while True:
            face.look(1)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd is not None else 0


def test_a_dictation_by_socket_to_nine_formats(house, sound) -> None:
    rest = Rest(house.url)
    made = rest("POST", "/v1/sessions", 201, json={"template": "cxr"})
    name = made["name"]
    assert made["running"]
    assert made["cells"]["session"]["template"] == "cxr"
    face = LiveClient(house.socket_url, name)
    assert face.begin("mic-1")["have"] == 0
    face.send(sound, 0, len(sound))
    face.until(
        lambda: face.durable == len(sound) or "field/findings.heart_mediastinum" in face.cells
    )
    face.until(lambda: "field/findings.heart_mediastinum" in face.cells)
    face.until(lambda: face.have == len(sound))
    assert [s["text"] for s in face.cells["field/findings.lungs_pleura"]] == [
        "Small right pleural effusion.", "No pneumothorax.",
    ]  # fmt: skip
    face.until(lambda: any(m["type"] == "meter" and m["seconds"] > 0 for m in face.messages))
    face.tell({"type": "audio end", "stream": "mic-1", "at": len(sound)})
    face.until(lambda: face.cells["mode"] == "microphone off")
    one = face.cells["field/findings.lungs_pleura"][0]
    wav = rest("GET", f"/v1/sessions/{name}/statements/{one['id']}/audio")
    with wave.open(io.BytesIO(wav.content)) as file:
        assert file.getframerate() == 16_000
        assert 0.5 < file.getnframes() / 16_000 < 3
    wav = rest("GET", f"/v1/sessions/{name}/audio", params={"start": 100, "end": 1100})
    with wave.open(io.BytesIO(wav.content)) as file:
        got = np.frombuffer(file.readframes(10_000), "<i2")
    np.testing.assert_array_equal(got, sound[100:1100])
    assert rest("POST", f"/v1/sessions/{name}/close") == {"ended": True, "fault": ""}
    face.until(lambda: face.messages[-1]["type"] == "closed")
    for form in FORMATS:
        body = rest("GET", f"/v1/sessions/{name}/report", params={"format": form})
        content = json.dumps(body) if isinstance(body, dict) else body.content
        assert len(content) > 100
    text = rest("GET", f"/v1/sessions/{name}/report").text
    assert "Small right pleural effusion." in text
    (listed,) = rest("GET", "/v1/sessions")
    assert (listed["name"], listed["running"], listed["ended"]) == (name, False, True)
    assert rest("GET", f"/v1/sessions/{name}")["cells"]["mode"] == "ended"
    np.testing.assert_array_equal(journal(house, name), sound)
    rest("DELETE", f"/v1/sessions/{name}", 204)
    assert not folder(house, name).path.exists()
    rest("GET", f"/v1/sessions/{name}", 404)


def test_a_connection_cut_in_mid_sentence_loses_nothing(house, sound) -> None:
    rest = Rest(house.url)
    name = rest("POST", "/v1/sessions", 201, json={})["name"]
    face = LiveClient(house.socket_url, name)
    face.begin("mic-1")
    at = 0
    for cut in (20_000, 45_000, 80_000):
        face.send(sound, at, cut)
        face.cut()
        face.join()
        at = face.begin("mic-1")["have"]
        assert at <= cut
    face.send(sound, at, len(sound))
    face.until(lambda: "field/findings.heart_mediastinum" in face.cells)
    rest("POST", f"/v1/sessions/{name}/close")
    np.testing.assert_array_equal(journal(house, name), sound)
    events = read_events(folder(house, name).events).events
    assert not [e for e in events if isinstance(e, GapRecorded)]


def test_sound_that_finds_no_room_for_long_is_asked_for_again(house, sound, monkeypatch) -> None:
    """Read on behind it, the rest would be a hole."""
    rest = Rest(house.url)
    name = rest("POST", "/v1/sessions", 201, json={})["name"]
    client = LiveClient(house.socket_url, name)
    client.tell({"type": "audio", "stream": "s1", "rate": 16000})
    client.answer("audio")
    take = Feed.push

    def full(self, stream: str, first: int, pcm: bytes) -> int:
        if first >= 16_000:
            raise FeedFullError("10.0 s wait to be taken")
        return take(self, stream, first, pcm)

    monkeypatch.setattr(live, "PATIENCE_S", 0.1)
    monkeypatch.setattr(Feed, "push", full)
    assert client.socket is not None
    for at in range(0, 32_000, 1600):
        client.socket.send(struct.pack("<Q", at) + sound[at : at + 1600].tobytes())
    with pytest.raises(ConnectionClosed) as closed:
        client.until(lambda: False)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1013
    monkeypatch.undo()
    client.join()
    client.tell({"type": "audio", "stream": "s1", "rate": 16000})
    assert client.answer("audio")["have"] == 16_000
    for at in range(client.have, 32_000, 1600):
        client.socket.send(struct.pack("<Q", at) + sound[at : at + 1600].tobytes())
    client.tell({"type": "audio end", "stream": "s1", "at": 32_000})
    client.until(lambda: client.durable == 32_000)
    client.close()
    rest("POST", f"/v1/sessions/{name}/close")
    assert np.array_equal(journal(house, name), sound[:32_000])
    events = read_events(folder(house, name).events).events
    assert not [e for e in events if isinstance(e, GapRecorded)]


def test_two_faces_and_intents_that_come_twice(house, sound) -> None:
    rest = Rest(house.url)
    name = rest("POST", "/v1/sessions", 201, json={})["name"]
    one = LiveClient(house.socket_url, name)
    two = LiveClient(house.socket_url, name)
    assert one.do("k1", "add", field="findings.bones", text="No fracture.")["outcome"] == "done"
    two.until(lambda: "field/findings.bones" in two.cells)
    assert two.do("k1", "add", field="findings.bones", text="No fracture.")["outcome"] == "done"
    assert len(two.cells["field/findings.bones"]) == 1, "done once"
    (statement,) = two.cells["field/findings.bones"]
    done = two.do(
        "k2", "write", field="findings.bones", statement=statement["id"], was="No fracture.",
        text="No acute fracture.",
    )  # fmt: skip
    assert done["outcome"] == "done"
    one.until(lambda: texts(one) == ["No acute fracture."])
    assert (
        one.do("k3", "fill", field="findings.bones", was="Other.", text="")["outcome"] == "refused"
    )
    assert one.do("k4", "command", name="undo")["outcome"] == "done"
    two.until(lambda: texts(two) == ["No fracture."])
    assert one.do("k5", "go", field="impression.text")["outcome"] == "done"
    two.until(lambda: two.cells["current"] == "impression.text")
    assert one.do("k6", "template", name="ct_chest")["outcome"] == "done"
    two.until(lambda: two.cells["session"]["template"] == "ct_chest")
    assert one.do("k7", "template", name="../../etc/passwd")["outcome"] == "refused"
    assert two.do("k8", "command", name="finalize")["outcome"] == "asked"
    assert one.do("k9", "command", name="yes")["outcome"] == "done"
    two.until(lambda: two.cells["status"]["status"] == "final")
    assert two.do("k10", "add", field="findings.bones", text="x")["outcome"] == "refused"
    one.begin("mic-1")
    assert two.begin("mic-2")["type"] == "audio refused"
    assert two.begin("mic-2", take=True)["type"] == "audio"
    one.until(lambda: any(m["type"] == "audio taken" for m in one.messages))


def test_what_is_heard_while_a_face_plays_sound_is_no_dictation(house, sound) -> None:
    name = Rest(house.url)("POST", "/v1/sessions", 201, json={})["name"]
    face = LiveClient(house.socket_url, name)
    other = LiveClient(house.socket_url, name)
    face.begin("mic-1")
    face.send(sound, 0, 16_000)
    face.until(lambda: "mode" in face.cells)
    other.tell({"type": "sound", "state": "started"})
    face.until(lambda: face.cells["mode"] == "playing")
    face.send(sound, 16_000, len(sound))
    face.until(lambda: face.cells["aside"])
    assert "effusion" in face.cells["aside"][0]["words"]
    assert face.cells["aside"][0]["why"] == "sound was played"
    assert not texts(face, "findings.lungs_pleura")
    other.cut()
    face.until(lambda: face.cells["mode"] != "playing")


def test_a_face_comes_back_to_where_it_was(house) -> None:
    rest = Rest(house.url)
    name = rest("POST", "/v1/sessions", 201, json={})["name"]
    face = LiveClient(house.socket_url, name)
    face.until(lambda: face.cells)
    face.do("k1", "add", field="findings.bones", text="No fracture.")
    face.until(lambda: "field/findings.bones" in face.cells)
    other = LiveClient(house.socket_url, name)
    face.close()
    other.do("k2", "add", field="findings.bones", text="No dislocation.")
    other.until(lambda: len(texts(other)) == 2)
    seen = len(face.messages)
    face.join()
    face.until(lambda: len(texts(face)) == 2)
    assert all(m["type"] != "state" for m in face.messages[seen:])


def test_a_session_goes_on_later_and_another_daemon_can_do_it(tmp_path, sound) -> None:
    with room(TEXTS, folder=tmp_path) as house:
        name = Rest(house.url)("POST", "/v1/sessions", 201, json={})["name"]
        face = LiveClient(house.socket_url, name)
        face.begin("mic-1")
        face.send(sound, 0, 45_000)
        face.until(lambda: face.have == 45_000)
    with room(TEXTS[1:], folder=tmp_path) as house:
        (listed,) = Rest(house.url)("GET", "/v1/sessions")
        assert listed["ended"]
        assert not listed["running"]
        face = LiveClient(house.socket_url, name)
        face.until(lambda: face.cells)
        back = face.begin("mic-1")
        assert back["have"] == 45_000
        face.send(sound, 45_000, len(sound))
        face.until(lambda: face.have == len(sound))
        Rest(house.url)("POST", f"/v1/sessions/{name}/close")
        np.testing.assert_array_equal(journal(house, name), sound)


@pytest.mark.parametrize(
    "message",
    [
        "{}", "[]", "null", "nonsense", '{"type": "intent"}', '{"type": "audio", "stream": "a b", "rate": 16000}',
        '{"type": "audio", "stream": "x", "rate": 3}', '{"type": "hello", "seq": "one"}', "[" * 5000,
        '{"type": "intent", "key": "k", "do": "command", "name": "x", "slots": {"a": {"b": 1}}}',
        '{"type": "audio end", "stream": "nobody"}',
        b"", b"123", struct.pack("<Q", 5), struct.pack("<Q", 1 << 63) + b"\0\0",
    ],
)  # fmt: skip
def test_what_is_not_understood_is_said_and_nothing_breaks(house, message) -> None:
    name = Rest(house.url)("POST", "/v1/sessions", 201, json={})["name"]
    face = LiveClient(house.socket_url, name)
    face.socket.send(message)
    assert face.do("k1", "command", name="go to sleep")["outcome"] == "done"
    if isinstance(message, str):
        assert any(m["type"] in ("error", "audio refused") for m in face.messages)


def test_who_says_too_much_nonsense_is_sent_away(house) -> None:
    name = Rest(house.url)("POST", "/v1/sessions", 201, json={})["name"]
    face = LiveClient(house.socket_url, name)

    with contextlib.suppress(ConnectionClosed):
        for _ in range(100):
            face.socket.send("nonsense")
    assert ended(face) == 1008
    assert Rest(house.url)("GET", f"/v1/sessions/{name}")["running"]


def test_names_that_are_no_sessions(house) -> None:
    rest = Rest(house.url)
    for path in ("/v1/sessions/nothing", "/v1/sessions/20261128-000000-abcd", "/v1/sessions/.."):
        assert rest.client.get(path).status_code in (400, 404)
    face = LiveClient(house.socket_url, "20261128-000000-abcd")
    assert ended(face) == 4404
    rest("POST", "/v1/sessions", 400, json={"template": "../x"})
    rest("POST", "/v1/sessions", 422, json={"template": "cxr", "more": 1})
    assert rest("GET", "/v1/sessions") == []


def test_a_face_that_never_reads_holds_nobody_up(house, sound) -> None:
    rest = Rest(house.url)
    name = rest("POST", "/v1/sessions", 201, json={})["name"]
    deaf = LiveClient(house.socket_url, name)
    face = LiveClient(house.socket_url, name)
    face.begin("mic-1")
    sender = threading.Thread(target=face.send, args=(sound, 0, len(sound)))
    sender.start()
    face.until(lambda: "field/findings.heart_mediastinum" in face.cells)
    sender.join()
    deaf.until(lambda: "field/findings.heart_mediastinum" in deaf.cells)


def test_templates_and_commands(house) -> None:
    rest = Rest(house.url)
    assert "cxr" in [t["name"] for t in rest("GET", "/v1/templates")]
    commands = {c["name"]: c for c in rest("GET", "/v1/commands")}
    assert "scratch (that|this)" in commands["scratch that"]["say"]
    assert commands["go to"]["takes"] == ["place"]
