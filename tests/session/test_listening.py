"""The listener: every word once, in one turn, whatever the blocks, the noise and the recogniser."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from listened import RATE, SETTINGS, Run, check_shape, covered, listen
from sounds import blocks_of
from truth import LoudnessVad, Plan, ScriptedRecogniser, plan

from medvoice.audio.turn_settings import TurnSettings, samples_of
from medvoice.audio.vad import FailSafeVad
from medvoice.session.listening import (
    Heard,
    Listener,
    SpeechStarted,
)


def test_two_utterances_are_two_turns() -> None:
    truth = plan(
        (".", 1000),
        ("no", 300),
        (".", 200),
        ("nodule", 500),
        (".", 1500),
        ("end", 400),
        (".", 1500),
    )
    run = listen(truth)
    assert [[w.text for w in f.words] for f in run.finals] == [["no", "nodule"], ["end"]]
    assert [f.reason for f in run.finals] == ["silence", "silence"]
    first = next(e for e in run.events if isinstance(e, SpeechStarted))
    assert 0 < first.start <= RATE - samples_of(SETTINGS.pre_roll - 40)
    # The final comes when the configured silence is over, not later than two frames.
    at = run.at[run.events.index(run.finals[0])]
    assert 0 <= at - 32_000 - samples_of(800) <= 1024
    assert abs(run.finals[0].speech_end - 32_000) <= 512


def test_speech_that_resumes_reopens_the_turn_and_makes_the_final_stale() -> None:
    truth = plan((".", 500), ("left", 400), (".", 500), ("lung", 400), (".", 1500))
    recogniser = ScriptedRecogniser(truth)
    run = listen(truth, recogniser)
    assert run.words == ["left", "lung"]
    assert len(run.finals) == 1
    turn = recogniser.turns[0]
    assert (turn.revision, turn.cancelled, len(turn.ends)) == (1, 1, 2)
    assert turn.closed
    assert {e.hypothesis.revision for e in run.events if isinstance(e, Heard)} <= {0, 1}


def test_a_one_word_turn_is_heard() -> None:
    for ms in (100, 150, 300):
        run = listen(plan((".", 2000), ("no", ms), (".", 2000)))
        assert run.words == ["no"], ms


def test_a_click_opens_nothing() -> None:
    assert listen(plan((".", 2000), ("#", 12), (".", 2000))).events == []


def test_the_stream_may_end_in_mid_word() -> None:
    run = listen(plan((".", 500), ("half", 2000)))
    assert run.words == ["half"]
    assert run.finals[0].end == len(plan((".", 500), ("half", 2000)).sound)
    assert run.finals[0].reason == "stream end"


def test_ten_milliseconds_are_nothing() -> None:
    assert listen(plan(("x", 10))).events == []


def test_a_ten_minute_monologue_without_a_lost_or_doubled_sample() -> None:
    """ScriptedTurn.feed compares every sample with the sound."""
    parts = [(".", 300)]
    for i in range(1000):
        parts += [(f"word{i}", 440), (".", 160)]
    truth = plan(*parts, (".", 2000))
    recogniser = ScriptedRecogniser(truth)
    run = listen(truth, recogniser)
    assert run.words == [f"word{i}" for i in range(1000)]
    assert len(run.finals) == 1
    assert recogniser.turns[0].fed_to >= 600 * RATE
    # Memory: what is kept does not grow with the turn.
    assert run.most_kept <= SETTINGS.reach + 1024


def test_memory_does_not_grow_without_speech_nor_with_a_failed_recogniser() -> None:
    quiet = listen(plan((".", 60_000)))
    assert quiet.most_kept <= SETTINGS.reach + 1024
    truth = plan((".", 500), ("long", 60_000), (".", 2000))
    failed = listen(truth, ScriptedRecogniser(truth, fail={1: "advance"}))
    assert failed.most_kept <= SETTINGS.reach + 1024


@pytest.mark.parametrize("silence", [200, 400, 800, 3000, 10_000])
def test_any_configured_silence_works_with_noise_and_long_reach(silence: int) -> None:
    """At 10 s of silence the recogniser's say reaches back further than a fixed 5 s of memory."""
    turn_settings = TurnSettings.with_silence(silence)
    truth = plan(
        (".", 1000), ("word", 500), ("#", 3 * silence + 9000), ("late", 500), (".", silence + 1500)
    )
    run = listen(truth, turn_settings=turn_settings)
    assert run.words == ["word", "late"]
    assert len(run.finals) >= 2


def test_noise_does_not_hold_a_turn_open() -> None:
    truth = plan((".", 1000), ("word", 500), ("#", 20_000), (".", 2000))
    run = listen(truth)
    assert [w.text for w in run.finals[0].words] == ["word"]
    at = run.at[run.events.index(run.finals[0])]
    tokens = SETTINGS.tokens
    worst = 24_000 + samples_of(tokens.silence + tokens.check + tokens.coverage_lag) + 1024
    assert at <= worst
    assert run.words == ["word"]


