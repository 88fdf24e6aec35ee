"""Which decoder a recogniser gets: greedy, or the beam search with language model and terms."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from medvoice.asr.beam import BeamDecoder
from medvoice.asr.beam_candidates import BeamSettings
from medvoice.asr.boosting import BoostSettings, BoostTrie
from medvoice.asr.decoder import Decoder
from medvoice.asr.greedy import GreedyDecoder
from medvoice.asr.kenlm_model import kenlm_here, read_model
from medvoice.asr.ngram import NGramError
from medvoice.asr.pieces import Vocabulary
from medvoice.asr.prefix import Fusion
from medvoice.asr.recogniser import RecogniserError
from medvoice.asr.word_list import WordList, WordListError

DecoderKind = Literal["auto", "greedy", "beam"]

NGRAM_FILE = "ngram.npz"
"""The language model that lies beside a model's weights."""
WORDS_FILE = "words.txt"
"""The list of words that lies beside a model's weights."""
KENLM_FILE = "lm_6.kenlm"
"""The one that MedASR's makers publish beside theirs."""


@dataclass(frozen=True, slots=True)
class DecoderSettings:
    """kind: "greedy"; "beam" with all that follows; "auto": the beam where a language model is
    named or lies beside the weights, else greedy; the beam takes the list of words that lies there,
    too. ngram: a file for `read_model`; None: the one in the model's folder, if there is one.
    alpha, beta: see `Fusion`. terms: words to boost. The defaults are measured:
    docs/measurements/decoding.md."""

    kind: DecoderKind = "auto"
    beam: BeamSettings = field(default_factory=BeamSettings)
    ngram: Path | None = None
    alpha: float = 0.5
    beta: float = 1.5
    terms: tuple[str, ...] = ()
    boost: BoostSettings = field(default_factory=BoostSettings)


@dataclass(frozen=True, slots=True)
class Plan:
    """What will run. model: the language model's file. words: the list of words'. left_out: why a
    language model that is there is not used, "" for no such thing."""

    kind: Literal["greedy", "beam"]
    model: Path | None = None
    words: Path | None = None
    left_out: str = ""

    @property
    def name(self) -> str:
        """For the screen."""
        if self.kind == "greedy":
            return "greedy"
        return f"beam + {self.model.name}" if self.model else "beam"


def plan(settings: DecoderSettings, folder: Path) -> Plan:
    """What `make_decoder` makes for the model in `folder`; reads no file."""
    if settings.kind == "greedy":
        return Plan("greedy")
    left_out = ""
    file = settings.ngram
    if file is None:
        file, left_out = _beside(folder)
    wanted = settings.kind == "beam" or file is not None
    if not wanted:
        return Plan("greedy", left_out=left_out)
    words = folder / WORDS_FILE
    return Plan("beam", file, words if words.is_file() else None, left_out)


def make_decoder(settings: DecoderSettings, vocabulary: Vocabulary, folder: Path) -> Decoder:
    """folder: of the model. Raises RecogniserError where the language model cannot be used."""
    planned = plan(settings, folder)
    if planned.left_out:
        logging.getLogger(__name__).warning(planned.left_out)
    if planned.kind == "greedy":
        return GreedyDecoder(vocabulary)
    try:
        model = read_model(planned.model, vocabulary.pieces) if planned.model else None
    except NGramError as error:
        raise RecogniserError(
            f"{error} Name another one (recogniser.language_model), or decode without: "
            "--decoder greedy."
        ) from error
    try:
        words = WordList.read(planned.words, vocabulary) if planned.words else None
    except WordListError as error:
        raise RecogniserError(
            f"{error} Fetch the model again, or decode without: --decoder greedy."
        ) from error
    words = words.knowing(settings.terms) if words is not None else None
    boost = BoostTrie(settings.terms, vocabulary, settings.boost)
    _warn_of(boost)
    fusion = Fusion(model, settings.alpha, settings.beta, boost, words)
    return BeamDecoder(vocabulary, settings.beam, fusion, planned.name)


def _beside(folder: Path) -> tuple[Path | None, str]:
    """The language model in the model's folder; why there is none though there is a file."""
    if (folder / NGRAM_FILE).is_file():
        return folder / NGRAM_FILE, ""
    if not (folder / KENLM_FILE).is_file():
        return None, ""
    if kenlm_here():
        return folder / KENLM_FILE, ""
    return None, (
        f'{KENLM_FILE} lies beside the model but is not used: pip install "medvoice[kenlm]" '
        "(Linux, Python up to 3.12)"
    )


def _warn_of(boost: BoostTrie) -> None:
    if boost.unspelled:
        logging.getLogger(__name__).warning(
            "boosted terms that the model has no letters for",
            extra={"count": len(boost.unspelled)},
        )
