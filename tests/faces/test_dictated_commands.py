"""Voice commands in a whole dictation, from sound to files, as a user runs it."""

from __future__ import annotations

from medvoice.session.event_log import read_events
from medvoice.session.folder import all_folders
from medvoice.session.state import replay

FAST = ("--pace", "fast", "--set", "audio.vad=webrtc")
TEXTS = [
    "[FINDINGS] {colon} There is a 6 mm nodule in the right upper lobe {period}",
    "Replace 6 mm with 8 mm.",
    "Next field,",
    "undo",
    "draft impression",
    "export as markdown",
    "go to sleep",
    "coffee please",
    "wak up",
    "macro clear",
    "go to the [IMPRESSION]",
    "8 mm nodule {period}",
    "finalize report",
    "yes {period}",
    "too late {period}",
]


def test_a_dictation_by_voice_alone(medvoice, scripted, sound, tmp_path) -> None:
    scripted(TEXTS)
    macros = tmp_path / "macros.toml"
    macros.write_text('[[macros]]\nname = "clear"\ntext = "The left lung is clear."\n')
    root = tmp_path / "data"
    status, out, err = medvoice(
        "dictate",
        "--from",
        str(sound(len(TEXTS))),
        "--session-folder",
        str(root),
        "--set",
        f"report.macros={macros}",
        *FAST,
    )
    assert status == 0, err
    (folder,) = all_folders(root)
    report = " ".join(folder.report.read_text(encoding="utf-8").split())
    assert "8 mm nodule in the right upper lobe" in report
    assert "The left lung is clear." in report
    assert "1. 8 mm nodule." in report
    assert "6 mm" not in report
    assert "late" not in report
    exported = folder.path / "report.md"
    assert "8 mm nodule" in exported.read_text(encoding="utf-8")
    assert str(exported) in out
    assert "not done: no model is configured" in out
    assert "6 mm → 8 mm" in out
    told = out + err
    assert "Not in the report (asleep): coffee please" in told
    assert "Not in the report (the report is final): too late {period}" in told
    status, log, _ = medvoice("log", "--session-folder", str(root))
    assert status == 0
    assert "not in the report (asleep): coffee please" in log
    assert "[replace] done: 6 mm → 8 mm" in log
    assert "the report is final" in log
    status, _, err = medvoice("log", "nowhere", "--session-folder", str(root))
    assert (status != 0, "nowhere" in err, folder.name in err) == (True, True, True)
    state = replay(read_events(folder.events).events)
    assert (state.status, state.ended, state.asleep) == ("final", True, False)
    assert [c.outcome for c in state.commands if c.name == "draft impression"] == ["refused"]


def test_macros_that_cannot_be_read_stop_before_anything_starts(
    medvoice, scripted, sound, tmp_path
) -> None:
    scripted(TEXTS)
    missing = tmp_path / "nothing.toml"
    status, _, err = medvoice(
        "dictate", "--from", str(sound(1)), "--set", f"report.macros={missing}", *FAST
    )
    assert status != 0
    assert "report.macros" in err
    assert "nothing.toml" in err
    assert "Traceback" not in err


def test_what_is_said_of_the_report_is_its_status(medvoice, tmp_path) -> None:
    text = tmp_path / "dictation.txt"
    text.write_text("Lungs colon clear period\nfinalize report\nyes\nexport as pdf\n")
    status, out, err = medvoice("report", str(text), "--template", "cxr", "--format", "json")
    assert status == 0
    assert '"final"' in out
    assert "--format pdf" in err


def test_another_template_and_sound_in_a_dictation(medvoice, scripted, sound, tmp_path) -> None:
    texts = [
        "[FINDINGS] {colon} The heart is normal in size {period}",
        "use the cardiac template",
        "use the chest CT template",
        "play that",
        "read back the report",
        "the main pulmonary artery is enlarged {period}",
    ]
    scripted(texts)
    root = tmp_path / "data"
    status, out, err = medvoice(
        *("dictate", "--from", str(sound(len(texts))), "--session-folder", str(root)),
        *("--set", "speech.device=no such loudspeaker", "--set", "speech.program=off"),
        *("--template", "cxr", *FAST),
    )
    assert status == 0, err
    (folder,) = all_folders(root)
    report = folder.report.read_text(encoding="utf-8")
    assert report.startswith("EXAM: CT chest")
    assert "Heart and great vessels: The heart is normal in size." in report
    assert "Pulmonary arteries: The main pulmonary artery is enlarged." in report
    assert 'not done: no template is called "cardiac"; say "use … template", one of: CT' in out
    assert "plays: The heart is normal in size." in out
    assert "Heart and great vessels: The heart is normal in size." in out
    assert "! No sound: " in out
    state = replay(read_events(folder.events).events)
    assert state.report.template == "ct_chest"
    assert not state.playing
    assert not state.aside
