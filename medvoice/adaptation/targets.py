"""Text → token ids in the dialect of a checkpoint: words as spoken, marks as its markers.

The checkpoint's own pieces and scores, best path of the unigram model. Not the tokenizer's call:
transformers cuts at blanks before it looks for pieces, which breaks a marker of two words
("{new paragraph}" is one piece).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from medvoice.adaptation.unigram import best_path

_SPACE = "▁"
_UNIT = re.compile(r"\{[^{}]*\}|\S+")
_TRAILING = {".": "period", ",": "comma", ":": "colon", ";": "semicolon", "?": "question mark"}
_BLANK_OR_CONTROL = re.compile(r"</?[a-z_0-9]+>")


class TargetError(ValueError):
    """The checkpoint's tokenizer cannot be used for training."""


class Targets:
    """pieces: (piece, score) by id."""

    def __init__(self, pieces: Sequence[tuple[str, float]]) -> None:
        self._ids = {
            piece: number
            for number, (piece, _) in enumerate(pieces)
            if not _BLANK_OR_CONTROL.fullmatch(piece)
        }
        self._scores = [score for _, score in pieces]
        self._longest = max((len(piece) for piece in self._ids), default=0)
        self._cased = any(re.search("[A-Z]", piece) for piece in self._ids)

    @classmethod
    def of(cls, folder: Path) -> Targets:
        """From tokenizer.json (a unigram model). Raises TargetError."""
        file = folder / "tokenizer.json"
        try:
            model: Any = json.loads(file.read_text(encoding="utf-8"))["model"]
            pieces = [(str(piece), float(score)) for piece, score in model["vocab"]]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise TargetError(
                f"{file}: this is not a SentencePiece unigram tokenizer that can be read "
                f"({type(error).__name__}), so this model cannot be adapted"
            ) from error
        return cls(pieces)

    def ids(self, text: str) -> list[int] | None:
        """None where a character has no piece (a digit, for a model that writes words)."""
        found: list[int] = []
        for unit in self._units(text):
            path = self._path(unit)
            if path is None:
                return None
            found += path
        return found

    def _units(self, text: str) -> list[str]:
        """Words and markers. A mark at the end of a word becomes its marker where there is one."""
        units: list[str] = []
        for unit in _UNIT.findall(text):
            word, after = unit, ""
            if len(unit) > 1 and unit[-1] in _TRAILING:
                word, after = unit[:-1], "{" + _TRAILING[unit[-1]] + "}"
            units.append(word if self._cased else word.lower())
            if after and self._path(after) is not None:
                units.append(after)
        return units

    def _path(self, unit: str) -> list[int] | None:
        text = _SPACE + unit.replace(" ", _SPACE)
        path = best_path(text, self._ids, self._scores, self._longest)
        return None if path is None else list(path)
