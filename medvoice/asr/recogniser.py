"""Recogniser and TurnRecogniser: the seam behind which MedASR, the bundled model or Whisper stand.

The caller (session/listening.py) drives one turn at a time, in stream order, from one thread.
Everything a turn returns is a function of the samples fed to it and of the calls' sample positions,
never of the machine's speed; but for what `poll` shows while a turn lasts.
"""

from __future__ import annotations

from typing import Protocol

from medvoice.asr.hypothesis import Hypothesis, Reading, Word
from medvoice.audio.block import Samples


class FinalJob(Protocol):
    """A final pass under way (started at a soft end, wanted at the hard end).

    readings: other readings of places in the result, likeliest first, once it is there; empty where
    the recogniser keeps none."""

    readings: tuple[Reading, ...]

    def result(self) -> tuple[Word, ...]:
        """Block until done. Raises RecogniserError when the encoder failed."""
        ...

    def cancel(self) -> None:
        """The turn was reopened; the work is stale."""
        ...


class TurnRecogniser(Protocol):
    """One turn. `feed` is cheap; `advance` and `FinalJob.result` wait for the encoder, `poll` no
    longer than it is told."""

    def feed(self, samples: Samples) -> None:
        """Append samples, contiguous from the turn's start."""
        ...

    def advance(self) -> Hypothesis | None:
        """Decode every streaming window that is now complete; None when nothing new was due."""
        ...

    def poll(self, seconds: float) -> Hypothesis | None:
        """For live text: start what is due, wait for it up to so many seconds, give what is there.

        What it gives, and when, depends on the machine's speed: a window that waits for the encoder
        when the next one is due may be left out for a wider one that covers both. Final words do
        not depend on it, nor what is stable at a place that is covered."""
        ...

    def token_by(self, sample: int) -> tuple[int, int | None] | None:
        """(absolute sample up to which the tokens are known, that of the last token or None), as
        of the first place behind `sample` where they can be; None where that was not fed yet. Waits
        for the encoder. A function of the turn's sound and of the places asked for, which never go
        back."""
        ...

    @property
    def under_way(self) -> bool:
        """Whether a streaming window was started and its words were not given yet."""
        ...

    def finish(self, end: int) -> FinalJob:
        """Start the final pass over [start, end) (absolute samples, end <= fed so far).

        Same function as an offline transcription of these samples. May be called again with a
        larger end after the turn was reopened.
        """
        ...

    def reopened(self, revision: int) -> None:
        """Speech resumed: later hypotheses carry this revision; stable words are kept."""
        ...

    def close(self) -> None:
        """Drop buffers and outstanding partial work."""
        ...


class Recogniser(Protocol):
    """Makes turns. Thread-safe for several sessions."""

    @property
    def name(self) -> str:
        """What the screen says, for example "bundled lasr-radiology-en (cpu, fp32)"."""
        ...

    @property
    def notice(self) -> str:
        """What the user should know about device and number format; "" for nothing."""
        ...

    @property
    def coverage_lag(self) -> int:
        """Samples by which `Hypothesis.covered_to` may trail the sound that was fed, at most."""
        ...

    def favouring(self, terms: tuple[str, ...]) -> Recogniser:
        """The same loaded model for one dictation: these words and phrases, in order of worth, are
        favoured where the sound leaves a choice. Cheap. It lives as long as what it came from,
        which is what is closed."""
        ...

    def giving_way(self) -> Recogniser:
        """The same loaded model for work that nobody waits for while he speaks (a recording): all
        other work goes first. It lives as long as what it came from."""
        ...

    def open_turn(self, turn: int, start: int) -> TurnRecogniser:
        """start: absolute sample, a multiple of 640 (the encoder's frame grid)."""
        ...

    def close(self) -> None:
        """Join the owner thread."""
        ...


class RecogniserError(RuntimeError):
    """The recogniser failed; the sound is in the journal. The message says what to do."""
