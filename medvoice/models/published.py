"""What MedASR's makers published that it writes for their own test recording."""

from __future__ import annotations

from pathlib import Path

MEDASR_ID = "google/medasr"
"""The model whose text it is."""

TEST_RECORDING = "test_audio.wav"
"""Lies beside the weights on the hub: 43.8 s of a CT chest dictation."""


def published_text() -> str:
    """Markers and tags as they come out of greedy decoding, "</s>" included."""
    return (Path(__file__).parent / "data" / "medasr_published.txt").read_text("utf-8").strip()
