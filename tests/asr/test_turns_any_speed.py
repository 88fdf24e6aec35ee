"""Where turns begin and end does not depend on the machine's speed: on a virtual clock, with an
encoder that takes any time for any call, all is as with one that takes none."""

from __future__ import annotations

import numpy as np
import pytest
from tiny_lasr import PIECES, SMALL, VOCABULARY
from truth import plan
from virtual_session import Heardof, session
from virtual_time import VirtualTime, VirtualWorker

from medvoice.asr.ctc_recogniser import CtcRecogniser
from medvoice.asr.ctc_turn import CtcSettings, CtcTurn
from medvoice.asr.gain import GainPolicy
from medvoice.asr.greedy import GreedyDecoder

RATE = 16_000


class Doubtful:
    """Hears a token now and then in anything, most of them in speech, and which ones depends on the
    whole window: a window cut anywhere else hears others."""

    placed, notice = "test", ""

    def __init__(self) -> None:
        rng = np.random.default_rng(7)
        self._weights = rng.standard_normal((13 * 128, len(PIECES))).astype(np.float32) / 30

    def __call__(self, mel):
        frames = (len(mel) - 13) // 4 + 1
        shifted = mel - mel.mean(axis=0) + 0.01 * len(mel)
        seen = np.stack([shifted[4 * j : 4 * j + 13].ravel() for j in range(frames)])
        logits = seen @ self._weights
        logits[:, 0] += 5.5
        return logits.astype(np.float32)


def noisy(seed: int):
    """15 s of words, pauses, and noise that the detector takes for speech, so that the recogniser
    has its say about where turns end."""
    rng = np.random.default_rng(seed)
    parts = [(".", int(rng.integers(200, 900)))]
    while sum(ms for _, ms in parts) < 15_000:
        for _ in range(int(rng.integers(1, 6))):
            parts += [("word", int(rng.integers(150, 500))), (".", int(rng.integers(40, 250)))]
        parts.append(("#", int(rng.integers(300, 5000))))
        parts.append((".", int(rng.choice([100, 350, 500, 900, 1500]))))
    return plan(*parts, seed=seed).sound


def listened(mel_settings, sound, asr: CtcSettings, cost, live: bool) -> Heardof:
    time = VirtualTime()
    worker = VirtualWorker(time, Doubtful(), cost)
    turns = CtcRecogniser(worker, mel_settings, GreedyDecoder(VOCABULARY), "t", asr)
    found = session(time, turns, sound, live)
    time.run()
    worker.close()
    return found


USUAL = CtcSettings(gain=GainPolicy(most=1.0))


def answers(monkeypatch) -> list[tuple[int | None, bool]]:
    """(last token, whether a window was computed for the decision alone) of all decisions."""
    found = []
    token_by, decided = CtcTurn.token_by, CtcTurn._decided

    def asked(turn, sample):
        turn_computed.clear()
        answer = token_by(turn, sample)
        found.append((answer[1], bool(turn_computed)))
        return answer

    def computed(turn, window):
        turn_computed.append(window)
        return decided(turn, window)

    turn_computed: list = []
    monkeypatch.setattr(CtcTurn, "token_by", asked)
    monkeypatch.setattr(CtcTurn, "_decided", computed)
    return found


@pytest.mark.parametrize("asr", [USUAL, SMALL], ids=["usual", "small"])
def test_turns_are_the_same_at_any_speed(mel_settings, monkeypatch, asr) -> None:
    decisions = answers(monkeypatch)
    for seed, mean in ((0, 0.1), (1, 1.0), (2, 1.0), (6, 0.5)):  # seconds of a call, each another
        sound = noisy(seed)
        delay = np.random.default_rng(seed).exponential
        expected = listened(mel_settings, sound, asr, lambda *_: 0.0, live=False)
        found = listened(
            mel_settings,
            sound,
            asr,
            lambda *_, mean=mean, delay=delay: float(delay(mean)),
            live=True,
        )
        assert found.finals == expected.finals
    assert len({token for token, _ in decisions}) > 4, "the recogniser had its say"
    assert any(alone for _, alone in decisions), "windows had been left out"
