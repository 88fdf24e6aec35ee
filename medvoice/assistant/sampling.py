"""Which of many images a model is shown: evenly spread ones, by the makers' formula."""

from __future__ import annotations


def uniform(count: int, most: int) -> tuple[int, ...]:
    """Indices of at most `most` of `count` images, rising.

    All of them where they are no more than that. Else round(i / most * (count - 1)) for i from 1 to
    `most`, as MedGemma's CT notebook samples its slices: the last is always among them, the first
    is not."""
    if most < 1:
        return ()
    if count <= most:
        return tuple(range(count))
    return tuple(round(i / most * (count - 1)) for i in range(1, most + 1))
