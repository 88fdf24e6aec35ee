"""WhisperTurn, final pass and worker with a scripted Whisper: no weights, no package."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from medvoice.asr.recogniser import RecogniserError
from medvoice.asr.whisper_guards import HeardWord, Piece
from medvoice.asr.whisper_recogniser import (
    LoadWhisper,
    WhisperRecogniser,
    check_weights,
    load_whisper,
)
from medvoice.asr.whisper_stable import HOLD
from medvoice.asr.whisper_turn import MARGIN, WhisperSettings
from medvoice.asr.whisper_worker import WhisperWorker
from medvoice.audio.block import SAMPLE_RATE

WORD = SAMPLE_RATE // 2
"""Samples of one spoken word: 0.3 s of sound whose level names it, 0.2 s of near silence."""


def spoken(numbers: list[int]) -> np.ndarray:
    """Word n sounds as a constant of n / 1000."""
    out = np.full(WORD * len(numbers), 1e-3 / 2, np.float32)
    for at, number in enumerate(numbers):
        out[at * WORD : at * WORD + int(0.3 * SAMPLE_RATE)] = number / 1000
    return out


class Reads:
    """A Whisper that reads such sound back; a sentence ends every seventh word. `hasty`: the last
    word of a quick pass is a guess."""

    placed = "test"

    def __init__(self, hasty: bool = True) -> None:
        self.hasty = hasty
        self.quick_s: list[float] = []
        self.prompts: list[str] = []

    def quick(self, samples, prompt):
        self.quick_s.append(len(samples) / SAMPLE_RATE)
        self.prompts.append(prompt)
        words = self._read(samples)
        if self.hasty and words:
            last = words[-1]
            guess = f"guess{len(samples) // SAMPLE_RATE % 7}"
            words[-1] = HeardWord(guess, last.start, last.end, 0.4)
        return (Piece(tuple(words), -0.3, 0.0),)

    def thorough(self, samples, prompt, careful):
        self.prompts.append(prompt)
        return (Piece(tuple(self._read(samples)), -0.3, 0.0),)

    def _read(self, samples) -> list[HeardWord]:
        loud = np.concatenate([[False], samples > 1e-3, [False]])
        edges = np.flatnonzero(np.diff(loud.astype(int)))
        words = []
        for first, last in zip(edges[::2], edges[1::2], strict=True):
            number = round(float(samples[first]) * 1000)
            mark = "." if number % 7 == 0 else ""
            words.append(
                HeardWord(f"w{number}{mark}", first / SAMPLE_RATE, last / SAMPLE_RATE, 0.9)
            )
        return words


def stream(recogniser, sound, size=512):
    turn = recogniser.open_turn(1, 6400)
    found = []
    for at in range(0, len(sound), size):
        turn.feed(sound[at : at + size])
        heard = turn.advance()
        if heard is not None:
            found.append((min(at + size, len(sound)), heard))
    return turn, found


@pytest.fixture
def recogniser():
    made = WhisperRecogniser(WhisperWorker(Reads), "scripted")
    yield made
    made.close()


NUMBERS = list(range(2, 142))
SOUND = spoken(NUMBERS)
TEXTS = [f"w{n}." if n % 7 == 0 else f"w{n}" for n in NUMBERS]


def test_stable_words_are_append_only_right_and_in_order(recogniser):
    _, found = stream(recogniser, SOUND)
    before = ()
    for _, heard in found:
        assert heard.stable[: len(before)] == before
        before = heard.stable
        edges = [edge for word in (*heard.stable, *heard.tail) for edge in (word.start, word.end)]
        assert edges == sorted(edges)
    texts = [word.text for word in before]
    assert texts == TEXTS[: len(texts)]
    assert len(texts) >= len(TEXTS) - (WhisperSettings().look + HOLD) // WORD - 2


def test_stable_are_the_words_that_two_looks_of_the_final_decoder_agree_on():
    """Greedy passes may agree on whatever they like."""

    class Wavers(Reads):
        looks = 0

        def quick(self, samples, prompt):
            return (Piece((HeardWord("greedy", 0.0, 0.4, 0.9),), -0.3, 0.0),)

        def thorough(self, samples, prompt, careful):
            self.looks += 1
            words = self._read(samples)
            if self.looks == 1:
                words[2] = HeardWord("wavering", words[2].start, words[2].end, 0.9)
            return (Piece(tuple(words), -0.3, 0.0),)

    recogniser = WhisperRecogniser(WhisperWorker(Wavers), "scripted")
    turn, found = stream(recogniser, SOUND[: 9 * SAMPLE_RATE])
    stable = {at // SAMPLE_RATE: [word.text for word in heard.stable] for at, heard in found}
    assert stable[5] == []
    assert stable[6] == TEXTS[:2]
    assert stable[9] == TEXTS[: (9 * SAMPLE_RATE - HOLD) // WORD]
    assert [word.text for word in turn.finish(6400 + 9 * SAMPLE_RATE).result()] == TEXTS[:18]
    recogniser.close()


def test_the_last_token_never_runs_back():
    """Whisper takes words of the tail back; the turn machine counts silence from the last token."""

    class Forgets(Reads):
        def quick(self, samples, prompt):
            words = self._read(samples) if len(samples) < 5 * SAMPLE_RATE else []
            return (Piece(tuple(words), -0.3, 0.0),)

        def thorough(self, samples, prompt, careful):
            return self.quick(samples, prompt)

    recogniser = WhisperRecogniser(WhisperWorker(Forgets), "scripted")
    _, found = stream(recogniser, SOUND[: 8 * SAMPLE_RATE])
    tokens = [heard.last_token for _, heard in found if heard.last_token is not None]
    assert tokens == sorted(tokens)
    assert found[-1][1].last_token is not None
    recogniser.close()


def test_words_of_a_complete_window_are_stable_and_the_rest_is_on_screen(recogniser):
    """Behind 30 s the first window is complete: nothing of it is lost or doubled."""
    _, found = stream(recogniser, SOUND)
    for at, heard in found:
        shown = [word.text for word in (*heard.stable, *heard.tail)]
        whole = at // WORD
        assert shown[: whole - 2] == TEXTS[: whole - 2][: len(shown)]
        assert len(shown) >= whole - 3
    at, heard = next((at, heard) for at, heard in found if at >= 30 * SAMPLE_RATE)
    assert len(heard.stable) >= 18 * SAMPLE_RATE // WORD


def test_coverage_never_trails_more_than_the_lag_says(recogniser):
    turn = recogniser.open_turn(1, 6400)
    covered = 6400
    for at in range(0, len(SOUND), 512):
        turn.feed(SOUND[at : at + 512])
        heard = turn.advance()
        if heard is not None:
            assert covered <= heard.covered_to <= 6400 + at + 512 - MARGIN
            assert heard.last_token is None or heard.last_token <= heard.covered_to
            covered = heard.covered_to
        assert 6400 + at + 512 - covered <= recogniser.coverage_lag + 512


def test_windows_and_memory_are_bounded():
    model = Reads()
    recogniser = WhisperRecogniser(WhisperWorker(lambda: model), "scripted")
    turn, _ = stream(recogniser, SOUND)
    settings = WhisperSettings()
    assert max(model.quick_s) <= settings.longest / SAMPLE_RATE
    assert sorted(model.quick_s)[len(model.quick_s) // 2] <= settings.settled / SAMPLE_RATE + 4
    assert len(turn._sound) < 66 * SAMPLE_RATE
    recogniser.close()


def test_silence_bounds_the_window_too():
    model = Reads()
    recogniser = WhisperRecogniser(WhisperWorker(lambda: model), "scripted")
    _, found = stream(recogniser, np.full(90 * SAMPLE_RATE, 5e-4, np.float32))
    assert max(model.quick_s) <= WhisperSettings().longest / SAMPLE_RATE
    assert all(not heard.stable and not heard.tail for _, heard in found)
    recogniser.close()


def test_the_result_is_that_of_the_positions_not_of_the_blocks(recogniser):
    """Fed in any sizes, a pass hears the sound up to the same positions."""
    _, one = stream(recogniser, SOUND[: 40 * SAMPLE_RATE], 640)
    _, other = stream(recogniser, SOUND[: 40 * SAMPLE_RATE], 333)
    assert [heard for _, heard in one] == [heard for _, heard in other]


def test_stale_passes_are_left_out():
    model = Reads()
    recogniser = WhisperRecogniser(WhisperWorker(lambda: model), "scripted")
    turn = recogniser.open_turn(1, 0)
    turn.feed(SOUND[: 8 * SAMPLE_RATE])
    assert turn.advance() is not None
    assert turn.advance() is None
    assert model.quick_s == [8.0]
    recogniser.close()


@pytest.mark.parametrize("seconds", [0.05, 3, 29.99, 30, 47.3, 70])
def test_the_final_pass_is_the_offline_one_and_loses_no_word(recogniser, seconds):
    sound = SOUND[: int(seconds * SAMPLE_RATE)]
    offline = recogniser.transcribe(sound)
    turn, _ = stream(recogniser, sound, 777)
    final = turn.finish(6400 + len(sound)).result()
    assert [w.text for w in final] == [w.text for w in offline]
    assert [w.start - 6400 for w in final] == [w.start for w in offline]
    spoken_words = [text for at, text in enumerate(TEXTS) if at * 0.5 + 0.3 <= seconds]
    assert [w.text for w in final][: len(spoken_words)] == spoken_words


def test_a_turn_may_end_behind_what_was_fed_and_go_on(recogniser):
    turn, _ = stream(recogniser, SOUND)
    early = 6400 + 45 * SAMPLE_RATE
    first = turn.finish(early)
    assert [w.text for w in first.result()] == TEXTS[:90]
    first.cancel()
    turn.reopened(1)
    with pytest.raises(RecogniserError, match="reopened"):
        first.result()
    assert [w.text for w in turn.finish(6400 + len(SOUND)).result()] == TEXTS
    with pytest.raises(ValueError, match="was not fed"):
        turn.finish(6400 + len(SOUND) + 1)
    with pytest.raises(ValueError, match="too far behind"):
        turn.finish(6400 + 2 * SAMPLE_RATE)
    turn.close()


def test_prompt_and_context_go_before_the_window():
    model = Reads()
    settings = WhisperSettings(prompt="Findings colon.")
    recogniser = WhisperRecogniser(WhisperWorker(lambda: model), "scripted", settings)
    turn, _ = stream(recogniser, SOUND[: 40 * SAMPLE_RATE])
    turn.finish(6400 + 40 * SAMPLE_RATE).result()
    assert all(prompt.startswith("Findings colon.") for prompt in model.prompts)
    assert model.prompts[0] == "Findings colon."
    assert any(prompt.endswith("w21.") for prompt in model.prompts)
    recogniser.close()


def test_a_failing_model_is_a_typed_failure_and_the_next_turn_works():
    class Fails(Reads):
        failing = True

        def thorough(self, samples, prompt, careful):
            if self.failing:
                raise RuntimeError("no memory")
            return super().thorough(samples, prompt, careful)

    model = Fails()
    recogniser = WhisperRecogniser(WhisperWorker(lambda: model), "scripted")
    with pytest.raises(RecogniserError, match="medvoice recover"):
        recogniser.transcribe(SOUND[:SAMPLE_RATE])
    model.failing = False
    assert recogniser.transcribe(SOUND[:SAMPLE_RATE])
    recogniser.close()
    with pytest.raises(RecogniserError, match="closed"):
        recogniser.transcribe(SOUND[:SAMPLE_RATE])


def test_partials_are_dropped_and_finals_go_first_and_never_are():
    gate, entered = threading.Event(), threading.Event()

    def hold(_):
        entered.set()
        assert gate.wait(60)

    worker = WhisperWorker(Reads, bound=2)
    blocker = worker.submit_final(hold)
    assert entered.wait(60)
    order: list[str] = []
    partials = [worker.offer_partial(lambda _, n=n: order.append(f"partial {n}")) for n in range(3)]
    finals = [worker.submit_final(lambda _, n=n: order.append(f"final {n}")) for n in range(2)]
    cancelled = partials[1]
    cancelled.cancel()
    gate.set()
    for job in (blocker, *finals, partials[0]):
        job.result()
    with pytest.raises(RecogniserError, match="cancelled"):
        cancelled.result()
    worker.close()
    assert partials[2] is None
    assert worker.dropped == 1
    assert order == ["final 0", "final 1", "partial 0"]


def test_what_gives_way_comes_last_in_its_order():
    gate, entered = threading.Event(), threading.Event()

    def hold(_):
        entered.set()
        assert gate.wait(60)

    worker = WhisperWorker(Reads, bound=2)
    worker.submit_final(hold)
    assert entered.wait(60)
    order: list[str] = []
    jobs = [
        worker.submit_final(lambda _: order.append("recording"), behind=True),
        worker.offer_partial(lambda _: order.append("its look"), behind=True),
        worker.offer_partial(lambda _: order.append("live")),
        worker.submit_final(lambda _: order.append("final")),
    ]
    gate.set()
    for job in jobs:
        job.result()
    worker.close()
    assert order == ["final", "live", "recording", "its look"]
    turn = WhisperRecogniser(worker, "test").giving_way().open_turn(0, 0)
    assert turn._final._behind


def test_a_model_that_does_not_load_says_so():
    def make():
        raise RecogniserError("faster-whisper is not installed")

    with pytest.raises(RecogniserError, match="not installed"):
        WhisperWorker(make)


def test_missing_and_changed_files_say_what_to_do(tmp_path):
    with pytest.raises(RecogniserError, match="make setup"):
        load_whisper(tmp_path)
    for name in ("config.json", "model.bin", "tokenizer.json"):
        (tmp_path / name).write_text("{}")
    with pytest.raises(RecogniserError, match="not the file that is known"):
        check_weights(tmp_path, {"model.bin": "0" * 64})
    with pytest.raises(RecogniserError, match=r"does not start|medvoice\[whisper\]"):
        load_whisper(tmp_path, LoadWhisper("cpu"))


def test_without_the_package_the_error_names_it(tmp_path, monkeypatch):
    import sys

    for name in ("config.json", "model.bin", "tokenizer.json"):
        (tmp_path / name).write_text("{}")
    monkeypatch.setitem(sys.modules, "faster_whisper", None)
    with pytest.raises(RecogniserError, match=r"pip install 'medvoice\[whisper\]'"):
        load_whisper(tmp_path, LoadWhisper("cpu"))
