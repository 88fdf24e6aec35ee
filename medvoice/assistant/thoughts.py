"""Taking a model's thinking out of its answer, while the answer is still coming.

MedGemma may think unasked, between the tokens <unused94> and <unused95>; some servers write the
first one as nothing, so that the answer seems to begin with the word "thought".
"""

from __future__ import annotations

_BEGIN, _END = "<unused94>", "<unused95>"
_HEADING = "thought"
"""What the thinking begins with where the server swallowed the first token."""


class WithoutThoughts:
    """Feed it pieces of text; it gives back what is answer. `still_thinking`: the thinking has
    begun and has not ended."""

    def __init__(self) -> None:
        self._held = ""
        self._open, self._after_thoughts = True, False
        self.still_thinking = False

    def feed(self, piece: str) -> str:
        if not self._open:
            return piece
        self._held += piece
        if _END in self._held:
            self._held = self._held.rpartition(_END)[2]
            self.still_thinking, self._after_thoughts = False, True
        if self._after_thoughts:
            self._held = self._held.lstrip()
            self._open = not self._held
        else:
            begun = self._held.lstrip()
            self.still_thinking = begun.startswith(_OPENINGS)
            self._open = self.still_thinking or any(o.startswith(begun) for o in _OPENINGS)
        return "" if self._open else self._let_go()

    def finish(self) -> str:
        """What was held back and was no thinking after all."""
        return "" if self.still_thinking else self._let_go()

    def _let_go(self) -> str:
        held, self._held = self._held, ""
        return held


_OPENINGS = (_BEGIN, f"{_HEADING}\n")


def without_thoughts(text: str) -> str:
    """Of a whole answer; "" where it is nothing but thinking."""
    cut = WithoutThoughts()
    return cut.feed(text) + cut.finish()
