"""Voices in the background: a turn whose words the recogniser is not sure of.

Such words are set aside: they stay in the log and on screen, and "that was dictation" puts them
into the report. Two kinds, with the mean confidence of the words below LEAST_SURE:

- three words or more. Of 60 held-out sentences in voices that the bundled model never heard and of
  70 clips of people through Whisper tiny.en no such turn was below 0.6; of a crowded room's 18
  turns in three minutes none was above 0.48;
- a long turn with few words. Who dictates says 1.3 to 2.6 words a second between two pauses, marks
  included (13 turns of two samples); into the crowded room 0.2 to 0.6 were written.

One or two words in a short turn are never set aside: "three" said by a person had 0.16 to 0.45. In
those three minutes that leaves 8 of 55 words. People whom the bundled model does not understand
(0.35 to 0.66) are set aside, too, when what it writes is a guess.
"""

from __future__ import annotations

from medvoice.audio.block import SAMPLE_RATE
from medvoice.session.events import UtteranceHeard

LEAST_SURE = 0.5
"""Mean confidence of the words."""
FEW = 3
LONG_S = 4.0
MOST_WORDS_A_SECOND = 0.8

WHY = "voices in the background"


def is_background(heard: UtteranceHeard) -> bool:
    if not heard.words:
        return False
    sure = sum(word.confidence for word in heard.words) / len(heard.words)
    if sure >= LEAST_SURE:
        return False
    seconds = (heard.end - heard.start) / SAMPLE_RATE
    sparse = seconds >= LONG_S and len(heard.words) / seconds < MOST_WORDS_A_SECOND
    return sparse or len(heard.words) >= FEW
