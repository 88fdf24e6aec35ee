"""Sound that the program itself makes while it listens: what the microphone heard of it is no
dictation."""

from __future__ import annotations

from collections.abc import Sequence

from medvoice.audio.block import SAMPLE_RATE
from medvoice.session.event_records import WordRecord

WHY = "sound was played"
"""Of words set aside."""
ECHO = int(0.4 * SAMPLE_RATE)
"""Samples behind the end of the sound that are not dictation either: what the device still had in
its buffer (PortAudio's "high" latency is 0.1 to 0.3 s) and the room gives back."""

BEFORE = int(0.5 * SAMPLE_RATE)
"""Samples in front of its start: Whisper's words may begin half a second before they were said."""

Spans = tuple[tuple[int, int | None], ...]
"""[from, to) in samples of the session; None: still playing."""


def overheard(words: Sequence[WordRecord], played: Spans) -> tuple[bool, ...]:
    """Which words were said while sound was played."""
    if not played:
        return (False,) * len(words)
    return tuple(
        any(
            word.end > first - BEFORE and (last is None or word.start < last + ECHO)
            for first, last in played
        )
        for word in words
    )
