from __future__ import annotations

import gc
import json
from datetime import datetime, timedelta

import soundfile
from scripted import dictation_wav

from medvoice.audio.devices import NoPortAudioError
from medvoice.faces.cli import devices, dictate
from medvoice.session import retention
from medvoice.session.event_log import read_events
from medvoice.session.folder import SessionFolder, all_folders
from medvoice.session.recovery import find_interrupted

WEBRTC = ("--set", "audio.vad=webrtc")
FAST = ("--pace", "fast", *WEBRTC)
TEXTS = [
    "[FINDINGS] {colon} The lungs are clear {period}",
    "Old nonsense {period}",
    "scratch that",
    "go to sleep",
    "coffee please",
    "wake up",
    "[IMPRESSION] {colon} No acute disease {period}",
]


def test_a_dictation_from_a_file_ends_with_the_report_saved(medvoice, scripted, sound, tmp_path):
    recogniser = scripted(TEXTS)
    out_file = tmp_path / "report.txt"
    root = tmp_path / "data"
    status, out, err = medvoice(
        "dictate",
        "--from",
        str(sound(7)),
        "--session-folder",
        str(root),
        "-o",
        str(out_file),
        *FAST,
    )
    assert (status, "scripted (test)" in err) == (0, True)
    assert {"Impression", "pneumothorax"} <= set(recogniser.terms)  # of the template
    (folder,) = all_folders(root)
    report = folder.report.read_text()
    assert report == out_file.read_text()
    assert str(folder.report) in out
    assert "The lungs are clear." in report
    assert "1. No acute disease." in report
    assert "nonsense" not in report
    assert "coffee" not in report
    assert "[scratch that]" in out  # the plain view tells commands
    assert "coffee please (asleep)" in out.lower()
    assert out.count("Demonstration model") == 1
    assert folder.path.stat().st_mode & 0o777 == 0o700
    assert not find_interrupted(root)


def test_a_final_waits_for_no_collection_of_the_libraries(medvoice, scripted, sound):
    """A full one takes 0.3 s, in which no other thread runs."""
    scripted(TEXTS)
    gc.unfreeze()  # what the tests before left
    try:
        assert medvoice("dictate", "--from", str(sound(1)), *FAST)[0] == 0
        assert gc.get_freeze_count() > 0.5 * len(gc.get_objects())
    finally:
        gc.unfreeze()


def test_a_damaged_recording_keeps_what_came_before(medvoice, scripted, tmp_path):
    scripted(TEXTS)
    samples, rate = soundfile.read(dictation_wav(tmp_path / "d.wav", 2), dtype="float32")
    soundfile.write(tmp_path / "d.flac", samples, rate)
    cut = tmp_path / "cut.flac"
    whole = (tmp_path / "d.flac").read_bytes()
    cut.write_bytes(whole[: int(len(whole) * 0.7)])
    status, out, err = medvoice("dictate", "--from", str(cut), *FAST)
    assert status == 1
    assert "The lungs are clear." in out
    assert "cut.flac" in err
    assert "kept in" in err


def test_a_failed_turn_stays_recoverable_and_recover_finishes_it(
    medvoice, scripted, sound, tmp_path
):
    root = tmp_path / "data"
    place = ("--session-folder", str(root))
    scripted(["[FINDINGS] {colon} The lungs are clear {period}", "!", "Heart is normal {period}"])
    _, out, _ = medvoice("dictate", "--from", str(sound(3)), *FAST, *place)
    assert "Recognition failed" in out
    (found,) = find_interrupted(root)
    assert len(found.state.unrecognised) == 1
    scripted(["!"])
    assert medvoice("recover", *place, *WEBRTC)[0] == 1
    scripted(["No effusion {period}"])
    status, _, _ = medvoice("recover", *place, *WEBRTC)
    assert status == 0
    report = found.folder.report.read_text()
    for said in ("The lungs are clear.", "Heart is normal.", "No effusion."):
        assert report.count(said) == 1
    assert not find_interrupted(root)


