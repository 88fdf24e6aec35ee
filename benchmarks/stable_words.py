"""Streaming against the final pass: how many stable words a final revises, by window scheme.

    python -m benchmarks.stable_words                        # the schemes in use
    python -m benchmarks.stable_words --sweep final          # windows of the final pass
    python -m benchmarks.stable_words --sweep stream         # streaming windows
    python -m benchmarks.stable_words --sweep hold           # how long a final window is held back

Every scheme gets the same turns (benchmarks/turn_plan.py) of the samples. Columns:

    stable of all    words that were stable before the final, by the words of the finals
    revised          stable words at the turn's end that the final has not: edit distance to the
                     beginning of the final that they are nearest to
    shown revised    the same for all that was on screen (stable and tail) against the whole final
    lag              seconds from a word's end until it was stable, on the clock of the sound
    frames/offline   encoder frames computed, finals included, by the frames of one pass over the
                     turns' sound
    WER              of the finals against what was said (scorer of `medvoice eval`)
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile

from benchmarks.turn_plan import PlannedTurn, plan_turns
from medvoice.asr.ctc_recogniser import CtcRecogniser
from medvoice.asr.ctc_turn import CtcSettings
from medvoice.asr.decoding import DecoderSettings
from medvoice.asr.encoder import Encoder, Logits
from medvoice.asr.features import LogMel
from medvoice.asr.hypothesis import Hypothesis, Word
from medvoice.asr.loading import LoadSettings, load_recogniser
from medvoice.asr.windows import FinalScheme, StreamScheme, frames_in
from medvoice.asr.worker import ModelWorker
from medvoice.audio.block import SAMPLE_RATE, Samples
from medvoice.evaluation.scorer import Score, Scorer
from medvoice.language.reader import Dialect
from medvoice.models.catalogue import BUNDLED, speech_model
from medvoice.models.store import obtained
from medvoice.resources import samples_folder
from training.edits import edits, prefix_edits

SILENCE_MS = 800
TARGET = 0.005
FINALS = (
    (75, 300, 50), (80, 144, 48), (80, 96, 48), (80, 96, 32), (80, 64, 48), (48, 48, 32),
)  # fmt: skip
STREAMS = (
    (40, 12, 8), (28, 12, 8), (12, 12, 8), (60, 12, 8), (24, 12, 12), (20, 12, 16), (36, 12, 16),
)  # fmt: skip
HOLDS = (0, 10, 20, 30)


@dataclass(slots=True)
class Counts:
    """What one scheme did."""

    settings: CtcSettings
    final: int = 0
    stable: int = 0
    revised: int = 0
    shown_revised: int = 0
    lags: list[float] = field(default_factory=list)
    computed: int = 0
    offline: int = 0
    score: Score = field(default_factory=Score)


@dataclass(frozen=True, slots=True)
class Sample:
    sound: Samples
    turns: list[PlannedTurn]
    said: str


class Remembering:
    """An encoder that computes no window twice: schemes of a sweep share most of theirs."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[bytes, Logits] = {}
        self.placed, self.notice = encoder.placed, encoder.notice

    def __call__(self, mel: LogMel) -> Logits:
        key = hashlib.blake2b(mel.tobytes()).digest()
        if key not in self._known:
            self._known[key] = self._encoder(mel)
        return self._known[key]


def measure(recogniser: CtcRecogniser, samples: Sequence[Sample], scorer: Scorer) -> Counts:
    counts = Counts(recogniser._settings)
    before = recogniser.counts
    for sample in samples:
        heard: list[str] = []
        for number, planned in enumerate(sample.turns):
            words = run(recogniser, sample.sound, number, planned, counts)
            heard += [word.text for word in words]
            counts.offline += frames_in(planned.end - planned.start)
        counts.score += scorer.compare(
            sample.said, " ".join(heard), Dialect.MARKERS, Dialect.MARKERS
        ).score
    after = recogniser.counts
    counts.computed = after.partial_frames + after.final_frames
    counts.computed -= before.partial_frames + before.final_frames
    return counts


def run(
    recogniser: CtcRecogniser, sound: Samples, number: int, planned: PlannedTurn, counts: Counts
) -> tuple[Word, ...]:
    """One turn as the Listener would drive it."""
    turn = recogniser.open_turn(number, planned.start)
    at, final, shown = planned.start, None, None
    for step in planned.steps:
        if step.position > at:
            turn.feed(sound[at : step.position])
            at = step.position
        if step.action == "finish":
            final = turn.finish(step.end)
        elif step.action == "reopen":
            assert final is not None
            final.cancel()
            turn.reopened(0)
        elif (heard := turn.advance()) is not None:
            known = len(shown.stable) if shown else 0
            counts.lags += [(at - word.end) / SAMPLE_RATE for word in heard.stable[known:]]
            shown = heard
    assert final is not None
    words = final.result()
    turn.close()
    _compare(shown, words, counts)
    return words


