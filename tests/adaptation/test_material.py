"""Long recordings are cut between words; nothing is lost and nothing comes twice."""

from __future__ import annotations

import numpy as np
import pytest

from medvoice.adaptation.material import LONGEST_S, Clip, cut
from medvoice.adaptation.split import TooLittle, split
from medvoice.adaptation.targets import Targets
from medvoice.adaptation.verdict import judged

TARGETS = Targets([("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁one", -1.0), ("▁two", -1.0)])


def test_every_word_and_every_sample_once() -> None:
    seconds, words = 62.0, ["one", "two"] * 20
    samples = np.arange(int(seconds * 16_000), dtype=np.float32)
    frames = len(samples) // 640
    logits = np.full((frames, 5), -8.0, np.float32)
    logits[:, 0] = 0.0
    for number, word in enumerate(words):
        at = 10 + number * (frames - 20) // len(words)
        logits[at, 0], logits[at, 3 + (word == "two")] = -8.0, 4.0
    clips = cut(Clip(samples, " ".join(words)), TARGETS, lambda _: logits)
    assert " ".join(clip.text for clip in clips).split() == words
    assert np.array_equal(np.concatenate([clip.samples for clip in clips]), samples)
    assert len(clips) > 3
    assert max(clip.seconds for clip in clips) <= LONGEST_S + 2


def test_a_short_one_stays_whole() -> None:
    clip = Clip(np.zeros(16_000, np.float32), "one")
    assert cut(clip, TARGETS, lambda _: pytest.fail("not needed")) == [clip]


def test_the_same_sentence_stays_on_one_side() -> None:
    sound = np.zeros(16_000, np.float32)
    material = [Clip(sound, f"word{n % 40} " * 6) for n in range(120)]
    parts = split(material)
    assert {c.text for c in parts.learn}.isdisjoint(c.text for c in parts.judge)
    assert len(parts.learn) + len(parts.judge) == len(material)
    assert split(material) == parts
    with pytest.raises(TooLittle, match="60 words"):
        split(material[:10])


def test_chance_is_not_better() -> None:
    words = [10] * 40
    assert judged(words, [3] * 40, [1] * 40).better
    assert not judged(words, [3] * 40, [3] * 40).better
    assert not judged(words, [3] * 40, [4] * 40).better
    lucky = judged(words, [3] * 40, [3] * 39 + [2])
    assert lucky.after < lucky.before
    assert not lucky.better
