"""Checking a recogniser on a recording: finite, streamed as offline, and what it should say."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from medvoice.asr.ctc_recogniser import CtcRecogniser
from medvoice.asr.hypothesis import Word
from medvoice.asr.recogniser import Recogniser
from medvoice.asr.whisper_recogniser import WhisperRecogniser
from medvoice.audio.block import SAMPLE_RATE, AudioBlock, Samples
from medvoice.audio.file_source import FileSource

WINDOW_S = 20
"""Seconds looked at at a time for finite logits; the makers' own window."""

CHUNKS = (480, 1111, 640, 7_001)
"""Samples fed at a time while streaming: on and off the encoder's grid of 640."""

MOST_APART = 0.03
"""Share of words that may differ from the makers' text: theirs was decoded in other windows, and
number formats differ. The differing words are shown."""


@dataclass(frozen=True, slots=True)
class Check:
    """name: what was looked at. detail: figures, and what to do where it did not pass."""

    name: str
    passed: bool
    detail: str


def read_sound(path: Path, most_s: float) -> Samples:
    """The first `most_s` seconds, float32 at 16 kHz. Raises SoundFileError."""
    source = FileSource(path)
    parts: list[Samples] = []
    for item in source.captured():
        if isinstance(item, AudioBlock):
            parts.append(item.samples)
            if item.end >= most_s * SAMPLE_RATE:
                source.close()
    sound = np.concatenate(parts) if parts else np.zeros(0, np.float32)
    return sound[: int(most_s * SAMPLE_RATE)]


def check_recogniser(
    recogniser: Recogniser, sound: Samples, expected: str, say: Callable[[str], None]
) -> list[Check]:
    """expected: the text that the makers published for this sound, "" for none. say: told what the
    recogniser wrote. Raises RecogniserError."""
    if not isinstance(recogniser, CtcRecogniser | WhisperRecogniser):
        raise TypeError(f"{recogniser.name} cannot be checked")
    checks = [_finite(recogniser, sound)] if isinstance(recogniser, CtcRecogniser) else []
    offline = recogniser.transcribe(sound)
    text = " ".join(word.text for word in offline)
    say(text or "(no words)")
    checks.append(_same(offline, _streamed(recogniser, sound)))
    if expected:
        checks.append(compare(expected, text))
    return checks


def compare(expected: str, text: str) -> Check:
    """The makers' text against ours, word by word; "</s>" is a control token and no word."""
    theirs = expected.replace("</s>", " ").split()
    ours = text.replace("</s>", " ").split()
    differ = [
        f"{' '.join(theirs[a:b]) or '(nothing)'} → {' '.join(ours[c:d]) or '(nothing)'}"
        for op, a, b, c, d in _steps(theirs, ours)
        if op != "equal"
    ]
    wrong = sum(max(b - a, d - c) for op, a, b, c, d in _steps(theirs, ours) if op != "equal")
    name = "the makers' published text"
    if not wrong:
        return Check(name, True, f"the same, all {len(theirs)} words and marks")
    shown = "; ".join(differ[:10]) + ("; …" if len(differ) > 10 else "")
    detail = f"{wrong} of {len(theirs)} words and marks differ: {shown}"
    return Check(name, wrong <= MOST_APART * len(theirs), detail)


def _steps(theirs: list[str], ours: list[str]) -> Sequence[tuple[str, int, int, int, int]]:
    return difflib.SequenceMatcher(None, theirs, ours, autojunk=False).get_opcodes()


def _finite(recogniser: CtcRecogniser, sound: Samples) -> Check:
    bad = total = 0
    for at in range(0, len(sound), WINDOW_S * SAMPLE_RATE):
        logits = recogniser.logits(sound[at : at + WINDOW_S * SAMPLE_RATE])
        bad += int(logits.size - np.count_nonzero(np.isfinite(logits)))
        total += logits.size
    detail = f"{total} values, all finite" if not bad else f"{bad} of {total} values are not finite"
    return Check("logits", not bad and total > 0, detail)


def _streamed(recogniser: Recogniser, sound: Samples) -> tuple[Word, ...]:
    """As live dictation does it: fed as it comes, windows decoded in between, then the final."""
    turn = recogniser.open_turn(1, 0)
    at = number = 0
    while at < len(sound):
        size = CHUNKS[number % len(CHUNKS)]
        turn.feed(sound[at : at + size])
        turn.advance()
        at, number = at + size, number + 1
    words = turn.finish(len(sound)).result()
    turn.close()
    return words


def _same(offline: tuple[Word, ...], streamed: tuple[Word, ...]) -> Check:
    name = "streamed = offline"
    if offline == streamed:
        return Check(name, True, f"{len(offline)} words, the same text, times and confidences")
    a, b = [w.text for w in offline], [w.text for w in streamed]
    return Check(
        name, False, f"offline {' '.join(a)!r}, streamed {' '.join(b)!r}. Please report this."
    )
