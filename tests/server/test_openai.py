"""The stock openai client on real recordings, and what the form must refuse."""

from __future__ import annotations

import io
import subprocess
import threading
import time
import zlib

import httpx
import numpy as np
import openai
import pytest
import soundfile
from conftest import REPO
from room import room
from scripted import buzz, dictation_wav

from medvoice.session.opening import open_file

SAMPLE = "cxr_two_views.flac"
PATH = "/v1/audio/transcriptions"


@pytest.fixture(scope="module")
def client(open_house):
    return openai.OpenAI(base_url=open_house.url + "/v1", api_key="none", max_retries=0)


SECONDS = 22
"""Of the sample: two turns."""


@pytest.fixture(scope="module")
def recording() -> bytes:
    samples, rate = soundfile.read(REPO / "samples" / SAMPLE, frames=16_000 * SECONDS)
    out = io.BytesIO()
    soundfile.write(out, samples, rate, format="FLAC", subtype="PCM_16")
    return out.getvalue()


@pytest.fixture(scope="module")
def turns(said_directly, recording, tmp_path_factory):
    file = tmp_path_factory.mktemp("sample") / "first.flac"
    file.write_bytes(recording)
    return said_directly(file)


def ask(client, recording, **options):
    return client.audio.transcriptions.create(
        model="whisper-1", file=("dictation.flac", recording), **options
    )


def test_models_are_listed(client):
    assert [model.id for model in client.models.list()] == ["bundled", "whisper-1"]


def test_a_whole_sample(client):
    answer = ask(client, (REPO / "samples" / SAMPLE).read_bytes())
    assert "Right lower lobe pneumonia" in answer.text
    assert answer.usage.seconds == pytest.approx(62.29, abs=0.01)


def test_json_is_the_text_of_medvoice_transcribe(client, recording, turns):
    answer = ask(client, recording)
    assert answer.text == "\n".join(turn.utterance.text for turn in turns)
    assert len(turns) == 2
    assert "x-ray" in answer.text


def test_verbose_json_has_segments_and_words_in_order(client, recording, turns):
    answer = ask(
        client,
        recording,
        response_format="verbose_json",
        timestamp_granularities=["word", "segment"],
    )
    assert answer.language == "english"
    assert answer.duration == pytest.approx(SECONDS, abs=0.01)
    items = [item for turn in turns for item in turn.utterance.items if item.text]
    assert len(answer.segments) == len(items)
    for kind in (answer.words, answer.segments):
        starts = [each.start for each in kind]
        assert starts == sorted(starts)
        assert all(each.start < each.end <= SECONDS for each in kind)
    letters = "".join(c for c in answer.text if c.isalnum())
    assert "".join(c for word in answer.words for c in word.word if c.isalnum()) == letters


@pytest.mark.parametrize("granularity", ["word", "segment"])
def test_only_what_was_asked_for_is_there(client, recording, granularity):
    answer = ask(
        client,
        recording,
        response_format="verbose_json",
        timestamp_granularities=[granularity],
    )
    assert (answer.words is None) == (granularity == "segment")
    assert (answer.segments is None) == (granularity == "word")


def test_text_srt_and_vtt(client, recording, turns):
    text = ask(client, recording, response_format="text")
    assert text == "".join(turn.utterance.text + "\n" for turn in turns)
    srt = ask(client, recording, response_format="srt")
    assert srt.startswith("1\n00:00:")
    vtt = ask(client, recording, response_format="vtt")
    assert vtt.startswith("WEBVTT\n")
    assert vtt.count("-->") == srt.count("-->") > 1


def test_stream_sends_each_turn_once(client, recording, turns):
    events = list(ask(client, recording, stream=True))
    assert {event.type for event in events[:-1]} == {"transcript.text.delta"}
    assert events[-1].type == "transcript.text.done"
    text = "\n".join(turn.utterance.text for turn in turns)
    assert "".join(event.delta for event in events[:-1]) == text == events[-1].text
    assert len(events) == len(turns) + 1


@pytest.mark.parametrize(
    ("form", "subtype"),
    [
        ("WAV", "PCM_16"),
        ("WAV", "FLOAT"),
        ("OGG", "VORBIS"),
        ("MP3", None),
        ("AIFF", "PCM_24"),
        ("OGG", "OPUS"),
    ],
)
def test_formats_of_libsndfile(client, form, subtype):
    samples, rate = soundfile.read(REPO / "samples" / SAMPLE, dtype="float32", frames=16_000 * 6)
    if subtype == "OPUS":
        samples = np.repeat(samples, 3)[:, None].repeat(2, axis=1)  # 48 kHz stereo
        rate *= 3
    out = io.BytesIO()
    soundfile.write(out, samples, rate, format=form, subtype=subtype)
    answer = client.audio.transcriptions.create(model="bundled", file=("x.bin", out.getvalue()))
    assert "exam" in answer.text.lower()


