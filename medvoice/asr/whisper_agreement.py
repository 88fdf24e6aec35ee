"""Agreement of two passes (LocalAgreement-2): what two looks at the growing turn begin with alike
is stable. Pure; words are compared by their plain text, the later pass's writing is taken.

Macháček, Dabre, Bojar: Turning Whisper into a real-time transcription system (2023).
"""

from __future__ import annotations

from collections.abc import Sequence

from medvoice.asr.hypothesis import Word
from medvoice.asr.whisper_guards import plain


def agreed(before: Sequence[Word], now: Sequence[Word]) -> int:
    """How many words both passes begin with."""
    count = 0
    for one, other in zip(before, now, strict=False):
        if plain(one.text) != plain(other.text):
            break
        count += 1
    return count


def said_already(stable: Sequence[Word], now: Sequence[Word]) -> int:
    """How many words at the start of `now` say again what `stable` says.

    stable: the stable words that lie in the pass's window. The pass may write them otherwise (a
    word more, one less), so the prefix with the fewest edits is taken; among equals the one whose
    end lies nearest to the stable words' end."""
    if not stable:
        return 0
    row = list(range(len(now) + 1))  # edits from stable[:i] to now[:j]
    for i, word in enumerate(stable, start=1):
        above, row = row, [i]
        for j, other in enumerate(now, start=1):
            same = plain(word.text) == plain(other.text)
            row.append(min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (not same)))
    end = stable[-1].end
    ends = [stable[0].start, *(word.end for word in now)]
    return min(range(len(row)), key=lambda j: (row[j], abs(ends[j] - end)))


def behind(words: Sequence[Word], end: int) -> list[Word]:
    """The words moved so that none starts before `end` (absolute samples) nor before the one in
    front of it: Whisper's times waver by 0.1 s from pass to pass."""
    out = []
    for word in words:
        start = max(word.start, end)
        end = max(word.end, start + 1)
        out.append(Word(word.text, start, end, word.confidence))
    return out
