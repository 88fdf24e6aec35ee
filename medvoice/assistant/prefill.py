"""Reading a long text in slices, so that speech waits for one slice at most; images whole.

An image's tokens see each other in both directions, so a slice holds whole images. Its pixels are
prepared slice by slice, too: 85 of them at once took 5 s of the processor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from medvoice.assistant.backend import Between, Image
from medvoice.assistant.causal_model import CausalModel


@dataclass(frozen=True, slots=True)
class Slicing:
    """tokens: most text tokens a call. images: most images a call."""

    tokens: int
    images: int


CPU_SLICING = Slicing(tokens=64, images=1)
"""Gemma 270M in float32 on one core: 628 tokens in such slices and two requests took 2.7 s, so that
a slice is not much longer than a decode step (0.15 s)."""

CUDA_SLICING = Slicing(tokens=512, images=4)
"""A guess for a card (one image is 256 tokens); not measured, no card was at hand."""


@dataclass(frozen=True, slots=True)
class Pictures:
    """The images of one text, in order. token, count: what stands for one in the ids. processor: of
    transformers, makes pixels."""

    images: tuple[Image, ...]
    token: int
    count: int
    processor: Any


@dataclass(frozen=True, slots=True)
class Slice:
    """ids[start:end], with images[first:last] in it."""

    start: int
    end: int
    first: int
    last: int


def prefill(
    model: CausalModel,
    cache: Any,
    ids: Sequence[int],
    end: int,
    *,
    pictures: Pictures | None,
    slicing: Slicing,
    between: Between,
) -> None:
    """Feeds ids from where the cache ends up to `end`. Raises what `between` raises; the cache is
    then of no use."""
    start = cache.get_seq_length()
    types = [int(pictures is not None and token == pictures.token) for token in ids[:end]]
    count = pictures.count if pictures is not None else 1
    for piece in slices(types, start, end, count, slicing):
        between()
        part = ids[piece.start : piece.end]
        if pictures is None or piece.first == piece.last:
            model.feed(part, cache)
        else:
            chosen = pictures.images[piece.first : piece.last]
            pixels = model.pixels(pictures.processor, [_pil(image) for image in chosen])
            model.feed_images(part, cache, types[: piece.end], pixels)


def slices(
    types: Sequence[int], start: int, end: int, count: int, slicing: Slicing
) -> Iterator[Slice]:
    """Cut [start, end): `start` lies outside every image. types: 1 at an image's tokens. count:
    tokens an image."""
    image = sum(types[:start]) // count
    first, begun, at = image, start, start
    while at < end:
        step = count if types[at] else 1
        full = at + step - begun > slicing.tokens or (types[at] and image - first >= slicing.images)
        if full and at > begun:
            yield Slice(begun, at, first, image)
            first, begun = image, at
        image += int(types[at])
        at += step
    if at > begun:
        yield Slice(begun, end, first, image)


def _pil(image: Image) -> Any:
    from PIL import Image as Pillow

    return Pillow.fromarray(image.rgb)
