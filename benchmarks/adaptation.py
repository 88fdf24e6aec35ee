"""Ten minutes of a voice that the model never heard: is it understood better afterwards?

    python -m benchmarks.adaptation --model medvoice/models/bundled --voice am_liam --minutes 10
    python -m benchmarks.adaptation --voice piper-joe      # a voice of another kind

Speaks sentences of the training grammar in a voice that is kept out of training (Kokoro's: needs
what training/README.md names; Piper's: what benchmarks/recognition/piper.py names), adapts the
model to them as `medvoice adapt` does, and scores both models on other sentences of the same voice
and on other voices that neither heard. Sound is kept by Kokoro's cache.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import librosa
import numpy as np
import numpy.typing as npt

from benchmarks.recognition import piper
from medvoice.adaptation.adapting import Hearing, adapt
from medvoice.adaptation.material import Clip
from medvoice.adaptation.tuning_settings import TuningSettings
from medvoice.asr.loading import LoadSettings, load_recogniser
from medvoice.asr.recogniser import Recogniser
from medvoice.evaluation.scorer import Scorer, WordScore
from medvoice.language.reader import Dialect
from training.corpus.test_texts import TestTexts
from training.text.grammar import Grammar, spoken_form
from training.voices.kokoro import SAMPLE_RATE, Kokoro
from training.voices.kokoro_model import HELD_OUT_VOICES

SEED = 424_242

Say = Callable[[str], npt.NDArray[np.float32]]
"""Text as spoken -> samples at 16 kHz."""


@dataclass(frozen=True)
class Sets:
    learn: list[Clip]
    own: list[Clip]
    others: list[Clip]


def in_kokoro(engine: Kokoro, voice: str) -> Say:
    return lambda text: np.asarray(
        librosa.resample(engine.speak(text, voice), orig_sr=SAMPLE_RATE, target_sr=16_000),
        np.float32,
    )


def in_piper() -> Say:
    voice = piper.open_voice()
    return lambda text: piper.say(voice, text)


def spoken(say: Say, minutes: float, rng: random.Random) -> list[Clip]:
    """Sentences of the grammar until there are that many minutes."""
    grammar, tested = Grammar(), TestTexts.of_repository()
    clips: list[Clip] = []
    while sum(clip.seconds for clip in clips) < 60 * minutes:
        target = " ".join(grammar.sentence(rng).target for _ in range(rng.choice((1, 2))))
        if tested.has(target):
            continue
        clips.append(Clip(say(spoken_form(target)), target))
    return clips


def errors(recogniser: Recogniser, clips: list[Clip]) -> WordScore:
    scorer, total = Scorer(), WordScore()
    for number, clip in enumerate(clips):
        turn = recogniser.open_turn(number, 0)
        turn.feed(clip.samples)
        heard = " ".join(word.text for word in turn.finish(len(clip.samples)).result())
        turn.close()
        compared = scorer.compare(clip.text, heard, Dialect.MARKERS, Dialect.MARKERS)
        total += compared.score.words
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=Path("medvoice/models/bundled"))
    parser.add_argument("--voice", choices=(*HELD_OUT_VOICES, piper.VOICE), default="am_liam")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--passes", type=int, nargs="+", default=[TuningSettings().passes])
    parser.add_argument("--rate", type=float, nargs="+", default=[TuningSettings().rate])
    parser.add_argument("--keep", type=float, nargs="+", default=[TuningSettings().keep])
    parser.add_argument("--blocks", type=int, nargs="+", default=[TuningSettings().blocks])
    arguments = parser.parse_args()
    engine, rng = Kokoro(threads=1), random.Random(SEED)
    others = [voice for voice in HELD_OUT_VOICES if voice != arguments.voice]
    say = in_piper() if arguments.voice == piper.VOICE else in_kokoro(engine, arguments.voice)
    own = spoken(say, 3.0, rng)
    sets = Sets(
        spoken(say, arguments.minutes, rng),
        own,
        [clip for voice in others for clip in spoken(in_kokoro(engine, voice), 1.0, rng)],
    )

    def listen(folder: Path) -> Recogniser:
        return load_recogniser(folder, LoadSettings(dtype="float32", threads=1))

    def scored(folder: Path) -> tuple[WordScore, WordScore]:
        recogniser = listen(folder)
        try:
            return errors(recogniser, sets.own), errors(recogniser, sets.others)
        finally:
            recogniser.close()

    before = scored(arguments.model)
    print(
        f"\nAdaptation of {arguments.model.name} to the unheard voice {arguments.voice}, "
        f"{sum(c.seconds for c in sets.learn) / 60:.1f} minutes; scored on other sentences: "
        f"{before[0].words} words of it, {before[1].words} of {', '.join(others)}\n"
    )
    print(
        "| passes | rate | blocks | old weights kept | WER of the voice | down by | other voices |"
    )
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    print(f"| none | | | | {before[0].rate:.1%} | | {before[1].rate:.1%} |", flush=True)
    for passes in arguments.passes:
        for rate in arguments.rate:
            for blocks in arguments.blocks:
                for keep in arguments.keep:
                    settings = TuningSettings(passes, rate, 40.0, blocks, keep, threads=1)
                    with tempfile.TemporaryDirectory() as folder:
                        made = adapt(
                            arguments.model, sets.learn, Path(folder),
                            Hearing(listen, Dialect.MARKERS), settings, lambda *_: None,
                        )  # fmt: skip
                        after = scored(made.folder)
                    down = 1 - after[0].errors / max(1, before[0].errors)
                    print(
                        f"| {passes} | {rate:g} | {blocks or 'all'} | {keep:g} | "
                        f"{after[0].rate:.1%} | {down:.0%} | {after[1].rate:.1%} |  "
                        f"{made.verdict.line()}",
                        flush=True,
                    )


if __name__ == "__main__":
    main()