def test_noise_alone_opens_at_most_one_turn_per_minute_and_the_first() -> None:
    run = listen(plan((".", 500), ("#", 300_000), (".", 2000)))
    assert run.words == []
    assert len(run.ended) <= 1 + 5


def test_words_inside_noise_are_all_heard() -> None:
    parts = [(".", 500), ("#", 7000)]
    for i in range(20):
        parts += [(f"w{i}", 300), ("#", 2500 + 311 * i)]
    truth = plan(*parts, (".", 2000))
    assert listen(truth).words == [f"w{i}" for i in range(20)]


def test_a_gap_ends_the_turn_and_no_turn_reaches_across() -> None:
    truth = plan((".", 500), ("before", 600), ("after", 600), (".", 1500))
    at = 500 * 16 + 600 * 16
    vad = LoudnessVad()
    run = listen(truth, gaps=(at,), vad=vad)
    assert [[w.text for w in f.words] for f in run.finals] == [["before"], ["after"]]
    assert [f.reason for f in run.finals] == ["gap", "silence"]
    assert run.finals[0].end <= at
    assert run.finals[1].start >= run.finals[0].end
    assert vad.resets == 2, "at the start and at the gap"


def test_a_hole_in_a_journal_is_a_gap_and_positions_stay_true() -> None:
    truth = plan(
        (".", 500), ("before", 600), (".", 100), ("gone", 600), ("after", 600), (".", 1500)
    )
    recogniser = ScriptedRecogniser(truth)
    listener = Listener(LoudnessVad(), SETTINGS, recogniser)
    run = Run()
    for block in blocks_of(truth.sound):
        if not 19_200 <= block.start < 28_800:  # 40 blocks: "gone"
            run.events += listener.accept(block)
    run.events += listener.finish()
    check_shape(run)
    assert [[w.text for w in f.words] for f in run.finals] == [["before"], ["after"]]
    assert run.finals[1].start >= 28_800


@pytest.mark.parametrize("call", ["open", "feed", "advance", "finish", "result"])
def test_a_failing_recogniser_costs_only_its_turn(call: str) -> None:
    truth = plan((".", 500), ("lost", 900), (".", 1500), ("kept", 900), (".", 1500))
    recogniser = ScriptedRecogniser(truth, fail={1: call})
    run = listen(truth, recogniser)
    assert run.words == ["kept"]
    assert [f"scripted failure in {call}" == f.message for f in run.failed] == [True]
    lost = truth.words[0]
    assert run.failed[0].start <= lost.start
    assert run.failed[0].end >= lost.end
    assert all(t.closed for t in recogniser.turns)


def test_a_failing_recogniser_in_doubt_does_not_hang_the_turn() -> None:
    truth = plan((".", 500), ("#", 9000), (".", 3000), ("word", 600), (".", 3000))
    for turn in range(1, 6):
        for call in ("open", "advance", "finish", "result"):
            run = listen(truth, ScriptedRecogniser(truth, fail={turn: call}))
            assert run.words == ["word"] or run.failed, (turn, call)


def test_a_recogniser_that_trails_beyond_its_lag_is_not_waited_for() -> None:
    truth = plan((".", 500), ("word", 600), ("#", 9000), (".", 3000))
    run = listen(truth, ScriptedRecogniser(truth, deaf=True))
    assert run.words == ["word"]


def test_frames_on_which_the_vad_fails_count_as_speech() -> None:
    truth = plan((".", 1500), ("word", 600), (".", 3000))
    vad = FailSafeVad(LoudnessVad(fail_at=frozenset(range(47, 200))))
    run = listen(truth, vad=vad)
    assert run.words == ["word"]
    assert vad.failed > 100


def test_the_finals_say_teaches_the_turn_machine_to_doubt() -> None:
    """The first noise opens a turn; the next is in doubt; words end the doubt."""
    noise_turn = [("#", 400), (".", 1500)]
    truth = plan((".", 500), *noise_turn, *noise_turn, ("word", 500), (".", 2500), *noise_turn)
    run = listen(truth)
    started = [e for e in run.events if isinstance(e, SpeechStarted)]
    assert [s.in_doubt for s in started] == [False, True, False]
    assert run.words == ["word"]


def test_a_turn_that_failed_teaches_no_doubt() -> None:
    truth = plan((".", 500), ("one", 500), (".", 2000), ("two", 500), (".", 2000))
    run = listen(truth, ScriptedRecogniser(truth, fail={1: "result"}))
    assert [e.in_doubt for e in run.events if isinstance(e, SpeechStarted)] == [False, False]


def _murmured(truth: Plan) -> Plan:
    """Words that begin with "m" are unsure."""
    unsure = (replace(w, confidence=0.3) if w.text[0] == "m" else w for w in truth.words)
    return Plan(truth.sound, tuple(unsure))


MURMUR = (("m1", 300), ("m2", 300), ("m3", 300), (".", 2000))