def test_recover_lists_and_finishes(medvoice, scripted, sound, tmp_path):
    root = tmp_path / "data"
    place = ("--session-folder", str(root))
    scripted(TEXTS[:1])
    medvoice("dictate", "--from", str(sound(2)), *FAST, *place, "--template", "ct_chest")
    (folder,) = all_folders(root)
    cut_after_start(folder)
    _, out, _ = medvoice("recover", "--list", *place)
    assert folder.name in out
    assert "ct_chest" in out
    assert not folder.report.exists()
    scripted(["Heart is normal {period}", "No effusion {period}"])
    status, out, _ = medvoice("recover", folder.name, *place, *WEBRTC)
    assert status == 0
    assert str(folder.report) in out
    report = folder.report.read_text()
    assert "Heart is normal." in report
    assert "No effusion." in report
    assert "CT" in report
    status, out, _ = medvoice("recover", *place)
    assert (status, "No interrupted dictation" in out) == (0, True)


def cut_after_start(folder: SessionFolder) -> None:
    """As if the machine had died after the first event: the journal is whole, the log is not."""
    first = folder.events.read_bytes().split(b"\n")[0] + b"\n"
    folder.events.write_bytes(first)
    folder.report.unlink()


def test_recover_names_what_it_cannot_find(medvoice, scripted, tmp_path):
    status, _, err = medvoice("recover", "nothing", "--session-folder", str(tmp_path))
    assert status == 1
    assert "--list" in err


def test_a_damaged_log_is_listed_and_left_alone(medvoice, scripted, sound, tmp_path):
    root = tmp_path / "data"
    place = ("--session-folder", str(root))
    scripted(TEXTS)
    medvoice("dictate", "--from", str(sound(2)), *FAST, *place)
    (folder,) = all_folders(root)
    damaged = folder.events.read_bytes().replace(b'"utterance"', b'"utterancf"', 1)
    folder.events.write_bytes(damaged)
    status, out, _ = medvoice("recover", *place)
    assert status == 1
    assert "damaged" in out
    assert folder.events.read_bytes() == damaged


def test_retention_deletes_only_what_is_finished_and_old(medvoice, scripted, sound, tmp_path):
    root = tmp_path / "data"
    place = ("--session-folder", str(root))
    for _ in range(2):
        scripted(TEXTS)
        medvoice("dictate", "--from", str(sound(1)), *FAST, *place)
    finished, interrupted = all_folders(root)
    cut_after_start(interrupted)
    later = datetime.now() + timedelta(days=40)

    def deleted(days, unsigned=True):
        rule = retention.Retention(days, unsigned)
        return [one.name for one in retention.delete_expired(root, rule, later)]

    assert deleted(0) == []
    assert deleted(60) == []
    assert deleted(30, unsigned=False) == []  # neither signed nor exported
    assert deleted(30) == [finished.name]
    assert [folder.name for folder in all_folders(root)] == [interrupted.name]
    scripted(TEXTS)
    _, _, err = medvoice(
        "dictate", "--from", str(sound(1)), *FAST, *place, "--set", "storage.retention_days=1"
    )
    assert "Deleted" not in err


def test_the_storage_folder_is_a_file(medvoice, scripted, sound, tmp_path):
    root = tmp_path / "data"
    root.write_text("a file")
    scripted(TEXTS)
    status, _, err = medvoice(
        "dictate", "--from", str(sound(1)), *FAST, "--session-folder", str(root)
    )
    assert status == 1
    assert str(root) in err
    assert "Traceback" not in err


def test_no_microphone_is_said_with_the_next_best(medvoice, scripted, monkeypatch):
    def none(*_):
        raise NoPortAudioError

    scripted(TEXTS)
    monkeypatch.setattr(dictate, "open_microphone", none)
    monkeypatch.setattr(devices, "list_devices", none)
    status, _, err = medvoice("dictate")
    assert status == 1
    assert "libportaudio2" in err
    assert "--from FILE" in err
    assert medvoice("devices")[0] == 1


def test_the_log_says_which_recogniser_and_source(medvoice, scripted, sound, tmp_path):
    root = tmp_path / "data"
    scripted(TEXTS)
    medvoice("dictate", "--from", str(sound(1)), *FAST, "--session-folder", str(root))
    (folder,) = all_folders(root)
    started = json.loads(read_events(folder.events).events[0].model_dump_json())
    assert started["recogniser"] == "scripted (test)"
    assert started["source"] == "1.wav"
    assert started["format"] == 5
