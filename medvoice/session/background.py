"""Voices in the background: words that the recogniser is not sure of, pause by pause.

Such words are set aside: they stay in the log and on screen, and "that was dictation" puts them
into the report. A turn is cut into runs at pauses of RUN_PAUSE; each run is judged by the mean
confidence of its words.

- In an ordinary turn a run of FEW words or more below LEAST_SURE is set aside. Of 60 held-out
  sentences in voices that the bundled model never heard and of 70 clips of people through Whisper
  tiny.en none was below 0.6; of a crowded room's 18 turns in three minutes none was above 0.48.
  Shorter runs stay: "three" said by a person had 0.16 to 0.45.
- A turn is *doubtful* when it opened in doubt (the one before was noise or was set aside), when all
  of it is below LEAST_SURE, or when it is long with few words (who dictates says 1.3 to 2.6 words a
  second between two pauses, marks included; into the crowded room 0.2 to 0.6 were written). In
  such a turn only runs that are sure stay: FEW words at LEAST_SURE, or fewer at SURE. The room's
  single words reached 0.77.
- A turn of nothing but articles, prepositions and conjunctions below LEAST_SURE is doubtful, too:
  nobody dictates "the" and stops (what a noise was taken for, at 0.27).

People whom the bundled model does not understand (0.35 to 0.66) are set aside, too, when what it
writes is a guess.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from medvoice.audio.block import SAMPLE_RATE

LEAST_SURE = 0.5
"""Mean confidence of the words of a run."""
SURE = 0.85
FEW = 3
LONG_S = 4.0
MOST_WORDS_A_SECOND = 0.8
RUN_PAUSE = 7 * SAMPLE_RATE // 10
"""Samples: the silence that ends a turn by default."""

CANNOT_STAND_ALONE = frozenset("a an the of and or with to in on at for from by is are it".split())

WHY = "voices in the background"


class Heard(Protocol):
    """A word: absolute samples and confidence 0..1."""

    @property
    def text(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def confidence(self) -> float: ...


def background_runs(
    words: Sequence[Heard], start: int, end: int, *, in_doubt: bool
) -> tuple[tuple[int, int], ...]:
    """[first, stop) of the words to be set aside, neighbours joined. start, end: of the turn."""
    runs = tuple(_runs(words))
    doubtful = in_doubt or _doubtful(words, start, end)
    aside: list[tuple[int, int]] = []
    for first, stop in runs:
        run = words[first:stop]
        if is_sure(run) if doubtful else (len(run) < FEW or _mean(run) >= LEAST_SURE):
            continue
        if aside and aside[-1][1] == first:
            first = aside.pop()[0]
        aside.append((first, stop))
    return tuple(aside)


def is_sure(run: Sequence[Heard]) -> bool:
    """Sure enough to be dictation though the turn is doubtful."""
    return _mean(run) >= (LEAST_SURE if len(run) >= FEW else SURE)


def sure_until(words: Sequence[Heard]) -> int | None:
    """End (sample) of the last run that is sure; None while there is none."""
    ends = [words[stop - 1].end for first, stop in _runs(words) if is_sure(words[first:stop])]
    return max(ends, default=None)


def _doubtful(words: Sequence[Heard], start: int, end: int) -> bool:
    if not words or _mean(words) >= LEAST_SURE:
        return False
    seconds = (end - start) / SAMPLE_RATE
    sparse = seconds >= LONG_S and len(words) / seconds < MOST_WORDS_A_SECOND
    fragment = all(word.text.lower() in CANNOT_STAND_ALONE for word in words)
    return fragment or sparse or len(words) >= FEW


def _mean(words: Sequence[Heard]) -> float:
    return sum(word.confidence for word in words) / len(words) if words else 0.0


def _runs(words: Sequence[Heard]) -> Iterator[tuple[int, int]]:
    first = 0
    for at in range(1, len(words) + 1):
        if at == len(words) or words[at].start - words[at - 1].end >= RUN_PAUSE:
            yield first, at
            first = at
