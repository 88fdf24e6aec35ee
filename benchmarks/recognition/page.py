"""The tables, as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.recognition.measure import Tally

HEARD = 0.02
UNHEARD, GOAL, BEAM_GOAL = 0.10, 0.06, 0.04
NOISE_FACTOR, NOISE_POINTS = 1.6, 0.02
MARKS, FLIPPING = 0.97, 0.985
HALLUCINATED = 2
SEAM = 1.1
REAL_TIME = 0.3


@dataclass(frozen=True, slots=True)
class Verdict:
    """figure: what is judged, against "most" (or "least") limit. whole: False where not everything
    was heard: then it is not judged."""

    figure: float
    limit: float
    least: bool = False
    whole: bool = True

    @property
    def met(self) -> bool:
        return self.figure >= self.limit if self.least else self.figure <= self.limit

    def __str__(self) -> str:
        if not self.whole:
            return "heard in part"
        return "met" if self.met else "MISSED"


def noise_limit(clean: float) -> float:
    return NOISE_FACTOR * clean + NOISE_POINTS


def percent(value: float, digits: int = 1) -> str:
    return f"{100 * value:.{digits}f} %"


def wer(tally: Tally | None) -> str:
    """With the number of recordings heard, where those are not all."""
    if tally is None or not tally.score.words.words:
        return "—"
    return percent(tally.wer) + part(tally)


def part(tally: Tally) -> str:
    return f" ({tally.clips} of {tally.of})" if tally.clips < tally.of else ""


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [_line(head), _line(["---", *["---:"] * (len(head) - 1)]), *map(_line, rows)]
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def against(greedy: Verdict | None, beam: Verdict | None) -> str:
    """Both decoders' verdicts in one cell; "met" or "MISSED" alone where they agree."""
    said = {name: str(v) for name, v in (("greedy", greedy), ("beam", beam)) if v is not None}
    if len(said) == 2 and len(set(said.values())) == 1:
        return next(iter(said.values()))
    return ", ".join(f"{name} {text}" for name, text in said.items()) or "—"
