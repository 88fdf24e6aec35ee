"""A recogniser that says what a test wrote down, and sound for it: bursts that webrtc calls speech."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile

from medvoice.asr.hypothesis import Hypothesis, Word
from medvoice.asr.recogniser import RecogniserError
from medvoice.audio.block import Samples

RATE = 16_000
FRAME = 640


def buzz(seconds: float, seed: int = 0) -> Samples:
    """A voiced sound: harmonics of 120 Hz under a syllable-like envelope."""
    time = np.arange(int(seconds * RATE)) / RATE
    rng = np.random.default_rng(seed)
    pitch = 120 * (1 + 0.05 * np.sin(2 * np.pi * 0.7 * time))
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    sound = sum(np.sin(k * phase + rng.uniform(0, 6)) / k for k in range(1, 25))
    envelope = 0.6 + 0.4 * np.sin(2 * np.pi * 4 * time)
    return (0.1 * sound * envelope).astype(np.float32)


def dictation_wav(path: Path, turns: int, speech_s: float = 1.5, pause_s: float = 1.4) -> Path:
    """`turns` bursts with pauses between them."""
    noise = np.random.default_rng(1).normal(0, 1e-4, int(pause_s * RATE)).astype(np.float32)
    parts = [noise]
    for number in range(turns):
        parts += [buzz(speech_s, number), noise]
    soundfile.write(path, np.concatenate(parts), RATE)
    return path


@dataclass
class ScriptedRecogniser:
    """Turn n (from 1) is texts[n - 1], its words spread evenly; "~word" is heard unsurely; "!" alone
    raises RecogniserError."""

    texts: Sequence[str]
    name: str = "scripted (test)"
    notice: str = ""
    coverage_lag: int = 0
    closed: bool = False
    opened: list[int] = field(default_factory=list)
    terms: tuple[str, ...] = ()

    def favouring(self, terms: tuple[str, ...]) -> ScriptedRecogniser:
        self.terms = terms
        return self

    def giving_way(self) -> ScriptedRecogniser:
        return self

    def open_turn(self, turn: int, start: int) -> ScriptedTurn:
        self.opened.append(turn)
        number = len(self.opened)
        text = self.texts[number - 1] if number <= len(self.texts) else ""
        return ScriptedTurn(turn, start, text)

    def close(self) -> None:
        self.closed = True


class ScriptedTurn:
    readings = ()

    def __init__(self, turn: int, start: int, text: str) -> None:
        self.turn, self.start, self.text = turn, start, text
        self.revision = 0
        self.at = start
        self.token: int | None = None

    def feed(self, samples: Samples) -> None:
        loud = np.nonzero(np.abs(samples) > 0.02)[0]
        if len(loud):
            self.token = self.at + int(loud[-1])
        self.at += len(samples)

    def advance(self) -> Hypothesis | None:
        words = self.words(self.start + 32_000)
        said = [w for w in words if w.end <= self.at]
        covered = self.at // FRAME * FRAME
        return Hypothesis(
            self.turn, self.revision, tuple(said[:-2]), tuple(said[-2:]), covered, self.token
        )

    def token_by(self, sample: int) -> tuple[int, int | None] | None:
        covered = self.at // FRAME * FRAME
        return (covered, self.token) if covered >= sample else None

    under_way = False

    def poll(self, seconds: float) -> Hypothesis | None:
        return self.advance()

    def finish(self, end: int) -> ScriptedTurn:
        self.end = end
        return self

    def result(self) -> tuple[Word, ...]:
        if self.text == "!":
            raise RecogniserError("the encoder failed (a test)")
        return self.words(self.end)

    def words(self, end: int) -> tuple[Word, ...]:
        texts = tokens(self.text)
        step = (end - self.start) / max(1, len(texts))
        return tuple(
            Word(
                t.removeprefix("~"),
                int(self.start + i * step),
                int(self.start + (i + 1) * step),
                0.3 if t.startswith("~") else 0.9,
            )
            for i, t in enumerate(texts)
        )

    def cancel(self) -> None: ...

    def reopened(self, revision: int) -> None:
        self.revision = revision

    def close(self) -> None: ...


def tokens(text: str) -> list[str]:
    """Words and markers: "{new paragraph}" is one."""
    from medvoice.language.reader import typed

    return [word.text for word in typed(text)]
