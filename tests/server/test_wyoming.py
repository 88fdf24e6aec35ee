"""Wyoming: the package's own client on a real recording, and what a hostile peer may send."""

from __future__ import annotations

import asyncio
import json
import random
import socket
import time

import httpx
import numpy as np
import pytest
import soundfile
from conftest import REPO
from room import room
from scripted import buzz
from wyoming.asr import Transcribe, Transcript, TranscriptChunk, TranscriptStart, TranscriptStop
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.error import Error
from wyoming.info import Describe, Info
from wyoming.ping import Ping, Pong

from medvoice.faces.server.wyoming_events import BadEvent, SoundFormat, samples_of


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture(scope="module")
def real(bundled):
    port = free_port()
    with room(ears=bundled, wyoming_port=port):
        yield port


@pytest.fixture(scope="module")
def opened():
    port = free_port()
    with room(["no pneumothorax {period}"] * 40, wyoming_port=port) as made:
        made.port = port
        yield made
        assert httpx.get(made.url + "/health", timeout=60).is_success


async def asked(port: int, *events) -> list:
    """The answers to these, up to the last one's."""
    async with AsyncTcpClient("127.0.0.1", port) as client:
        for event in events:
            await client.write_event(event.event())
        got = []
        while True:
            event = await asyncio.wait_for(client.read_event(), 60)
            if event is None:
                return got
            got.append(event)
            if event.type in ("info", "pong", "error", "transcript-stop"):
                return got


def spoken(samples: np.ndarray, rate: int = 16_000, size: int = 1024) -> list:
    """Of int16 samples, (n,) or (n, channels)."""
    channels = 1 if samples.ndim == 1 else samples.shape[1]
    form = {"rate": rate, "width": 2, "channels": channels}
    chunks = [
        AudioChunk(audio=samples[at : at + size].tobytes(), **form)
        for at in range(0, len(samples), size)
    ]
    return [AudioStart(**form), *chunks, AudioStop()]


def test_describe(real):
    [event] = asyncio.run(asked(real, Describe()))
    [program] = Info.from_event(event).asr
    assert program.supports_transcript_streaming
    assert [(model.name, model.languages) for model in program.models] == [("bundled", ["en"])]
    assert "bundled" in program.models[0].description


def test_a_real_recording(real, said_directly, tmp_path):
    samples, rate = soundfile.read(
        REPO / "samples" / "cxr_two_views.flac", dtype="int16", frames=16_000 * 22
    )
    soundfile.write(tmp_path / "first.wav", samples, rate)
    expected = [turn.utterance.text for turn in said_directly(tmp_path / "first.wav")]
    got = asyncio.run(asked(real, Transcribe(language="en"), *spoken(samples, rate)))
    assert [event.type for event in got] == [
        "transcript-start",
        *["transcript-chunk"] * len(expected),
        "transcript",
        "transcript-stop",
    ]
    assert Transcript.from_event(got[-2]).text == "\n".join(expected)
    chunks = [TranscriptChunk.from_event(event).text for event in got[1:-2]]
    assert "".join(chunks) == "\n".join(expected)
    assert TranscriptStart.is_type(got[0].type)
    assert TranscriptStop.is_type(got[-1].type)


def burst() -> np.ndarray:
    quiet = np.zeros(8_000, np.float32)
    return (np.concatenate([quiet, buzz(1.5), quiet]) * 32767).astype(np.int16)


def test_twice_over_one_connection_and_other_formats(opened):
    async def twice() -> list[str]:
        texts = []
        async with AsyncTcpClient("127.0.0.1", opened.port) as client:
            for sound, rate in (
                (burst(), 16_000),
                (np.stack([burst()] * 2, 1).repeat(3, 0), 48_000),
            ):
                await client.write_event(Ping("there?").event())
                assert Pong.is_type((await client.read_event()).type)
                for event in spoken(sound, rate):
                    await client.write_event(event.event())
                while True:
                    event = await asyncio.wait_for(client.read_event(), 60)
                    if Transcript.is_type(event.type):
                        texts.append(Transcript.from_event(event).text)
                    if TranscriptStop.is_type(event.type):
                        break
        return texts

    assert asyncio.run(twice()) == ["No pneumothorax."] * 2


def test_silence_is_an_empty_transcript(opened):
    got = asyncio.run(asked(opened.port, *spoken(np.zeros(16_000, np.int16))))
    assert Transcript.from_event(got[-2]).text == ""


