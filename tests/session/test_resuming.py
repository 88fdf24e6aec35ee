"""A session goes on where it was: in the same journal and log, with what nobody listened to yet."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from dictations import NOW, TURNS, Made, composer, engine_of, spoken, template, until
from truth import Plan, ScriptedRecogniser

from medvoice.audio.block import PAUSED, AudioBlock, AudioGap, SourceState
from medvoice.audio.journal import JournalWriter
from medvoice.audio.journal_reader import JournalReader
from medvoice.audio.push_source import PushSource
from medvoice.session.begun import begun
from medvoice.session.dictation import Dictation
from medvoice.session.event_log import read_events
from medvoice.session.events import (
    GapRecorded,
    SessionEnded,
    SessionResumed,
    SessionStarted,
    UtteranceHeard,
)
from medvoice.session.folder import SessionFolder, create_folder
from medvoice.session.intents import AddStatement, Command, IntentsFullError
from medvoice.session.saving import saver
from medvoice.session.state import replay
from medvoice.session.view import Mode

RATE = 16_000


def started(folder: SessionFolder, truth: Plan, source: PushSource, recogniser=None) -> Dictation:
    dictation = Dictation(
        source,
        engine_of(truth, recogniser or ScriptedRecogniser(truth)),
        composer(),
        folder,
        "cxr",
        saver(folder, template(), ""),
    )
    dictation.start(NOW, "Dr. Moreau")
    return dictation


def run(folder: SessionFolder, truth: Plan, first: int, last: int) -> Dictation:
    """Dictate samples [first, last) of the truth into the session."""
    source = PushSource("page")
    dictation = started(folder, truth, source)
    source.push(truth.sound[first:last], RATE)
    outcome = dictation.stop()
    assert outcome.error == ""
    return dictation


def sound(folder: SessionFolder) -> np.ndarray:
    blocks = list(JournalReader(folder.journal).blocks())
    at = 0
    for block in blocks:
        assert block.start == at, "the sample counter goes on"
        at = block.end
    return np.concatenate([b.samples for b in blocks])


def words_of(dictation: Dictation) -> list[str]:
    return [w.text for u in dictation.state.utterances for w in u.words]


def test_an_ended_session_goes_on(tmp_path: Path) -> None:
    truth = spoken(*TURNS)
    folder = create_folder(tmp_path, NOW)
    cut = truth.words[4].end + RATE  # in the pause behind the second turn
    run(folder, truth, 0, cut)
    before = read_events(folder.events).events
    dictation = run(folder, truth, cut, len(truth.sound))
    events = read_events(folder.events).events
    assert events[: len(before)] == before, "what stood in the log stands"
    assert isinstance(events[len(before)], SessionResumed)
    assert events[-1] == SessionEnded(samples=len(truth.sound))
    assert [type(e) for e in events].count(SessionStarted) == 1
    np.testing.assert_array_equal(sound(folder), truth.sound)
    assert words_of(dictation) == [w.text for w in truth.words]
    assert replay(events) == dictation.state
    assert [u.id for u in dictation.state.utterances] == [1, 2, 3, 4]


@pytest.mark.parametrize("where", range(8))
def test_a_session_that_was_cut_off_in_mid_word_hears_the_whole_of_it(
    tmp_path: Path, where: int
) -> None:
    """The journal's unheard end and what the face sends again are one turn."""
    truth = spoken(*TURNS)
    folder = create_folder(tmp_path, NOW)
    word = truth.words[1 + where]
    cut = (word.start + word.end) // 2
    run(folder, truth, 0, cut)
    # As a kill leaves it: the log ends behind the last turn that had ended before the cut.
    lines = folder.events.read_bytes().splitlines(keepends=True)
    turns = [e for e in read_events(folder.events).events if isinstance(e, UtteranceHeard)]
    ended = sum(turn.end < word.start - 2000 for turn in turns)
    heard = [line for line in lines if b'"utterance"' in line]
    folder.events.write_bytes(b"".join([*lines[:2], *heard[:ended]]))
    dictation = run(folder, truth, cut, len(truth.sound))
    assert words_of(dictation) == [w.text for w in truth.words]
    np.testing.assert_array_equal(sound(folder), truth.sound)
    assert not [e for e in read_events(folder.events).events if isinstance(e, GapRecorded)]


def test_a_torn_end_is_written_over(tmp_path: Path) -> None:
    truth = spoken(*TURNS)
    folder = create_folder(tmp_path, NOW)
    cut = truth.words[4].end + RATE
    run(folder, truth, 0, cut)
    with folder.journal.open("ab") as file:
        file.write(b"MVJR torn record")
    dictation = run(folder, truth, cut, len(truth.sound))
    reader = JournalReader(folder.journal)
    assert sum(len(b.samples) for b in reader.blocks()) == len(truth.sound)
    assert (reader.damaged_bytes, reader.ignored_bytes) == (0, 0)
    assert words_of(dictation) == [w.text for w in truth.words]


