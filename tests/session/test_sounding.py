"""Sound out beside a dictation: what is played, what of it counts as heard, what goes wrong."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from dictating import TEMPLATES

from medvoice.audio.block import SAMPLE_RATE, AudioBlock
from medvoice.audio.devices import DeviceError
from medvoice.audio.journal import JournalWriter
from medvoice.audio.journal_reader import JournalError
from medvoice.audio.reading_aloud import ReadingAloudError
from medvoice.language.reader import Dialect, typed
from medvoice.session.composing import ReportComposer
from medvoice.session.events import Event, SessionStarted, WordRecord, WordsSetAside
from medvoice.session.played import BEFORE, ECHO
from medvoice.session.sound_events import SoundAsked, SoundEnded, SoundStarted, SoundStopped
from medvoice.session.sounding import PAUSE_S, Sounding, SoundOut, captured_in, journal_sound
from medvoice.session.state import SessionState, fold

WORD = 4000


class Spoken:
    """A dictation with sound: words of a quarter of a second each, turns a second apart."""

    def __init__(self) -> None:
        self.composer = ReportComposer(TEMPLATES.load("cxr"), Dialect.WORDS)
        self.at = 16_000
        self.events: list[Event] = []
        started = SessionStarted(
            session="s", created="", template="cxr", recogniser="r", source="a microphone"
        )
        self.state = fold(SessionState(), started)

    def say(self, text: str) -> list[Event]:
        words = []
        for word in typed(text):
            words.append(
                WordRecord(text=word.text, start=self.at, end=self.at + WORD, confidence=1.0)
            )
            self.at += WORD
        new = list(self.composer.compose(self.state, (words[0].start, self.at), tuple(words)))
        for event in new:
            self.take(event)
        self.at += 16_000
        return new

    def take(self, event: Event) -> None:
        self.events.append(event)
        self.state = fold(self.state, event)

    @property
    def asked(self) -> SoundAsked:
        (*_, last) = [e for e in self.state.sounds if isinstance(e, SoundAsked)]
        return last

    def aside(self) -> list[tuple[int, int, str]]:
        return [(a.first, a.last, a.why) for a in self.state.aside]


@pytest.fixture
def spoken() -> Spoken:
    return Spoken()


def test_play_that_asks_for_the_sound_of_the_words_that_were_said_last(spoken: Spoken):
    spoken.say("the lungs are clear period")
    start = spoken.at
    spoken.say("no pleural effusion period")
    spoken.say("play that")
    ((first, last),) = spoken.asked.spans
    assert first <= start < start + 4 * WORD <= last < spoken.at
    assert spoken.state.commands[-1].answer == "plays: No pleural effusion."
    spoken.say("play the lungs")
    assert [end - first for first, end in spoken.asked.spans] == [
        5 * WORD + (last - first - 4 * WORD),
        last - first,
    ]
    spoken.say("select clear")
    spoken.say("play that back")
    assert spoken.state.commands[-1].answer == "plays: The lungs are clear."


@pytest.mark.parametrize(
    ("before", "why"),
    [([], "nothing was said yet"), (["insert normal"], "nothing was said yet")],
)
def test_what_nobody_said_has_no_sound(spoken: Spoken, before: list[str], why: str):
    for line in before:
        spoken.say(line)
    spoken.say("play that")
    assert spoken.state.commands[-1].outcome == "refused"
    assert why in spoken.state.commands[-1].answer
    assert not spoken.state.sounds


def test_read_back_shows_the_text_and_asks_for_a_voice(spoken: Spoken):
    spoken.say("impression colon no acute disease period")
    spoken.say("read back impression")
    assert spoken.asked.text == "Impression: No acute disease."
    assert spoken.state.commands[-1].answer == spoken.asked.text
    spoken.say("the lungs are clear period")
    spoken.say("read that back")
    assert spoken.asked.text == "The lungs are clear."
    spoken.say("read the report back")
    assert spoken.asked.text.count("\n") == 0
    assert "No acute disease. The lungs are clear." in spoken.asked.text


def test_words_while_sound_is_played_are_set_aside_and_come_back_when_wanted(spoken: Spoken):
    spoken.say("the lungs are clear period")
    before = spoken.state.report
    spoken.take(SoundStarted(utterance=1, at=spoken.at))
    assert spoken.say("the lungs are clear period")[1:] == [
        WordsSetAside(utterance=2, first=0, last=5, why="sound was played")
    ]
    spoken.say("scratch that")  # may be our own sound
    assert spoken.state.report == before
    end = spoken.at - 16_000
    spoken.take(SoundEnded(utterance=1, at=end))
    spoken.at = end + ECHO
    spoken.say("no pleural effusion period")
    assert [s.text for s in spoken.state.report.statements()][-1] == "No pleural effusion."
    assert [a.why for a in spoken.state.aside] == ["sound was played"] * 2
    spoken.say("that was dictation")
    assert "Scratch that" in [s.text for s in spoken.state.report.statements()]


def test_what_was_said_before_it_stands(spoken: Spoken):
    spoken.say("no pleural effusion period")
    spoken.take(SoundStarted(utterance=1, at=spoken.at))
    spoken.take(SoundEnded(utterance=1, at=spoken.at + WORD))
    spoken.at -= 5 * WORD
    assert 2 * WORD == BEFORE
    spoken.say("the lungs are clear period")
    assert spoken.aside() == [(3, 5, "sound was played")]


def test_a_turn_that_outlasts_the_sound_is_parted_where_it_ended(spoken: Spoken):
    spoken.take(SoundStarted(utterance=1, at=spoken.at))
    spoken.take(SoundEnded(utterance=1, at=spoken.at + 2 * WORD - ECHO))
    spoken.say("echo words no pleural effusion period")
    assert spoken.aside() == [(0, 2, "sound was played")]
    assert [s.text for s in spoken.state.report.statements()] == ["No pleural effusion."]


@pytest.mark.parametrize("line", ["stop", "stop playing", "quiet"])
def test_stop_is_heard_while_sound_is_played(spoken: Spoken, line: str):
    spoken.take(SoundStarted(utterance=1, at=spoken.at))
    spoken.say(line)
    assert isinstance(spoken.state.sounds[-1], SoundStopped)
    spoken.take(SoundEnded(utterance=1, at=spoken.at))
    spoken.at += ECHO
    spoken.say("stop")
    assert [s.text for s in spoken.state.report.statements()] == ["Stop"]


def test_with_headphones_dictation_goes_on(spoken: Spoken):
    spoken.take(SoundStarted(utterance=1, at=spoken.at, audible=False))
    assert spoken.state.playing
    spoken.say("no pleural effusion period")
    assert [s.text for s in spoken.state.report.statements()] == ["No pleural effusion."]
    spoken.say("stop")
    assert isinstance(spoken.state.sounds[-1], SoundStopped)


# What is done about it


class Speaker:
    """A loudspeaker that keeps what it was given and plays until it is told to stop."""

    def __init__(self, fault: str = "", endless: bool = False) -> None:
        self.played: list[tuple[np.ndarray, int]] = []
        self.fault, self.endless = fault, endless
        self.begun = threading.Event()

    def play(self, samples, rate, stopped, begins):
        if self.fault:
            raise DeviceError(self.fault)
        begins()
        self.played.append((samples, rate))
        self.begun.set()
        while self.endless and not stopped():
            threading.Event().wait(0.01)


class Voice:
    def sound(self, text):
        return np.full(len(text), 0.5, np.float32), 22_050


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """Two seconds; sample n is n / 32768."""
    path = tmp_path / "audio.mvj"
    writer = JournalWriter(path)
    whole = (np.arange(2 * SAMPLE_RATE) / 32_768).astype(np.float32)
    for start in range(0, len(whole), 1600):
        writer.append(AudioBlock(whole[start : start + 1600], start, 0.0))
    writer.close()
    return path


def finished(sounding: Sounding) -> list[SoundStarted | SoundEnded]:
    found: list[SoundStarted | SoundEnded] = []
    while not any(isinstance(event, SoundEnded) for event in found):
        found += sounding.taken()
        threading.Event().wait(0.005)
    sounding.close()
    return found


def test_the_journals_sound_is_what_was_captured(journal: Path):
    sound = journal_sound(journal, ((1000, 3000), (8000, 8100)))
    pause = int(PAUSE_S * SAMPLE_RATE)
    assert np.array_equal(np.round(sound[:2000] * 32_768), np.arange(1000, 3000))
    assert not sound[2000 : 2000 + pause].any()
    assert np.array_equal(np.round(sound[-100:] * 32_768), np.arange(8000, 8100))
    with pytest.raises(JournalError, match="not there"):
        journal_sound(journal, ((900_000, 900_100),))


def test_sound_and_text_are_played_and_told(journal: Path):
    speaker = Speaker()
    sounding = Sounding(SoundOut(speaker, Voice()), captured_in(journal), lambda: 77)
    asked = (SoundAsked(utterance=3, spans=((0, 1600),)),)
    sounding.follow(asked)
    assert finished(sounding) == [
        SoundStarted(utterance=3, at=77),
        SoundEnded(utterance=3, at=77),
    ]
    sounding.follow((*asked, SoundAsked(utterance=4, text="Normal.")))
    finished(sounding)
    assert [(len(samples), rate) for samples, rate in speaker.played] == [
        (1600, SAMPLE_RATE),
        (7, 22_050),
    ]


@pytest.mark.parametrize(
    ("out", "asked", "fault"),
    [
        (SoundOut(Speaker("no device")), SoundAsked(utterance=1, spans=((0, 9),)), "no device"),
        (SoundOut(Speaker(), None, "no voice"), SoundAsked(utterance=1, text="x"), "no voice"),
        (
            SoundOut(Speaker()),
            SoundAsked(utterance=1, spans=((10**9, 10**9 + 5),)),
            "the sound of it is not there",
        ),
    ],
)
def test_what_cannot_be_heard_is_told(journal: Path, out: SoundOut, asked, fault: str):
    sounding = Sounding(out, captured_in(journal), lambda: 0)
    sounding.follow((asked,))
    (told,) = finished(sounding)  # no sound has begun: no word is taken for its echo
    assert isinstance(told, SoundEnded)
    assert fault in told.fault


def test_stop_ends_it_and_so_does_the_next_sound(journal: Path):
    speaker = Speaker(endless=True)
    sounding = Sounding(SoundOut(speaker, audible=False), captured_in(journal), lambda: 0)
    first = SoundAsked(utterance=1, spans=((0, 100),))
    sounding.follow((first,))
    assert speaker.begun.wait(60)
    sounding.follow((first, SoundStopped(utterance=2)))
    assert [e.kind for e in sounding.taken()] == ["sound started", "sound ended"]
    sounding.follow((first, SoundStopped(utterance=2), first))
    sounding.close()
    assert sounding.taken()[-1] == SoundEnded(utterance=1, at=0)


def test_a_voice_that_fails_is_told(journal: Path):
    class Broken:
        def sound(self, text):
            raise ReadingAloudError("it has a cold")

    sounding = Sounding(SoundOut(Speaker(), Broken()), captured_in(journal), lambda: 0)
    sounding.follow((SoundAsked(utterance=1, text="x"),))
    assert finished(sounding) == [SoundEnded(utterance=1, at=0, fault="it has a cold")]
