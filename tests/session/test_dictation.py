"""A whole dictation on a scripted recogniser: nothing lost, whatever breaks on the way."""

from __future__ import annotations

import gc
import threading
from pathlib import Path

import numpy as np
import pytest
from dictations import (
    NOW,
    TURNS,
    ListSource,
    composer,
    dictation_of,
    engine_of,
    run_dictation,
    source_of,
    spoken,
    until,
)
from disks import FakeDisk
from truth import Plan, ScriptedRecogniser

from medvoice.audio import journal as journal_module
from medvoice.audio.block import AudioBlock, AudioGap, SourceState
from medvoice.audio.journal_reader import JournalError, JournalReader
from medvoice.audio.push_source import PushSource
from medvoice.session.dictation import Dictation
from medvoice.session.event_log import read_events
from medvoice.session.events import (
    GapRecorded,
    RecognitionFailed,
    SessionEnded,
    SessionStarted,
    SourceChanged,
    StorageChanged,
    UtteranceHeard,
)
from medvoice.session.folder import FolderBusyError, FolderLock, create_folder
from medvoice.session.intents import Command, IntentsFullError
from medvoice.session.state import replay
from medvoice.session.view import Mode


def _journal(path: Path) -> np.ndarray:
    blocks = [b.samples for b in JournalReader(path).blocks()]
    return np.concatenate([np.zeros(0, np.float32), *blocks])


def _said(made) -> list[str]:
    return [" ".join(w.text for w in u.words) for u in made.dictation.state.utterances]


def test_a_dictation_from_sound_to_report(tmp_path: Path) -> None:
    truth = spoken(*TURNS)
    made = run_dictation(tmp_path, truth)
    assert made.outcome.error == ""
    assert made.outcome.samples == len(truth.sound)
    assert _said(made) == list(TURNS)
    assert "small right pleural effusion" in made.report.lower()
    np.testing.assert_array_equal(_journal(made.folder.journal), truth.sound)
    events = read_events(made.folder.events).events
    assert isinstance(events[0], SessionStarted)
    assert events[-1] == SessionEnded(samples=len(truth.sound))
    assert replay(events) == made.dictation.state
    view = made.dictation.view()
    assert view.mode is Mode.ENDED
    assert view.figures.lag == 0
    FolderLock(made.folder).release()


def test_stop_recognises_what_was_captured_so_far(tmp_path: Path) -> None:
    truth = spoken(*TURNS)
    source = source_of(truth)
    middle = truth.words[3].end // 480 + 1  # in the middle of the second turn
    waiting = threading.Event()
    source.after = lambda number: bool(number == middle and waiting.wait(120)) and None
    made = dictation_of(tmp_path, truth, source)
    made.dictation.start(NOW)
    until(lambda: made.dictation.view().seconds >= (middle - 2) * 0.03)
    closing = threading.Timer(0.2, waiting.set)
    closing.start()
    outcome = made.dictation.stop()
    assert outcome.error == ""
    words = [w.text for u in made.dictation.state.utterances for w in u.words]
    assert words == [w.text for w in truth.words[: len(words)]]
    assert len(words) >= 3
    assert len(_journal(made.folder.journal)) == outcome.samples


def test_gaps_and_device_states_are_in_the_log_and_on_screen(tmp_path: Path) -> None:
    truth = spoken(*TURNS)
    at = truth.words[2].start // 480 * 480
    source = source_of(
        truth,
        (at, SourceState("lost", "mic", "gives no sound")),
        (at, AudioGap(at, 4000, "mic was lost")),
        (at, SourceState("reopened", "mic")),
    )
    made = run_dictation(tmp_path, truth, source=source)
    events = read_events(made.folder.events).events
    assert GapRecorded(at=at, missing=4000, reason="mic was lost") in events
    assert [e.state for e in events if isinstance(e, SourceChanged)] == ["open", "lost", "reopened"]
    assert any("0.25 s of sound were not captured" in n for n in made.dictation.view().notices)
    for utterance in made.dictation.state.utterances:
        assert not utterance.start < at < utterance.end, "no turn reaches across the gap"
    said = " ".join(_said(made))
    assert said == " ".join(TURNS)


