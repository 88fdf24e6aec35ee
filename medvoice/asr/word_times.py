"""Where words begin and end: from the frames of their tokens to samples.

A CTC model puts a token somewhere inside what it heard, on few frames: the first token of a word
after its begin, the last before its end. So a word reaches out from its tokens by `REACH` at both
sides, and where two words are nearer to each other than that, they meet half-way.
"""

from __future__ import annotations

from collections.abc import Sequence

from medvoice.asr.decoder import DecodedWord
from medvoice.asr.hypothesis import Word
from medvoice.asr.windows import CENTRE, FRAME

REACH = 4 * FRAME
"""Samples (160 ms) that a word reaches out before the centre of its first frame and behind that of
its last one. The best of `python -m benchmarks.word_times --tune`; one frame more or less costs
little (docs/measurements/streaming.md)."""


def placed(
    words: Sequence[DecodedWord], start: int, stop: int | None = None, reach: int = REACH
) -> list[Word]:
    """Encoder frames -> absolute samples. start: absolute sample of frame 0. stop: the turn's end,
    where it is known.

    A word's times depend on its own frames and on its neighbours' alone. Starts and ends never run
    backwards, and every word lasts."""
    firsts = [start + FRAME * word.first + CENTRE for word in words]
    lasts = [start + FRAME * word.last + CENTRE for word in words]
    meets = [(last + first) // 2 for last, first in zip(lasts, firsts[1:], strict=False)]
    found = []
    for at, word in enumerate(words):
        begin, end = max(start, firsts[at] - reach), lasts[at] + reach
        begin = max(begin, meets[at - 1]) if at else begin
        end = min(end, meets[at]) if at < len(meets) else end
        end = end if stop is None else min(end, stop)
        found.append(Word(word.text, begin, max(end, begin + 1), min(1.0, word.confidence)))
    return found
