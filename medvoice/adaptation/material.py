"""Clips: short recordings of one speaker, each with what was said in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from medvoice.adaptation.forced_alignment import aligned
from medvoice.adaptation.targets import Targets
from medvoice.asr.encoder import Logits
from medvoice.asr.windows import FRAME
from medvoice.audio.block import SAMPLE_RATE, AudioBlock, Samples
from medvoice.audio.file_source import FileSource

LONGEST_S = 15.0
"""Longer recordings are cut between words: memory for training grows with the length."""
SHORTEST_S = 0.2


@dataclass(frozen=True, slots=True)
class Clip:
    """samples: float32 mono at 16 kHz. text: what was said, in the dialect of `Targets`."""

    samples: Samples
    text: str

    @property
    def seconds(self) -> float:
        return len(self.samples) / SAMPLE_RATE


def read_clip(path: Path, text: str) -> Clip:
    """A whole recording. Raises SoundFileError."""
    source = FileSource(path)
    try:
        parts = [item.samples for item in source.captured() if isinstance(item, AudioBlock)]
    finally:
        source.close()
    return Clip(np.concatenate(parts) if parts else np.zeros(0, np.float32), text)


def usable(clip: Clip, targets: Targets) -> bool:
    return clip.seconds >= SHORTEST_S and bool(targets.ids(clip.text))


def cut(clip: Clip, targets: Targets, logits: Callable[[Samples], Logits]) -> list[Clip]:
    """Clips of at most about LONGEST_S, cut in the longest pauses between words.

    logits: the model's, float32 (frames, vocabulary) for one recording, frames 640 samples apart.
    Raises Unalignable where the text does not fit into the recording."""
    if clip.seconds <= LONGEST_S:
        return [clip]
    words = _units(clip.text)
    by_word = [targets.ids(word) or [] for word in words]
    tokens = [token for ids in by_word for token in ids]
    found = logits(clip.samples)
    found = found - np.logaddexp.reduce(found, axis=1, keepdims=True)
    firsts = aligned(found, tokens)
    starts, at = [], 0
    for ids in by_word:
        starts.append(firsts[min(at, len(firsts) - 1)])
        at += len(ids)
    return _cut_at(clip, words, starts)


def _units(text: str) -> list[str]:
    """Words; a marker of several words in braces is one."""
    units: list[str] = []
    for word in text.split():
        if units and units[-1].startswith("{") and "}" not in units[-1]:
            units[-1] += f" {word}"
        else:
            units.append(word)
    return units


def _cut_at(clip: Clip, words: list[str], starts: list[int]) -> list[Clip]:
    """starts: first frame of each word. Within every LONGEST_S the longest step between two words'
    starts is taken: a pause where there is one. The cut lies a third before the later word: its
    token comes inside the word, not at its beginning."""
    longest = int(LONGEST_S * SAMPLE_RATE / FRAME)
    clips: list[Clip] = []
    first, begin = 0, 0
    while first < len(words):
        rest = len(clip.samples) // FRAME - begin
        inside = [w for w in range(first + 1, len(words)) if starts[w] - begin <= longest]
        if rest <= longest or not inside:
            clips.append(Clip(clip.samples[begin * FRAME :], " ".join(words[first:])))
            break
        late = [w for w in inside if starts[w] - begin > longest // 3] or inside
        chosen = max(late, key=lambda w: starts[w] - starts[w - 1])
        end = starts[chosen] - (starts[chosen] - starts[chosen - 1]) // 3
        clips.append(Clip(clip.samples[begin * FRAME : end * FRAME], " ".join(words[first:chosen])))
        first, begin = chosen, end
    return clips