def test_samples_that_are_no_numbers_are_told_once(tmp_path: Path) -> None:
    truth = spoken("one")
    source = source_of(truth)
    source.repaired = 3
    made = run_dictation(tmp_path, truth, source=source)
    assert sum("no numbers" in n for n in made.dictation.view().notices) == 1


def test_a_source_that_fails_keeps_what_it_gave(tmp_path: Path) -> None:
    truth = spoken(*TURNS)

    def fail(number: int) -> None:
        if number == 200:
            raise OSError("cut short")

    source = source_of(truth)
    source.after = fail
    made = run_dictation(tmp_path, truth, source=source)
    assert "the sound source failed: cut short" in made.outcome.error
    assert _said(made)[0] == TURNS[0]
    assert made.folder.report.exists()
    assert len(_journal(made.folder.journal)) == 199 * 480


@pytest.mark.parametrize("call", ["open", "advance", "result"])
def test_a_failed_turn_is_stated_and_the_session_stays_open(tmp_path: Path, call: str) -> None:
    truth = spoken(*TURNS)
    made = run_dictation(tmp_path, truth, recogniser=ScriptedRecogniser(truth, fail={2: call}))
    assert _said(made) == [TURNS[0], *TURNS[2:]]
    events = read_events(made.folder.events).events
    assert [e.message for e in events if isinstance(e, RecognitionFailed)] == [
        f"scripted failure in {call}"
    ]
    assert not any(isinstance(e, SessionEnded) for e in events), "medvoice recover finishes it"
    assert made.folder.report.exists(), "what is there is saved all the same"
    assert any("Recognition failed" in n for n in made.dictation.view().notices)


def test_a_fault_in_the_session_leaves_the_journal_growing(tmp_path: Path) -> None:
    truth = spoken(*TURNS)

    class Broken:
        def compose(self, *_):
            raise KeyError("a fault in a rule")

        def field(self, _):
            return ""

    made = run_dictation(tmp_path, truth, composed_by=Broken())  # type: ignore[arg-type]
    assert "what was said is in the journal" in made.outcome.error
    np.testing.assert_array_equal(_journal(made.folder.journal), truth.sound)
    assert not isinstance(read_events(made.folder.events).events[-1], SessionEnded)


def test_behind_a_fault_nothing_is_taken_by_hand_that_nobody_does(tmp_path: Path) -> None:
    class Broken:
        def by_hand(self, *_):
            raise KeyError("a fault in a rule")

        def field(self, _):
            return ""

    source = PushSource("p")
    folder = create_folder(tmp_path, NOW)
    truth = spoken("one")
    engine = engine_of(truth, ScriptedRecogniser(truth))
    dictation = Dictation(source, engine, Broken(), folder, "cxr", lambda _: None)  # type: ignore[arg-type]
    dictation.start(NOW)
    dictation.give(Command("k1", "undo"))
    until(lambda: any("in the journal" in notice for notice in dictation.view().notices))
    with pytest.raises(IntentsFullError):
        dictation.give(Command("k2", "undo"))
    source.push(truth.sound, 16_000)
    assert dictation.stop().error
    np.testing.assert_array_equal(_journal(folder.journal), truth.sound)


def test_a_report_that_cannot_be_saved_leaves_the_session_open(tmp_path: Path) -> None:
    truth = spoken(*TURNS)
    made = dictation_of(tmp_path, truth)
    made.folder.report.mkdir()
    made.dictation.start(NOW)
    outcome = made.dictation.wait(60)
    assert outcome.error
    assert not made.dictation.state.ended


def test_a_full_disk_is_loud_and_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = FakeDisk()
    monkeypatch.setattr(journal_module, "DiskFile", lambda path: disk)
    truth = spoken(*TURNS)
    source = source_of(truth)

    def step(number: int) -> None:
        if number == 100:
            disk.room = 0
        if number == 110:  # on screen while it is full
            until(lambda: any("DISK FULL" in n for n in made.dictation.view().notices))
        if number == 300:
            disk.room = None

    source.after = step
    made = dictation_of(tmp_path, truth, source)
    made.dictation.start(NOW)
    outcome = made.dictation.wait(60)
    assert outcome.error == ""
    events = read_events(made.folder.events).events
    states = [e.state for e in events if isinstance(e, StorageChanged)]
    assert states[:1] == ["memory"]
    notices = made.dictation.view().notices
    assert any("DISK FULL" in n for n in notices)
    assert _said(made) == list(TURNS)
    path = tmp_path / "read"
    path.write_bytes(disk.device)
    np.testing.assert_array_equal(_journal(path), truth.sound)


