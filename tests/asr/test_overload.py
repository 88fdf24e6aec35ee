"""Many sessions on an encoder that is too slow for all their live windows: what is left out is live
text, and nothing else. On a virtual clock: every run is the same."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tiny_lasr import PIECES, VOCABULARY, MixingEncoder
from truth import plan
from virtual_session import RATE, session
from virtual_time import VirtualTime, VirtualWorker

from medvoice.asr.batching import most_together
from medvoice.asr.ctc_recogniser import CtcRecogniser
from medvoice.asr.ctc_turn import CtcSettings
from medvoice.asr.gain import GainPolicy
from medvoice.asr.greedy import GreedyDecoder

SESSIONS = 8


class Local:
    """What it says of a frame depends on that frame alone, so that a window cut anywhere else gives
    the same; silence is blank."""

    placed, notice = "test", ""

    def __init__(self) -> None:
        rng = np.random.default_rng(5)
        self._weights = rng.standard_normal((13 * 128, len(PIECES))).astype(np.float32) / 10

    def most(self, frames: int) -> int:
        return most_together("cpu", "float32", frames)

    def __call__(self, mel):
        frames = (len(mel) - 13) // 4 + 1
        seen = np.stack([mel[4 * j : 4 * j + 13].ravel() for j in range(frames)])
        quiet = seen.mean(axis=1) < -4.0
        logits = (seen - seen.mean(axis=1, keepdims=True)) @ self._weights
        logits[:, 0] += np.where(quiet, 100.0, 2.0)
        return logits.astype(np.float32)

    def batch(self, mels):
        return [self(mel) for mel in mels]


class Mixing(MixingEncoder):
    """Every frame of a window counts, as with attention."""

    def most(self, frames: int) -> int:
        return most_together("cpu", "float32", frames)

    def batch(self, mels):
        return [self(mel) for mel in mels]


def slow(frames: int, rows: int) -> float:
    """48 frames 90 ms, 224 frames 240 ms; four of 48 frames 213 ms."""
    return 0.049 + 0.000855 * frames * rows


def dictated(seed: int):
    """20 s of turns from one word to 8 s, with pauses that end them and pauses that do not."""
    rng = np.random.default_rng(seed)
    parts = [(".", int(rng.integers(200, 1500)))]
    while sum(ms for _, ms in parts) < 20_000:
        for _ in range(int(rng.choice([1, 3, 8, 14]))):
            parts += [("word", int(rng.integers(150, 500))), (".", int(rng.integers(40, 120)))]
            if rng.random() < 0.1:
                parts.append((".", 450))  # reopened
        parts.append((".", int(rng.integers(1200, 2500))))
    return plan(*parts, seed=seed).sound


def run(mel_settings, encoder, sounds, cost, live: bool = True):
    """All the sessions over one worker."""
    time = VirtualTime()
    worker = VirtualWorker(time, encoder, cost)
    settings = CtcSettings(gain=GainPolicy(most=1.0))
    recogniser = CtcRecogniser(worker, mel_settings, GreedyDecoder(VOCABULARY), "t", settings)
    found = [session(time, recogniser, sound, live) for sound in sounds]
    time.run()
    worker.close()
    return found, worker


def percentile(values, share: float) -> float:
    values = sorted(values)
    return values[min(len(values) - 1, int(share * len(values)))]


@pytest.fixture(scope="module")
def sounds():
    return [dictated(seed) for seed in range(SESSIONS)]


@pytest.fixture(scope="module")
def alone(mel_settings, sounds):
    """Each session on a worker of its own that takes no time, every window waited for."""
    return {
        kind: [run(mel_settings, kind(), [one], lambda *_: 0.0, live=False)[0][0] for one in sounds]
        for kind in (Local, Mixing)
    }


@pytest.fixture(scope="module", params=[Local, Mixing])
def loaded(request, mel_settings, sounds, alone):
    found, worker = run(mel_settings, request.param(), sounds, slow)
    return request.param, found, worker, alone[request.param]


def test_it_is_an_overload(loaded, sounds) -> None:
    """One by one the windows would take more time than there is."""
    _, _, worker, _ = loaded
    seconds = max(len(sound) for sound in sounds) / RATE
    unthinned = SESSIONS * seconds / 0.44 * slow(48, 1)
    assert unthinned > 1.3 * seconds
    assert worker.counts.dropped > 20
    assert max(worker.sizes) == 4, "batches were taken"
    assert worker.counts.windows > worker.counts.calls


def test_no_final_differs_from_the_unloaded_run(loaded) -> None:
    """Turns, words, times and confidences: to the last bit, as finals are computed alone."""
    _, found, _, expected = loaded
    for one, other in zip(found, expected, strict=True):
        assert one.finals == other.finals
        assert sum(len(final.words) for final in one.finals) > 20
        assert len(one.finals) >= 4


def test_what_is_stable_is_as_in_the_unloaded_run(loaded) -> None:
    """At every place that is covered; fewer places are shown."""
    _, found, _, expected = loaded
    fewer = 0
    for one, other in zip(found, expected, strict=True):
        known = {(h.turn, h.covered_to): h.stable for h in other.shown}
        for hypothesis in one.shown:
            key = hypothesis.turn, hypothesis.covered_to
            if hypothesis.covered_to > 0 and key in known:
                assert hypothesis.stable == known[key]
        fewer += len(known) - len({(h.turn, h.covered_to) for h in one.shown})
        finals = {final.turn: final.words for final in one.finals}
        for hypothesis in one.shown:
            assert finals[hypothesis.turn][: len(hypothesis.stable)] == hypothesis.stable
    assert fewer > 20


def test_finals_are_late_by_no_more_than_work_that_somebody_waits_for(loaded) -> None:
    """Behind a hard end there are at most the call under way and, of every session, two windows."""
    _, found, _, expected = loaded
    late = [value for one in found for value in one.late]
    usual = max(value for one in expected for value in one.late)
    assert percentile(late, 0.99) - usual < 1.0
    assert max(late) - usual < slow(48, 4) + SESSIONS * 2 * slow(224, 1)


def test_no_session_starves(loaded) -> None:
    """Of finals and of live text each has its share; live text never stands still for long while a
    turn lasts."""
    _, found, _, _ = loaded
    medians = [percentile(one.late, 0.5) for one in found]
    assert max(medians) - min(medians) < 0.5
    shown = [len(one.shown) for one in found]
    assert min(shown) > max(shown) / 3
    for one in found:
        for before, after, then, now in zip(
            one.shown, one.shown[1:], one.at, one.at[1:], strict=False
        ):
            if before.turn == after.turn and after.revision == before.revision:
                assert now - then < 3.0


def test_waiting_for_every_window_would_be_too_late(mel_settings, sounds) -> None:
    """The pump as it was: it falls behind, second by second."""
    found, worker = run(mel_settings, Local(), sounds, slow, live=False)
    assert worker.counts.dropped == 0
    assert percentile([value for one in found for value in one.late], 0.99) > 2.0


def test_on_an_encoder_with_time_nothing_is_left_out(mel_settings, sounds, alone) -> None:
    """One session, a fast encoder: the same hypotheses in the same order as when it waits, but for
    what comes when the turn has ended meanwhile, or what a look says that a window is right behind
    (in the same block of sound)."""
    (one,), worker = run(mel_settings, Mixing(), sounds[:1], lambda *_: 0.02)
    assert set(worker.sizes) == {1}
    assert one.finals == alone[Mixing][0].finals
    expected = [replace(h, revision=0) for h in alone[Mixing][0].shown]
    shown = [replace(h, revision=0) for h in one.shown]
    ends = {h.turn: h for h in expected}
    looks = [h for h, n in zip(expected, expected[1:], strict=False) if n.covered_to > h.covered_to]
    missing = [h for h in expected if h not in shown]
    assert [h for h in expected if h in shown] == shown
    assert all(h in ends.values() or h in looks for h in missing)
    assert len(missing) <= len(one.finals) + worker.counts.dropped


def test_a_dictation_beside_recordings_is_late_by_one_of_their_windows_where_they_give_way(
    mel_settings, sounds
) -> None:
    """Six recordings for 30 s, each with a window waiting at any time; where they do not give way,
    they are in front of every final, and of live windows for good."""
    late = {}
    for behind in (True, False):
        time = VirtualTime()
        worker = VirtualWorker(time, Local(), slow)
        settings = CtcSettings(gain=GainPolicy(most=1.0))
        recogniser = CtcRecogniser(worker, mel_settings, GreedyDecoder(VOCABULARY), "t", settings)
        window = np.zeros((4 * 223 + 13, 128), np.float32)

        def recording(time=time, worker=worker, window=window, behind=behind) -> None:
            while time.now < 30:
                worker.submit_final(window, behind=behind).result()

        for _ in range(6):
            time.spawn(recording, daemon=True)
        found = session(time, recogniser, sounds[0], live=True)
        time.run()
        late[behind] = max(found.late)
    assert late[True] < 2 * slow(224, 1) + slow(48, 1) + 0.1
    assert late[False] > late[True] + 3 * slow(224, 1)
