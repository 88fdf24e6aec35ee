"""Tones: which, when, how loud, and that a dictation waits for none of them."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest

from medvoice.audio.devices import DeviceError
from medvoice.report.document import Report
from medvoice.session.tones import GAIN, RATE, Tone, TonePlayer, sound_of, tone_between
from medvoice.session.view import Figures, Mode, SessionView, UtteranceView

VIEW = SessionView(
    Mode.LISTENING, -60.0, (), (), (), Report("cxr", ()), "", Figures(), (), "r", "s", 1.0
)


def said(*utterances: UtteranceView, mode: Mode = Mode.LISTENING) -> SessionView:
    return replace(VIEW, utterances=utterances, mode=mode)


def mode(one: Mode) -> SessionView:
    return replace(VIEW, mode=one)


DICTATED = UtteranceView(1, "No effusion.")
TAKEN = UtteranceView(2, "Next field.", command="next field")
REFUSED = UtteranceView(2, "Undo.", command="undo", answer="not done: nothing to undo")
HINTED = UtteranceView(2, "go to the hospital", answer="no such field")
ASLEEP = UtteranceView(2, "coffee", asleep=True, answer="x")


@pytest.mark.parametrize(
    ("before", "now", "tone"),
    [
        (None, said(TAKEN), None),
        (said(DICTATED), said(DICTATED, TAKEN), Tone.TAKEN),
        (said(DICTATED), said(DICTATED, REFUSED), Tone.REFUSED),
        (said(DICTATED), said(DICTATED, HINTED), Tone.REFUSED),
        (said(), said(DICTATED), None),
        (said(), said(replace(TAKEN, command="play that", answer="plays: x")), None),
        (said(DICTATED, TAKEN), said(DICTATED, TAKEN), None),
        (said(), said(ASLEEP, mode=Mode.ASLEEP), Tone.ASLEEP),
        (mode(Mode.ASLEEP), said(ASLEEP, mode=Mode.ASLEEP), None),
        (mode(Mode.ASLEEP), said(TAKEN), Tone.AWAKE),
        (mode(Mode.SPEAKING), mode(Mode.MICROPHONE_LOST), Tone.LOST),
        (mode(Mode.ASLEEP), mode(Mode.MICROPHONE_LOST), Tone.LOST),
        (mode(Mode.MICROPHONE_LOST), mode(Mode.MICROPHONE_LOST), None),
        (mode(Mode.MICROPHONE_LOST), mode(Mode.ASLEEP), None),
        (mode(Mode.MICROPHONE_LOST), mode(Mode.LISTENING), None),
        (said(), said(TAKEN, mode=Mode.PLAYING), None),
        (said(), said(TAKEN, mode=Mode.ENDED), None),
    ],
)
def test_what_happened_has_its_tone(before, now, tone) -> None:
    assert tone_between(before, now) is tone


@pytest.mark.parametrize("tone", Tone)
def test_a_tone_is_short_quiet_and_does_not_click(tone) -> None:
    sound = sound_of(tone)
    assert len(sound) / RATE < 0.31
    assert 0.9 * GAIN < np.abs(sound).max() <= GAIN
    assert np.abs(np.diff(sound)).max() < 2 * np.pi * 880 / RATE * GAIN * 1.2


class Speaker:
    def __init__(self, fault: bool = False) -> None:
        self.fault = fault
        self.played: list[int] = []
        self.began, self.go = threading.Event(), threading.Event()

    def play(self, samples, rate, stopped, begins) -> None:
        if self.fault:
            raise DeviceError("there is no output device")
        self.began.set()
        assert self.go.wait(60)
        self.played.append(len(samples))


def test_nothing_waits_for_a_tone_and_only_one_is_kept_behind_it() -> None:
    speaker = Speaker()
    player = TonePlayer(speaker)
    player.look(said())
    player.look(said(DICTATED, TAKEN))
    assert speaker.began.wait(60)
    for number in range(3, 8):
        player.look(said(replace(TAKEN, id=number)))
    speaker.go.set()
    while len(speaker.played) < 2:
        assert threading.Event().wait(0.01) is False
    player.close()
    assert speaker.played == [len(sound_of(Tone.TAKEN))] * 2


def test_without_a_loudspeaker_it_is_said_once_and_the_dictation_goes_on() -> None:
    player = TonePlayer(Speaker(fault=True))
    player.look(said())
    player.look(said(TAKEN))
    player._thread.join(60)
    assert "there is no output device" in player.fault
    player.look(said(replace(TAKEN, id=3)))
    player.look(said(replace(TAKEN, id=4)))
    player.close()
