"""Questions and keys in a real terminal: the pane, what streams into it, what a key does."""

from __future__ import annotations

import os
import signal
import sys
import termios
from pathlib import Path

import pytest
from scripted import dictation_wav
from terminal_process import Terminal

from medvoice.session.event_log import read_events
from medvoice.session.folder import all_folders
from medvoice.session.question_events import AnswerGiven
from medvoice.session.state import replay

sys.path.insert(0, str(Path(__file__).parents[1]))
from study_files import write_slice

QUESTION = "question what is seen in the right upper lobe"
ANSWER = "There is a 6 mm nodule in the right upper lobe."
TEXTS = ("[FINDINGS] {colon} The heart is normal {period}", QUESTION, "No effusion {period}")


@pytest.fixture
def study(tmp_path) -> Path:
    for index in range(9):
        write_slice(
            tmp_path / "study" / f"{index}.dcm", (0, 0, 2.0 * index), index + 1,
            Modality="CT", StudyDescription="CT CHEST", StudyDate="20260301", PatientSex="F",
            PatientID="P1", StudyInstanceUID="1.2.3", SeriesInstanceUID="1.2.3.4", SeriesNumber=2,
        )  # fmt: skip
    return tmp_path / "study"


@pytest.fixture
def terminal(home, tmp_path, monkeypatch):
    """(texts, options) → a dictation in a terminal; turns of 1.5 s, 1.4 s apart."""
    monkeypatch.delenv("COLUMNS")
    monkeypatch.setenv("TERM", "xterm-256color")
    made = []

    def start(texts, *options: str, turns: int = 8, **size) -> Terminal:
        file = tmp_path / "texts"
        file.write_text("\n".join(texts))
        sound = dictation_wav(tmp_path / "d.wav", turns)
        script = Path(__file__).with_name("asking_medvoice.py")
        made.append(
            Terminal(
                str(script), str(file), "dictate", "--from", str(sound),
                "--set", "audio.vad=webrtc", "--session-folder", str(tmp_path / "data"), *options,
                **size,
            )
        )  # fmt: skip
        return made[-1]

    yield start
    for one in made:
        try:
            os.kill(one.pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def ended(terminal: Terminal, tmp_path: Path):
    """The state in the log, after Ctrl-C."""
    terminal.key(b"\x03")
    assert terminal.status() == 0
    (folder,) = all_folders(tmp_path / "data")
    return replay(read_events(folder.events).events), folder


def test_an_answer_streams_into_its_pane_and_goes_into_the_report_when_told(
    terminal, study, tmp_path
):
    one = terminal((*TEXTS, "insert that", "read that"), "--study", str(study))
    one.until("CT, 1 series, 9 images")
    one.until("CT chest")  # the study has chosen the template
    one.until("What is seen in the right upper lobe?")
    one.until("[AI] There is a")
    assert "nodule" not in one.text
    one.until("right upper lobe.")
    one.until("by scripted gemma; saw 9 images")
    one.until("(inserted)")
    one.until("There is a 6 mm")
    one.until("[read back]")
    state, folder = ended(one, tmp_path)
    assert "6 mm nodule in the right upper lobe. [AI]" in " ".join(
        folder.report.read_text().split()
    )
    assert "right upper lobe" not in " ".join(
        s.text for s in state.report.statements() if s.origin.value == "dictated"
    )
    (given,) = [e for e in read_events(folder.events).events if isinstance(e, AnswerGiven)]
    assert given.text == ANSWER
    assert len(given.saw) == 9


def test_push_to_ask_and_stop_by_key(terminal, study, tmp_path):
    one = terminal(("", "left or right", "No effusion {period}"), "--study", str(study))
    one.until("q ask  a accept  r reject  s/f4 scratch  x stop")
    one.until("0:02")
    one.key(b"q")
    one.until("YOUR QUESTION")
    one.until("1. Left or right?")
    one.until("[AI] There")
    one.key(b"x")
    one.until("(stopped)")
    one.until("stop answer: stopped")
    one.until("No effusion.")
    state, _ = ended(one, tmp_path)
    assert [s.text for s in state.report.statements()] == ["No effusion."]
    assert state.exchanges[0].missing == "stopped"


def test_scratch_accept_and_reject_by_key(terminal, study, tmp_path):
    one = terminal(
        (QUESTION, "insert that", "insert that", "No effusion {period}"), "--study", str(study),
        "--set", "keys.reject=", "--set", "keys.scratch=z",
    )  # fmt: skip
    one.until("(inserted)")
    assert "a accept  z scratch  x stop" in one.text
    one.key(b"z")
    one.until("scratch that: taken back: insert answer")
    one.until("(inserted)")
    one.key(b"a")
    one.until("accept draft: accepted: 1 answered sentence")
    one.key(b"a")
    one.until("not done: accept draft: there is no draft")
    state, folder = ended(one, tmp_path)
    assert ANSWER in [s.text for s in state.report.statements()]
    assert "[AI]" not in folder.report.read_text()


def test_the_terminal_is_as_it_was_and_pasted_text_is_no_key(terminal, study, tmp_path):
    one = terminal(TEXTS[:1], "--study", str(study))
    before = one.settings[3]
    assert before & termios.ECHO
    one.until("LISTENING")
    assert not one.settings[3] & (termios.ECHO | termios.ICANON)
    assert one.settings[3] & termios.ISIG
    one.until("The heart is normal.")
    one.key(b"scratch this")  # at once, as a terminal pastes
    one.key(b"\x1b[A")
    one.key(b"\xc3\xa4")
    one.key(b"\x03")
    one.until("Report:")
    assert one.settings[3] == before
    assert one.status() == 0
    (folder,) = all_folders(tmp_path / "data")
    assert "The heart is normal." in folder.report.read_text()


def test_off_the_terminal_lines_tell_the_same(medvoice, scripted, sound, study, tmp_path):
    scripted(["question how many series are there", "insert that", "check report"])
    status, out, err = medvoice(
        "dictate", "--from", str(sound(3)), "--pace", "fast", "--set", "audio.vad=webrtc",
        "--study", str(study), "--session-folder", str(tmp_path / "data"),
    )  # fmt: skip
    assert status == 0
    assert "Template ct_chest" in err
    assert "[study data] 1 series" in out
    assert "[S]" in out or "series" in out


def test_prior_without_study_is_refused(medvoice, scripted, sound, tmp_path):
    scripted(["one"])
    status, _, err = medvoice("dictate", "--from", str(sound(1)), "--prior", str(tmp_path))
    assert status == 2
    assert "--prior was given without --study" in err
