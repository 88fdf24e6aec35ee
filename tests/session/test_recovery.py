"""Recovery: cut anywhere, what was captured becomes the same report."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from dictations import TURNS, recover_all, run_dictation, spoken
from truth import Plan, ScriptedRecogniser

from medvoice.audio.block import AudioGap, SourceState
from medvoice.session.event_log import read_events
from medvoice.session.events import (
    GapRecorded,
    RecognitionFailed,
    SessionEnded,
    StatementsPlaced,
    UtteranceHeard,
)
from medvoice.session.folder import FolderLock, SessionFolder
from medvoice.session.recovery import find_interrupted
from medvoice.session.state import replay


@pytest.fixture(scope="module")
def truth() -> Plan:
    return spoken(*TURNS)


@pytest.fixture(scope="module")
def whole(truth: Plan, tmp_path_factory) -> SessionFolder:
    return run_dictation(tmp_path_factory.mktemp("whole"), truth).folder


def _crashed(root: Path, whole: SessionFolder, log_bytes: int, journal_bytes: int) -> SessionFolder:
    """What kill -9 or a power cut leaves: files cut at these lengths."""
    folder = SessionFolder(root / "sessions" / whole.name)
    shutil.rmtree(root / "sessions", ignore_errors=True)
    shutil.copytree(whole.path, folder.path)
    folder.report.unlink(missing_ok=True)
    for path, length in ((folder.events, log_bytes), (folder.journal, journal_bytes)):
        path.write_bytes(path.read_bytes()[:length])
    return folder


def _words(folder: SessionFolder) -> list[str]:
    state = replay(read_events(folder.events).events)
    return [w.text for u in state.utterances for w in u.words]


def test_a_finished_dictation_is_not_listed(whole: SessionFolder) -> None:
    assert find_interrupted(whole.path.parent.parent) == []


def test_a_crash_after_any_event_gives_the_same_report(
    tmp_path: Path, whole: SessionFolder, truth: Plan
) -> None:
    log = whole.events.read_bytes()
    sound = whole.journal.stat().st_size
    report = whole.report.read_text()
    ends = [i + 1 for i, byte in enumerate(log) if byte == ord("\n")][:-1]
    assert len(ends) >= len(TURNS)
    for cut in ends:
        folder = _crashed(tmp_path, whole, cut, sound)
        found = recover_all(tmp_path, truth)
        assert len(found) == 1
        assert folder.report.read_text() == report, cut
        assert _words(folder) == [w.text for w in truth.words]
        assert isinstance(read_events(folder.events).events[-1], SessionEnded)
        assert find_interrupted(tmp_path) == []


def test_a_log_torn_at_any_byte_never_loses_a_word(
    tmp_path: Path, whole: SessionFolder, truth: Plan
) -> None:
    log = whole.events.read_bytes()
    sound = whole.journal.stat().st_size
    first = log.index(b"\n") + 1
    for cut in range(first, len(log) - 100, 97):
        folder = _crashed(tmp_path, whole, cut, sound)
        recover_all(tmp_path, truth)
        assert _words(folder) == [w.text for w in truth.words], cut
        events = read_events(folder.events).events
        heard = [e.id for e in events if isinstance(e, UtteranceHeard)]
        placed = [e.utterance for e in events if isinstance(e, StatementsPlaced)]
        assert heard == placed == [1, 2, 3, 4], "no words that never reached the report"


def test_a_journal_cut_anywhere_gives_what_was_captured(
    tmp_path: Path, whole: SessionFolder, truth: Plan
) -> None:
    log = whole.events.read_bytes()
    first = log.index(b"\n") + 1
    sound = whole.journal.stat().st_size
    for cut in range(3000, sound, sound // 23):
        folder = _crashed(tmp_path, whole, first, cut)
        [(item, state)] = recover_all(tmp_path, truth)
        assert 0 <= len(truth.sound) - item.captured <= (sound - cut) // 2 + 480
        wanted = [w.text for w in truth.words if (w.start + w.end) // 2 < item.captured]
        got = _words(folder)
        # A word that was cut off in its first 60 ms opens no turn.
        assert got == wanted[: len(got)]
        assert len(wanted) - len(got) <= 1
        assert state.ended


def test_unheard_and_torn_are_told(tmp_path: Path, whole: SessionFolder, truth: Plan) -> None:
    log = whole.events.read_bytes()
    _crashed(tmp_path, whole, log.index(b"\n") + 1 + 10, whole.journal.stat().st_size - 7)
    [item] = find_interrupted(tmp_path)
    assert item.unheard == item.captured == len(truth.sound) - 480
    assert item.torn_bytes > 10
    assert item.state.template == "cxr"


def test_recovery_that_is_itself_interrupted_can_be_run_again(
    tmp_path: Path, whole: SessionFolder, truth: Plan
) -> None:
    log = whole.events.read_bytes()
    folder = _crashed(tmp_path, whole, log.index(b"\n") + 1, whole.journal.stat().st_size)

    class Dies(ScriptedRecogniser):
        def may_fail(self, turn: int, call: str) -> None:
            if turn == 3:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        recover_all(tmp_path, truth, Dies(truth))
    assert len(find_interrupted(tmp_path)) == 1, "the lock is free again"
    recover_all(tmp_path, truth)
    assert _words(folder) == [w.text for w in truth.words]
    assert folder.report.read_text() == whole.report.read_text()


def test_a_failed_turn_is_recognised_again(tmp_path: Path, truth: Plan) -> None:
    broken = ScriptedRecogniser(truth, fail={2: "result"})
    made = run_dictation(tmp_path, truth, recogniser=broken)
    [(_, state)] = recover_all(tmp_path, truth)
    said = [" ".join(w.text for w in u.words) for u in state.utterances]
    assert sorted(said) == sorted(TURNS)
    assert state.ended
    assert "small right pleural effusion" in made.report.lower()


def test_a_recogniser_that_still_fails_leaves_it_recoverable(tmp_path: Path, truth: Plan) -> None:
    run_dictation(tmp_path, truth, recogniser=ScriptedRecogniser(truth, fail={2: "result"}))
    every = dict.fromkeys(range(10), "open")
    [(_, state)] = recover_all(tmp_path, truth, ScriptedRecogniser(truth, fail=every))
    assert not state.ended
    [(_, state)] = recover_all(tmp_path, truth)
    assert state.ended


def test_a_gap_after_the_last_event_is_stated_by_recovery(tmp_path: Path, truth: Plan) -> None:
    from dictations import source_of

    at = truth.words[2].start // 480 * 480
    lost = SourceState("lost", "mic")
    source = source_of(truth, (at, lost), (at, AudioGap(at, 4000, "mic was lost")))
    whole = run_dictation(tmp_path / "a", truth, source=source).folder
    first = whole.events.read_bytes().index(b"\n") + 1
    folder = _crashed(tmp_path / "b", whole, first, whole.journal.stat().st_size)
    recover_all(tmp_path / "b", truth)
    events = read_events(folder.events).events
    assert [e for e in events if isinstance(e, GapRecorded)] == [
        GapRecorded(at=at, missing=4000, reason="mic was lost")
    ]


def test_damage_in_the_journal_is_a_stated_gap_and_the_rest_is_recovered(
    tmp_path: Path, whole: SessionFolder, truth: Plan
) -> None:
    first = whole.events.read_bytes().index(b"\n") + 1
    folder = _crashed(tmp_path, whole, first, whole.journal.stat().st_size)
    data = bytearray(folder.journal.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 50] = bytes(50)
    folder.journal.write_bytes(data)
    [(_, state)] = recover_all(tmp_path, truth)
    gaps = [e for e in read_events(folder.events).events if isinstance(e, GapRecorded)]
    assert [g.missing for g in gaps] in ([480], [960])
    assert "missing in the journal" in gaps[0].reason
    got = [w.text for u in state.utterances for w in u.words]
    assert len(truth.words) - len(got) <= 1
    assert got[0] == truth.words[0].text
    assert got[-1] == truth.words[-1].text


def test_damaged_folders_are_listed_with_their_fault(
    tmp_path: Path, whole: SessionFolder, truth: Plan
) -> None:
    folder = _crashed(tmp_path, whole, 10_000_000, 10_000_000)
    folder.journal.write_bytes(b"x" * 100)
    [item] = find_interrupted(tmp_path)
    assert "not a medvoice journal" in item.fault
    folder = _crashed(tmp_path, whole, 10_000_000, 10_000_000)
    folder.events.write_bytes(b"00000000 {}\n" + folder.events.read_bytes())
    [item] = find_interrupted(tmp_path)
    assert "line 1 is damaged" in item.fault


def test_a_lost_journal_still_finishes_the_report(
    tmp_path: Path, whole: SessionFolder, truth: Plan
) -> None:
    log = whole.events.read_bytes()
    folder = _crashed(tmp_path, whole, log[:-1].rindex(b"\n") + 1, 0)
    folder.journal.unlink()
    [(_, state)] = recover_all(tmp_path, truth)
    assert state.ended
    assert folder.report.read_text() == whole.report.read_text()


def test_a_running_dictation_is_left_alone(tmp_path: Path, whole: SessionFolder) -> None:
    folder = _crashed(tmp_path, whole, 500, 10_000_000)
    lock = FolderLock(folder)
    assert find_interrupted(tmp_path) == []
    lock.release()
    assert len(find_interrupted(tmp_path)) == 1


def test_failures_are_in_the_log(tmp_path: Path, truth: Plan) -> None:
    made = run_dictation(tmp_path, truth, recogniser=ScriptedRecogniser(truth, fail={1: "result"}))
    failed = [e for e in read_events(made.folder.events).events if isinstance(e, RecognitionFailed)]
    assert len(failed) == 1
    assert np.all(np.array([failed[0].start, failed[0].end]) >= 0)
