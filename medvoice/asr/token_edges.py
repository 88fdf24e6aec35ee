"""TokenEdges: the last token of a turn up to a place, for the decision where the turn ends.

It has to be the same on every machine, but which streaming windows are taken is not: one that waits
when the next is due gives way to a wider one, and a wider window may hear other tokens. So only the
usual windows count here, chunk by chunk; one that was left out is computed when it is asked for.
Going back from that place, only as far as the first chunk with a token: in speech that is one.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from medvoice.asr.encoder import Logits
from medvoice.asr.windows import StreamScheme, Window


class TokenEdges:
    """Of one turn. Frames are encoder frames from its start; chunk k ends at frame
    (k + 1) * scheme.chunk."""

    def __init__(self, scheme: StreamScheme, silent: frozenset[int]) -> None:
        """silent: ids that are no token: the blank, and what is dropped."""
        self._scheme = scheme
        self._silent = sorted(silent)
        self._known: dict[int, int | None] = {}
        self._told = -1  # the last chunk that was asked for
        self._token: int | None = None  # as it was told then

    def note(self, window: Window, logits: Logits) -> None:
        """A streaming window was computed. logits: of all its frames."""
        chunk = window.keep_from // self._scheme.chunk
        if window == self._scheme.usual(chunk) and chunk > self._told:
            # Two windows may put a token one frame apart; none between them is in neither.
            behind = logits[window.keep_from - window.first :][: self._scheme.chunk_and_seam]
            heard = np.flatnonzero(~np.isin(behind.argmax(axis=1), self._silent))
            last = window.keep_from + int(heard[-1]) if len(heard) else None
            self._known[chunk] = None if last is None else min(last, window.keep_to - 1)

    def last_token(self, chunk: int, compute: Callable[[Window], Logits]) -> int | None:
        """Frame of the last token up to the end of this chunk, None where there is none; not in
        front of a chunk that was asked for before."""
        for one in range(chunk, self._told, -1):
            if one not in self._known:
                window = self._scheme.usual(one)
                self.note(window, compute(window))
            token = self._known[one]
            if token is not None:
                self._token = token
                break
        self._told = max(self._told, chunk)
        self._known = {one: token for one, token in self._known.items() if one > self._told}
        return self._token

    def needs(self, kept: int) -> int:
        """Frames in front of it are not wanted. kept: frames that streaming has reached."""
        first = self._told + 1
        while first in self._known:
            first += 1
        return min(kept, first * self._scheme.chunk) - self._scheme.left
