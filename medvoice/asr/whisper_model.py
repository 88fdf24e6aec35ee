"""FasterWhisper: OpenAI's Whisper on CTranslate2, through the package faster-whisper.

Only temperature 0: the sampling that faster-whisper falls back to gives other words every time.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from medvoice.asr.whisper_guards import HeardWord, Piece, plain
from medvoice.audio.block import SAMPLE_RATE, Samples

LANGUAGE = "en"
BEAM = 5
"""Of the final pass: faster-whisper's own default."""

PAD_S = 2.0
"""Seconds of silence behind the sound of a streaming pass. Whisper was made for 30 s; the encoder
takes less, and costs 0.06 s of a core for 15 s against 0.28 s for 30 s (tiny.en, int8)."""

REST_S = 0.35
"""Seconds behind the last segment that are not decoded once more: a turn ends in 0.26 s of silence,
on which Whisper writes "Thank you", and which costs as much as 30 s."""

MARKS = frozenset(("period", "comma", "colon", "semicolon", "hyphen", "dash"))
"""Marks that are dictated as one word."""

_SAMPLES_A_FRAME = 160
_MOST_FRAMES = 3000
_MOST_TOKENS = 448
_SOUND_FRAMES_A_SECOND = 100


def token_limit(seconds: float) -> int:
    """Tokens that so many seconds of speech can need: a fast speaker's 5 words a second are 7.
    Without it a loop on a second of noise is decoded up to 448 tokens."""
    return min(220, int(16 + 8 * seconds))


class FasterWhisper:
    """See `whisper_worker.Whisper`. Used by the owner thread only."""

    def __init__(self, model: Any, tokenizer: Any, placed: str, silent: tuple[int, ...]) -> None:
        """model: faster_whisper.WhisperModel. tokenizer: its Tokenizer, for English. silent: tokens
        that are never written (faster-whisper's own list)."""
        self._model = model
        self._tokenizer = tokenizer
        self._placed = placed
        self._silent = list(silent)

    @property
    def placed(self) -> str:
        return self._placed

    def quick(self, samples: Samples, prompt: str) -> tuple[Piece, ...]:
        """See `whisper_worker.Whisper`: greedy, without time tokens, times by alignment."""
        model, tokenizer = self._model, self._tokenizer
        features = model.feature_extractor(samples, padding=int(PAD_S * SAMPLE_RATE))
        frames = min(features.shape[-1] // 2 * 2, _MOST_FRAMES)
        encoded = model.encode(features[:, :frames])
        before = tokenizer.encode(" " + prompt.strip()) if prompt else []
        tokens = model.get_prompt(tokenizer, before, without_timestamps=True)
        limit = token_limit(len(samples) / SAMPLE_RATE)
        found = model.model.generate(
            encoded,
            [tokens],
            beam_size=1,
            max_length=min(_MOST_TOKENS, len(tokens) + limit),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=self._silent,
        )[0]
        written = [token for token in found.sequences_ids[0] if token < tokenizer.eot]
        if not written:
            return ()
        heard = min(len(samples) // _SAMPLES_A_FRAME, frames)
        words = self._placed_words(encoded, written, heard)
        # CTranslate2's score is the mean over the written tokens; Whisper's counts the end, too.
        size = len(found.sequences_ids[0])
        log_probability = found.scores[0] * size / (size + 1)
        return (Piece(words, log_probability, found.no_speech_prob),)

    def thorough(self, samples: Samples, prompt: str, careful: bool) -> tuple[Piece, ...]:
        """See `whisper_worker.Whisper`: faster-whisper's own way through a clip."""
        extra: dict[str, Any] = (
            {"no_repeat_ngram_size": 4, "repetition_penalty": 1.1}
            if careful
            else {"initial_prompt": prompt or None}
        )
        segments, _ = self._model.transcribe(
            samples,
            language=LANGUAGE,
            beam_size=BEAM,
            temperature=0.0,
            word_timestamps=True,
            condition_on_previous_text=not careful,
            max_new_tokens=token_limit(len(samples) / SAMPLE_RATE),
            **extra,
        )
        pieces = []
        for segment in segments:  # decoded as it is asked for
            words = _words(segment.words or ())
            pieces.append(Piece(words, segment.avg_logprob, segment.no_speech_prob))
            if segment.end >= len(samples) / SAMPLE_RATE - REST_S:
                break
        return tuple(pieces)

    def _placed_words(self, encoded: Any, tokens: list[int], heard: int) -> tuple[HeardWord, ...]:
        """heard: feature frames of sound, without the silence behind it."""
        from faster_whisper.transcribe import merge_punctuations

        aligned = self._model.find_alignment(self._tokenizer, [tokens], encoded, heard)[0]
        merge_punctuations(aligned, "\"'“¿([{-", "\"'.。,，!！?？:：”)]}、")
        most = heard / _SOUND_FRAMES_A_SECOND
        return whole_words(
            HeardWord(w["word"], min(w["start"], most), min(w["end"], most), w["probability"])
            for w in aligned
        )


def _words(words: Iterable[Any]) -> tuple[HeardWord, ...]:
    return whole_words(
        HeardWord(w.word, float(w.start), float(w.end), float(w.probability)) for w in words
    )


def whole_words(parts: Iterable[HeardWord]) -> tuple[HeardWord, ...]:
    """Parts as faster-whisper cuts them, where a word's text starts with a space: "2" and ".4",
    " 42", "-year" and "-old" are one word each. A spoken mark behind a hyphen stays a word of its
    own: "3. Stable" is dictated "three period stable", and heard as " 3" and "-period,"."""
    words: list[HeardWord] = []
    for part in parts:
        text = part.text.strip()
        if not text:
            continue
        goes_on = words and not part.text[0].isspace()
        if goes_on and text[0] == "-" and plain(text) in MARKS:
            text, goes_on = text[1:], False
        if goes_on:
            last = words[-1]
            probability = min(last.probability, part.probability)
            words[-1] = HeardWord(last.text + text, last.start, part.end, probability)
        else:
            words.append(HeardWord(text, part.start, part.end, part.probability))
    return tuple(words)


def open_whisper(folder: Path, device: str, dtype: str, threads: int) -> FasterWhisper:
    """Load and warm. device: "auto", "cpu" or "cuda". dtype: "auto" (int8 on a CPU: half of
    float32's time), "float32", "bfloat16", "int8". threads: 0 for CTranslate2's choice.

    Raises ImportError, and what CTranslate2 raises (RuntimeError, ValueError)."""
    import ctranslate2
    from faster_whisper import WhisperModel
    from faster_whisper.tokenizer import Tokenizer
    from faster_whisper.transcribe import get_suppressed_tokens

    if device == "auto":
        device = "cuda" if ctranslate2.get_cuda_device_count() else "cpu"
    kind = dtype if dtype != "auto" else {"cpu": "int8"}.get(device, "float16")
    model = WhisperModel(
        str(folder), device=device, compute_type=kind, cpu_threads=threads, local_files_only=True
    )
    tokenizer = Tokenizer(
        model.hf_tokenizer, model.model.is_multilingual, task="transcribe", language=LANGUAGE
    )
    placed = f"{model.model.device}, {model.model.compute_type}"
    silent = tuple(get_suppressed_tokens(tokenizer, [-1]))
    whisper = FasterWhisper(model, tokenizer, placed, silent)
    whisper.quick(np.zeros(SAMPLE_RATE, np.float32), "")
    return whisper
