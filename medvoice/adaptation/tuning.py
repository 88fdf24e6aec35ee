"""Fine-tuning of a LasrForCTC on clips of one speaker, with the CTC loss.

Running statistics of the normalisations stay as they are and dropout stays off: a few minutes of
one voice are too little to estimate either. Small models learn as a whole, large ones in their last
blocks, where words are decided; the front end knows microphones better than ten minutes can teach.
"""

from __future__ import annotations

import importlib
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from medvoice.adaptation.material import Clip
from medvoice.adaptation.targets import Targets
from medvoice.adaptation.tuning_settings import TuningSettings
from medvoice.asr.encoder import Logits
from medvoice.asr.features import LOG_FLOOR, LogMel, MelSettings
from medvoice.asr.gain import GainPolicy, TurnLevel, louder
from medvoice.asr.known_clip import log_mel_of
from medvoice.asr.windows import MEL_PER_FRAME, MEL_SEEN
from medvoice.audio.block import SAMPLE_RATE, Samples

_SMALL = 30_000_000
"""Parameters up to which the whole model learns."""
_LAST_BLOCKS = 4
_SPEEDS = (0.92, 1.0, 1.0, 1.08)
_PAD_TO = 64


class Tuning:
    """One model, from its folder to the adapted weights. Not thread-safe."""

    def __init__(self, folder: Path, settings: TuningSettings) -> None:
        """Raises OSError, ValueError for a folder that holds no LASR checkpoint."""
        transformers: Any = importlib.import_module("transformers")
        transformers.utils.logging.disable_progress_bar()  # the command draws one of its own
        if settings.threads:
            torch.set_num_threads(settings.threads)
        self._settings = settings
        self._targets = Targets.of(folder)
        extractor = transformers.AutoFeatureExtractor.from_pretrained(folder, local_files_only=True)
        self._mel = MelSettings.of(extractor)
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        model: Any = transformers.LasrForCTC.from_pretrained(
            folder, dtype=torch.float32, local_files_only=True, use_safetensors=True
        )
        self._model = model.to(self._device).eval()
        self._blank = int(model.config.pad_token_id)
        self._rng = random.Random(settings.seed)

    @property
    def targets(self) -> Targets:
        return self._targets

    def logits(self, samples: Samples) -> Logits:
        """(frames, vocabulary) float32 of a recording in one window."""
        with torch.inference_mode():
            features = torch.from_numpy(self._features(samples, 1.0))[None].to(self._device)
            found: Logits = self._model(input_features=features).logits[0].float().cpu().numpy()
        return found

    def learn(self, clips: Sequence[Clip], progress: Callable[[float], None]) -> int:
        """Returns the number of steps. progress: told the share that is done."""
        old = {name: value.detach().clone() for name, value in self._model.named_parameters()}
        learning = self._learning()
        optimiser = torch.optim.AdamW(learning, lr=self._settings.rate, weight_decay=0.0)
        batches = [b for _ in range(self._settings.passes) for b in self._batches(clips)]
        for number, batch in enumerate(batches):
            for group in optimiser.param_groups:
                warm = min(1.0, (number + 1) / 10)
                group["lr"] = self._settings.rate * warm * (1 - number / len(batches))
            loss = self._loss(batch)
            loss.backward()  # type: ignore[no-untyped-call]
            norm = torch.nn.utils.clip_grad_norm_(learning, 1.0)
            if torch.isfinite(norm):
                optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            progress((number + 1) / len(batches))
        if self._settings.keep:
            with torch.no_grad():
                for name, value in self._model.named_parameters():
                    value.lerp_(old[name], self._settings.keep)
        return len(batches)

    def save(self, folder: Path) -> None:
        """The weights and config.json, float16 as the bundled ones are. Raises OSError."""
        self._model.to("cpu").half().save_pretrained(folder)

    def _learning(self) -> list[torch.nn.Parameter]:
        model = self._model
        size = sum(p.numel() for p in model.parameters())
        blocks = self._settings.blocks or (0 if size <= _SMALL else _LAST_BLOCKS)
        if blocks:
            model.requires_grad_(False)
            for part in (*model.encoder.layers[-blocks:], model.encoder.out_norm, model.ctc_head):
                part.requires_grad_(True)
        return [p for p in model.parameters() if p.requires_grad]

    def _batches(self, clips: Sequence[Clip]) -> list[list[Clip]]:
        """Of clips of like length, in random order."""
        ordered = sorted(clips, key=lambda c: c.seconds * self._rng.uniform(0.9, 1.1))
        batches: list[list[Clip]] = [[]]
        for clip in ordered:
            if batches[-1] and clip.seconds * (len(batches[-1]) + 1) > self._settings.batch_s:
                batches.append([])
            batches[-1].append(clip)
        self._rng.shuffle(batches)
        return batches

    def _loss(self, clips: Sequence[Clip]) -> torch.Tensor:
        mels = [self._varied(self._features(c.samples, self._rng.choice(_SPEEDS))) for c in clips]
        tokens = [self._targets.ids(clip.text) or [] for clip in clips]
        longest = -(-max(len(m) for m in mels) // _PAD_TO) * _PAD_TO + 3
        features = np.full((len(mels), longest, mels[0].shape[1]), LOG_FLOOR, np.float32)
        mask = np.zeros((len(mels), longest), bool)
        for row, mel in enumerate(mels):
            features[row, : len(mel)], mask[row, : len(mel)] = mel, True
        logits = self._model(
            input_features=torch.from_numpy(features).to(self._device),
            attention_mask=torch.from_numpy(mask).to(self._device),
        ).logits
        loss: torch.Tensor = functional.ctc_loss(
            logits.float().log_softmax(-1).transpose(0, 1),
            torch.tensor([token for ids in tokens for token in ids], device=self._device),
            torch.tensor([(len(m) - MEL_SEEN) // MEL_PER_FRAME + 1 for m in mels]),
            torch.tensor([len(ids) for ids in tokens]),
            blank=self._blank,
            zero_infinity=True,
        )
        return loss

    def _features(self, samples: Samples, speed: float) -> LogMel:
        """As the final pass sees them: with the turn's gain."""
        if speed != 1.0:
            at = np.arange(0, len(samples) - 1, speed)
            samples = np.interp(at, np.arange(len(samples)), samples).astype(np.float32)
        if len(samples) < SAMPLE_RATE // 4:
            samples = np.pad(samples, (0, SAMPLE_RATE // 4 - len(samples)))
        mel = log_mel_of(samples, self._mel)
        level = TurnLevel()
        level.feed(samples)
        return louder(mel, GainPolicy().gain(level.at((len(mel) - MEL_SEEN) // MEL_PER_FRAME + 1)))

    def _varied(self, mel: LogMel) -> LogMel:
        """One mask over bands and one over time (SpecAugment, Park et al. 2019), and a level."""
        varied = np.maximum(mel + np.float32(self._rng.uniform(-1.5, 1.0)), LOG_FLOOR)
        width, first = self._rng.randint(0, 16), self._rng.randint(0, mel.shape[1] - 17)
        varied[:, first : first + width] = varied.mean()
        length = self._rng.randint(0, min(25, len(mel) // 8))
        begin = self._rng.randint(0, len(mel) - length)
        varied[begin : begin + length] = varied.mean()
        result: LogMel = varied.astype(np.float32)
        return result
