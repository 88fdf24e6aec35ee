"""Best path of a SentencePiece unigram model through a text (Kudo 2018, Subword Regularization)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def best_path(
    text: str, ids: Mapping[str, int], scores: Sequence[float], longest: int
) -> tuple[int, ...] | None:
    """Ids of the pieces; None where a character has no piece.

    text: with "▁" for blanks. scores: by id. longest: characters of the longest piece."""
    best: list[tuple[float, tuple[int, ...]] | None] = [(0.0, ())]
    for end in range(1, len(text) + 1):
        found: tuple[float, tuple[int, ...]] | None = None
        for start in range(max(0, end - longest), end):
            before, number = best[start], ids.get(text[start:end])
            if before is None or number is None:
                continue
            score = before[0] + scores[number]
            if found is None or score > found[0]:
                found = (score, (*before[1], number))
        best.append(found)
    return None if best[-1] is None else best[-1][1]
