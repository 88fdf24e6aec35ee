"""Word error rate of a model under training on held-out shards, greedy, whole utterances."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from training.corpus.shard import Utterance
from training.edits import edits
from training.examples import Examples, collate
from training.model import Trained
from training.targets import encoder_frames
from training.vocabulary import Vocabulary
from training.voices.spoken import units


@dataclass(frozen=True, slots=True)
class Score:
    errors: int
    words: int
    example: tuple[str, str]
    """(spoken, recognised) of the first utterance."""

    @property
    def wer(self) -> float:
        return self.errors / max(1, self.words)


def score(
    model: Trained, utterances: list[Utterance], examples: Examples, vocabulary: Vocabulary
) -> Score:
    """Marks count as words here."""
    model.eval()
    errors = words = 0
    first = ("", "")
    device = next(model.parameters()).device
    for start in range(0, len(utterances), 8):
        members = utterances[start : start + 8]
        made = [examples.plain(u) for u in members]
        batch = collate(made).to(device)
        with torch.no_grad(), torch.autocast(device.type, dtype=torch.bfloat16):
            logits, _ = model(batch.features, batch.mask)
        best = logits.float().argmax(-1)
        for row, (utterance, example) in enumerate(zip(members, made, strict=True)):
            ids = best[row, : encoder_frames(len(example.mel))].tolist()
            text = vocabulary.text(collapse(ids))
            wanted, heard = units(utterance.target), units(text)
            errors += edits(wanted, heard)
            words += len(wanted)
            first = first if first[0] else (utterance.target, text)
    model.train()
    return Score(errors, words, first)


def collapse(ids: list[int]) -> list[int]:
    return [i for n, i in enumerate(ids) if i and (n == 0 or ids[n - 1] != i)]
