"""Where words begin and end: from the frames of their tokens to samples.

A CTC model puts a token somewhere inside what it heard, on few frames, the first token of a word
after its begin and the last before its end. So a word reaches out from its tokens at both sides,
but not into its neighbours: where two words are nearer to each other than both would reach, the gap
between them is shared in the same proportion.
"""

from __future__ import annotations

from collections.abc import Sequence

from medvoice.asr.decoder import DecodedWord
from medvoice.asr.hypothesis import Word
from medvoice.asr.windows import CENTRE, FRAME

BEFORE = 5 * FRAME // 2
"""Samples that a word reaches out before the centre of its first frame."""

BEHIND = 5 * FRAME // 2
"""Samples that a word reaches out behind the centre of its last frame."""


def placed(words: Sequence[DecodedWord], start: int, stop: int | None = None) -> list[Word]:
    """Encoder frames -> absolute samples. start: absolute sample of frame 0. stop: the turn's end,
    where it is known.

    A word's times depend on its own frames and on its neighbours' alone. Starts and ends never run
    backwards, and every word lasts."""
    found = []
    for at, word in enumerate(words):
        first = start + FRAME * word.first + CENTRE
        last = start + FRAME * word.last + CENTRE
        before = behind = None
        if at:
            before = first - FRAME * (word.first - words[at - 1].last)
        if at + 1 < len(words):
            behind = last + FRAME * (words[at + 1].first - word.last)
        begin = first - BEFORE if before is None else max(first - BEFORE, _between(before, first))
        end = last + BEHIND if behind is None else min(last + BEHIND, _between(last, behind))
        begin = max(begin, start)
        end = end if stop is None else min(end, stop)
        found.append(Word(word.text, begin, max(end, begin + 1), min(1.0, word.confidence)))
    return found


def _between(last: int, first: int) -> int:
    """Where a word that ends with a token at `last` meets one that begins with one at `first`."""
    return last + (first - last) * BEHIND // (BEHIND + BEFORE)
