"""The turn machine alone: a function of frames and tokens in stream order, and of nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medvoice.audio.turn_settings import TokenSettings, TurnSettings, samples_of
from medvoice.audio.turns import (
    TurnEnded,
    TurnEvent,
    TurnMachine,
    TurnOpened,
    TurnReopened,
    TurnSoftEnd,
)
from medvoice.audio.vad import VadFrame

FRAME = 512
STEP = 7680
"""Samples that the recogniser commits at a time."""


def _run(
    speech: list[bool],
    tokens: list[int],
    s: TurnSettings | None = None,
    early: list[int] | None = None,
    words: bool | None = None,
) -> list[TurnEvent]:
    """tokens: where the recogniser hears some. early: frames after which it volunteers what it has
    (None: only when asked). words: what the final pass says of each ended turn."""
    machine = TurnMachine(s)
    events: list[TurnEvent] = []
    start = 0

    def take(new: list[TurnEvent]) -> None:
        nonlocal start
        for event in new:
            events.append(event)
            if isinstance(event, TurnOpened):
                start = event.start
            if isinstance(event, TurnEnded) and words is not None:
                machine.heard(event.turn, words)

    def tell(position: int, wanted: int | None) -> None:
        covered = start
        while covered + STEP + 4800 <= position:
            covered += STEP
            last = max((t for t in tokens if start <= t < covered), default=None)
            take(machine.coverage(covered, last))
        assert wanted is None or covered >= wanted, "more is wanted than the lag promises"

    for i, is_speech in enumerate(speech):
        end = (i + 1) * FRAME
        take(machine.feed(VadFrame(i * FRAME, FRAME, is_speech)))
        while (wanted := machine.wants_coverage()) is not None:
            tell(end, wanted)
        if early and i in early:
            tell(end, None)
    take(machine.finish(len(speech) * FRAME))
    return events


def _frames(*parts: tuple[bool, int]) -> list[bool]:
    return [speech for speech, ms in parts for _ in range(ms // 32)]


def _contract(events: list[TurnEvent]) -> None:
    """Opened, (soft end, reopened)*, soft end, ended; revisions count; no overlap."""
    turn, revision, soft, last_end, number = 0, 0, None, 0, 0
    for event in events:
        match event:
            case TurnOpened():
                assert not turn
                assert event.turn == number + 1
                assert event.start % 640 == 0
                assert event.start >= last_end
                turn, revision, soft, number = event.turn, 0, None, event.turn
            case TurnSoftEnd():
                assert (event.turn, event.revision) == (turn, revision)
                assert soft is None
                assert event.end <= event.at, "the end is sound that is there"
                soft = event.end
            case TurnReopened():
                assert event.turn == turn
                assert soft is not None
                assert event.revision == revision + 1
                revision, soft = event.revision, None
            case TurnEnded():
                assert (event.turn, event.revision, event.end) == (turn, revision, soft)
                turn, last_end = 0, event.end
    assert not turn


RUNS = st.lists(st.tuples(st.booleans(), st.integers(1, 150)), max_size=30)


@settings(deadline=None, max_examples=300, derandomize=True)
@given(
    RUNS,
    st.lists(st.integers(0, 600_000), max_size=20),
    st.sets(st.integers(0, 1500), max_size=200),
    st.sampled_from([200, 800, 2000]),
)
def test_the_contract_holds_and_early_coverage_changes_nothing(
    runs: list[tuple[bool, int]], tokens: list[int], early: set[int], silence: int
) -> None:
    speech = [is_speech for is_speech, frames in runs for _ in range(frames)]
    s = TurnSettings.with_silence(silence)
    asked = _run(speech, tokens, s)
    _contract(asked)
    assert _run(speech, tokens, s, sorted(early)) == asked


def test_no_frame_may_come_before_the_answer() -> None:
    machine = TurnMachine()
    at = 0
    while machine.wants_coverage() is None:
        machine.feed(VadFrame(at, FRAME, True))
        at += FRAME
    with pytest.raises(RuntimeError, match="waits for coverage"):
        machine.feed(VadFrame(at, FRAME, True))


def test_silence_ends_a_turn_at_the_configured_time() -> None:
    for silence in (200, 500, 800, 1500, 5000):
        s = TurnSettings.with_silence(silence)
        speech = _frames((False, 1024), (True, 1024), (False, 16_000))
        ended = [e for e in _run(speech, [25_000], s) if isinstance(e, TurnEnded)]
        assert len(ended) == 1
        assert 0 <= ended[0].at - 2 * 16_384 - samples_of(silence) < FRAME


def test_a_pause_shorter_than_the_silence_keeps_the_turn() -> None:
    speech = _frames((True, 1024), (False, 640), (True, 1024), (False, 3000))
    events = _run(speech, [12_000, 40_000], TurnSettings.with_silence(800))
    assert [type(e) for e in events] == [
        TurnOpened,
        TurnSoftEnd,
        TurnReopened,
        TurnSoftEnd,
        TurnEnded,
    ]


def test_the_pre_roll_is_at_least_600_ms_and_never_before_the_last_end() -> None:
    s = TurnSettings.with_silence(800)
    assert s.pre_roll >= 600
    speech = _frames((False, 2048), (True, 512), (False, 832), (True, 512), (False, 2000))
    opened = [e for e in _run(speech, [36_000, 58_000], s) if isinstance(e, TurnOpened)]
    ended = [e for e in _run(speech, [36_000, 58_000], s) if isinstance(e, TurnEnded)]
    assert 32_768 - samples_of(s.pre_roll) - 640 < opened[0].start <= 32_768 - samples_of(600)
    assert opened[1].start == ended[0].end, "the pre-roll of the second is cut there"


def test_heard_is_taken_for_the_last_turn_only() -> None:
    speech = _frames((False, 512), (True, 512), (False, 2000), (True, 512), (False, 3000))
    doubts = {
        words: [e.in_doubt for e in _run(speech, [], words=words) if isinstance(e, TurnOpened)]
        for words in (None, True, False)
    }
    assert doubts == {None: [False, False], True: [False, False], False: [False, True]}


@pytest.mark.parametrize("known_until", [6_000, 0])
def test_late_or_withdrawn_words_open_no_turn_behind_the_sound_that_is_kept(
    known_until: int,
) -> None:
    """Whisper heard words up to 6 s and then none behind 1 s; or, in a turn in doubt, the word at
    1 s counts only after 8 s. The VAD says speech throughout."""
    settings = TurnSettings()
    machine = TurnMachine(settings)
    opened = []
    for at in range(0, samples_of(20_000), FRAME):
        events = machine.feed(VadFrame(at, FRAME, True))
        while (wanted := machine.wants_coverage()) is not None:
            start = opened[-1][1]
            heard = wanted - start
            if heard < samples_of(known_until):
                token: int | None = wanted - 640
            else:
                late = heard >= samples_of(8_000)
                token = start + samples_of(1_000) if known_until or late else None
            events += machine.coverage(wanted, token)
        opened += [(at + FRAME, e.start) for e in events if isinstance(e, TurnOpened)]
    assert len(opened) > 1
    assert not [at for at, start in opened if start < at - settings.reach]


def test_jump_only_outside_a_turn() -> None:
    machine = TurnMachine()
    for i in range(4):
        machine.feed(VadFrame(i * FRAME, FRAME, True))
    with pytest.raises(RuntimeError, match="inside a turn"):
        machine.jump(100_000)
    machine.gap(2048)
    machine.jump(100_000)
    opened = []
    for i in range(4):
        opened += machine.feed(VadFrame(100_000 + i * FRAME, FRAME, True))
    assert opened[0].start >= 100_000


def test_contradictory_settings_are_refused() -> None:
    for wrong in (
        {"onset": 0},
        {"pre_roll": -1},
        {"tail_pad": 300, "soft_end": 320},
        {"soft_end": 900, "hard_end": 800},
    ):
        with pytest.raises(ValueError, match=r".+"):
            TurnSettings(**wrong)
    for wrong in ({"word_pad": 2000}, {"check": 0}, {"watch": 10}, {"coverage_lag": -1}):
        with pytest.raises(ValueError, match=r".+"):
            TokenSettings(**wrong)
    for silence in range(100, 12_000, 7):
        TurnSettings.with_silence(silence)
