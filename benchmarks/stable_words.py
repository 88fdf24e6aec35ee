"""Streaming against the final pass: how many stable words a final revises, by window scheme.

    python benchmarks/stable_words.py                        # the scheme in use
    python benchmarks/stable_words.py --sweep                # chunk and right context

For every turn of the samples: the stable words at the turn's end against the beginning of the final
words that they are nearest to, by edit distance.
Cost: encoder frames computed while streaming, finals included, / frames of one pass.
"""

from __future__ import annotations

import argparse
import dataclasses
from dataclasses import dataclass
from pathlib import Path

from medvoice.asr.ctc_recogniser import CtcRecogniser
from medvoice.asr.ctc_turn import CtcSettings
from medvoice.asr.loading import LoadSettings, load_recogniser
from medvoice.asr.windows import StreamScheme, frames_in
from medvoice.audio.block import AudioBlock
from medvoice.models.catalogue import BUNDLED, speech_model
from medvoice.models.store import obtained
from medvoice.resources import samples_folder
from medvoice.session.listening import Heard, TurnFinal
from medvoice.session.opening import ListenSettings, make_engine, open_file
from training.edits import prefix_edits

SWEEP = [(chunk, right) for chunk in (8, 12) for right in (4, 8, 12, 16)]
TARGET = 0.005


@dataclass(frozen=True, slots=True)
class Row:
    scheme: StreamScheme
    stable: int
    revised: int
    computed: int
    offline: int


def measure(recogniser: CtcRecogniser, scheme: StreamScheme, paths: list[Path]) -> Row:
    stable = revised = offline = 0
    before = _computed(recogniser)
    for path in paths:
        source = open_file(path)
        listener = make_engine(recogniser, ListenSettings("both", 800)).listener()
        words: tuple[str, ...] = ()

        def take(events, offline_frames: list[int]) -> tuple[int, int]:
            nonlocal words
            counted = wrong = 0
            for event in events:
                if isinstance(event, Heard):
                    words = tuple(w.text for w in event.hypothesis.stable)
                elif isinstance(event, TurnFinal):
                    final = [w.text for w in event.words]
                    counted += len(words)
                    wrong += min(prefix_edits(words, final))
                    offline_frames.append(frames_in(event.end - event.start))
                    words = ()
            return counted, wrong

        frames: list[int] = []
        for item in source.captured():
            if isinstance(item, AudioBlock):
                counted, wrong = take(listener.accept(item), frames)
                stable, revised = stable + counted, revised + wrong
        counted, wrong = take(listener.finish(), frames)
        stable, revised, offline = stable + counted, revised + wrong, offline + sum(frames)
        listener.close()
    return Row(scheme, stable, revised, _computed(recogniser) - before, offline)


def _computed(recogniser: CtcRecogniser) -> int:
    return recogniser.counts.partial_frames + recogniser.counts.final_frames


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default=BUNDLED)
    parser.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda"))
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--samples", nargs="*", default=[])
    parser.add_argument("--sweep", action="store_true")
    arguments = parser.parse_args()
    names = arguments.samples or sorted(p.stem for p in samples_folder().glob("*.flac"))
    paths = [samples_folder() / f"{name}.flac" for name in names]
    folder = obtained(speech_model(arguments.model))
    used = CtcSettings()
    schemes = [used.stream]
    if arguments.sweep:
        schemes = [dataclasses.replace(used.stream, chunk=c, right=r) for c, r in SWEEP]
    rows: list[Row] = []
    for scheme in schemes:
        settings = LoadSettings(
            device=arguments.device,
            threads=arguments.threads,
            decoding=dataclasses.replace(used, stream=scheme),
        )
        recogniser = load_recogniser(folder, settings, arguments.model)
        try:
            rows.append(measure(recogniser, scheme, paths))
        finally:
            recogniser.close()
    print(page(rows, recogniser.name, names))
    return 0


def page(rows: list[Row], recogniser: str, names: list[str]) -> str:
    lines = [
        f"Stable words that a final revised. Recogniser {recogniser}; samples {', '.join(names)}.",
        "",
        "| left s | chunk s | right s | stable words | revised | share | frames / offline |",
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in rows:
        scheme = row.scheme
        spans = " | ".join(f"{0.04 * n:.2f}" for n in (scheme.left, scheme.chunk, scheme.right))
        share = row.revised / max(1, row.stable)
        ratio = row.computed / max(1, row.offline)
        lines.append(
            f"| {spans} | {row.stable} | {row.revised} | {100 * share:.2f} % | {ratio:.1f} |"
        )
    if len(rows) == 1:
        met = rows[0].revised / max(1, rows[0].stable) <= TARGET
        lines += ["", f"Target: revised <= {TARGET:.1%}: {'met' if met else 'MISSED'}"]
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