def test_a_disk_that_stays_full_is_an_error_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = FakeDisk()
    disk.room = 40_000
    monkeypatch.setattr(journal_module, "DiskFile", lambda path: disk)
    truth = spoken(*TURNS)
    made = run_dictation(tmp_path, truth)
    assert "the disk is full" in made.outcome.error
    assert _said(made) == list(TURNS), "recognised from memory"


def test_a_session_that_runs_elsewhere_is_refused_and_the_lock_is_not_leaked(
    tmp_path: Path,
) -> None:
    truth = spoken("one")
    made = dictation_of(tmp_path, truth)
    lock = FolderLock(made.folder)
    with pytest.raises(FolderBusyError):
        made.dictation.start(NOW)
    lock.release()
    made.folder.journal.write_bytes(b"no journal at all, but longer than a header")
    with pytest.raises(JournalError):
        made.dictation.start(NOW)
    FolderLock(made.folder).release()


def test_a_slow_recogniser_never_holds_up_the_capture(tmp_path: Path) -> None:
    """All sound is in the journal while the recogniser is still at its first turn."""
    truth = spoken(*TURNS)
    gate = threading.Event()

    class Slow(ScriptedRecogniser):
        def may_fail(self, turn: int, call: str) -> None:
            assert gate.wait(120)

    made = dictation_of(tmp_path, truth, recogniser=Slow(truth))
    made.dictation.start(NOW)
    until(lambda: len(_journal(made.folder.journal)) == len(truth.sound))
    assert made.dictation.running
    assert made.dictation.view().figures.lag > 5000
    gate.set()
    assert made.dictation.wait(60).error == ""
    assert _said(made) == list(TURNS)


def test_final_text_never_changes(tmp_path: Path) -> None:
    truth = spoken(*TURNS)
    made = run_dictation(tmp_path, truth)
    events = read_events(made.folder.events).events
    for n in range(len(events)):
        before = replay(events[:n]).utterances
        assert made.dictation.state.utterances[: len(before)] == before
    assert [e.id for e in events if isinstance(e, UtteranceHeard)] == [1, 2, 3, 4]


def test_memory_does_not_grow_with_the_recording(tmp_path: Path) -> None:
    """6 minutes without a word as fast as they are taken: what stays is what one minute needs."""
    import tracemalloc

    rng = np.random.default_rng(0)
    quiet = (rng.integers(-300, 300, 480) / 32768).astype(np.float32)
    truth = Plan(np.zeros(0, np.float32), ())
    sizes: list[int] = []

    def watch(number: int) -> None:
        if number in (2_000, 6_000, 11_000):
            # Let the pump catch up, so that not its backlog is measured.
            until(lambda: made.dictation.view().figures.lag < 500, 60)
            # And the journal: until its sync it keeps what it wrote.
            until(lambda: made.dictation.durable_to == number * 480)
            gc.collect()
            sizes.append(tracemalloc.get_traced_memory()[0])

    blocks = _Lazy(12_000, lambda i: AudioBlock(quiet.copy(), i * 480, i * 0.03))
    source = ListSource(blocks, watch)  # type: ignore[arg-type]
    made = dictation_of(tmp_path, truth, source, composed_by=composer())
    tracemalloc.start()
    try:
        made.dictation.start(NOW)
        assert made.dictation.wait(120).error == ""
    finally:
        tracemalloc.stop()
    assert made.dictation.state.utterances == ()
    assert sizes[2] - sizes[1] < 60_000, sizes


class _Lazy:
    def __init__(self, count: int, make) -> None:
        self._count, self._make = count, make

    def __iter__(self):
        return (self._make(i) for i in range(self._count))
