"""Language model over pieces, and the seam behind which any other fits.

`NGram` is a back-off n-gram in a few flat arrays: read from our own file (`.npz`) or from ARPA
text, by numpy alone. KenLM's binary files: `kenlm_model`.
"""

from __future__ import annotations

import gzip
import hashlib
import math
import zipfile
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TextIO

import numpy as np
from numpy.typing import NDArray

from medvoice.asr.pieces import SPACE

START = 0
"""Stands for the start of the text in an n-gram: the blank's id, which no text holds."""

_Arrays = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32], NDArray[np.float32]]
"""Children of each node, last token, logp, backoff: what an `NGram` is made of."""

_CODES = 256
_UNSEEN = math.log(1e-7)
"""Of a piece that the model does not know at all (KenLM gives <unk> about as little)."""


class LanguageModel(Protocol):
    """Scores pieces one by one. A state is opaque and immutable; equal inputs, equal numbers."""

    def start(self) -> Any:
        """The state at the start of the text."""
        ...

    def score(self, state: Any, token: int) -> tuple[Any, float]:
        """The state after the piece, and its natural log probability."""
        ...


class NGramError(ValueError):
    """The file is not a usable language model; the message says why."""


def lm_word(piece: str) -> str:
    """A piece as MedASR's language model spells it: "▁of▁the" → "▁#of#the"."""
    return SPACE + piece.replace(SPACE, "#")


@dataclass(frozen=True, slots=True)
class Level:
    """All n-grams of one order. tokens: (n-grams, order), rows in lexicographic order. logp,
    backoff: natural logs, (n-grams,)."""

    tokens: NDArray[np.int64]
    logp: NDArray[np.float32]
    backoff: NDArray[np.float32]


class NGram:
    """A trie of n-grams in level order; node 0 is the empty context.

    counts: children of each node but the deepest level's. tokens, logp, backoff: of each node but
    the root, natural logs. Raises NGramError where they do not fit each other."""

    def __init__(
        self,
        counts: NDArray[np.int64],
        tokens: NDArray[np.int64],
        logp: NDArray[np.float32],
        backoff: NDArray[np.float32],
    ) -> None:
        nodes = len(tokens) + 1
        if not len(logp) == len(backoff) == len(tokens) or counts.sum() != len(tokens):
            raise NGramError("its arrays do not fit each other")
        full = np.zeros(nodes, np.int64)
        full[: len(counts)] = counts
        first = np.concatenate([[1], 1 + np.cumsum(full)])
        parent = np.concatenate([[-1], np.repeat(np.arange(nodes), full)])
        if (parent >= np.arange(nodes)).any():
            raise NGramError("its nodes are out of order")
        token = np.concatenate([[0], tokens])
        self.nodes = nodes
        self._first = array("i", first.astype(np.int32).tobytes())
        self._token = array("i", token.astype(np.int32).tobytes())
        self._logp = array("f", np.concatenate([[0], logp]).astype(np.float32).tobytes())
        self._backoff = array("f", np.concatenate([[0], backoff]).astype(np.float32).tobytes())
        self._suffix = array("i", _suffixes(first, parent, token).astype(np.int32).tobytes())

    @classmethod
    def of(cls, levels: Sequence[Level]) -> NGram:
        """levels: orders 1, 2, … Raises NGramError where the context of an n-gram is missing."""
        return cls(*_flat(levels))

    @classmethod
    def read(cls, file: Path, pieces: Sequence[str]) -> NGram:
        """A file that `write` made for the same pieces. Raises NGramError."""
        with _stored(file, pieces) as arrays:
            return cls(*arrays)

    def start(self) -> int:
        state, _ = self._step(0, START)
        return state

    def score(self, state: int, token: int) -> tuple[int, float]:
        return self._step(state, token)

    def _step(self, state: int, token: int) -> tuple[int, float]:
        total = 0.0
        while True:
            stop = self._first[state + 1]
            at = bisect_left(self._token, token, self._first[state], stop)
            if at < stop and self._token[at] == token:
                return at, total + self._logp[at]
            if state == 0:
                return 0, total + _UNSEEN
            total += self._backoff[state]
            state = self._suffix[state]


def write(file: Path, levels: Sequence[Level], pieces: Sequence[str]) -> None:
    """Levels → a compressed file; log probabilities become 256 values each (equal shares)."""
    counts, tokens, logp, backoff = _flat(levels)
    logp_table, logp_codes = _quantised(logp)
    backoff_table, backoff_codes = _quantised(backoff)
    with file.open("wb") as stream:
        np.savez_compressed(
            stream,
            pieces=np.array(_fingerprint(pieces)),
            counts=counts.astype(np.uint16),
            tokens=tokens.astype(np.uint16),
            logp_table=logp_table,
            logp=logp_codes,
            backoff_table=backoff_table,
            backoff=backoff_codes,
        )


def read_levels(file: Path, pieces: Sequence[str]) -> list[Level]:
    """What `write` was given, but for its rounding. Raises NGramError."""
    levels: list[Level] = []
    with _stored(file, pieces) as (counts, last, logp, backoff):
        above, node, start = np.zeros((1, 0), np.int64), 0, 0
        while start < len(last):
            children = counts[node : node + len(above)]
            node += len(above)
            stop = start + int(children.sum())
            repeated = np.repeat(above, children, axis=0)
            above = np.concatenate([repeated, last[start:stop, None]], axis=1)
            levels.append(Level(above, logp[start:stop], backoff[start:stop]))
            start = stop
    return levels


