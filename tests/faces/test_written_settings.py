"""House conventions of written form, as a user sets them: by file, variable and option."""

from __future__ import annotations

import dataclasses
import io
import json

import pytest

from medvoice.config import WrittenSettings
from medvoice.language.written_form.settings import WrittenFormSettings
from medvoice.session.event_log import read_events
from medvoice.session.folder import all_folders

CASES = [
    ("times_sign=×", "three by four centimeters", "3 × 4 cm"),
    ("numerals_from=1", "there are two lesions", "There are 2 lesions"),
    ("rib_digits=false", "left seventh rib", "Left seventh rib"),
    ("roman_stages=false", "stage three a", "Stage 3A"),
    ("roman_grades=true", "grade two", "Grade II"),
    ("roman_segments=true", "segment four a", "Segment IVA"),
    ("full_discs=false", "l four five", "L4-5"),
    ("slash_out_of=true", "eight out of ten", "8/10"),
    ("homophones=false", "a to millimeter nodule", "A to millimeter nodule"),
]
FAST = ("--pace", "fast", "--set", "audio.vad=webrtc")


def test_every_convention_is_a_setting_with_the_same_default() -> None:
    fields = {f.name: f.default for f in dataclasses.fields(WrittenFormSettings)}
    assert WrittenSettings().model_dump() == fields
    assert {case[0].partition("=")[0] for case in CASES} == set(fields)


@pytest.mark.parametrize(("setting", "said", "written"), CASES)
def test_language(medvoice, monkeypatch, setting, said, written) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(said))
    status, out, err = medvoice("language", "--set", f"written.{setting}")
    assert status == 0, err
    assert json.loads(out)["written"] == written


def test_config_lists_them_and_faults_name_the_key(medvoice, home) -> None:
    (home / "config.toml").write_text('[written]\ntimes_sign = "×"\n')
    status, out, _ = medvoice("config", "--config", "config.toml", "--format", "json")
    assert status == 0
    settings = json.loads(out)["settings"]
    assert settings["written.times_sign"] == {"value": "×", "from": "config.toml"}
    assert settings["written.roman_stages"]["value"] is True
    status, _, err = medvoice("config", "--set", "written.times_sign=*")
    assert status == 2
    assert "written.times_sign = '*'" in err


def test_report_transcribe_dictate_and_recover(
    medvoice, scripted, sound, home, monkeypatch
) -> None:
    monkeypatch.setenv("MEDVOICE_WRITTEN_TIMES_SIGN", "×")
    said, written = "nodule of three by four centimeters", "odule of 3 × 4 cm"
    (home / "said.txt").write_text(f"findings: {said}.\n")
    assert written in medvoice("report", "said.txt")[1]
    file, turn = str(sound(1)), f"[FINDINGS] {{colon}} {said} {{period}}"
    scripted([turn])
    assert written in medvoice("report", file, "--set", "audio.vad=webrtc")[1]
    scripted([turn])
    assert written in medvoice("transcribe", file, "--set", "audio.vad=webrtc")[1]
    scripted(["!"])  # fails: the turn stays to be recovered
    medvoice("dictate", "--from", file, *FAST)
    (folder,) = all_folders(home / "XDG_DATA_HOME" / "medvoice")
    assert not [e for e in read_events(folder.events).events if e.kind == "utterance"]
    scripted([turn])
    status, _, err = medvoice("recover", "--set", "audio.vad=webrtc")
    assert status == 0, err
    assert written in folder.report.read_text()
    scripted([turn])
    assert written in medvoice("dictate", "--from", file, *FAST)[1]