def test_voices_in_the_background_open_few_turns_and_print_nothing() -> None:
    run = listen(truth := _murmured(plan((".", 500), *MURMUR * 30)))
    assert [w.text for f in run.finals for w in f.printed] == []
    assert [w for f in run.finals for w in f.aside] == list(truth.words)
    assert [f.in_doubt for f in run.finals] == [False, True]  # one by itself, 84 s in doubt


def test_dictation_among_them_is_printed_and_ends_the_doubt() -> None:
    said = [("no", 300), ("large", 300), ("effusion", 500), (".", 2500)]
    run = listen(_murmured(plan((".", 500), *MURMUR * 2, *said, *MURMUR)))
    assert [w.text for f in run.finals for w in f.printed] == ["no", "large", "effusion"]
    assert [f.in_doubt for f in run.finals] == [False, True, False]
    # It ends with the usual silence, not after the wait for surer words.
    ended = run.at[run.events.index(run.finals[1])]
    assert ended - run.finals[1].printed[-1].end <= RATE * 1.2


def test_unsure_words_in_doubt_end_after_a_long_silence() -> None:
    run = listen(_murmured(plan((".", 500), *MURMUR, ("m4", 400), (".", 40_000), *MURMUR)))
    three = ["m1", "m2", "m3"]
    assert [[w.text for w in f.words] for f in run.finals] == [three, ["m4"], three]


def test_a_dropped_listener_closes_the_recognisers_turn() -> None:
    truth = plan((".", 500), ("word", 3000))
    recogniser = ScriptedRecogniser(truth)
    listener = Listener(LoudnessVad(), SETTINGS, recogniser)
    for block in blocks_of(truth.sound):
        list(listener.accept(block))
    listener.close()
    assert recogniser.turns[0].closed


PART = st.one_of(
    st.tuples(st.just("."), st.integers(1, 3000)),
    st.tuples(st.just("#"), st.integers(1, 6000)),
    st.tuples(st.just("w"), st.integers(100, 1500)),
)


@settings(deadline=None, max_examples=120, derandomize=True)
@given(
    st.lists(PART, max_size=14),
    st.lists(st.integers(1, 4000), min_size=1, max_size=5),
    st.lists(st.integers(1, 200_000), max_size=2),
    st.sampled_from([200, 500, 800, 2000]),
)
def test_every_speech_frame_lies_in_exactly_one_turn_and_every_word_is_heard_once(
    parts: list[tuple[str, int]], cuts: list[int], gaps: list[int], silence: int
) -> None:
    parts = [(f"w{i}" if what == "w" else what, ms) for i, (what, ms) in enumerate(parts)]
    truth = plan((".", 100), *parts)
    turn_settings = TurnSettings.with_silence(silence)
    seen = _Watched()
    run = listen(truth, vad=seen, cuts=cuts, gaps=tuple(gaps), turn_settings=turn_settings)
    count = covered(run, len(truth.sound))
    assert count.max(initial=0) <= 1
    for start, end in seen.runs(gaps, samples_of(turn_settings.onset)):
        # At a gap up to 39 ms go to the turn behind it, which there need not be.
        end = min([end, *(g // 640 * 640 for g in gaps if start < g <= end + 512)])
        assert count[start:end].all(), (start, end)
    if not gaps:
        assert run.words == [w.text for w in truth.words]


@settings(deadline=None, max_examples=40, derandomize=True)
@given(st.lists(PART, max_size=10), st.lists(st.integers(1, 9000), min_size=1, max_size=4))
def test_decisions_depend_on_neither_the_blocks_nor_the_machines_speed(
    parts: list[tuple[str, int]], cuts: list[int]
) -> None:
    parts = [(f"w{i}" if what == "w" else what, ms) for i, (what, ms) in enumerate(parts)]
    truth = plan((".", 100), *parts)
    one = listen(truth)
    other = listen(truth, ScriptedRecogniser(truth, nap=1e-6), cuts=cuts)
    assert one.events == other.events
    # By position, too: what was decided when.
    assert one.at == other.at


class _Watched(LoudnessVad):
    """Remembers its frames, by content: the listener hands them over in order, less the rest
    before a gap, so positions are counted by the test's own gaps."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[list[bool]] = [[]]

    def reset(self) -> None:
        super().reset()
        if self.said[-1] or self.resets > 1:
            self.said.append([])

    def speech(self, samples: np.ndarray) -> bool:
        speech = super().speech(samples)
        self.said[-1].append(speech)
        return speech

    def runs(self, gaps: list[int], onset: int) -> list[tuple[int, int]]:
        """Unbroken speech of at least `onset`: [start, end)."""
        starts = [0, *sorted(gaps)]
        found = []
        for begin, frames in zip(starts, self.said, strict=False):
            start = None
            for i, speech in enumerate([*frames, False]):
                at = begin + i * self.frame
                if speech and start is None:
                    start = at
                if not speech and start is not None:
                    if at - start >= onset:
                        found.append((start, at))
                    start = None
        return found


def test_the_turn_machine_waits_as_long_as_the_recogniser_trails() -> None:
    from medvoice.asr.windows import StreamScheme

    assert StreamScheme().lag <= samples_of(SETTINGS.tokens.coverage_lag)
