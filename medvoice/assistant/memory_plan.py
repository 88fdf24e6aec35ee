"""What fits into the memory of a card or of the machine, before anything is loaded. Pure.

A model that does not fit is refused with a sentence, instead of an out-of-memory error in
mid-report. All sizes are bytes; sentences say GB = 1,000,000,000 bytes, as the makers do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

GB = 1_000_000_000

SPEECH_BYTES = 400_000_000
"""MedASR: 105 M parameters in float32. It is loaded first and stays."""

WORKING_BYTES = 1 * GB
"""CUDA's own context (about 0.5 GB), a slice's activations and the allocator's waste: an allowance,
not a measurement."""

STUDY_TOKENS = 22_469
"""85 CT slices of 256 tokens each, with their captions and the instructions."""
TURN_TOKENS = 2_048
"""A template with its examples (about 600 tokens) and the longest turn, generously."""


class Format(StrEnum):
    """How the weights of the linear layers are kept; everything else stays in bfloat16 (float32
    for float32)."""

    FLOAT32 = "float32"
    BFLOAT16 = "bfloat16"
    INT8 = "int8"
    INT4 = "int4"


_BYTES_A_WEIGHT = {Format.FLOAT32: 4.0, Format.BFLOAT16: 2.0, Format.INT8: 1.0, Format.INT4: 0.5625}
"""INT4: half a byte and a float32 scale for each block of 64 (bitsandbytes' NF4)."""

BEST_FIRST = (Format.BFLOAT16, Format.INT8, Format.INT4)
"""The order in which `plan` tries formats where none is named. float32 only when it is named."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A Gemma 3, as far as memory is concerned.

    linear, embedding, vision: numbers of parameters (the embedding is tied to the output). layers,
    of which every `global_every`-th sees everything and the others the last `window` tokens."""

    name: str
    linear: int
    embedding: int
    vision: int
    layers: int
    kv_heads: int
    head_width: int
    window: int = 1024
    global_every: int = 6

    def weights(self, format: Format) -> int:
        """Without the image part."""
        return int(self.linear * _BYTES_A_WEIGHT[format]) + self.embedding * _kept(format)

    def projector(self, format: Format) -> int:
        """The image encoder and its projector; 0 for a text-only model."""
        return self.vision * _kept(format)

    def cache(self, tokens: int, format: Format = Format.BFLOAT16, *, sliding: bool = True) -> int:
        """Keys and values of `tokens` tokens. sliding: layers with a window keep only that."""
        a_layer = 2 * self.kv_heads * self.head_width * _kept(format)
        whole = self.layers // self.global_every if sliding else self.layers
        return a_layer * (whole * tokens + (self.layers - whole) * min(tokens, self.window))


def _kept(format: Format) -> int:
    """Bytes a number of what is not quantised."""
    return 4 if format is Format.FLOAT32 else 2


MEDGEMMA_4B = Shape("MedGemma 1.5 4B", 3_212_000_000, 671_252_480, 417_000_000, 34, 4, 256)
MEDGEMMA_27B = Shape("MedGemma 27B", 25_600_000_000, 1_409_630_208, 417_000_000, 62, 16, 128)
"""From the published configurations of Gemma 3; 4B: 8.6 GB in bfloat16, as its makers say."""


@dataclass(frozen=True, slots=True)
class Memory:
    """name: "NVIDIA RTX 3060" or "this machine's RAM". room: bytes that may be used, all of it
    where nothing is loaded yet."""

    name: str
    room: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """format: None for the best that fits. tokens: of the prefix that is kept. images: with the
    image part (a multimodal checkpoint loads it, used or not). copies: of the prefix's cache beside
    the kept one. speech: bytes of the recogniser on the same memory that are not taken yet."""

    shape: Shape
    format: Format | None = None
    tokens: int = TURN_TOKENS
    images: bool = True
    copies: int = 1
    sliding: bool = True
    speech: int = SPEECH_BYTES


@dataclass(frozen=True, slots=True)
class Share:
    """One thing that takes memory."""

    name: str
    size: int

    def __str__(self) -> str:
        return f"{self.name} {gb(self.size)}"


@dataclass(frozen=True, slots=True)
class Plan:
    """It fits, in this format."""

    memory: Memory
    shape: Shape
    format: Format
    shares: tuple[Share, ...]

    @property
    def needed(self) -> int:
        return sum(share.size for share in self.shares)

    @property
    def left(self) -> int:
        return self.memory.room - self.needed

    @property
    def sentence(self) -> str:
        return (
            f"{self.shape.name} in {self.format} needs {gb(self.needed)} of {self.memory.name}'s "
            f"{gb(self.memory.room)} ({_listed(self.shares)})"
        )


@dataclass(frozen=True, slots=True)
class TooLarge:
    """It does not fit. format: the one asked for, or the smallest that was tried. others: formats
    in which it would fit."""

    memory: Memory
    shape: Shape
    format: Format
    shares: tuple[Share, ...]
    others: tuple[Format, ...]

    @property
    def needed(self) -> int:
        return sum(share.size for share in self.shares)

    @property
    def sentence(self) -> str:
        """What does not fit, and what to do: for the loader, instead of trying."""
        if self.others:
            advice = " or ".join(f'"{other}"' for other in self.others)
            advice = f"language_model.quantisation = {advice} would fit."
        else:
            advice = (
                "Use a smaller model, a server on another card (language_model.backend = "
                '"server"), or the rules alone (language_model.backend = "none").'
            )
        return (
            f"{self.shape.name} in {self.format} does not fit: it needs {gb(self.needed)} "
            f"({_listed(self.shares)}), and {self.memory.name} has {gb(self.memory.room)}. "
            f"It was not loaded. {advice}"
        )


def plan(memory: Memory, wanted: Wanted, formats: Sequence[Format] = BEST_FIRST) -> Plan | TooLarge:
    """The format asked for if it fits, else the first of `formats` that does.

    formats: what can be loaded here, best first (without bitsandbytes: bfloat16 alone). A named
    format is held to whether or not it is among them."""
    tried = [wanted.format] if wanted.format is not None else list(formats)
    for format in tried:
        shares = _shares(wanted, format)
        if sum(share.size for share in shares) <= memory.room:
            return Plan(memory, wanted.shape, format, shares)
    smallest = min(tried, key=lambda format: sum(s.size for s in _shares(wanted, format)))
    others = tuple(
        format
        for format in formats
        if sum(share.size for share in _shares(wanted, format)) <= memory.room
    )
    return TooLarge(memory, wanted.shape, smallest, _shares(wanted, smallest), others)


def gb(size: int) -> str:
    """ "8.6 GB"; below 100 MB in MB."""
    return f"{size / GB:.1f} GB" if size >= GB / 10 else f"{size / 1e6:.0f} MB"


def _shares(wanted: Wanted, format: Format) -> tuple[Share, ...]:
    shape = wanted.shape
    cache = shape.cache(wanted.tokens, format, sliding=wanted.sliding)
    found = [
        Share("weights", shape.weights(format)),
        Share("image part", shape.projector(format) if wanted.images else 0),
        Share(f"cache of {wanted.tokens} tokens", cache),
        Share("its copy" if wanted.copies == 1 else "its copies", cache * wanted.copies),
        Share("speech", wanted.speech),
        Share("working memory", WORKING_BYTES),
    ]
    return tuple(share for share in found if share.size)


def _listed(shares: Sequence[Share]) -> str:
    return ", ".join(str(share) for share in shares)
