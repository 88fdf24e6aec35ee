"""Frame-wise targets from known times: a phone a frame, and each token at the frame at its centre.

Encoder frame j stands for 72.5 ms + 40 ms * j (the middle of the sound that it sees).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from training.vocabulary import SPACE, Vocabulary
from training.voices.spoken import PHONES, Timed

FRAME_S = 0.04
FIRST_S = 0.0725
IGNORE = -100
_PHONE_IDS = {phone: number for number, phone in enumerate(PHONES)}
Ids = npt.NDArray[np.int64]


def encoder_frames(mel_frames: int) -> int:
    """Two unpadded convolutions, kernel 5, stride 2."""
    once = (mel_frames - 5) // 2 + 1
    return max(0, (once - 5) // 2 + 1)


def phone_targets(phones: list[Timed], frames: int) -> Ids:
    """(frames,), IGNORE everywhere when the phones are not known."""
    if not phones:
        return np.full(frames, IGNORE, np.int64)
    target = np.zeros(frames, np.int64)
    for phone, start, end in phones:
        target[_frame(start, frames) : _frame(end, frames)] = _PHONE_IDS[phone]
    return target


def token_targets(words: list[Timed], vocabulary: Vocabulary, frames: int) -> Ids:
    """(frames,), blank between tokens; IGNORE everywhere when the times are not known."""
    if not words:
        return np.full(frames, IGNORE, np.int64)
    target = np.zeros(frames, np.int64)
    last, last_id = -1, 0
    for word, start, end in words:
        ids = vocabulary.word(word)
        lengths = [max(1, len(vocabulary.pieces[i][0].replace(SPACE, ""))) for i in ids]
        edges = start + (end - start) * np.cumsum([0, *lengths]) / sum(lengths)
        for number, token in enumerate(ids):
            at = round(((edges[number] + edges[number + 1]) / 2 - FIRST_S) / FRAME_S)
            at = max(at, last + (2 if token == last_id else 1), 0)
            if at < frames:
                target[at] = token
                last, last_id = at, token
    return target


def _frame(seconds: float, frames: int) -> int:
    """First frame whose time is not before `seconds`."""
    return int(np.clip(np.ceil((seconds - FIRST_S) / FRAME_S), 0, frames))
