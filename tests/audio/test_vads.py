"""The detectors on real sound, alone and in a row; a failing one counts as speech."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sounds import RATE, noise, sound_of

from medvoice.audio.file_source import FileSource
from medvoice.audio.vad import FailSafeVad, Vad
from medvoice.audio.vad_cascade import CascadeVad
from medvoice.audio.vad_choice import make_vad
from medvoice.audio.vad_silero import FRAME, SileroVad
from medvoice.audio.vad_webrtc import WebRtcVad


def _judged(vad: Vad, sound: np.ndarray) -> np.ndarray:
    n = len(sound) // vad.frame
    return np.array([vad.speech(sound[i * vad.frame : (i + 1) * vad.frame]) for i in range(n)])


@pytest.fixture(scope="session")
def speech(shared: Path) -> np.ndarray:
    path = shared / "data" / "speech" / "librispeech_train-clean-100" / "1088-129236-0000.flac"
    return sound_of(FileSource(path).captured())


@pytest.fixture(scope="session")
def keyboard(shared: Path) -> np.ndarray:
    path = shared / "data" / "noise" / "livekit_keyboard-typing.ogg"
    return sound_of(FileSource(path).captured())


@pytest.mark.parametrize("name", ["webrtc", "silero", "both"])
def test_speech_is_speech_and_silence_is_not(name: str, speech: np.ndarray) -> None:
    vad = make_vad(name)  # type: ignore[arg-type]
    assert _judged(vad, speech).mean() > 0.6
    vad.reset()
    assert _judged(vad, np.zeros(5 * RATE, np.float32)).mean() == 0
    assert vad.failed == 0


def test_a_keyboard_fools_webrtc_but_not_silero(keyboard: np.ndarray) -> None:
    assert _judged(WebRtcVad(), keyboard).mean() > 0.5
    assert _judged(SileroVad(), keyboard).mean() < 0.1
    assert _judged(make_vad("both"), keyboard).mean() < 0.1


@pytest.mark.parametrize("name", ["webrtc", "silero", "both"])
def test_reset_forgets_everything(name: str, speech: np.ndarray) -> None:
    vad = make_vad(name)  # type: ignore[arg-type]
    first = _judged(vad, speech)
    vad.reset()
    np.testing.assert_array_equal(_judged(vad, speech), first)


def test_silero_is_its_makers_probability(speech: np.ndarray) -> None:
    """Their wrapper: frames of 512 behind 64 samples of the frame before, state carried on."""
    import onnxruntime

    from medvoice.audio.vad_silero import MODEL_FILE

    session = onnxruntime.InferenceSession(str(MODEL_FILE), providers=["CPUExecutionProvider"])
    state = np.zeros((2, 1, 128), np.float32)
    padded = np.concatenate([np.zeros(64, np.float32), speech])
    vad = SileroVad()
    for i in range(60):
        part = padded[i * FRAME : i * FRAME + FRAME + 64][None]
        wanted, state = session.run(
            None, {"input": part, "state": state, "sr": np.array(RATE, np.int64)}
        )
        got = vad.probability(speech[i * FRAME : (i + 1) * FRAME])
        assert got == pytest.approx(float(wanted[0, 0]), abs=1e-6)


def test_wrong_frames_and_settings_are_refused() -> None:
    with pytest.raises(ValueError, match="512 samples"):
        SileroVad().probability(np.zeros(480, np.float32))
    with pytest.raises(ValueError, match="thresholds"):
        SileroVad(on=0.3, off=0.5)
    with pytest.raises(ValueError, match="not 512"):
        WebRtcVad(frame=512)
    with pytest.raises(ValueError, match="aggressiveness"):
        WebRtcVad(aggressiveness=4)


class _Scripted:
    def __init__(self, frame: int, answers: list[bool | Exception]) -> None:
        self.frame = frame
        self.answers = answers
        self.heard: list[float] = []
        self.resets = 0

    def speech(self, samples: np.ndarray) -> bool:
        answer = self.answers[len(self.heard)]
        self.heard.append(float(samples[0]))
        if isinstance(answer, Exception):
            raise answer
        return answer

    def reset(self) -> None:
        self.resets += 1


def test_a_frame_on_which_the_vad_fails_counts_as_speech_and_is_counted() -> None:
    scripted = _Scripted(4, [False, RuntimeError("x"), False, ValueError("y"), True])
    vad = FailSafeVad(scripted)
    assert [vad.speech(np.zeros(4, np.float32)) for _ in range(5)] == [
        False,
        True,
        False,
        True,
        True,
    ]
    assert vad.failed == 2
    assert scripted.resets == 2, "a broken state does not outlive the frame"


def test_the_cascade_asks_the_good_one_only_when_needed_and_from_contiguous_sound() -> None:
    quiet, loud = [False] * 40, [True] * 3
    cheap = _Scripted(4, [*quiet, *loud, *quiet])
    good = _Scripted(4, [True] * 200)
    vad = CascadeVad(cheap, good, hang=5, warm=3)
    answers = [vad.speech(np.full(4, i, np.float32)) for i in range(83)]
    assert answers == [False] * 40 + [True] * 8 + [False] * 35
    assert good.heard == [37.0, 38.0, 39.0, *range(40, 48)], "warmed up with what came just before"
    assert vad.asked == 11


def test_the_cascade_does_not_lose_what_silero_alone_hears(speech: np.ndarray) -> None:
    """On clean speech they agree but for the warm-up."""
    sound = np.concatenate([0.001 * noise(2 * RATE), speech, 0.001 * noise(2 * RATE)])
    alone, both = _judged(SileroVad(), sound), _judged(make_vad("both"), sound)
    assert (alone & ~both).mean() < 0.01