def test_async_client_and_eight_at_once(open_house, recording, turns):
    import asyncio

    async def all_of_them() -> list[str]:
        async with openai.AsyncOpenAI(
            base_url=open_house.url + "/v1", api_key="none", max_retries=0
        ) as client:
            short = io.BytesIO()
            samples, rate = soundfile.read(io.BytesIO(recording), frames=16_000 * 8)
            soundfile.write(short, samples, rate, format="WAV")
            made = [
                client.audio.transcriptions.create(
                    model="bundled", file=("a.wav", short.getvalue())
                )
                for _ in range(8)
            ]
            return [answer.text for answer in await asyncio.gather(*made)]

    texts = asyncio.run(all_of_them())
    assert len(set(texts)) == 1
    assert texts[0]


def test_errors_are_the_clients_own_exceptions(client, recording):
    with pytest.raises(openai.NotFoundError, match="no such model"):
        client.audio.transcriptions.create(model="gpt-4o", file=("a.flac", recording))
    with pytest.raises(openai.BadRequestError, match="is not a sound file"):
        client.audio.transcriptions.create(model="bundled", file=("a.wav", b"RIFF nonsense"))
    with pytest.raises(openai.BadRequestError) as caught:
        ask(client, recording, language="de")
    assert caught.value.param == "language"


@pytest.fixture(scope="module")
def scripted_room():
    with room(["no pneumothorax {period}"], upload_mb=1) as opened:
        yield opened


def wav(seconds: float = 1.0, rate: int = 16_000) -> bytes:
    out = io.BytesIO()
    soundfile.write(out, np.resize(buzz(1.0), int(seconds * rate)), rate, format="WAV")
    return out.getvalue()


def post(opened, content: bytes | None = None, files=None, **data):
    files = files or {"file": ("a.wav", wav() if content is None else content)}
    return httpx.post(opened.url + PATH, data={"model": "bundled"} | data, files=files, timeout=60)


@pytest.mark.parametrize(
    ("given", "param"),
    [
        ({"response_format": "xml"}, "response_format"),
        ({"temperature": "2"}, "temperature"),
        ({"temperature": "nan"}, "temperature"),
        ({"language": "../etc"}, "language"),
        ({"stream": "maybe"}, "stream"),
        ({"stream": "true", "response_format": "srt"}, "stream"),
        ({"timestamp_granularities[]": "phoneme"}, "timestamp_granularities[]"),
        ({"prompt": "x" * 30_000}, "prompt"),
        ({"model": ""}, "model"),
    ],
)
def test_fields_are_checked(scripted_room, given, param):
    answer = post(scripted_room, **given)
    assert answer.status_code == (404 if given == {"model": ""} else 400)
    assert answer.json()["error"]["param"] == param


def hostile_sounds():
    head = wav(1.0)[:44]
    yield "empty", b""
    yield "one byte", b"R"
    yield "header alone", head
    yield "no rate", head[:24] + b"\0\0\0\0" + head[28:] + b"\0" * 100
    yield "a huge rate", head[:24] + b"\xff\xff\xff\x7f" + head[28:] + b"\0" * 100
    yield "65535 channels", head[:22] + b"\xff\xff" + head[24:] + b"\0" * 1000
    yield "cut", wav(2.0)[:30_000]
    yield "text", b"[Reference]\nfile:///etc/passwd\n" * 10
    yield "playlist", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"
    yield "concat", b"ffconcat version 1.0\nfile /etc/passwd\n"
    yield "svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    yield "flac of nothing", b"fLaC" + b"\xff" * 400
    yield "ogg of nothing", b"OggS" + b"\0" * 400
    yield "mp3 of nothing", b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + b"\0" * 400
    rng = np.random.default_rng(3)
    for number in range(20):
        sound = bytearray(wav(0.5))
        for at in rng.integers(0, 60, 6):
            sound[at] = rng.integers(0, 256)
        yield f"broken {number}", bytes(sound)


@pytest.mark.parametrize("sound", [pytest.param(s, id=name) for name, s in hostile_sounds()])
def test_hostile_sound(scripted_room, sound):
    answer = post(scripted_room, sound)
    assert answer.status_code in (200, 400)
    if answer.status_code == 400:
        message = answer.json()["error"]["message"]
        assert "/proc" not in message
        assert "root:" not in answer.text


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd", "/etc/passwd", "a\r\nX: y", "CON", "x" * 5000, "", "\u202e.wav"]
)
def test_the_clients_file_name_is_not_used(scripted_room, name):
    answer = post(scripted_room, files={"file": (name, wav())})
    assert answer.status_code in (200, 400)


def test_forms_that_are_none(scripted_room):
    url = scripted_room.url + PATH
    sound = wav()
    assert httpx.post(url, timeout=60).status_code == 415
    assert httpx.post(url, json={"model": "bundled"}, timeout=60).status_code == 415
    assert (
        httpx.post(
            url, content=b"x", headers={"Content-Type": "multipart/form-data"}, timeout=60
        ).status_code
        == 400
    )
    head = {"Content-Type": "multipart/form-data; boundary=b"}
    assert httpx.post(url, content=b"no boundary here", headers=head, timeout=60).status_code == 400
    assert (
        httpx.post(
            url, data={"model": "bundled", "file": "text"}, files={"x": b""}, timeout=60
        ).status_code
        == 400
    )
    assert (
        httpx.post(
            url, data={"model": "bundled"}, files=[("file", sound)] * 2, timeout=60
        ).status_code
        == 400
    )
    many = {f"field{n}": "x" for n in range(40)} | {"model": "bundled"}
    assert httpx.post(url, data=many, files={"file": sound}, timeout=60).status_code == 400
    assert httpx.get(url, timeout=60).status_code == 405


