"""What crosses between a daemon and the cluster: raw little-endian float32 with its shape, over
HTTP. Nothing is unpickled, on neither side.

    GET  /model    -> JSON, ModelFacts
    POST /encode   body: log-mel (frames, bands); -> logits (encoder frames, vocabulary)

Both bodies go with SHAPE ("rows columns"); the answer says in MODEL which model computed it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields

import numpy as np
from numpy.typing import NDArray

SHAPE = "Medvoice-Shape"
MODEL = "Medvoice-Model"
MEDIA = "application/octet-stream"
MODEL_PATH = "/model"
ENCODE_PATH = "/encode"

MOST_ROWS = 6000
"""Log-mel frames of a window: 60 s of sound. The schemes' longest (see `windows`) is 9 s."""
MOST_COLUMNS = 65_536
MOST_BYTES = 1 << 23
"""Of either body."""
MOST_FACTS = 1 << 14

_NUMBER = np.dtype("<f4")


class WireError(ValueError):
    """It is not what the other side may send; the message repeats nothing of it."""


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """Which model a cluster runs. front: digest of its front end and vocabulary, by which a daemon
    reads what comes back. weights: digest of the weights. placed: where and how it runs."""

    front: str
    weights: str
    placed: str
    vocabulary: int

    @property
    def identity(self) -> str:
        """One word: two replicas that say the same give the same logits, but for rounding."""
        return f"{self.weights[:32]}-{self.placed.replace(' ', '')}"

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, body: bytes) -> ModelFacts:
        """Raises WireError."""
        try:
            read = json.loads(body)
            found = {field.name: read[field.name] for field in fields(cls)}
        except (ValueError, KeyError, TypeError, RecursionError):
            raise WireError("this is no description of a model") from None
        texts = [found[name] for name in ("front", "weights", "placed")]
        whole = isinstance(found["vocabulary"], int) and 0 < found["vocabulary"] <= MOST_COLUMNS
        if not whole or not all(isinstance(text, str) and len(text) <= 200 for text in texts):
            raise WireError("this is no description of a model")
        return cls(**found)


def packed(array: NDArray[np.float32]) -> tuple[str, bytes]:
    """(value of SHAPE, body)."""
    rows, columns = array.shape
    return f"{rows} {columns}", np.ascontiguousarray(array, _NUMBER).tobytes()


def unpacked(shape: str, body: bytes) -> NDArray[np.float32]:
    """The array, read-only. Raises WireError where shape and body do not fit or are too large."""
    parts = shape.split(" ")
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() for part in parts):
        raise WireError(f"{SHAPE} is missing or is not two numbers")
    if max(map(len, parts)) > 6:
        raise WireError("the array is too large")
    rows, columns = int(parts[0]), int(parts[1])
    if not 0 < rows <= MOST_ROWS or not 0 < columns <= MOST_COLUMNS:
        raise WireError("the array is empty or too large")
    if len(body) != rows * columns * _NUMBER.itemsize:
        raise WireError(f"the body is not of the length that {SHAPE} says")
    result: NDArray[np.float32] = np.frombuffer(body, _NUMBER).reshape(rows, columns)
    return result.astype(np.float32, copy=False)
