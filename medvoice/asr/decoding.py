"""Which decoder a recogniser gets: greedy, or the beam search with language model and terms."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from medvoice.asr.beam import BeamDecoder, BeamSettings
from medvoice.asr.boosting import BoostSettings, BoostTrie
from medvoice.asr.decoder import Decoder
from medvoice.asr.greedy import GreedyDecoder
from medvoice.asr.kenlm_model import read_model
from medvoice.asr.ngram import NGramError
from medvoice.asr.pieces import Vocabulary
from medvoice.asr.prefix import Fusion
from medvoice.asr.recogniser import RecogniserError

NGRAM_FILE = "ngram.npz"
"""The language model that lies beside a model's weights."""


@dataclass(frozen=True, slots=True)
class DecoderSettings:
    """kind: "greedy", or "beam" with all that follows. ngram: a file for `read_model`; None: the
    one in the model's folder, if there is one. alpha, beta: see `Fusion`. terms: words to boost.
    The defaults are measured: docs/measurements/decoding.md."""

    kind: Literal["greedy", "beam"] = "greedy"
    beam: BeamSettings = field(default_factory=BeamSettings)
    ngram: Path | None = None
    alpha: float = 0.5
    beta: float = 1.5
    terms: tuple[str, ...] = ()
    boost: BoostSettings = field(default_factory=BoostSettings)


def make_decoder(settings: DecoderSettings, vocabulary: Vocabulary, folder: Path) -> Decoder:
    """folder: of the model. Raises RecogniserError where the language model cannot be used."""
    if settings.kind == "greedy":
        return GreedyDecoder(vocabulary)
    beside = folder / NGRAM_FILE
    file = settings.ngram or (beside if beside.is_file() else None)
    try:
        model = read_model(file, vocabulary.pieces) if file else None
    except NGramError as error:
        raise RecogniserError(str(error)) from error
    boost = None
    if settings.terms:
        boost = BoostTrie(settings.terms, vocabulary, settings.boost)
        if boost.unspelled:
            logging.getLogger(__name__).warning(
                "boosted terms that the model has no letters for",
                extra={"count": len(boost.unspelled)},
            )
    fusion = Fusion(model, settings.alpha, settings.beta, boost)
    return BeamDecoder(vocabulary, settings.beam, fusion)
