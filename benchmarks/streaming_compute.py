"""How much is computed for live words: our windows against re-decoding, and the pipeline's chunks.

    python -m benchmarks.streaming_compute [--model FOLDER] [--random] [--device cuda] [--threads 1]

All schemes get the same turns (VAD and turn machine on the samples; provisional final passes of
reopened turns are counted). Columns:

    frames/offline   encoder frames computed, finals included, by the frames of one offline pass
                     over the turns' sound (silence between turns is not counted in our favour)
    interval         seconds between partial results inside a turn, p50 and p95, on a clock on
                     which sound arrives in real time and every result takes what it took here
    dropped          partial results that had to be left out to keep up with real time
    RTF              seconds of computing for a second of sound; above 1 live dictation fails

"Took" is CPU time on one thread of a CPU (so that other work on the machine does not count), else
wall time.

Our scheme is run. The others' windows are known exactly; their time is that of each window's
length, measured on the same model (interpolated), because running them takes far too long.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import torch

from benchmarks.turn_plan import PlannedTurn, plan_turns
from medvoice.asr.ctc_recogniser import CtcRecogniser
from medvoice.asr.encoder import Encoder
from medvoice.asr.features import MelSettings
from medvoice.asr.greedy import GreedyDecoder
from medvoice.asr.loading import LoadSettings, load_recogniser
from medvoice.asr.pieces import Vocabulary
from medvoice.asr.torch_encoder import Placement, place
from medvoice.asr.windows import FRAME, MEL_PER_FRAME, MEL_SEEN, frames_in
from medvoice.asr.worker import ModelWorker
from medvoice.audio.block import SAMPLE_RATE, Samples

ROOT = Path(__file__).resolve().parent.parent
BUNDLED = ROOT / "medvoice" / "models" / "bundled"
EVERY = SAMPLE_RATE // 2
"""The others show a partial result every 0.5 s."""

CHUNK, STRIDE = 20 * SAMPLE_RATE, 2 * SAMPLE_RATE
"""transformers' pipeline as Google's recipe has it: chunk_length_s=20, stride_length_s=2 (each
side, so a chunk moves on by 16 s)."""

LENGTHS = (10, 25, 50, 100, 200, 400, 800)
"""Encoder frames at which a window's time is measured."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One line of the table. intervals: seconds."""

    scheme: str
    frames: int
    intervals: Sequence[float]
    dropped: int
    seconds: float


@dataclass(slots=True)
class Clock:
    """Sound arrives in real time; results take what they took."""

    now: float = 0.0

    def spend(self, arrived: float, seconds: float) -> float:
        self.now = max(self.now, arrived) + seconds
        return self.now


Timer = Callable[[], float]


def timer_for(recogniser: CtcRecogniser) -> Timer:
    """What a result is said to have taken."""
    on_one = torch.get_num_threads() == 1 and "(cpu" in recogniser.name
    return time.process_time if on_one else time.perf_counter


def ours(
    recogniser: CtcRecogniser, samples: Samples, turns: list[PlannedTurn], timer: Timer
) -> Measured:
    """Run the plan as the Listener would."""
    before = recogniser.counts
    clock, intervals, busy = Clock(), [], 0.0
    for number, planned in enumerate(turns):
        turn = recogniser.open_turn(number, planned.start)
        at, final, last = planned.start, None, None
        for step in planned.steps:
            start = timer()
            heard = None
            if step.position > at:
                turn.feed(samples[at : step.position])
                at = step.position
            if step.action == "finish":
                final = turn.finish(step.end)
            elif step.action == "reopen":
                assert final is not None
                final.cancel()
                turn.reopened(0)
            else:
                heard = turn.advance()
            spent = timer() - start
            busy += spent
            done = clock.spend(step.position / SAMPLE_RATE, spent)
            if heard is not None:
                intervals += [done - last] if last is not None else []
                last = done
            # Final windows run from the moment they are handed over, in front of the next partial;
            # a provisional one, too (waited for here, else its time is put into that partial's).
            start = timer()
            for _, job in turn._final._jobs:
                job.result()
            if final is not None and final._last._job is not None:
                final._last._job._done.wait()
            spent = timer() - start
            busy += spent
            clock.spend(step.position / SAMPLE_RATE, spent)
        assert final is not None
        start = timer()
        final.result()
        spent = timer() - start
        busy += spent
        clock.spend(planned.end / SAMPLE_RATE, spent)
        turn.close()
    after = recogniser.counts
    frames = after.partial_frames + after.final_frames
    frames -= before.partial_frames + before.final_frames
    return Measured("ours", frames, intervals, after.dropped - before.dropped, busy)


