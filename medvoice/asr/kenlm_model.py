"""KenLM files (binary or ARPA) behind `LanguageModel`, for MedASR's `lm_6.kenlm`.

Needs flashlight-text (`pip install "medvoice[kenlm]"`), a wheel with KenLM inside, so that nothing
is compiled at install time. In such a model every piece is one word, see `ngram.lm_word`.
"""

from __future__ import annotations

import importlib
import importlib.util
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from medvoice.asr.ngram import LanguageModel, NGram, NGramError, lm_word, read_arpa

_LN10 = math.log(10)  # KenLM answers in log10


class KenLmModel:
    """pieces: by id. spelled: the model's words are pieces as `lm_word` spells them, else as they
    are. Raises NGramError where the file or the package cannot be used."""

    def __init__(self, file: Path, pieces: Sequence[str], spelled: bool = True) -> None:
        try:
            decoder: Any = importlib.import_module("flashlight.lib.text.decoder.kenlm")
            dictionary: Any = importlib.import_module("flashlight.lib.text.dictionary")
        except ImportError as error:
            raise NGramError(
                f'{file} needs KenLM: pip install "medvoice[kenlm]" (Linux, Python up to 3.12), '
                "or decode without a language model."
            ) from error
        words = dictionary.Dictionary()
        self._ids = [self._added(words, lm_word(p) if spelled else p) for p in pieces]
        try:
            self._model = decoder.KenLM(str(file), words)
        except (RuntimeError, OSError) as error:
            raise NGramError(f"{file} is no language model that KenLM can read.") from error

    def start(self) -> Any:
        return self._model.start(False)  # False: with the start of a sentence as context

    def score(self, state: Any, token: int) -> tuple[Any, float]:
        after, score = self._model.score(state, self._ids[token])
        return after, score * _LN10

    @staticmethod
    def _added(words: Any, word: str) -> int:
        words.add_entry(word)
        return int(words.get_index(word))


def kenlm_here() -> bool:
    """Is the package installed that reads KenLM's files?"""
    return importlib.util.find_spec("flashlight") is not None


def read_model(file: Path, pieces: Sequence[str]) -> LanguageModel:
    """By the file's name: `.npz` is ours, `.arpa` and `.arpa.gz` text, anything else KenLM's.
    Raises NGramError."""
    if file.suffix == ".npz":
        return NGram.read(file, pieces)
    if file.name.endswith((".arpa", ".arpa.gz")):
        return NGram.of(read_arpa(file, pieces))
    return KenLmModel(file, pieces)
