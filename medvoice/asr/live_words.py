"""LiveWords: what a turn shows while it lasts, stable words and tail, as one stream of logits.

Stable is what the final pass has settled, so that a final revises none of it. The tail goes on from
there: the final pass's own stream, forked, and fed with the logits of the streaming windows from
the settled frame on.
"""

from __future__ import annotations

import numpy as np

from medvoice.asr.decoder import DecodedWord, Decoder
from medvoice.asr.encoder import Logits
from medvoice.asr.final_pass import FinalPass, Settled
from medvoice.asr.hypothesis import Word
from medvoice.asr.stitching import NOTHING, seam
from medvoice.asr.word_times import placed


class LiveWords:
    """Frames are encoder frames from the turn's start; start: its absolute sample."""

    def __init__(self, final: FinalPass, decoder: Decoder, start: int) -> None:
        self._final = final
        self._blank = decoder.blank
        self._start = start
        self._stream = decoder.stream()
        self._settled_to = 0
        self._given: list[DecodedWord] = []  # settled, but the next one is not known; then live
        self._before: DecodedWord | None = None  # the last stable word
        self._recent = NOTHING  # stitched logits from the settled frame on
        self._last_token: int | None = None
        self.stable: tuple[Word, ...] = ()
        """Append-only."""

    @property
    def last_token(self) -> int | None:
        """Frame of the last token in what was pushed; never goes back."""
        return self._last_token

    def push(self, kept: Logits) -> None:
        """Stitched logits of the next streaming chunk, (n, vocabulary)."""
        self._recent = np.concatenate([self._recent, kept]) if len(self._recent) else kept
        self._hear(kept)

    def settle(self, settled: Settled) -> None:
        """The final pass is that far; not further than what was pushed."""
        if settled.frame == self._settled_to:
            return
        self._recent = self._recent[settled.frame - self._settled_to :]
        self._settled_to = settled.frame
        self._stream = settled.stream.fork()
        # A word's end depends on the next word, so the last one that is settled has to wait.
        first = len(self.stable)
        words = self._final.given(first, settled.words)
        self.stable += tuple(self._placed(words)[: len(words) - 1])
        if len(words) > 1:
            self._before = words[-2]
        self._given = words[-1:]
        length = min(len(settled.ahead), len(self._recent))
        taken = 0
        if length:
            taken = seam(settled.ahead[:length], self._recent[:length], self._blank)
        if taken:
            self._recent = np.concatenate([settled.ahead[:taken], self._recent[taken:]])
        self._hear(self._recent)

    def tail(self, behind: Logits) -> tuple[Word, ...]:
        """Words behind the stable ones. behind: logits of the frames after what was pushed."""
        return tuple(self._placed([*self._given, *self._stream.ended(behind)]))

    def _hear(self, logits: Logits) -> None:
        self._given += self._stream.push(logits)
        last = self._stream.last_token
        if last is not None:
            self._last_token = max(last, self._last_token or 0)

    def _placed(self, words: list[DecodedWord]) -> list[Word]:
        if self._before is None:
            return placed(words, self._start)
        return placed([self._before, *words], self._start)[1:]
