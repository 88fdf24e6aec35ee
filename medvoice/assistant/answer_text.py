"""Tokens → an answer's text in pieces, without thinking and without what stands behind its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from medvoice.assistant.thoughts import WithoutThoughts

_CUT = "\ufffd"
"""What a decoder writes for the first bytes of a character whose others are still to come."""


class AnswerText:
    """Collects one answer. `over`: its end has come. `empty`: nothing but blanks was given out."""

    def __init__(self, decode: Callable[[Sequence[int]], str], ends_at: str = "") -> None:
        """decode: ids to text, special tokens included. ends_at: text behind which nothing belongs
        to the answer any more; "": none."""
        self._decode = decode
        self._ends_at = ends_at
        self._thoughts = WithoutThoughts()
        self._ids: list[int] = []
        self._given = 0
        self.over = False
        self.empty = True

    def add(self, run: Sequence[int]) -> str:
        """What is certain to stand there now and was not given out before."""
        self._ids += run
        return self._give(final=False)

    def rest(self) -> str:
        """At the end: what was held back."""
        piece = self._give(final=True)
        held = self._thoughts.finish()
        self.empty = self.empty and not held.strip()
        return piece + held

    def _give(self, final: bool) -> str:
        text = self._decode(self._ids)
        if self._ends_at and self._ends_at in text:
            text, self.over = text[: text.index(self._ends_at)], True
        elif not final:
            text = text[: len(text) - self._uncertain(text)]
        piece = self._thoughts.feed(text[self._given :])
        self._given = max(self._given, len(text))
        self.empty = self.empty and not piece.strip()
        return piece

    def _uncertain(self, text: str) -> int:
        """Characters at the end that may still become something else."""
        held = len(text) - len(text.rstrip(_CUT))
        for length in range(1, len(self._ends_at)):
            if text.endswith(self._ends_at[:length]):
                held = max(held, length)
        return held
