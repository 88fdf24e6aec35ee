"""Drafts: what the text is likely to go on with, copied from where the same words stood before.

A draft costs nothing when it is wrong (the model checks it in the forward pass that it makes
anyway) and saves a model call for every token that is right. Reports copy most of their words from
the dictation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

LONGEST = 4
"""Tokens of the end of the text that are looked up; fewer where so many were not seen before."""

MOST_PROMPT = 4096
"""Tokens of the prompt that are looked at, from its end: an image is 256 that say nothing."""

_GAP = -1
"""No token: no draft runs from one source into the next."""

SHORTEST_WRITTEN = 2
"""In what was not marked as a source of copies (prompt, output) one token alone proves little."""


class Drafts:
    """Knows the sources and the text so far; proposes. Tokens are ids."""

    def __init__(self, copies: Sequence[Sequence[int]], prompt: Sequence[int]) -> None:
        """copies: texts that the output is likely to repeat. prompt: all that the model read."""
        self._tokens: list[int] = []
        self._ends: dict[tuple[int, ...], list[int]] = defaultdict(list)
        self._add(prompt[-MOST_PROMPT:])
        self._copies_from = len(self._tokens)
        for source in copies:
            self._add([_GAP, *source])
        self._copies_to = len(self._tokens)
        self._add([_GAP])
        self._cursor = self._copies_from
        self._written = list(prompt[-LONGEST:])

    def extend(self, tokens: Sequence[int]) -> None:
        """The text has gone on."""
        for token in tokens:
            if self._cursor < self._copies_to and self._tokens[self._cursor] == token:
                self._cursor += 1
        self._add(tokens)
        self._written = [*self._written, *tokens][-LONGEST:]

    def propose(self, most: int) -> list[int]:
        """At most `most` tokens that may come next; none where nothing like it was seen."""
        for length in range(min(LONGEST, len(self._written)), 0, -1):
            start = self._after(tuple(self._written[-length:]), length)
            if start is not None:
                return self._run(start, most)
        return []

    def _after(self, key: tuple[int, ...], length: int) -> int | None:
        """Where the text goes on behind the best earlier place of `key`: in the copies, the first
        place behind what was copied last (a report follows its dictation), else their first; then
        the latest place anywhere else."""
        ends = self._ends.get(key, ())
        inside = [e for e in ends if self._copies_from < e < self._copies_to]
        if inside:
            return next((e for e in inside if e >= self._cursor), inside[0])
        if length < SHORTEST_WRITTEN:
            return None
        return next((e for e in reversed(ends) if e < len(self._tokens)), None)

    def _run(self, start: int, most: int) -> list[int]:
        run: list[int] = []
        for token in self._tokens[start : start + most]:
            if token == _GAP:
                break
            run.append(token)
        if self._copies_from <= start < self._copies_to:
            self._cursor = start
        return run

    def _add(self, tokens: Sequence[int]) -> None:
        for token in tokens:
            self._tokens.append(token)
            here = len(self._tokens)
            for length in range(1, min(LONGEST, here) + 1):
                key = tuple(self._tokens[here - length : here])
                if _GAP in key:
                    break
                self._ends[key].append(here)
