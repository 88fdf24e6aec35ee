"""How to make one score of a choice's tokens: measured on labelled sentences, not guessed.

    python benchmarks/language_model_scores.py FOLDER [FOLDER ...]
    python benchmarks/language_model_scores.py FOLDER --template ct_chest --sentences 60

FOLDER: a language model as `save_pretrained` writes it. Sentences: every n-th of
tests/data/routing_sentences.tsv, so that both halves come from all blocks: the first half is the
one to decide by, the second the one to see whether it holds. "right": the choice with the best
score is one of the labelled fields. Ways: sum or mean of the log probabilities of a choice's tokens
with its end, sum without the end, and the grammar's way (each token against those that another
choice has in its place); each as it is and less the same score for a turn that says nothing.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.routing import ROOT, rows
from medvoice.assistant.backend import Ask
from medvoice.assistant.causal_model import CausalModel
from medvoice.assistant.loading import LoadSettings, load_backend
from medvoice.assistant.memory_plan import Format
from medvoice.assistant.placing import PlacingPrompt
from medvoice.assistant.prefix_cache import fork
from medvoice.report.template import Templates

WAYS = ("sum", "mean", "sum, no end", "grammar")


def ways(
    model: CausalModel, cache: object, turn: Sequence[int], choices: Sequence[Sequence[int]]
) -> dict[str, list[float]]:
    """Score of every choice, each way, from one forward pass a choice. cache: before the turn."""
    found: dict[str, list[float]] = {way: [] for way in WAYS}
    for choice in choices:
        rows = model.last_rows([*turn, *choice[:-1]], fork(cache), len(choice))
        full, bound = [], []
        for at, (row, token) in enumerate(zip(rows, choice, strict=True)):
            others = {o[at] for o in choices if list(o[:at]) == list(choice[:at])}
            full.append(float(row[token] - row.logsumexp(-1)))
            bound.append(float(row[token] - row[sorted(others)].logsumexp(-1)))
        found["sum"].append(sum(full))
        found["mean"].append(sum(full) / len(full))
        found["sum, no end"].append(sum(full[:-1]))
        found["grammar"].append(sum(bound))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--template", default="ct_chest")
    parser.add_argument("--sentences", type=int, default=60)
    options = parser.parse_args()
    torch.set_num_threads(1)
    template = Templates([ROOT / "templates"]).load(options.template)
    prompt = PlacingPrompt(template)
    table = [row for row in rows() if row.template == options.template]
    table = table[:: max(1, len(table) // options.sentences)]
    print(f"{options.template}: {len(table)} sentences, {len(prompt.choices)} fields")
    print(f"{'model':12s} {'score':14s} {'':8s} decided by  seen after")
    for folder in options.folders:
        start = time.process_time()
        backend = load_backend(folder, LoadSettings(device="cpu", format=Format.FLOAT32))
        right: dict[tuple[str, bool], list[bool]] = {}
        nothing: dict[str, list[float]] = {}
        for turn, fields in [
            (prompt.nothing, ()),
            *((prompt.turn(r.sentence), r.fields) for r in table),
        ]:
            ids, cache = backend._read(Ask(prompt.fixed, turn), lambda: None, room=0)
            loaded = backend._loaded
            choices = [(*loaded.renderer.answer(c), loaded.end) for c in prompt.choices]
            scored = ways(backend._model, cache, ids[cache.get_seq_length() :], choices)
            if not fields:
                nothing = scored
                continue
            for way, scores in scored.items():
                for less in (False, True):
                    final = [a - b * less for a, b in zip(scores, nothing[way], strict=True)]
                    best = prompt.fields[max(range(len(final)), key=final.__getitem__)]
                    right.setdefault((way, less), []).append(best in fields)
        for (way, less), answers in right.items():
            print(
                f"{folder.name:12s} {way:14s} {'less' if less else '':8s} "
                f"{sum(answers[::2]):4d}/{len(answers[::2]):<4d}   "
                f"{sum(answers[1::2]):4d}/{len(answers[1::2])}"
            )
        print(f"  {time.process_time() - start:.0f} s of processor")


if __name__ == "__main__":
    main()