@contextmanager
def _stored(file: Path, pieces: Sequence[str]) -> Iterator[_Arrays]:
    """The arrays of `_flat`. What is raised with them becomes an NGramError that names the file."""
    try:
        with np.load(file, allow_pickle=False) as stored:
            if str(stored["pieces"]) != _fingerprint(pieces):
                raise NGramError("it was built for other pieces than this model's")
            yield (
                stored["counts"].astype(np.int64),
                stored["tokens"].astype(np.int64),
                stored["logp_table"][stored["logp"]],
                stored["backoff_table"][stored["backoff"]],
            )
    except (OSError, EOFError, LookupError, ValueError, zipfile.BadZipFile) as error:
        raise NGramError(f"{file} is not usable as a language model: {error}.") from error


def read_arpa(file: Path, pieces: Sequence[str], spelled: bool = True) -> list[Level]:
    """ARPA text (`.gz` too) → levels. spelled: its words are pieces spelled as `lm_word` does, else
    the pieces themselves. n-grams with other words are left out. Raises NGramError."""
    ids = {lm_word(piece) if spelled else piece: number for number, piece in enumerate(pieces)}
    ids["<s>"] = START
    try:
        with _opened(file) as lines:
            found = list(_sections(lines, ids))
    except (OSError, ValueError) as error:
        raise NGramError(f"{file} is not ARPA text ({error}).") from error
    if not found:
        raise NGramError(f"{file} holds no n-gram.")
    return found


def _opened(file: Path) -> TextIO:
    if file.suffix == ".gz":
        return gzip.open(file, "rt", encoding="utf-8")
    return file.open(encoding="utf-8")


def _sections(lines: Iterable[str], ids: dict[str, int]) -> Iterator[Level]:
    order, rows = 0, list[tuple[tuple[int, ...], float, float]]()
    for line in lines:
        line = line.strip()
        if line.startswith("\\"):
            if order:
                yield _level(rows, order)
            order, rows = (int(line[1:-7]), []) if line.endswith("-grams:") else (0, [])
        elif order and line:
            parts = line.split()
            words = parts[1 : 1 + order]
            if len(words) < order:
                raise ValueError("a line is cut")
            if all(word in ids for word in words):
                backoff = float(parts[1 + order]) if len(parts) > 1 + order else 0.0
                rows.append((tuple(ids[word] for word in words), float(parts[0]), backoff))
    if order:
        raise ValueError("the end is missing")


def _level(rows: list[tuple[tuple[int, ...], float, float]], order: int) -> Level:
    rows.sort()
    ten = math.log(10)
    return Level(
        np.array([row[0] for row in rows], np.int64).reshape(len(rows), order),
        np.array([row[1] * ten for row in rows], np.float32),
        np.array([row[2] * ten for row in rows], np.float32),
    )


def _flat(levels: Sequence[Level]) -> _Arrays:
    """(children of each node, last token, logp, backoff), nodes in level order."""
    wide = 1 + max((int(level.tokens.max(initial=0)) for level in levels), default=0)
    keys: list[NDArray[np.int64]] = []  # of each level: place of the context above, last token
    counts = []
    for level in levels:
        place = np.zeros(len(level.tokens), np.int64)
        for column, known in enumerate(keys):
            wanted = place * wide + level.tokens[:, column]
            place = np.searchsorted(known, wanted)
            if len(wanted) and (
                len(known) == 0 or (known.take(place, mode="clip") != wanted).any()
            ):
                raise NGramError("the context of an n-gram is missing")
        counts.append(np.bincount(place, minlength=len(keys[-1]) if keys else 1))
        keys.append(place * wide + level.tokens[:, -1])
    return (
        np.concatenate(counts),
        np.concatenate([level.tokens[:, -1] for level in levels]),
        np.concatenate([level.logp for level in levels]),
        np.concatenate([level.backoff for level in levels]),
    )


def _suffixes(
    first: NDArray[np.int64], parent: NDArray[np.int64], token: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The node of each n-gram's longest known proper suffix.

    Parent and token of a node make a key that rises with the node's number, so one sorted array
    answers all look-ups."""
    wide = int(token.max(initial=0)) + 1
    key = parent * wide + token
    suffix = np.zeros(len(parent), np.int64)
    start, stop = int(first[1]), int(first[first[1]])  # order 2; the suffix of order 1 is empty
    while start < stop:
        context = suffix[parent[start:stop]]
        rest = np.arange(start, stop)
        while len(rest):
            wanted = context * wide + token[rest]
            at = np.searchsorted(key, wanted)
            hit = key.take(at, mode="clip") == wanted
            suffix[rest[hit]] = at[hit]
            more = ~hit & (context != 0)
            rest, context = rest[more], suffix[context[more]]
        start, stop = stop, int(first[stop])
    return suffix


def _fingerprint(pieces: Sequence[str]) -> str:
    """The same for a checkpoint and its ONNX export, where the blank is called "<blk>"."""
    named = ["<pad>" if piece == "<blk>" else piece for piece in pieces]
    return hashlib.sha256("\n".join(named).encode()).hexdigest()[:16]


def _quantised(values: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """(table of 256 values, code of each): each code stands for as many values as any other."""
    distinct = np.unique(values)
    if len(distinct) > _CODES:
        edges = np.quantile(values, np.linspace(0, 1, _CODES + 1)[1:-1])
        codes = np.searchsorted(edges, values, side="right")
        sums = np.bincount(codes, values, minlength=_CODES)
        table = (sums / np.maximum(np.bincount(codes, minlength=_CODES), 1)).astype(np.float32)
    else:
        table = np.zeros(_CODES, np.float32)
        table[: len(distinct)] = distinct
        codes = np.searchsorted(distinct, values)
    return table, codes.astype(np.uint8)
