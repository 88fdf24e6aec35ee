"""Joins the logits of overlapping windows into one stream, by absolute frame.

Two windows may put the same token one frame apart. Changed over at a fixed frame, it could then be
in neither half or in both. So the older window is kept beyond its chunk until both windows say
blank in the same frame, and the newer one takes over there.
"""

from __future__ import annotations

import numpy as np

from medvoice.asr.encoder import Logits
from medvoice.asr.windows import Window

NOTHING: Logits = np.zeros((0, 0), np.float32)


def seam(old: Logits, new: Logits, blank: int) -> int:
    """How many frames to take from `old`; both (n, vocabulary), the same frames in two windows.

    The first frame where both say blank, else where both say the same, else 0."""
    first, second = old.argmax(axis=1), new.argmax(axis=1)
    same = first == second
    for agreed in (same & (first == blank), same):
        if agreed.any():
            return int(agreed.argmax())
    return 0


def joined(
    ahead: Logits, logits: Logits, window: Window, overlap: int, blank: int
) -> tuple[Logits, Logits]:
    """(logits of the kept frames, the next `ahead`: up to `overlap` frames behind them).

    ahead: what the window before said of the first frames that this one keeps (may be empty).
    logits: of all frames of `window`."""
    kept = logits[window.keep_from - window.first : window.keep_to - window.first]
    length = min(len(ahead), len(kept))
    if length:
        taken = seam(ahead[:length], kept[:length], blank)
        kept = np.concatenate([ahead[:taken], kept[taken:]])
    behind = window.keep_to - window.first
    return kept, logits[behind : behind + overlap].copy()
