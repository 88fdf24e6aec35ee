"""Through the streaming path that dictation uses (VAD, turns, windows as the sound comes, final
pass): words hallucinated on sound without words, and processor time on speech."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.recognition.sets import Clip, read_sound, test_noises
from medvoice.asr.recogniser import Recogniser
from medvoice.audio.block import SAMPLE_RATE, AudioBlock, Samples, to_grid
from medvoice.config import Settings
from medvoice.session.listening import Listener, TurnFailed, TurnFinal
from medvoice.session.opening import ListenSettings, make_engine

BLOCK = 1_600
"""Samples, 100 ms, as a microphone gives them."""
SHARES_S = {"silence": 120.0, "noise": 300.0, "music": 180.0}
"""10 minutes in all."""
VOICES_S = 120.0
"""Of people far away, who do say words: counted apart."""
GAINS_DB = (0.0, -12.0, 6.0, -24.0, -6.0)
_MUSIC = ("livekit_hold_music.ogg",)
_VOICES = ("livekit_crowded-room.ogg",)


@dataclass(frozen=True, slots=True)
class Passed:
    """What came out of a stretch of sound. words: marks are words here."""

    turns: int
    words: tuple[str, ...]
    audio_s: float
    cpu_s: float

    def __add__(self, other: Passed) -> Passed:
        return Passed(
            self.turns + other.turns,
            self.words + other.words,
            self.audio_s + other.audio_s,
            self.cpu_s + other.cpu_s,
        )


def wordless(folder: Path) -> dict[str, Samples]:
    """ "silence", "noise", "music" → sound, the files looped with another gain each time round.

    folder: `noise`. Only what training never hears. Silence: half digital, half a floor at
    -66 dBFS."""
    rng = np.random.default_rng(4)
    names = test_noises(folder)
    music = [read_sound(folder / name) for name in names if name in _MUSIC]
    noise = [read_sound(folder / name) for name in names if name not in _MUSIC + _VOICES]
    half = int(SHARES_S["silence"] / 2 * SAMPLE_RATE)
    floor = rng.normal(0, 10 ** (-66 / 20), half).astype(np.float32)
    return {
        "silence": np.concatenate([np.zeros(half, np.float32), floor]),
        "noise": looped(noise, SHARES_S["noise"]),
        "music": looped(music, SHARES_S["music"]),
    }


def far_voices(folder: Path) -> Samples:
    """A crowded room, looped as above. folder: `noise`."""
    return looped([read_sound(folder / name) for name in _VOICES], VOICES_S)


def looped(sounds: Sequence[Samples], seconds: float) -> Samples:
    """One after the other, round and round, each time with the next gain, clipped at full scale."""
    wanted = int(seconds * SAMPLE_RATE)
    parts: list[Samples] = []
    have = number = 0
    while have < wanted:
        time_round, at = divmod(number, len(sounds))
        gain = np.float32(10 ** (GAINS_DB[(time_round + at) % len(GAINS_DB)] / 20))
        parts.append(np.clip(sounds[at] * gain, -1, 1))
        have, number = have + len(parts[-1]), number + 1
    return np.concatenate(parts)[:wanted]


def dictation(clips: Sequence[Clip], most_s: float, pause_s: float = 0.9) -> Samples:
    """Clips one after the other with pauses that end a turn, `most_s` at most."""
    pause = np.zeros(int(pause_s * SAMPLE_RATE), np.float32)
    parts: list[Samples] = [pause]
    for clip in clips:
        parts += [clip.samples, pause]
        if sum(map(len, parts)) >= most_s * SAMPLE_RATE:
            break
    return np.concatenate(parts)[: int(most_s * SAMPLE_RATE)]


def through(recogniser: Recogniser, sound: Samples) -> Passed:
    """Raises RuntimeError where the recogniser failed. cpu_s: of all threads of this process."""
    used = Settings()
    settings = ListenSettings(used.audio.vad, used.turns.silence_ms)
    listener = make_engine(recogniser, settings).listener()
    words: list[str] = []
    turns = 0
    begun = time.process_time()
    try:
        for event in _events(listener, to_grid(sound)):
            if isinstance(event, TurnFailed):
                raise RuntimeError(event.message)
            if isinstance(event, TurnFinal):
                turns += 1
                words += [word.text for word in event.words]
    finally:
        listener.close()
    return Passed(turns, tuple(words), len(sound) / SAMPLE_RATE, time.process_time() - begun)


def _events(listener: Listener, sound: Samples) -> Iterator[object]:
    for at in range(0, len(sound), BLOCK):
        yield from listener.accept(AudioBlock(sound[at : at + BLOCK], at, at / SAMPLE_RATE))
    yield from listener.finish()