def test_an_upload_that_is_too_large(scripted_room):
    answer = post(scripted_room, wav(40.0))
    assert answer.status_code == 413
    assert answer.json()["error"]["code"] == "too_large"


def test_a_small_file_that_is_hours_long_is_refused(monkeypatch):
    """Silence packs 1:1000; it is decoded block by block, and no further than the limit."""
    monkeypatch.setattr("medvoice.faces.server.transcribing.LONGEST_S", 20.0)
    out = io.BytesIO()
    soundfile.write(out, np.zeros(16_000 * 600, np.float32), 16_000, format="FLAC")
    assert len(out.getvalue()) < 200_000
    with room() as opened:
        answer = post(opened, out.getvalue())
        assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_long")


def test_a_cut_recording_is_told_and_streamed_up_to_the_cut(tmp_path):
    whole = dictation_wav(tmp_path / "two.wav", 2).read_bytes()
    cut = whole[: int(len(whole) * 0.8)]
    with room(["no pneumothorax {period}", "heart normal {period}"]) as opened:
        answer = post(opened, cut)
        assert answer.status_code == 400
        assert "cut short" in answer.json()["error"]["message"]
    with room(["no pneumothorax {period}", "heart normal {period}"]) as opened:
        answer = post(opened, cut, stream="true")
        assert "No pneumothorax." in answer.text
        assert '"bad_sound"' in answer.text


def test_a_failing_recogniser_is_told():
    with room(["!"]) as opened:
        answer = post(opened, wav(2.0))
        assert (answer.status_code, answer.json()["error"]["code"]) == (500, "recogniser_failed")


def test_a_client_that_leaves_ends_the_work(bundled):
    """The recording is dropped at the next block, and the next one is taken at once."""
    long = io.BytesIO()
    samples, rate = soundfile.read(REPO / "samples" / "ct_chest_long.flac", dtype="float32")
    soundfile.write(long, np.concatenate([samples] * 4), rate, format="FLAC")
    before = {thread.ident for thread in threading.enumerate()}
    with room(ears=bundled) as opened:
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(
                opened.url + PATH,
                data={"model": "bundled"},
                files={"file": long.getvalue()},
                timeout=httpx.Timeout(60, read=1.0),
            )
        end = time.monotonic() + 60
        while 'outcome="left"} 1.0' not in httpx.get(opened.url + "/metrics", timeout=60).text:
            assert time.monotonic() < end
        assert post(opened, wav(2.0)).status_code == 200
    left = [t.name for t in threading.enumerate() if t.ident not in before]
    assert not [name for name in left if name.startswith("recording")]


def test_too_many_recordings_are_refused(monkeypatch):
    monkeypatch.setattr(
        "medvoice.faces.server.transcribing.Transcriber.__init__.__defaults__", (1, 0)
    )
    gate, entered = threading.Event(), threading.Event()
    with room(["one", "two"]) as opened:
        recogniser = opened.daemon.ears.recogniser
        waiting = recogniser.open_turn

        def blocked(turn: int, start: int):
            entered.set()
            assert gate.wait(120)
            return waiting(turn, start)

        recogniser.open_turn = blocked
        first: list[int] = []
        thread = threading.Thread(target=lambda: first.append(post(opened, wav(2.0)).status_code))
        thread.start()
        try:
            assert entered.wait(60)  # else the next one would take its place
            end = time.monotonic() + 60
            while post(opened, b"x").status_code != 400:  # it answers meanwhile
                assert time.monotonic() < end
            while (answer := post(opened, wav(0.2))).status_code != 429:
                assert time.monotonic() < end
            assert answer.headers["retry-after"]
        finally:
            gate.set()
            thread.join(60)
        assert first == [200]


def test_nothing_unpacks_in_the_body(scripted_room):
    packed = zlib.compress(wav())
    answer = httpx.post(
        scripted_room.url + PATH,
        content=packed,
        headers={"Content-Encoding": "deflate"},
        timeout=60,
    )
    assert answer.status_code == 415


def test_no_other_program_is_run_on_an_upload(scripted_room, tmp_path):
    """ffmpeg would read m4a, and follow a playlist's addresses as well."""
    (tmp_path / "a.wav").write_bytes(wav())
    made = tmp_path / "a.m4a"
    subprocess.run(["ffmpeg", "-loglevel", "error", "-i", tmp_path / "a.wav", made], check=True)
    open_file(made).close()  # the command line reads it
    answer = post(scripted_room, made.read_bytes())
    assert answer.status_code == 400
    assert "WAV, FLAC, Ogg or MP3" in answer.json()["error"]["message"]