def _compare(shown: Hypothesis | None, words: tuple[Word, ...], counts: Counts) -> None:
    final = [word.text for word in words]
    counts.final += len(final)
    stable = [word.text for word in shown.stable] if shown else []
    screen = [word.text for word in (*shown.stable, *shown.tail)] if shown else []
    counts.stable += len(stable)
    counts.revised += min(prefix_edits(stable, final))
    counts.shown_revised += edits(screen, final)


def sweep(kind: str, used: CtcSettings) -> list[CtcSettings]:
    replace = dataclasses.replace
    if kind == "final":
        return [
            replace(used, final=FinalScheme(left, chunk, right, min(right, used.final.seam)))
            for left, chunk, right in FINALS
        ]
    if kind == "stream":
        return [
            replace(used, stream=StreamScheme(left, chunk, right)) for left, chunk, right in STREAMS
        ]
    return [replace(used, hold=hold) for hold in HOLDS] if kind == "hold" else [used]


def read(name: str) -> Sample:
    sound, rate = soundfile.read(samples_folder() / f"{name}.flac", dtype="float32")
    assert rate == SAMPLE_RATE
    said = (samples_folder() / f"{name}.words.txt").read_text(encoding="utf-8")
    return Sample(sound, plan_turns(sound, silence_ms=SILENCE_MS), said)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", default=BUNDLED)
    parser.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda"))
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--samples", nargs="*", default=[])
    parser.add_argument("--search", choices=("auto", "greedy", "beam"), default="auto")
    parser.add_argument("--sweep", choices=("final", "stream", "hold"), default="")
    arguments = parser.parse_args()
    names = arguments.samples or sorted(p.stem for p in samples_folder().glob("*.flac"))
    samples, scorer = [read(name) for name in names], Scorer()
    folder: Path = obtained(speech_model(arguments.model))
    settings = LoadSettings(
        device=arguments.device,
        threads=arguments.threads,
        search=DecoderSettings(arguments.search),
    )
    loaded = load_recogniser(folder, settings, arguments.model)
    rows: list[Counts] = []
    print(head(loaded.name, names))
    try:
        encoder = Remembering(loaded._worker.encoder)
        for chosen in sweep(arguments.sweep, loaded._settings):
            recogniser = CtcRecogniser(
                ModelWorker(lambda: encoder), loaded._mel, loaded._decoder, arguments.model, chosen
            )
            rows.append(measure(recogniser, samples, scorer))
            recogniser.close()
            print(line(rows[-1]), flush=True)
    finally:
        loaded.close()
    if len(rows) == 1:
        share = rows[0].revised / max(1, rows[0].stable)
        ratio = rows[0].computed / max(1, rows[0].offline)
        print(f"\nTarget revised <= {TARGET:.1%}: {'met' if share <= TARGET else 'MISSED'}")
        print(f"Target frames/offline <= 8: {'met' if ratio <= 8 else 'MISSED'}")
    return 0


def head(recogniser: str, names: list[str]) -> str:
    return (
        f"Words of the live view against the final. Recogniser {recogniser}; samples "
        f"{', '.join(names)}; windows left+chunk+right in frames of 40 ms.\n\n"
        "| stream | final | hold | stable of all | revised | shown revised | lag s p50 | p95 "
        "| frames/offline | WER |\n"
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    )


def line(row: Counts) -> str:
    stream, final = row.settings.stream, row.settings.final
    p50, p95 = np.percentile(row.lags, (50, 95)) if row.lags else (0.0, 0.0)
    return (
        f"| {stream.left}+{stream.chunk}+{stream.right} "
        f"| {final.left}+{final.chunk}+{final.right} | {row.settings.hold} "
        f"| {row.stable / max(1, row.final):.0%} "
        f"| {row.revised} ({row.revised / max(1, row.stable):.2%}) "
        f"| {row.shown_revised / max(1, row.final):.1%} | {p50:.1f} | {p95:.1f} "
        f"| {row.computed / max(1, row.offline):.2f} | {row.score.words.rate:.2%} |"
    )


if __name__ == "__main__":
    raise SystemExit(main())
