from __future__ import annotations

import json

import numpy as np
import pytest
import soundfile
from scripted import RATE, dictation_wav

WEBRTC = ("--set", "audio.vad=webrtc")
TEXTS = ["[FINDINGS] {colon} The lungs are clear {period}", "No effusion {period}"]


def test_text_is_one_turn_a_line_and_alone_on_standard_output(medvoice, scripted, sound):
    recogniser = scripted(TEXTS)
    status, out, err = medvoice("transcribe", str(sound(2)), *WEBRTC)
    assert (status, out) == (0, "Findings: The lungs are clear.\nNo effusion.\n")
    assert "scripted (test)" in err
    assert recogniser.closed


def test_json_has_words_with_times_and_confidence(medvoice, scripted, sound):
    scripted(TEXTS)
    _, out, _ = medvoice("transcribe", str(sound(2)), "--format", "json", *WEBRTC)
    value = json.loads(out)
    assert (value["format"], value["version"]) == ("medvoice.transcript", 1)
    assert value["recogniser"] == "scripted (test)"
    first, second = value["turns"]
    assert first["text"] == "Findings: The lungs are clear."
    assert [w["text"] for w in first["words"]][:3] == ["[FINDINGS]", "{colon}", "The"]
    assert all(0 <= w["start"] < w["end"] and w["confidence"] == 0.9 for w in first["words"])
    # The bursts begin at 1.4 s and 4.3 s; a turn begins up to 0.7 s before its own.
    assert 0.7 <= first["start"] <= 1.4
    assert 3.6 <= second["start"] <= 4.3


def test_json_of_a_silent_file_is_whole(medvoice, scripted, tmp_path):
    scripted([])
    file = tmp_path / "silent.wav"
    soundfile.write(file, np.zeros(RATE, np.float32), RATE)
    status, out, err = medvoice("transcribe", str(file), "--format", "json", *WEBRTC)
    assert (status, json.loads(out)["turns"]) == (0, [])
    assert "no speech was heard" in err


def test_subtitles_hold_every_word_in_order(medvoice, scripted, sound):
    long = " ".join(f"word{n}" for n in range(40)) + " {period}"
    scripted([long, "A <b> & c {period}"])
    for form, mark in (("srt", ","), ("vtt", ".")):
        scripted([long, "A <b> & c {period}"])
        _, out, _ = medvoice("transcribe", str(sound(2)), "--format", form, *WEBRTC)
        blocks = out.removeprefix("WEBVTT\n\n").strip().split("\n\n")
        times = [block.split("\n")[1] for block in blocks]
        starts = [time.split(" --> ")[0] for time in times]
        assert starts == sorted(starts)
        assert all(f"{mark}" in time for time in times)
        lines = [line for block in blocks for line in block.split("\n")[2:]]
        assert max(map(len, lines)) <= 60
        words = " ".join(lines).split()
        assert [w.strip(".").lower() for w in words[:40]] == [f"word{n}" for n in range(40)]
        assert ("&lt;b&gt; &amp; c." in lines[-1]) == (form == "vtt")


def test_one_bad_file_is_named_and_the_others_are_done(medvoice, scripted, sound, tmp_path):
    scripted(TEXTS)
    bad = tmp_path / "bad.wav"
    bad.write_bytes(b"not sound at all")
    status, out, err = medvoice("transcribe", str(bad), str(sound(2)), *WEBRTC)
    assert status == 1
    assert "No effusion." in out
    assert "bad.wav" in err
    assert "Traceback" not in err


def test_a_truncated_file_gives_what_is_there_and_a_fault(medvoice, scripted, sound, tmp_path):
    scripted(TEXTS)
    whole = tmp_path / "whole.flac"
    samples, rate = soundfile.read(sound(2), dtype="float32")
    soundfile.write(whole, samples, rate)
    cut = tmp_path / "cut.flac"
    cut.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * 0.7)])
    status, out, err = medvoice("transcribe", str(cut), "--format", "json", *WEBRTC)
    value = json.loads(out)
    assert status == 1
    assert value["turns"][0]["text"] == "Findings: The lungs are clear."
    assert "cut.flac" in value["error"]
    assert "cut.flac" in err


def test_ten_milliseconds_are_an_empty_text(medvoice, scripted, tmp_path):
    scripted([])
    file = tmp_path / "short.wav"
    soundfile.write(file, np.zeros(160, np.float32), RATE)
    status, out, _ = medvoice("transcribe", str(file), *WEBRTC)
    assert (status, out) == (0, "")


def test_samples_that_are_no_numbers_are_counted(medvoice, scripted, tmp_path):
    scripted(TEXTS)
    file = tmp_path / "nan.wav"
    samples, _ = soundfile.read(dictation_wav(tmp_path / "d.wav", 1), dtype="float32")
    samples[100:107] = np.nan
    samples[200] = np.inf
    soundfile.write(file, samples, RATE, subtype="FLOAT")
    status, _, err = medvoice("transcribe", str(file), *WEBRTC)
    assert status == 0
    assert "8 samples were no numbers" in err


def test_several_files_go_into_a_folder(medvoice, scripted, sound, tmp_path):
    scripted(TEXTS)
    one, two = sound(1), tmp_path / "sub"
    two.mkdir()
    other = dictation_wav(two / "1.wav", 1)
    folder = tmp_path / "texts"
    status, out, _ = medvoice(
        "transcribe", str(one), str(other), "-o", str(folder), "--format", "srt", *WEBRTC
    )
    assert (status, out) == (0, "")
    assert sorted(file.name for file in folder.iterdir()) == ["1-2.srt", "1.srt"]
    assert "lungs are clear" in (folder / "1.srt").read_text()


def test_subtitles_of_several_files_need_a_folder(medvoice, scripted, sound):
    scripted(TEXTS)
    status, out, err = medvoice("transcribe", str(sound(1)), str(sound(2)), "--format", "vtt")
    assert (status, out) == (2, "")
    assert "-o FOLDER" in err


def test_a_recogniser_that_fails_is_named_with_its_file(medvoice, scripted, sound):
    scripted(["!"])
    status, _, err = medvoice("transcribe", str(sound(1)), *WEBRTC)
    assert status == 1
    assert "1.wav: the encoder failed" in err


@pytest.mark.parametrize("what", ["missing.wav", "."])
def test_no_such_sound(medvoice, scripted, what):
    scripted(TEXTS)
    status, out, err = medvoice("transcribe", what)
    assert (status, out) == (1, "")
    assert what in err
    assert "Traceback" not in err
