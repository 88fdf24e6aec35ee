"""Torch and onnxruntime on the same checkpoint: time of a window, frames that agree, errors.

    python -m benchmarks.encoder_runtimes                  # the bundled model
    python -m benchmarks.encoder_runtimes --model FOLDER   # any LASR checkpoint
    python -m benchmarks.encoder_runtimes --random         # MedASR's size, random weights: the time

The checkpoint is exported as `medvoice models export --int8` does it. Columns: milliseconds for one
window of so many seconds (best of `--repeat`), on `--threads` CPU threads; of the frames of the
samples, read in windows of 8 s, those with the same best piece as torch float32, and of those where
either has a piece (not blank); greedy WER of the samples as whole turns; of the words shown live
and final on the streaming path, those that differ from torch float32's.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import soundfile

from medvoice.asr.ctc_recogniser import CtcRecogniser
from medvoice.asr.encoder import Logits
from medvoice.asr.loading import LoadSettings, load_recogniser
from medvoice.asr.recogniser import RecogniserError
from medvoice.audio.block import SAMPLE_RATE, Samples
from medvoice.evaluation.scorer import Score, Scorer
from medvoice.language.reader import Dialect
from medvoice.models.catalogue import BUNDLED, speech_model
from medvoice.models.export_onnx import export
from medvoice.models.store import ModelMissing, obtained
from medvoice.resources import samples_folder

SECONDS = (1, 2, 4, 8, 16)
WINDOW = 8 * SAMPLE_RATE

RUNTIMES = (
    ("torch float32", False, "float32"),
    ("torch bfloat16", False, "bfloat16"),
    ("torch int8", False, "int8"),
    ("onnx float32", True, "float32"),
    ("onnx int8", True, "int8"),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """name: as the recogniser itself says what runs. milliseconds: by SECONDS. logits: of every
    window of the samples. score: of the samples, None where it was not asked for. streamed: words
    shown live and final of each sample."""

    name: str
    milliseconds: Sequence[float]
    logits: Sequence[Logits]
    score: Score | None
    streamed: Sequence[Sequence[str]]


def measured(
    recogniser: CtcRecogniser, sounds: dict[str, Samples], repeat: int, words: bool
) -> Measured:
    joined = np.concatenate(list(sounds.values()))
    times = []
    for seconds in SECONDS:
        # One window's sound; the log-mel takes a few ms of it for every runtime alike.
        window = joined[: seconds * SAMPLE_RATE]
        best = float("inf")
        for _ in range(repeat):
            start = time.perf_counter()
            recogniser.logits(window)
            best = min(best, time.perf_counter() - start)
        times.append(1000 * best)
    logits = [
        recogniser.logits(sound[at : at + WINDOW])
        for sound in sounds.values()
        for at in range(0, len(sound), WINDOW)
    ]
    logits = [one for one in logits if len(one)]
    if not words:
        return Measured(recogniser.name, times, logits, None, [])
    live = [streamed(recogniser, sound) for sound in sounds.values()]
    return Measured(recogniser.name, times, logits, scored(recogniser, sounds), live)


def streamed(recogniser: CtcRecogniser, sound: Samples) -> list[str]:
    """One turn, fed 0.1 s at a time: the words of every hypothesis, then the final ones."""
    turn = recogniser.open_turn(0, 0)
    found = []
    for at in range(0, len(sound), SAMPLE_RATE // 10):
        turn.feed(sound[at : at + SAMPLE_RATE // 10])
        hypothesis = turn.advance()
        if hypothesis is not None:
            tail = [word.text for word in hypothesis.tail]
            found += ["|", *(word.text for word in hypothesis.stable[-5:]), *tail]
    found += ["|", *(word.text for word in turn.finish(len(sound)).result())]
    turn.close()
    return found


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks())


def differing(reference: Measured, other: Measured) -> str:
    """Shown words that are not the same in both, of all that were shown."""
    pairs = list(zip(reference.streamed, other.streamed, strict=True))
    if not pairs:
        return "-"
    same = sum(len(a) if a == b else _common(a, b) for a, b in pairs)
    return f"{sum(len(a) for a, _ in pairs) - same} of {sum(len(a) for a, _ in pairs)}"


def scored(recogniser: CtcRecogniser, sounds: dict[str, Samples]) -> Score:
    scorer, total = Scorer(), Score()
    for name, sound in sounds.items():
        expected = (samples_folder() / f"{name}.words.txt").read_text(encoding="utf-8")
        heard = " ".join(word.text for word in recogniser.transcribe(sound))
        total += scorer.compare(expected, heard, Dialect.MARKERS, Dialect.MARKERS).score
    return total


def agreement(reference: Measured, other: Measured) -> tuple[float, float]:
    """(all frames, frames where either has a piece): how many have the same best piece."""
    one = np.concatenate([logits.argmax(1) for logits in reference.logits])
    two = np.concatenate([logits.argmax(1) for logits in other.logits])
    spoken = (one > 0) | (two > 0)
    return float((one == two).mean()), float((one == two)[spoken].mean())


def random_checkpoint(folder: Path) -> Path:
    """LasrForCTC at transformers' default sizes, which are MedASR's (105 M)."""
    import torch
    from transformers import (
        LasrCTCConfig,
        LasrFeatureExtractor,
        LasrForCTC,
        LasrProcessor,
        LasrTokenizer,
    )

    torch.manual_seed(0)
    LasrForCTC(LasrCTCConfig()).save_pretrained(folder)
    pieces = ["<pad>", "</s>", "<unk>", "▁", *(f"▁w{i}" for i in range(508))]
    tokenizer = LasrTokenizer(vocab=[(p, -float(i)) for i, p in enumerate(pieces)], extra_ids=0)
    LasrProcessor(LasrFeatureExtractor(), tokenizer).save_pretrained(folder)
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", default=BUNDLED, help="bundled, a folder or a hub id")
    parser.add_argument("--random", action="store_true", help="MedASR's size, random weights")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--only", default="", help="samples whose name begins so")
    chosen = parser.parse_args()
    files = sorted(samples_folder().glob(f"{chosen.only}*.flac"))
    sounds = {file.stem: soundfile.read(file, dtype="float32")[0] for file in files}
    if not sounds:
        parser.error(f"no sample begins with {chosen.only}")
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        try:
            if chosen.random:
                folder = random_checkpoint(work / "random")
            else:
                folder = obtained(speech_model(chosen.model))
        except ModelMissing as error:
            parser.error(str(error))
        apart = export(folder, work / "onnx", True, lambda text: None)
        rows = []
        for name, exported, dtype in RUNTIMES:
            settings = LoadSettings("cpu", dtype, chosen.threads)
            try:
                recogniser = load_recogniser(work / "onnx" if exported else folder, settings, name)
            except RecogniserError as error:
                print(f"{name}: {error}")
                continue
            rows.append(measured(recogniser, sounds, chosen.repeat, not chosen.random))
            recogniser.close()
    seconds = sum(map(len, sounds.values())) / SAMPLE_RATE
    print(f"\n{chosen.threads} thread(s), {len(sounds)} samples, {seconds:.0f} s of sound;")
    print(f"exported logits differ from torch's by {apart:.1g} at most\n")
    windows = "".join(f" {s} s |" for s in SECONDS)
    print(f"| runtime |{windows} frames | with a piece | WER | shown words that differ |")
    print(f"|---|{'---|' * (len(SECONDS) + 4)}")
    for row in rows:
        every, spoken = agreement(rows[0], row)
        wer = "-" if row.score is None else f"{row.score.words.rate:.2%}"
        times = "".join(f" {ms:.0f} |" for ms in row.milliseconds)
        shown = differing(rows[0], row)
        print(f"| {row.name} |{times} {every:.2%} | {spoken:.2%} | {wer} | {shown} |")
    if rows[0].score is not None:
        print(f"\nWER of {rows[0].score.words.words} words; frames compared with {rows[0].name}.")


if __name__ == "__main__":
    main()
