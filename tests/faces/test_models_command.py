from __future__ import annotations

import numpy as np
import pytest
import soundfile
import tiny_lasr

from medvoice.models.published import published_text
from medvoice.session.checking import compare


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return tiny_lasr.write_tiny_lasr(tmp_path_factory.mktemp("tiny"))


def test_models_says_what_is_used_and_how_to_get_the_rest(medvoice):
    status, out, _ = medvoice("models")
    assert status == 0
    assert "bundled  (used)" in out
    for part in ("google/medasr", "google/medgemma-1.5-4b-it", "accept", "hf auth login"):
        assert part in out


def test_a_folder_is_enough(medvoice, tiny):
    status, out, _ = medvoice("models", "--recogniser", str(tiny))
    assert status == 0
    assert f"{tiny}  (used): {tiny}" in out


def test_check_runs_a_checkpoint_on_a_recording(medvoice, tiny):
    time = np.arange(3 * 16_000) / 16_000
    sound = (0.2 * np.sin(2 * np.pi * 200 * time) * np.sin(2 * np.pi * 3 * time)).astype("float32")
    soundfile.write(tiny / "test_audio.wav", sound, 16_000)
    status, out, err = medvoice("models", "check", str(tiny))
    assert status == 0, err
    assert "ok   logits" in out
    assert "ok   streamed = offline" in out
    assert "not compared" in out


def test_check_of_the_makers_name_compares_their_text(medvoice, tiny):
    """The tiny model under MedASR's name: it cannot say what MedASR says, so this must fail."""
    status, out, _ = medvoice("models", "check", "medasr", "--set", f"recogniser.medasr={tiny}")
    assert status == 1
    assert "BAD  the makers' published" in out


def test_check_without_the_model(medvoice, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    status, _, err = medvoice("models", "check", "medgemma")
    assert status == 2
    assert "no recogniser" in err


def test_comparison_with_the_published_text():
    published = published_text()
    assert published.startswith("[EXAM TYPE] CT chest PE protocol {period}")
    same = compare(published, published.removesuffix("</s>"))
    assert same.passed
    one = compare(published, published.replace("No saddle", "Saddle"))
    assert "No saddle → Saddle" in one.detail
    assert one.passed  # one word of more than a hundred, and it is shown
    assert not compare(published, " ".join(published.split()[:60])).passed
    assert not compare(published, "").passed
