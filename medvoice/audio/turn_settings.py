"""TurnSettings: how long a pause must be. All in ms; the defaults are measured.

The table behind them: docs/measurements/vad_turns.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from medvoice.audio.block import SAMPLE_RATE

GRID_MS = 40
"""Milliseconds; turns start and end on this grid (the encoder's frame grid, 640 samples)."""


def samples_of(ms: int) -> int:
    """Milliseconds -> samples at 16 kHz."""
    return ms * SAMPLE_RATE // 1000


@dataclass(frozen=True, slots=True)
class TokenSettings:
    """The recogniser's say.

    silence: covered sound without a token, while the VAD says speech, that ends a turn. More than
    the hard end, since a drawn-out "uh" has no tokens either.
    word_pad: sound kept behind the last token (a token stands inside its word, not at its end), and
    in front of what is not covered yet (a word's first token may come after its first sound).
    check: distance of the points where the tokens are looked at.
    coverage_lag: how far the committed tokens may trail the sound that was fed; at least what the
    recogniser guarantees (its right context + chunk + one frame).
    watch: how long a turn that the VAD opened in doubt may stay open without a token.
    quiet: silence that ends a turn in doubt whose words are unsure.
    """

    silence: int = 1500
    word_pad: int = 400
    check: int = 480
    coverage_lag: int = 1200
    watch: int = 90_000
    quiet: int = 30_000

    def __post_init__(self) -> None:
        if self.word_pad + GRID_MS > self.silence:
            raise ValueError("token silence must be longer than the word pad")
        if self.check < 1 or self.coverage_lag < 0 or self.watch < self.silence:
            raise ValueError("check >= 1, coverage_lag >= 0 and watch >= silence are needed")


@dataclass(frozen=True, slots=True)
class TurnSettings:
    """When turns begin and end.

    pre_roll: sound in front of the first speech frame. onset: unbroken VAD speech that opens (or
    reopens) a turn; the shortest words have to pass. soft_end: pause that starts the provisional
    final. hard_end: pause that ends the turn (the configured silence). tail_pad: sound kept behind
    the last speech frame. Raises ValueError where they contradict each other.
    """

    pre_roll: int = 640
    onset: int = 60
    soft_end: int = 320
    hard_end: int = 700
    tail_pad: int = 260
    tokens: TokenSettings = field(default_factory=TokenSettings)

    def __post_init__(self) -> None:
        if not self.onset > 0:
            raise ValueError("onset must be positive")
        if not self.pre_roll >= 0:
            raise ValueError("pre_roll must not be negative")
        if not 0 <= self.tail_pad <= self.soft_end - GRID_MS:
            # Else the end of the turn would lie behind the sound that is there at the soft end.
            raise ValueError(f"tail_pad must be {GRID_MS} ms shorter than soft_end")
        if self.soft_end > self.hard_end:
            raise ValueError("soft_end must not be longer than hard_end")

    @property
    def reach(self) -> int:
        """Samples: how far behind the last VAD frame a turn that is still to be opened can start.

        Either pre-roll before an onset, or behind the last token of a turn that the recogniser
        ended, which is as old as the token silence, the distance of two looks and the lag."""
        onset = self.pre_roll + self.onset
        tokens = self.tokens.silence + self.tokens.check + self.tokens.coverage_lag
        return samples_of(max(onset, tokens) + 1000)

    def trailing(self, lag: int) -> TurnSettings:
        """For a recogniser whose committed tokens may trail the sound by `lag` samples."""
        ms = -(-lag * 1000 // SAMPLE_RATE)
        lagging = max(self.tokens.coverage_lag, ms)
        return replace(self, tokens=replace(self.tokens, coverage_lag=lagging))

    @classmethod
    def with_silence(cls, ms: int) -> TurnSettings:
        """The defaults, with `ms` of silence ending a turn (at least 100).

        A pause shorter than the usual soft end moves the soft end, and with it the tail pad.
        """
        usual = cls()
        soft = min(usual.soft_end, ms)
        token_silence = max(usual.tokens.silence, ms + 800)
        tokens = replace(usual.tokens, silence=token_silence)
        return replace(
            usual,
            hard_end=ms,
            soft_end=soft,
            tail_pad=min(usual.tail_pad, soft - GRID_MS),
            tokens=tokens,
        )
