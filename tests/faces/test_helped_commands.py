"""medvoice report and recover with the configured language model: what dictate does, and no more."""

from __future__ import annotations

import json

import pytest
from scripted_backend import ScriptedBackend, right_on_probes

from medvoice.assistant.backend import TimedOut
from medvoice.assistant.levels import Level
from medvoice.assistant.turnstile import Turnstile
from medvoice.faces.cli import helped
from medvoice.report.template import Templates
from medvoice.resources import templates_folder
from medvoice.session.event_log import read_events
from medvoice.session.events import TurnAssisted
from medvoice.session.folder import all_folders
from medvoice.session.language_model import LanguageModel, Opened
from medvoice.session.state import replay

HEAD = Templates([templates_folder()]).load("ct_head")
WEBRTC = ("--set", "audio.vad=webrtc")


@pytest.fixture
def model(monkeypatch):
    """Commands get a model that puts what the rules left to the skull, and drafts one point."""

    def use(level=Level.VERBATIM, **how):
        backend = ScriptedBackend(
            right_on_probes(HEAD, lambda text, choices: ("Skull and scalp", 6.0)),
            lambda text, schema: json.dumps({"impression": ["The ventricles are normal."]}),
            **how,
        )

        def opened(settings, say):  # anew for each command, which closes it
            return Opened(LanguageModel(backend, level, Turnstile()), ("a warning",))

        monkeypatch.setattr(helped, "language_model_of", opened)
        return backend

    return use


def report_of(medvoice, tmp_path, text, *options):
    file = tmp_path / "dictation.txt"
    file.write_text(text)
    status, out, err = medvoice(
        "report", str(file), "--template", "ct_head", "--format", "json", *options
    )
    assert status == 0, err
    return json.loads(out), err


def placed(report):
    return {s["text"]: f["id"] for f in report["fields"] for s in f["statements"]}


def drafted(report):
    """Of the impression."""
    return [
        s for f in report["fields"] if f["id"].startswith("impression") for s in f["statements"]
    ]


def test_report_asks_the_model_about_what_the_rules_left(medvoice, tmp_path, model):
    backend = model()
    report, err = report_of(medvoice, tmp_path, "Quondle xanthosis.\nThe globes are intact.\n")
    assert placed(report) == {
        "Quondle xanthosis.": "findings.skull",
        "The globes are intact.": "findings.orbits",
    }
    assert "a warning" in err
    assert backend.closed


def test_without_a_model_the_rules_place(medvoice, tmp_path):
    report, _ = report_of(medvoice, tmp_path, "Quondle xanthosis.\n")
    assert placed(report) == {"Quondle xanthosis.": "findings.additional"}


def test_a_draft_is_asked_for_and_accepted_in_the_text(medvoice, tmp_path, model):
    model()
    lines = "The ventricles are normal.\ndraft impression\n"
    report, _ = report_of(medvoice, tmp_path, lines)
    assert [(s["text"], s["origin"]) for s in drafted(report)] == [
        ("The ventricles are normal.", "model")
    ]
    report, _ = report_of(medvoice, tmp_path, lines + "accept draft\n")
    assert [s["origin"] for s in drafted(report)] == ["dictated"]


def test_the_level_drafts_at_the_end(medvoice, tmp_path, model):
    model(Level.IMPRESSION)
    report, _ = report_of(medvoice, tmp_path, "The ventricles are normal.\n")
    assert [s["origin"] for s in drafted(report)] == ["model"]
    report, _ = report_of(medvoice, tmp_path, "The ventricles are normal.\nImpression: Normal.\n")
    assert [s["text"] for s in drafted(report)] == ["Normal."]


def test_undo_and_redo_hold_in_a_text(medvoice, tmp_path, model):
    model()
    lines = "Quondle xanthosis.\nThe globes are intact.\nundo\n"
    report, _ = report_of(medvoice, tmp_path, lines)
    assert placed(report) == {"Quondle xanthosis.": "findings.skull"}
    report, _ = report_of(medvoice, tmp_path, lines + "redo\n")
    assert len(placed(report)) == 2


def test_a_model_that_fails_is_told_once_and_the_rules_place(medvoice, tmp_path, model):
    backend = model()

    def late(ask, choices, **named):
        raise TimedOut("the server gave no answer")

    backend.choose = late
    report, err = report_of(medvoice, tmp_path, "Quondle xanthosis.\nXanthosis of quondle.\n")
    assert list(placed(report).values()) == ["findings.additional"] * 2
    assert err.count("Placed by rules alone: the server gave no answer") == 1


def test_recover_asks_about_the_turns_that_it_recognises(
    medvoice, scripted, sound, tmp_path, model
):
    root = tmp_path / "data"
    place = ("--session-folder", str(root))
    scripted(["Quondle xanthosis {period}"])
    medvoice(
        "dictate", "--from", str(sound(1)), "--pace", "fast", *WEBRTC, *place,
        "--template", "ct_head",
    )  # fmt: skip
    (folder,) = all_folders(root)
    lines = folder.events.read_bytes().splitlines(keepends=True)
    folder.events.write_bytes(b"".join(lines[:1]))  # nothing but its beginning was written
    folder.report.unlink()
    model()
    scripted(["Quondle xanthosis {period}"])
    status, _, err = medvoice("recover", *place, *WEBRTC)
    assert status == 0, err
    state = replay(read_events(folder.events).events)
    assert [name for name, _ in state.report.fields] == ["findings.skull"]
    assert "Skull and scalp: Quondle xanthosis." in folder.report.read_text()


def test_recover_leaves_what_the_speaker_had_seen(medvoice, scripted, sound, tmp_path, model):
    root = tmp_path / "data"
    place = ("--session-folder", str(root))
    scripted(["Quondle xanthosis {period}", "!"])
    medvoice(
        "dictate", "--from", str(sound(2)), "--pace", "fast", *WEBRTC, *place,
        "--template", "ct_head",
    )  # fmt: skip
    (folder,) = all_folders(root)
    backend = model()
    scripted(["Xanthosis of quondle {period}"])
    assert medvoice("recover", *place, *WEBRTC)[0] == 0
    events = read_events(folder.events).events
    (moved,) = [e for e in events if isinstance(e, TurnAssisted)]
    assert [s.text for s in moved.statements] == ["Xanthosis of quondle."]
    assert not any("Quondle xanthosis" in text for text in backend.asked)
    assert replay(events).report.field("findings.additional")[0].text == "Quondle xanthosis."