def growing(turns: list[PlannedTurn], cost: Callable[[int], float]) -> Measured:
    """Decode the whole turn so far every 0.5 s, and once more at its end."""
    windows = [
        [(t, t - turn.start) for t in range(turn.start + EVERY, turn.end, EVERY)] for turn in turns
    ]
    return _played("re-decode the growing turn", turns, windows, cost)


def pipeline_live(turns: list[PlannedTurn], cost: Callable[[int], float]) -> Measured:
    """The pipeline fed live: the chunk under way is decoded every 0.5 s as it fills."""
    step = CHUNK - 2 * STRIDE
    windows = []
    for turn in turns:
        own = []
        for t in range(turn.start + EVERY, turn.end, EVERY):
            length = t - turn.start
            chunk = max(0, -(-(length - CHUNK) // step))
            own.append((t, length - chunk * step))
        windows.append(own)
    return _played("pipeline 20 s / 2 s, live every 0.5 s", turns, windows, cost, CHUNK)


def pipeline_file(turns: list[PlannedTurn], cost: Callable[[int], float]) -> Measured:
    """The pipeline as it is: a result when a chunk is full."""
    frames, seconds = 0, 0.0
    for turn in turns:
        for length in _chunks(turn.end - turn.start):
            frames += frames_in(length)
            seconds += cost(frames_in(length))
    full = [(CHUNK - 2 * STRIDE) / SAMPLE_RATE]
    return Measured("pipeline 20 s / 2 s, file (no live words)", frames, full, 0, seconds)


def _chunks(length: int) -> list[int]:
    step = CHUNK - 2 * STRIDE
    found, at = [], 0
    while True:
        found.append(min(CHUNK, length - at))
        if at + CHUNK >= length:
            return found
        at += step


def _played(
    scheme: str,
    turns: list[PlannedTurn],
    windows: list[list[tuple[int, int]]],
    cost: Callable[[int], float],
    chunk: int | None = None,
) -> Measured:
    """windows: for each turn (absolute sample of its arrival, its samples). A partial that is due
    while the model is busy is dropped on the clock; frames and RTF are those with none dropped."""
    clock, intervals, dropped, frames, seconds = Clock(), [], 0, 0, 0.0
    for turn, partials in zip(turns, windows, strict=True):
        last = None
        for at, length in partials:
            count = frames_in(length)
            frames += count
            seconds += cost(count)
            if clock.now > at / SAMPLE_RATE:
                dropped += 1
                continue
            done = clock.spend(at / SAMPLE_RATE, cost(count))
            intervals += [done - last] if last is not None else []
            last = done
        for length in _chunks(turn.end - turn.start) if chunk else [turn.end - turn.start]:
            frames += frames_in(length)
            seconds += cost(frames_in(length))
            clock.spend(turn.end / SAMPLE_RATE, cost(frames_in(length)))
    return Measured(scheme, frames, intervals, dropped, seconds)


def cost_of(encoder: Encoder, bands: int, longest: int, timer: Timer) -> Callable[[int], float]:
    """Seconds of a window by its encoder frames; beyond the longest measured, extrapolated."""
    lengths = [n for n in LENGTHS if n <= longest] or [LENGTHS[0]]
    taken = []
    rng = np.random.default_rng(0)
    for frames in lengths:
        mel = rng.standard_normal((MEL_PER_FRAME * (frames - 1) + MEL_SEEN, bands))
        best = float("inf")
        for _ in range(3):
            start = timer()
            encoder(mel.astype(np.float32))
            best = min(best, timer() - start)
        taken.append(best)
    slope = (taken[-1] - taken[-2]) / (lengths[-1] - lengths[-2]) if len(taken) > 1 else 0.0

    def cost(frames: int) -> float:
        if frames > lengths[-1]:
            return taken[-1] + slope * (frames - lengths[-1])
        return float(np.interp(frames, lengths, taken))

    return cost


def random_recogniser(device: str, dtype: str, threads: int) -> CtcRecogniser:
    """LasrForCTC at transformers' default sizes, which are MedASR's (105 M), random weights."""
    from transformers import LasrCTCConfig, LasrFeatureExtractor, LasrForCTC

    mel = MelSettings.of(LasrFeatureExtractor())

    def make() -> Encoder:
        torch.set_num_threads(threads)
        torch.manual_seed(0)
        return place(LasrForCTC(LasrCTCConfig()), mel, Placement(device, dtype))

    pieces = ["<pad>", "</s>", "<unk>", *(f"▁w{i}" for i in range(509))]
    decoder = GreedyDecoder(Vocabulary.of(pieces, 0, (1, 2)))
    return CtcRecogniser(ModelWorker(make), mel, decoder, "random weights, MedASR's size")


def sound(files: Sequence[Path], seconds: float) -> Samples:
    """The samples one after another, cut to `seconds` (0: all)."""
    parts = []
    for file in files:
        samples, rate = soundfile.read(file, dtype="float32")
        if rate != SAMPLE_RATE or samples.ndim != 1:
            raise SystemExit(f"{file}: 16 kHz mono is wanted")
        parts.append(samples)
    joined = np.concatenate(parts)
    return joined[: int(seconds * SAMPLE_RATE)] if seconds else joined


def report(recogniser: CtcRecogniser, samples: Samples, silence_ms: int) -> None:
    turns = plan_turns(samples, silence_ms=silence_ms)
    offline = sum(frames_in(turn.end - turn.start) for turn in turns)
    longest = max(turn.end - turn.start for turn in turns)
    timer = timer_for(recogniser)
    encoder = recogniser._worker.encoder  # nothing else runs while its windows are timed
    cost = cost_of(encoder, recogniser._mel.bands, max(frames_in(longest), LENGTHS[1]), timer)
    reopened = sum(step.action == "reopen" for turn in turns for step in turn.steps)
    in_turns = offline * FRAME / SAMPLE_RATE
    print(f"\n{recogniser.name}, {torch.get_num_threads()} thread(s). {recogniser.notice}")
    print(
        f"{len(samples) / SAMPLE_RATE:.0f} s of sound, {len(turns)} turns ({in_turns:.0f} s, "
        f"longest {longest / SAMPLE_RATE:.0f} s), reopened {reopened} times"
    )
    print(f"{'scheme':44}{'frames/offline':>15}{'interval s':>16}{'dropped':>9}{'RTF':>8}")
    rows = [ours(recogniser, samples, turns, timer), growing(turns, cost)]
    rows += [pipeline_live(turns, cost), pipeline_file(turns, cost)]
    for row in rows:
        p50, p95 = np.percentile(row.intervals, [50, 95]) if row.intervals else (0.0, 0.0)
        print(
            f"{row.scheme:44}{row.frames / offline:15.2f}{p50:9.2f} {p95:6.2f}{row.dropped:9d}"
            f"{row.seconds / (len(samples) / SAMPLE_RATE):8.3f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path, help="16 kHz mono; default: samples/*.flac")
    parser.add_argument("--model", type=Path, help="a LASR folder; default: the bundled model")
    parser.add_argument("--random", action="store_true", help="only the random 105 M model")
    parser.add_argument("--no-random", action="store_true", help="only the model of --model")
    parser.add_argument("--device", default="auto", choices=["auto", "cpu", "cuda"])
    parser.add_argument("--dtype", default="auto", choices=["auto", "float32", "bfloat16", "int8"])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=0, help="of sound; 0: all")
    parser.add_argument("--random-seconds", type=float, default=60, help="for the 105 M model")
    parser.add_argument("--silence-ms", type=int, default=700, help="pause that ends a turn")
    chosen = parser.parse_args()
    torch.set_num_threads(chosen.threads)
    files = chosen.files or sorted((ROOT / "samples").glob("*.flac"))
    if not chosen.random:
        folder = chosen.model or BUNDLED
        if folder.is_dir():
            settings = LoadSettings(chosen.device, chosen.dtype, chosen.threads)
            recogniser = load_recogniser(folder, settings)
            report(recogniser, sound(files, chosen.seconds), chosen.silence_ms)
            recogniser.close()
        else:
            print(f"No model at {folder}: only the random one is measured.")
    if not chosen.no_random:
        recogniser = random_recogniser(chosen.device, chosen.dtype, chosen.threads)
        report(recogniser, sound(files, chosen.random_seconds), chosen.silence_ms)
        recogniser.close()


if __name__ == "__main__":
    main()