def test_what_the_journal_goes_on_with_is_not_taken_for_what_nobody_listened_to(tmp_path) -> None:
    """The unheard end is read while new sound and gaps are written behind it."""
    truth = spoken(*TURNS)
    folder = create_folder(tmp_path, NOW)
    run(folder, truth, 0, 3 * RATE)
    lines = folder.events.read_bytes().splitlines(keepends=True)
    folder.events.write_bytes(b"".join(lines[:2]))
    before = begun(folder)
    unheard = before.sound()
    journal = JournalWriter(folder.sound, after=before.end)
    journal.append(AudioGap(before.base, 800, "the connection was lost"))
    journal.append(SourceState("open", "face", "stream=s2 rate=16000 from=0 by=Dr.%20Birk"))
    journal.append(AudioBlock(truth.sound[:480], before.base, 0.0))
    journal.close()
    found = list(unheard)
    assert found[-1].end == before.base
    assert all(isinstance(item, AudioBlock) for item in found)


def test_a_journal_without_a_log_is_heard_from_its_beginning(tmp_path: Path) -> None:
    truth = spoken(*TURNS)
    folder = create_folder(tmp_path, NOW)
    cut = truth.words[4].end + RATE
    run(folder, truth, 0, cut)
    folder.events.unlink()
    dictation = run(folder, truth, cut, len(truth.sound))
    assert words_of(dictation) == [w.text for w in truth.words]


def test_hands_reach_a_running_dictation_and_one_that_goes_on_without_sound(tmp_path: Path) -> None:
    truth = spoken(*TURNS)
    folder = create_folder(tmp_path, NOW)
    run(folder, truth, 0, len(truth.sound))
    source = PushSource("page", first=SourceState(PAUSED, "page"))
    dictation = started(folder, truth, source)
    until(lambda: dictation.view().mode is Mode.MICROPHONE_OFF)
    dictation.give(AddStatement("a", "findings.bones", "No fracture."))
    dictation.give(Command("b", "finalize"))
    dictation.give(Command("c", "yes"))
    until(lambda: dictation.state.status == "final")
    dictation.give(AddStatement("d", "findings.bones", "Too late."))
    until(lambda: len(dictation.state.intents) == 4)
    assert dictation.state.intents[-1].outcome == "refused"
    dictation.stop()
    report = folder.report.read_text(encoding="utf-8")
    assert "No fracture." in report
    assert "Too late." not in report
    assert dictation.state.signed[0].by == "Dr. Moreau"
    assert replay(read_events(folder.events).events) == dictation.state


def test_too_many_intents_are_refused_and_none_is_lost(tmp_path: Path) -> None:
    truth = spoken(*TURNS)
    folder = create_folder(tmp_path, NOW)
    recogniser = ScriptedRecogniser(truth, nap=0.02)
    source = PushSource("page")
    dictation = started(folder, truth, source, recogniser)
    source.push(truth.sound, RATE)
    given = []
    for number in range(300):
        try:
            dictation.give(AddStatement(f"k{number}", "findings.bones", f"Line {number}."))
        except IntentsFullError:
            continue
        given.append(f"Line {number}.")
    dictation.stop()
    assert len(given) < 300
    assert [s.text for s in dictation.state.report.field("findings.bones")] == given


def test_a_microphone_that_is_switched_off_ends_the_turn(tmp_path: Path) -> None:
    truth = spoken("one two three", "four five")
    folder = create_folder(tmp_path, NOW)
    source = PushSource("page")
    dictation = started(folder, truth, source)
    cut = truth.words[2].end + 1600  # at once behind the word: no silence ends this turn
    at: list[int] = []
    source.push(truth.sound[:cut], RATE)
    source.turned(PAUSED, reached=at.append)
    until(lambda: len(dictation.state.utterances) == 1)
    assert words_of(dictation) == ["one", "two", "three"]
    assert dictation.view().mode is Mode.MICROPHONE_OFF
    assert at == [cut]
    source.turned("open")
    source.push(truth.sound[cut:], RATE)
    dictation.stop()
    assert words_of(dictation) == [w.text for w in truth.words]
    np.testing.assert_array_equal(sound(folder), truth.sound)
    assert not [e for e in read_events(folder.events).events if isinstance(e, GapRecorded)]
    assert Made(dictation, folder).report
