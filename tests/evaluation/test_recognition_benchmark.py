"""The parts of benchmarks/recognition that no recogniser is needed for."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
if str(ROOT) not in sys.path:
    sys.path.append(str(ROOT))

from benchmarks.recognition.__main__ import MARK, renewed  # noqa: E402
from benchmarks.recognition.answers import Answer, Answers, state_key  # noqa: E402
from benchmarks.recognition.measure import Ears, Tally, by_group  # noqa: E402
from benchmarks.recognition.page import Verdict, against, noise_limit, wer  # noqa: E402
from benchmarks.recognition.sets import (  # noqa: E402
    RECORDINGS,
    Clip,
    committed,
    human_kind,
    human_sets,
    in_noise,
    in_room,
    test_noises,
    test_rooms,
)
from benchmarks.recognition.streaming import dictation, far_voices, looped, wordless  # noqa: E402
from benchmarks.recognition.systems import System  # noqa: E402
from medvoice.evaluation.manifest import read_manifest  # noqa: E402
from medvoice.evaluation.scorer import Scorer  # noqa: E402
from medvoice.language.reader import Dialect  # noqa: E402
from training.augment import TRAIN_NOISES, TRAIN_ROOMS  # noqa: E402
from training.corpus.test_texts import LEAST_WORDS, TestTexts  # noqa: E402
from training.voices.kokoro_model import HELD_OUT_VOICES  # noqa: E402

SETS = (
    "unheard", "heard", "flite", "scopes", "commands", "new", "fresh", "fresh_commands",
)  # fmt: skip
for _borrowed in (test_noises, test_rooms):
    _borrowed.__test__ = False


def tone(seconds, level=0.1):
    rng = np.random.default_rng(1)
    return (rng.normal(0, level, int(seconds * 16_000))).astype(np.float32)


@pytest.mark.parametrize("name", SETS)
def test_recordings_are_whole_and_none_of_their_sentences_is_trained_on(name):
    clips = committed(name)
    texts = TestTexts.of_repository()
    assert len(read_manifest(RECORDINGS / f"{name}.tsv")) == len(clips) >= 30
    assert len({clip.key for clip in clips}) == len(clips)
    for clip in clips:
        assert 0.3 < clip.seconds < 20
        assert float(np.abs(clip.samples).max()) > 0.05
        sentence = clip.reference.split(" {period}")[0].replace("{comma} ", "")
        if len(sentence.split()) >= LEAST_WORDS and "{" not in sentence and name != "commands":
            assert texts.has(clip.reference), clip.reference


def test_unheard_sets_hold_unheard_voices_alone():
    for name in ("unheard", "scopes", "commands", "new"):
        assert {clip.group for clip in committed(name)} == set(HELD_OUT_VOICES)
    assert not {clip.group for clip in committed("heard")} & set(HELD_OUT_VOICES)
    assert len({clip.group for clip in committed("heard")}) == 24


def test_heard_and_unheard_voices_say_the_same():
    assert [c.reference for c in committed("heard")] == [c.reference for c in committed("unheard")]
    main = {clip.reference for clip in committed("unheard")}
    assert not main & {clip.reference for clip in committed("scopes")}


def test_noise_and_room_of_the_test_are_none_of_training(shared):
    folder = shared / "data" / "noise"
    assert not set(test_noises(folder)) & set(TRAIN_NOISES)
    assert not set(test_rooms(folder)) & set(TRAIN_ROOMS)
    assert len(test_noises(folder)) == 7
    assert len(test_rooms(folder)) == 1


def test_noise_lies_15_db_below_and_a_room_changes_the_sound_but_not_its_length(shared):
    folder = shared / "data" / "noise"
    clips = [Clip("a", Dialect.MARKERS, "v", tone(2.0, 0.02)) for _ in range(3)]
    for clip, noisy in zip(clips, in_noise(clips, folder), strict=True):
        added = noisy.samples - clip.samples
        ratio = 10 * np.log10(np.mean(clip.samples**2) / np.mean(added**2))
        assert ratio == pytest.approx(15.0, abs=0.2)
    for clip, wet in zip(clips, in_room(clips, folder), strict=True):
        assert wet.samples.shape == clip.samples.shape
        assert not np.allclose(wet.samples, clip.samples)
        assert np.abs(wet.samples).max() <= 1.0


def test_the_same_noise_every_time(shared):
    clips = [Clip("a", Dialect.MARKERS, "v", tone(1.0))]
    first, second = (in_noise(clips, shared / "data" / "noise")[0].key for _ in range(2))
    assert first == second


def test_human_sets_hold_every_file_once(shared):
    found = human_sets(shared / "data" / "speech")
    assert sum(len(s.clips) for s in found) == 234
    counts = {(s.kind, s.name): len(s.clips) for s in found}
    assert counts["letters", "letters a-z"] == 26
    assert counts["digits", "digits 0-9"] == 10
    assert counts["letters", "spelling words 8 kHz"] == 26
    assert counts["digits", "fsdd_digits"] == 30


def test_kinds_of_human_speech():
    assert human_kind(Path("x/letters_digits/a.wav"), "a")[0] == "letters"
    assert human_kind(Path("x/letters_digits/two.wav"), "two")[0] == "digits"
    assert human_kind(Path("x/librispeech_test-other/1.flac"), "THE")[0] == "sentences"


def test_ten_minutes_without_words(shared):
    sounds = wordless(shared / "data" / "noise")
    assert sum(map(len, sounds.values())) == 600 * 16_000
    assert np.abs(sounds["silence"][: 60 * 16_000]).max() == 0
    assert np.abs(sounds["silence"]).max() < 0.01
    assert len(far_voices(shared / "data" / "noise")) == 120 * 16_000


def test_looping_goes_round_with_another_gain():
    one = np.full(16_000, 0.1, np.float32)
    sound = looped([one], 3.0)
    levels = [float(np.abs(sound[at : at + 100]).max()) for at in range(0, 48_000, 16_000)]
    assert len(sound) == 48_000
    assert levels == pytest.approx([0.1, 0.0251, 0.19953], rel=1e-3)


def test_every_sound_of_a_loop_gets_every_gain():
    sounds = [np.full(100, level, np.float32) for level in (0.01, 0.02, 0.03, 0.04, 0.05)]
    sound = looped(sounds, 5 * 5 * 100 / 16_000)
    for at in range(5):
        heard = {round(float(sound[(5 * lap + at) * 100]) / 0.01, 3) for lap in range(5)}
        assert len(heard) == 5


def test_dictation_is_cut_at_its_length():
    clips = [Clip("a", Dialect.MARKERS, "v", tone(2.0)) for _ in range(5)]
    assert len(dictation(clips, 4.0)) == 4 * 16_000
    assert len(dictation(clips, 60.0)) == int((5 * 2.0 + 6 * 0.9) * 16_000)


def test_answers_survive_a_line_that_was_cut(tmp_path):
    kept = Answers(tmp_path, "k")
    kept.put("a", Answer("no effusion", 0.5))
    with (tmp_path / "k.jsonl").open("a") as out:
        out.write(json.dumps({"sound": "b", "text": "x", "cpu_s": 1})[:-9])
    again = Answers(tmp_path, "k")
    assert again.get("a") == Answer("no effusion", 0.5)
    assert again.get("b") is None
    again.put("c", Answer("y", 0.1))
    assert Answers(tmp_path, "k").get("c") == Answer("y", 0.1)


def test_the_state_of_a_recogniser_is_its_files(tmp_path):
    file = tmp_path / "weights"
    file.write_text("1")
    first = state_key("m", [file])
    assert state_key("m", [file]) == first
    file.write_text("2")
    assert state_key("m", [file]) != first
    assert state_key("m", [file], "other") != state_key("m", [file])


def test_what_is_known_is_not_heard_again_and_is_scored(tmp_path):
    heard = []

    def open_():
        return lambda sound: heard.append(len(sound)) or "no left effusion {period}"

    system = System("s", "k", Dialect.MARKERS, open_)
    clip = Clip("no right effusion {period}", Dialect.MARKERS, "v", tone(1.0))
    for _ in range(2):
        tally = Ears(system, tmp_path, Scorer()).tally([clip], "x")
        assert tally.score.words.errors == 1
        assert tally.score.marks.right == 1
        assert tally.flipping == (2, 1, 1)
        assert tally.exact == 0
    assert heard == [16_000]
    assert by_group(Ears(system, tmp_path, Scorer()), [clip])["v"].wer == pytest.approx(1 / 3)


def test_verdicts():
    assert str(Verdict(0.1, 0.1)) == "met"
    assert str(Verdict(0.11, 0.1)) == "MISSED"
    assert str(Verdict(0.96, 0.97, least=True)) == "MISSED"
    assert str(Verdict(0.0, 0.1, whole=False)) == "heard in part"
    assert noise_limit(0.10) == pytest.approx(0.18)
    assert against(Verdict(1, 2), Verdict(1, 2)) == "met"
    assert against(Verdict(3, 2), Verdict(1, 2)) == "greedy MISSED, beam met"


def test_what_people_wrote_in_a_page_stays():
    page = renewed(f"# Title\n\nWhy.\n\n{MARK}\n\nold table", "new table")
    assert page == f"# Title\n\nWhy.\n\n{MARK}\n\nnew table"
    assert renewed("", "new") == renewed("no mark", "new") == "new"


def test_answers_of_the_same_weights_serve_where_nothing_new_may_be_heard(tmp_path):
    Answers(tmp_path, "m-old").put("a", Answer("left", 0.1))
    assert Answers(tmp_path, "m-new").get("a") is None
    assert Answers(tmp_path, "m-new", "m-").get("a") == Answer("left", 0.1)


def test_a_set_that_was_heard_in_part_says_so(tmp_path):
    clips = [Clip("left", Dialect.MARKERS, "v", tone(1.0) * k) for k in (1, 2)]
    system = System("s", "k", Dialect.MARKERS, lambda: lambda sound: "left")
    Ears(system, tmp_path, Scorer()).one(clips[0])
    tally = Ears(system, tmp_path, Scorer(), kept=True).tally(clips, "x")
    assert wer(tally) == "0.0 % (1 of 2)"
    assert not tally.whole
    assert not Tally().whole
