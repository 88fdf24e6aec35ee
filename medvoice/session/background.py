"""Voices in the background: words that the recogniser is not sure of, pause by pause.

Such words are set aside: they stay in the log and on screen, and "that was dictation" puts them
into the report. A turn is cut into runs at pauses of RUN_PAUSE; each run is judged by the mean
confidence of its words that say something: articles, prepositions, conjunctions and marks come
from the language model as much as from the sound ("and with" had 0.8 and 0.96 in a crowded room).

- Only a *doubtful* turn is judged: one that opened in doubt (the one before was noise or was set
  aside), or one below LEAST_SURE on the whole that has FEW words or more, that is long with few
  words (who dictates says 1.3 to 2.6 words a second between two pauses, marks included; into the
  crowded room 0.2 to 0.6 were written) or that says nothing (nobody dictates "the" and stops: what
  a noise was taken for, at 0.27). Of 240 recordings of held-out and new sentences none was below
  0.6, of 73 commands two were below 0.5 and misheard (benchmarks/background_words.py); of 70 clips
  of people through Whisper tiny.en none; of a crowded room's 18 turns in three minutes none was
  above 0.5. One or two words that are unsure stay: "three" said by a person had 0.16 to 0.45. A
  run that is unsure in a turn that is not stays, too: 7 of 863 words of heard voices would go.
- In a doubtful turn the runs that are sure stay: FEW words that say something at RATHER_SURE, or
  fewer at SURE. The room's single words reached 0.77.

People whom the bundled model does not understand (0.35 to 0.66) are set aside, too, when what it
writes is a guess.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from medvoice.audio.block import SAMPLE_RATE

LEAST_SURE = 0.5
"""Mean confidence of the words of a run."""
RATHER_SURE = 0.6
SURE = 0.85
FEW = 3
LONG_S = 4.0
MOST_WORDS_A_SECOND = 0.8
RUN_PAUSE = 7 * SAMPLE_RATE // 10
"""Samples: the silence that ends a turn by default."""

CANNOT_STAND_ALONE = frozenset(
    "a an the of and or with to in on at for from by as is are it its i their".split()
)

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
    aside: list[tuple[int, int]] = []
    if not in_doubt and not _doubtful(words, start, end):
        return ()
    for first, stop in _runs(words):
        if is_sure(words[first:stop]):
            continue
        if aside and aside[-1][1] == first:
            first = aside.pop()[0]
        aside.append((first, stop))
    return tuple(aside)


def is_sure(run: Sequence[Heard]) -> bool:
    """Sure enough to be dictation though the turn is doubtful."""
    return surety(run) >= (RATHER_SURE if len(_telling(run)) >= FEW else SURE)


def sure_until(words: Sequence[Heard]) -> int | None:
    """End (sample) of the last run that is sure; None while there is none."""
    ends = [words[stop - 1].end for first, stop in _runs(words) if is_sure(words[first:stop])]
    return max(ends, default=None)


def _doubtful(words: Sequence[Heard], start: int, end: int) -> bool:
    if not words or surety(words) >= LEAST_SURE:
        return False
    seconds = (end - start) / SAMPLE_RATE
    sparse = seconds >= LONG_S and len(words) / seconds < MOST_WORDS_A_SECOND
    return not _telling(words) or sparse or len(words) >= FEW


def _telling(words: Sequence[Heard]) -> Sequence[Heard]:
    """Those that say something."""
    return [
        word
        for word in words
        if word.text.lower() not in CANNOT_STAND_ALONE and not word.text.startswith("{")
    ]


def surety(words: Sequence[Heard]) -> float:
    """Mean confidence of those that say something; of all where none does."""
    judged = _telling(words) or words
    return sum(word.confidence for word in judged) / len(judged) if judged else 0.0


def _runs(words: Sequence[Heard]) -> Iterator[tuple[int, int]]:
    first = 0
    for at in range(1, len(words) + 1):
        if at == len(words) or words[at].start - words[at - 1].end >= RUN_PAUSE:
            yield first, at
            first = at
