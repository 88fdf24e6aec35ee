"""Whisper tiny.en itself, on people and on noise. `make setup` installs the weights."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from medvoice.asr.whisper_recogniser import LoadWhisper, load_whisper
from medvoice.asr.whisper_turn import WhisperSettings
from medvoice.audio.block import SAMPLE_RATE
from medvoice.audio.file_source import FileSource
from medvoice.evaluation.scorer import Scorer
from medvoice.models.whisper_tiny import SHA256, place

SHARED = Path(__file__).parents[2].parent / "shared" / "data"


@pytest.fixture(scope="module")
def whisper():
    pytest.importorskip("faster_whisper", reason="faster-whisper is not installed: make setup")
    if not (place() / "model.bin").is_file():
        pytest.skip("the weights of Whisper tiny.en are not installed: make setup")
    made = load_whisper(place(), LoadWhisper("cpu", "int8", 1, SHA256))
    yield made
    made.close()


def sound_of(path: Path, most_s: float = 12.0) -> np.ndarray:
    if not path.is_file():
        pytest.skip(f"{path.name} of ../shared/data is not beside this checkout")
    blocks = [item.samples for item in FileSource(path).captured() if hasattr(item, "samples")]
    return np.concatenate(blocks)[: int(most_s * SAMPLE_RATE)]


def references() -> dict[str, str]:
    manifest = SHARED / "speech" / "manifest.tsv"
    if not manifest.is_file():
        pytest.skip("../shared/data/speech is not beside this checkout")
    with manifest.open(encoding="utf-8") as file:
        return {row["path"]: row["transcript"] for row in csv.DictReader(file, delimiter="\t")}


def streamed(recogniser, sound):
    turn = recogniser.open_turn(1, 0)
    shown = []
    for at in range(0, len(sound), 512):
        turn.feed(sound[at : at + 512])
        heard = turn.advance()
        if heard is not None:
            shown.append(heard)
    final = turn.finish(len(sound)).result()
    turn.close()
    return shown, final


@pytest.mark.parametrize(
    ("folder", "most_wer"),
    [("speechbrain_harvard", 0.3), ("picovoice", 0.15), ("librispeech_test-clean", 0.15)],
)
def test_people_are_understood_and_streamed_is_offline(whisper, folder, most_wer):
    path, reference = next(
        (path, text) for path, text in references().items() if f"/{folder}/" in f"/{path}"
    )
    sound = sound_of(SHARED / path)
    shown, final = streamed(whisper, sound)
    assert final == whisper.transcribe(sound)
    wrong = Scorer().compare(reference, " ".join(word.text for word in final)).score.words.rate
    assert wrong <= most_wer
    before = ()
    for heard in shown:
        assert heard.stable[: len(before)] == before
        before = heard.stable
    assert any(heard.tail for heard in shown), "no word was shown while the person spoke"
    assert before or len(sound) < 3 * WhisperSettings().look, "two looks agreed on no word"
    texts = [word.text for word in final]
    assert [word.text for word in before] == texts[: len(before)]
    for word in final:
        assert 0 <= word.start < word.end <= len(sound)
        assert 0 <= word.confidence <= 1


@pytest.mark.parametrize("number", ["two", "three", "five", "six", "seven"])
def test_one_word_turns_of_people_are_never_missed(whisper, number):
    path = next(
        path for path, text in references().items() if "letters_digits" in path and text == number
    )
    sound = sound_of(SHARED / path)
    assert len(whisper.transcribe(sound)) == 1
    primed = whisper.favouring(("pneumothorax", "mediastinum", "lymphadenopathy"))
    (word,) = primed.transcribe(sound)
    assert Scorer().compare(number, word.text).score.words.errors == 0


@pytest.mark.parametrize("seconds", [1.0, 6.0])
@pytest.mark.parametrize("level", [0.0, 0.002, 0.05])
def test_white_noise_prints_no_words(whisper, level, seconds):
    rng = np.random.default_rng(7)
    sound = rng.normal(0, level, int(seconds * SAMPLE_RATE)).astype(np.float32)
    shown, final = streamed(whisper, sound)
    assert final == ()
    assert all(not heard.stable for heard in shown)


@pytest.mark.parametrize(
    "name", ["livekit_keyboard-typing.ogg", "speechbrain_noise1.wav", "livekit_hold_music.ogg"]
)
def test_recorded_noise_and_music_print_no_words(whisper, name):
    assert whisper.transcribe(sound_of(SHARED / "noise" / name, 8.0)) == ()
