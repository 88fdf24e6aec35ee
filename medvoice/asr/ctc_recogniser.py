"""CtcRecogniser: MedASR, the bundled model, any LASR checkpoint."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from medvoice.asr.cluster_encoder import ClusterCounts, ClusterEncoder
from medvoice.asr.ctc_turn import CtcSettings, CtcTurn
from medvoice.asr.decoder import Decoder
from medvoice.asr.encoder import Logits
from medvoice.asr.features import LogMelCache, MelSettings
from medvoice.asr.hypothesis import Word
from medvoice.asr.windows import FRAME, MEL_SEEN
from medvoice.asr.worker import ModelWorker, WorkerCounts
from medvoice.audio.block import SAMPLE_RATE, Samples

_BLOCK = SAMPLE_RATE
"""Samples that `transcribe` feeds at once."""


class CtcRecogniser:
    """See `Recogniser`. Owns the worker: `close` joins its thread."""

    def __init__(
        self,
        worker: ModelWorker,
        mel: MelSettings,
        decoder: Decoder,
        label: str,
        settings: CtcSettings | None = None,
    ) -> None:
        """label: what the model is called, for example "bundled lasr-radiology-en"."""
        self._worker = worker
        self._mel = mel
        self._decoder = decoder
        self._label = label
        self._settings = settings or CtcSettings()

    @property
    def name(self) -> str:
        return f"{self._label} ({self._worker.encoder.placed}, {self._decoder.name})"

    def favouring(self, terms: tuple[str, ...]) -> CtcRecogniser:
        """See `Recogniser`. It shares the worker, so closing one closes both."""
        decoder = self._decoder.favouring(terms)
        return CtcRecogniser(self._worker, self._mel, decoder, self._label, self._settings)

    def giving_way(self) -> CtcRecogniser:
        """See `Recogniser`. It shares the worker, so closing one closes both."""
        settings = replace(self._settings, behind=True)
        return CtcRecogniser(self._worker, self._mel, self._decoder, self._label, settings)

    @property
    def notice(self) -> str:
        """What the user should know about device and number format; "" for nothing."""
        return self._worker.encoder.notice

    @property
    def trouble(self) -> str:
        """Why nothing is recognised just now (a cluster that does not answer), else ""."""
        encoder = self._worker.encoder
        return encoder.trouble if isinstance(encoder, ClusterEncoder) else ""

    @property
    def cluster_counts(self) -> ClusterCounts | None:
        """None where no cluster computes."""
        encoder = self._worker.encoder
        return encoder.counts if isinstance(encoder, ClusterEncoder) else None

    @property
    def coverage_lag(self) -> int:
        """Samples by which `Hypothesis.covered_to` may trail the sound that was fed, at most.

        TokenSettings.coverage_lag (in ms) must not be less."""
        return self._settings.stream.lag

    @property
    def counts(self) -> WorkerCounts:
        """Encoder frames computed so far, for measurements."""
        return self._worker.counts

    def open_turn(self, turn: int, start: int) -> CtcTurn:
        """Raises ValueError where start is not on the 640-sample grid."""
        if start % FRAME:
            raise ValueError(f"a turn starts on the {FRAME}-sample grid, not at {start}")
        return CtcTurn(self._worker, self._mel, self._decoder, self._settings, turn, start)

    def transcribe(self, samples: Samples) -> tuple[Word, ...]:
        """The final pass alone over one turn (no streaming windows). samples: float32, 16 kHz."""
        turn = self.open_turn(0, 0)
        for at in range(0, len(samples), _BLOCK):
            turn.feed(samples[at : at + _BLOCK])
        words = turn.finish(len(samples)).result()
        turn.close()
        return words

    def logits(self, samples: Samples) -> Logits:
        """Of one window, without decoding, for checks. samples: float32, 16 kHz; too short for one
        encoder frame: shape (0, 0). Raises RecogniserError."""
        cache = LogMelCache(self._mel)
        cache.feed(samples)
        if cache.frames < MEL_SEEN:
            return np.zeros((0, 0), np.float32)
        return self._worker.submit_final(cache.slice(0, cache.frames)).result()

    def close(self) -> None:
        self._worker.close()
