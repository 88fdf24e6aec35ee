"""/metrics: what Prometheus reads, from a live session and a recording."""

from __future__ import annotations

import time

import httpx
import numpy as np
import pytest
import soundfile
from conftest import REPO
from live_client import LiveClient
from prometheus_client.parser import text_string_to_metric_families
from room import room
from scripted import dictation_wav

TEXTS = ["Findings: Small right pleural effusion.", "No pneumothorax.", "The heart is normal."]

NAMES = {
    "processing_lag_seconds",
    "commit_lag_seconds",
    "sessions_running",
    "faces",
    "words_per_minute",
    "session_sound_seconds_total",
    "words_total",
    "turns_total",
    "guard_rejections_total",
    "recordings_waiting",
}
OF_A_MODEL = {
    "real_time_factor",
    "encoder_seconds_total",
    "encoder_calls_total",
    "encoder_windows_total",
    "dropped_partials_total",
    "live_frames_total",
    "final_frames_total",
    "recording_frames_total",
    "finals_waiting",
    "partials_waiting",
    "recording_windows_waiting",
}


def scraped(opened) -> dict[str, float]:
    """Samples without labels, by name."""
    answer = httpx.get(opened.url + "/metrics", timeout=60)
    assert answer.headers["content-type"].startswith("text/plain")
    families = list(text_string_to_metric_families(answer.text))
    assert all(family.documentation for family in families)
    return {
        sample.name.removeprefix("medvoice_"): sample.value
        for family in families
        for sample in family.samples
        if not sample.labels
    }


@pytest.fixture
def sound(tmp_path) -> np.ndarray:
    return soundfile.read(dictation_wav(tmp_path / "d.wav", len(TEXTS)), dtype="int16")[0]


def test_a_live_session_is_counted_also_when_it_has_ended(tmp_path, sound):
    with room(TEXTS, folder=tmp_path) as opened:
        assert scraped(opened)["sessions_running"] == 0
        name = httpx.post(opened.url + "/v1/sessions", json={}, timeout=60).json()["name"]
        face = LiveClient(opened.socket_url, name)
        face.begin("m")
        face.send(sound, 0, len(sound))
        words = sum(len(text.split()) for text in TEXTS)
        seconds = pytest.approx(len(sound) / 16_000, abs=0.2)
        end = time.monotonic() + 60
        while True:  # the last turn ends before the silence behind it has come
            during = scraped(opened)
            if (
                during["turns_total"] == len(TEXTS)
                and during["session_sound_seconds_total"] == seconds
            ):
                break
            assert time.monotonic() < end, during
            face.look()
        assert set(during) >= NAMES
        assert during["sessions_running"] == during["faces"] == 1
        assert during["words_total"] == during["words_per_minute"] >= words
        assert 0 <= during["processing_lag_seconds"] < 30
        assert during["commit_lag_seconds"] >= 0
        httpx.post(f"{opened.url}/v1/sessions/{name}/close", timeout=60).raise_for_status()
        after = scraped(opened)
        assert after["sessions_running"] == 0
        assert after["words_per_minute"] == 0
        assert after["words_total"] == during["words_total"]


def test_the_model_and_the_recordings_are_counted(bundled, tmp_path):
    samples, rate = soundfile.read(REPO / "samples" / "cxr_two_views.flac", frames=16_000 * 8)
    soundfile.write(tmp_path / "a.wav", samples, rate)
    with room(ears=bundled) as opened:
        before = scraped(opened)
        files = {"file": (tmp_path / "a.wav").read_bytes()}
        form = {"model": "bundled"}
        answer = httpx.post(
            opened.url + "/v1/audio/transcriptions", data=form, files=files, timeout=120
        )
        assert answer.is_success
        after = scraped(opened)
        assert set(after) >= OF_A_MODEL
        assert after["recording_frames_total"] > before["recording_frames_total"]
        assert after["final_frames_total"] == before["final_frames_total"]  # nobody dictates
        assert after["real_time_factor"] > 0
        text = httpx.get(opened.url + "/metrics", timeout=60).text
        assert 'medvoice_recordings_total{api="openai",outcome="done"} 1.0' in text
        assert 'route="/v1/audio/transcriptions",status="200"' in text


def test_what_somebody_typed_makes_no_series():
    with room() as opened:
        for number in range(20):
            httpx.get(f"{opened.url}/nowhere/{number}", timeout=60)
            httpx.get(f"{opened.url}/try/name{number}", timeout=60)
            httpx.request(f"X{number}", f"{opened.url}/health", timeout=60)
        text = httpx.get(opened.url + "/metrics", timeout=60).text
        assert "name7" not in text
        assert "X7" not in text
        assert 'route="/try/{name}"' in text


def test_two_apps_in_one_process_do_not_mix():
    with room() as one, room() as other:
        httpx.get(one.url + "/try/x", timeout=60)
        assert "/try/{name}" in httpx.get(one.url + "/metrics", timeout=60).text
        assert "/try/{name}" not in httpx.get(other.url + "/metrics", timeout=60).text
