"""Voices in the background: a turn with few words for its length, none of them sure.

Such words are set aside: they stay in the log and on screen, and "that was dictation" puts them
into the report. Somebody who dictates says 1.3 to 2.6 words a second between two pauses, marks
included (13 turns of two samples); the bundled model writes 0.4 a second, 0.35 sure in the mean,
into a crowded room's 30 s. Of people whom it does not understand it was 0.38 to 0.66 sure in turns
of 4 s and more, at 0.9 words a second and more: hence both conditions, and only for long turns.
"""

from __future__ import annotations

from medvoice.audio.block import SAMPLE_RATE
from medvoice.session.events import UtteranceHeard

LEAST_S = 4.0
"""A shorter turn may be one slow word."""
MOST_WORDS_A_SECOND = 0.8
LEAST_SURE = 0.5
"""Mean confidence of the words."""

WHY = "voices in the background"


def is_background(heard: UtteranceHeard) -> bool:
    seconds = (heard.end - heard.start) / SAMPLE_RATE
    if seconds < LEAST_S or not heard.words:
        return False
    sure = sum(word.confidence for word in heard.words) / len(heard.words)
    return len(heard.words) / seconds < MOST_WORDS_A_SECOND and sure < LEAST_SURE
