"""Trains the bundled model; stop it at any moment, the same command goes on.

    python -m training.train RUN --seconds 6000 --noise ../shared/data/noise

RUN is a folder: vocab.json (made when missing), state.pt (every 2 minutes), log.jsonl, args.json.
The recipe and the figures behind it: training/README.md.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch

from training import augment, vocabulary
from training.beside import Beside
from training.corpus.shard import Utterance, read_shard, shard_names
from training.corpus.test_texts import TestTexts
from training.examples import Batch, Examples, collate, fits, groups
from training.losses import Losses, losses
from training.measure import score
from training.model import Sizes, Trained
from training.optimiser import WEIGHT_DECAY, Both
from training.state import Progress, load, log, save
from training.teacher import Teacher

SHARES = {"kokoro": 0.34, "flite": 0.38, "espeak": 0.18, "human": 0.10}
"""Share of each kind in what is heard, once the model is off its plateau; --shares changes it."""
POOL_S = 2400.0
"""Seconds of speech drawn at a time; new shards are looked for in between."""
SAVE_EVERY_S = 120.0
"""With --beside weights are shared as often: some 190 steps of each run."""
MEASURE_EVERY_S = 720.0
"""A measurement of five sets takes 12 s."""
TOKEN_LOSS_UNTIL_H = 20.0
"""Hours of speech heard; first words appear. Left on for longer it holds the error rate up."""
PHONE_LOSS_UNTIL_H = 100.0
AUGMENT_FROM_H = 4.0
AUGMENTED = 0.5
"""Share of the members; all of them slowed a model down that was still learning the words."""
SCARCE = ("kokoro", "human")
"""Always augmented: there is so little of them that a run hears each one many times."""
MIX_FROM_H = 2.5


class Run:
    def __init__(self, folder: Path, options: argparse.Namespace) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._options = options
        self._rng = random.Random(options.seed)
        self._tested = TestTexts.of_repository()
        self._shards: dict[str, list[Utterance]] = {}
        torch.manual_seed(options.seed)
        file = folder / "vocab.json"
        if not file.exists():
            file.write_text(json.dumps(vocabulary.train(384, options.seed), ensure_ascii=False))
        self._vocabulary = vocabulary.Vocabulary.read(file)
        sounds = augment.read_sounds(options.noise)
        # Of the processor where one thread trains: what runs beside it must not shorten a run.
        self._clock = time.process_time if options.threads == 1 else time.perf_counter
        self._examples = Examples(self._vocabulary, sounds, options.seed + int(time.time()) % 9973)
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self._model = Trained(Sizes(L=options.layers), len(self._vocabulary)).to(self._device)
        self._model.quicken()
        self._optimiser = Both(
            self._model, options.rate, options.optimiser == "muon", options.weight_decay
        )
        state = folder / "state.pt"
        if state.exists():
            self._progress = load(state, self._model, self._optimiser)
            print(f"goes on at {self._progress.seconds:.0f} s", flush=True)
        else:
            self._progress = Progress()
            self._initialise()
        self._teacher: Teacher | None = None
        if options.teacher and self._progress.heard_h < options.teacher_hours:
            self._teacher = Teacher(options.teacher, len(self._vocabulary), self._device)
        self._beside = Beside(options.beside) if options.beside else None
        (folder / "args.json").write_text(json.dumps({k: str(v) for k, v in vars(options).items()}))

    def train(self) -> None:
        """Until the seconds are over; then the final state and figures are there."""
        self._model.train()
        progress, sums = self._progress, [0.0, 0.0, 0.0, 0.0]
        next_save = progress.seconds + SAVE_EVERY_S
        next_measure = progress.seconds + MEASURE_EVERY_S
        for batch in self._batches():
            started = self._clock()
            values = self._step(batch)
            progress.seconds += self._clock() - started + self._making
            progress.heard_h += batch.seconds / 3600
            if values is not None:
                sums = [
                    a + b
                    for a, b in zip(
                        sums, (values.ctc, values.phone, values.token, 1.0), strict=True
                    )
                ]
            over = progress.seconds >= self._options.seconds
            if progress.seconds >= next_save or over:
                next_save = progress.seconds + SAVE_EVERY_S
                measured = progress.seconds >= next_measure or over
                next_measure += MEASURE_EVERY_S if measured else 0.0
                self._report(sums, measured)
                sums = [0.0, 0.0, 0.0, 0.0]
            if over:
                return

    def _initialise(self) -> None:
        mels = [self._examples.plain(u).mel[::5] for u in self._pool(600.0, aligned=True)]
        self._model.fold_in_normalisation(np.concatenate(mels))
        self._model.strengthen_branches()

    def _step(self, batch: Batch) -> Losses | None:
        progress = self._progress
        self._optimiser.set_rate(self._rate())
        batch = batch.to(self._device)
        with torch.autocast(self._device.type, dtype=torch.bfloat16):
            logits, phones = self._model(batch.features, batch.mask)
        values = losses(
            logits, phones, batch,
            with_phones=progress.heard_h < PHONE_LOSS_UNTIL_H,
            with_tokens=progress.heard_h < TOKEN_LOSS_UNTIL_H,
        )  # fmt: skip
        total = values.total
        if self._teacher is not None:
            total = total + self._options.teacher_weight * self._teacher.distance(logits, batch)
            if progress.heard_h >= self._options.teacher_hours:
                self._teacher = None
        total.backward()
        norm = torch.nn.utils.clip_grad_norm_(self._model.parameters(), 1.0)
        finite = bool(torch.isfinite(norm))
        if finite:
            self._optimiser.step()
            progress.step += 1
        else:
            # 0.4 % of the steps: gradients are not finite though loss and weights are. Without this
            # guard one run was all NaN within 100 s.
            progress.skipped += 1
            self._model.mend_running_statistics()
        self._optimiser.zero_grad()
        return values if finite else None

    def _rate(self) -> float:
        """Warm-up, constant, then linear to 0 over the last part of the time."""
        warm = min(1.0, (self._progress.step + 1) / 150)
        left = 1 - self._progress.seconds / self._options.seconds
        return self._options.rate * warm * min(1.0, max(0.01, left / self._options.decay))

    def _batches(self) -> Iterator[Batch]:
        while True:
            early = self._progress.heard_h < MIX_FROM_H
            pool = self._pool(POOL_S / 4 if early else POOL_S, aligned=early)
            for members in groups(pool, self._options.batch, self._rng, 0.0 if early else 0.3):
                started = self._clock()
                late = self._progress.heard_h >= AUGMENT_FROM_H
                made = [
                    self._examples.augmented(m, late and self._rng.random() < _augmented(m))
                    for m in members
                ]
                made = [example for example in made if fits(example)]
                if not made:
                    continue
                batch = collate(made)
                self._making = self._clock() - started
                yield batch

    def _pool(self, seconds: float, aligned: bool) -> list[Utterance]:
        shards: dict[str, list[str]] = {}
        for name in shard_names():
            shards.setdefault(name.split("-")[0], []).append(name)
        left_out = self._options.leave_out
        wished = SHARES | dict(self._options.shares)
        shares = {k: v for k, v in wished.items() if k in shards and k not in left_out}
        if aligned:
            shares = {k: v for k, v in shares.items() if k in ("flite", "espeak")}
        pool: list[Utterance] = []
        for kind, share in shares.items():
            wanted = seconds * share / sum(shares.values())
            names = shards[kind]
            utterances = [
                u for n in self._rng.sample(names, min(len(names), 12)) for u in self._usable(n)
            ]
            self._rng.shuffle(utterances)
            for utterance in utterances:
                if wanted <= 0:
                    break
                pool.append(utterance)
                wanted -= utterance.seconds
        return pool

    def _usable(self, shard: str) -> list[Utterance]:
        """Kept in memory: a shard never changes (its sound stays on disk)."""
        if shard not in self._shards:
            self._shards[shard] = [
                u
                for u in read_shard(shard)
                if 0.2 < u.seconds < 18 and not self._tested.has(u.target)
            ]
        return self._shards[shard]

    def _report(self, sums: list[float], measured: bool) -> None:
        progress = self._progress
        if self._beside is not None:
            self._beside.share(self._model)
        save(self._folder / "state.pt", self._model, self._optimiser, progress)
        steps = max(1.0, sums[3])
        entry: dict[str, object] = {
            "seconds": round(progress.seconds), "step": progress.step, "skipped": progress.skipped,
            "heard_h": round(progress.heard_h, 2), "rate": round(self._rate(), 6),
            "ctc": round(sums[0] / steps, 3), "phone": round(sums[1] / steps, 3),
            "token": round(sums[2] / steps, 3),
        }  # fmt: skip
        sets: dict[str, list[Utterance]] = {}
        for name in shard_names():
            if measured and name.startswith(("heldout", "test")):
                sets.setdefault(name.split("-")[0], []).extend(read_shard(name))
        for name, utterances in sets.items():
            result = score(self._model, utterances[:80], self._examples, self._vocabulary)
            entry[name] = round(result.wer, 4)
            print(f"  {name}: {result.example[0]} | {result.example[1]}")
        log(self._folder / "log.jsonl", entry)
        print(json.dumps(entry), flush=True)


def _augmented(member: list[Utterance]) -> float:
    return 1.0 if any(u.group in SCARCE for u in member) else AUGMENTED


def _share(said: str) -> tuple[str, float]:
    kind, _, share = said.partition("=")
    if kind not in SHARES:
        raise argparse.ArgumentTypeError(f"{kind}: none of {', '.join(SHARES)}")
    return kind, float(share)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("--seconds", type=float, default=6000.0, help="of training in all")
    parser.add_argument("--layers", type=int, default=4)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--optimiser", choices=("adamw", "muon"), default="adamw")
    parser.add_argument("--weight-decay", type=float, default=WEIGHT_DECAY)
    parser.add_argument("--teacher", type=Path, help="state.pt of a trained model to learn from")
    parser.add_argument("--teacher-hours", type=float, default=40.0, help="heard beside it")
    parser.add_argument("--teacher-weight", type=float, default=4.0, help="of its part of the loss")
    parser.add_argument(
        "--decay", type=float, default=0.5, help="last share of the time, rate to 0"
    )
    parser.add_argument("--batch", type=float, default=52.0, help="padded seconds of speech")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--noise", type=Path, help="folder with the shared data's noise")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--beside", type=Path, help="folder of a run that trains meanwhile: they share weights"
    )
    parser.add_argument("--leave-out", nargs="+", choices=SHARES, default=[], help="not heard")
    parser.add_argument(
        "--shares", nargs="+", type=_share, default=[], metavar="KIND=SHARE", help="e.g. flite=0.5"
    )
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    Run(options.run, options).train()


if __name__ == "__main__":
    main()