@pytest.mark.parametrize("width", [2, 3, 4])
def test_widths(width):
    values = np.array([[0, 1 << 30], [-(1 << 31), (1 << 31) - 256]], np.int64)
    packed = b"".join(
        int(v).to_bytes(4, "little", signed=True)[4 - width :] for v in values.ravel()
    )
    form = SoundFormat(rate=16_000, width=width, channels=2)
    assert samples_of(packed, form) == pytest.approx(values / (1 << 31), abs=4e-5)
    with pytest.raises(BadEvent):
        samples_of(packed + b"x", form)


def line(**head) -> bytes:
    return json.dumps(head).encode() + b"\n"


FORM = {"rate": 16_000, "width": 2, "channels": 1}


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\nHost: evil\r\n\r\n",
        b"[" * 60_000 + b"\n",
        b"x" * 200_000,
        line(type="audio-chunk", data=FORM, payload_length=1 << 40),
        line(type="audio-chunk", data=FORM, payload_length=-1),
        line(type="audio-chunk", data=FORM, data_length=1 << 30),
        line(type="audio-chunk", data=FORM, payload_length=2) + b"xx",  # before audio-start
        line(type="audio-stop"),
        line(type="audio-start", data=FORM | {"rate": 0}),
        line(type="audio-start", data=FORM | {"rate": 1e9}),
        line(type="audio-start", data=FORM | {"width": "2"}),
        line(type="audio-start", data=FORM | {"channels": 70_000}),
        line(type="audio-start", data={}),
        line(type="audio-start", data=FORM)
        + line(type="audio-chunk", data=FORM, payload_length=3)
        + b"xxx",
        line(type="transcribe", data={"language": "de"}),
        line(type="transcribe", data={"transcript_terms": "x"}),
        line(type="describe", data=[1]),
        line(type="x" * 100),
        line(type=7),
        line(type="describe", data_length=2) + b"[]",
        b"\xff\xfe\n",
        b"null\n",
    ],
)
def test_a_hostile_peer_is_told_and_let_go(opened, sent):
    with socket.create_connection(("127.0.0.1", opened.port), timeout=60) as sock:
        sock.sendall(sent)
        got = b""
        try:
            while piece := sock.recv(65_536):
                got += piece
        except ConnectionError:
            pass
    assert b'"error"' in got or not got
    assert b"Traceback" not in got
    if len(sent) < 10_000:
        assert b"Not taken" in got


def test_fuzzed(opened):
    rng = random.Random(7)
    good = line(type="describe") + line(type="audio-start", data=FORM) + line(type="audio-stop")
    for _ in range(100):
        text = bytearray(good)
        for _ in range(rng.randrange(1, 8)):
            text[rng.randrange(len(text))] = rng.randrange(256)
        with socket.create_connection(("127.0.0.1", opened.port), timeout=60) as sock:
            sock.sendall(text[: rng.randrange(len(text))])
    until_described(opened.port)


def test_connections_are_bounded_and_come_free(opened):
    held = [socket.create_connection(("127.0.0.1", opened.port), timeout=60) for _ in range(8)]
    with socket.create_connection(("127.0.0.1", opened.port), timeout=60) as ninth:
        assert ninth.recv(1) == b""
    for one in held:
        one.close()
    until_described(opened.port)


def until_described(port: int) -> None:
    """Closed connections are let go in their own time."""
    end = time.monotonic() + 60
    while not asyncio.run(asked_or_nothing(port)):
        assert time.monotonic() < end


async def asked_or_nothing(port: int) -> list:
    try:
        return await asked(port, Describe())
    except ConnectionError:
        return []


def test_a_failing_recogniser_is_told():
    port = free_port()
    with room(["!"], wyoming_port=port):
        got = asyncio.run(asked(port, *spoken(burst())))
    assert Error.from_event(got[-1]).code == "recogniser-failed"


def test_stopping_the_daemon_ends_a_peer_in_mid_sentence():
    port = free_port()
    with room(["no pneumothorax"], wyoming_port=port):
        sock = socket.create_connection(("127.0.0.1", port), timeout=60)
        sound = burst().tobytes()
        sock.sendall(line(type="audio-start", data=FORM))
        sock.sendall(line(type="audio-chunk", data=FORM, payload_length=len(sound)) + sound)
        assert sock.recv(10)
    rest = b"".join(iter(lambda: sock.recv(65_536), b""))
    assert b'"transcript"' not in rest
    sock.close()


def test_it_is_off_unless_asked_for():
    with room() as made:
        assert made.daemon.settings.server.wyoming_port == 0
