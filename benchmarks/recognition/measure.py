"""A recogniser over a set: answers from the disk or newly heard, scored as `medvoice eval` does."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.recognition.answers import Answer, Answers
from benchmarks.recognition.sets import Clip
from benchmarks.recognition.systems import Hear, System
from medvoice.evaluation.scorer import Score, Scorer
from medvoice.evaluation.terms import TermKind

FLIPPING = (TermKind.NEGATION, TermKind.SIDE)


@dataclass(frozen=True, slots=True)
class Tally:
    """clips: that have an answer, of so many. exact: those without an error in words or marks."""

    score: Score = field(default_factory=Score)
    clips: int = 0
    of: int = 0
    exact: int = 0
    audio_s: float = 0.0
    cpu_s: float = 0.0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.score + other.score,
            self.clips + other.clips,
            self.of + other.of,
            self.exact + other.exact,
            self.audio_s + other.audio_s,
            self.cpu_s + other.cpu_s,
        )

    @property
    def whole(self) -> bool:
        return self.clips == self.of > 0

    @property
    def wer(self) -> float:
        return self.score.words.rate

    @property
    def flipping(self) -> tuple[int, int, int]:
        """(in the references, missed, invented) negations and sides."""
        terms = [self.score.terms[kind] for kind in FLIPPING]
        return (
            sum(t.terms for t in terms),
            sum(t.missed for t in terms),
            sum(t.invented for t in terms),
        )


class Ears:
    """A system that is loaded when something must be heard newly."""

    def __init__(self, system: System, cache: Path, scorer: Scorer, kept: bool = False) -> None:
        """kept: only answers that are on the disk, also of other versions of our code."""
        self.system = system
        self._kept = kept
        self._answers = Answers(cache, system.key, system.weights if kept else "")
        self._scorer = scorer
        self._hear: Hear | None = None

    def answer(self, clip: Clip) -> Answer | None:
        """None: not kept."""
        known = self._answers.get(clip.key)
        if known is not None or self._kept:
            return known
        if self._hear is None:
            self._hear = self.system.open()
        begun = time.process_time()
        text = self._hear(clip.samples)
        found = Answer(text, time.process_time() - begun)
        self._answers.put(clip.key, found)
        return found

    def tally(self, clips: Sequence[Clip], what: str) -> Tally:
        """what: said on a terminal while it works. In `mixed_order`."""
        total = Tally()
        shown = sys.stderr.isatty()
        for number, clip in enumerate(mixed_order(clips), 1):
            if shown:
                line = f"\r\033[K{self.system.name}: {what} {number}/{len(clips)}"
                print(line, end="", file=sys.stderr, flush=True)
            total += self.one(clip)
        if shown:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
        return total

    def one(self, clip: Clip) -> Tally:
        answer = self.answer(clip)
        if answer is None:
            return Tally(of=1)
        compared = self._scorer.compare(
            clip.reference, answer.text, clip.dialect, self.system.dialect
        )
        marks = compared.score.marks
        exact = not compared.errors and not (marks.wrong or marks.missing or marks.extra)
        return Tally(compared.score, 1, 1, int(exact), clip.seconds, answer.cpu_s)


def mixed_order(clips: Sequence[Clip]) -> list[Clip]:
    """Always the same, so that the part heard by a run that was stopped is like the whole."""
    return random.Random(1).sample(clips, len(clips))


def by_group(ears: Ears, clips: Iterable[Clip]) -> dict[str, Tally]:
    """Voice → tally, sorted."""
    found: dict[str, Tally] = {}
    for clip in clips:
        found[clip.group] = found.get(clip.group, Tally()) + ears.one(clip)
    return dict(sorted(found.items()))
