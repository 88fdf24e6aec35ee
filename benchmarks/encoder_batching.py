"""What several windows in one call of the encoder gain, what that changes, and what a graph gains.

    python -m benchmarks.encoder_batching                 # the bundled model, one thread
    python -m benchmarks.encoder_batching --random        # MedASR's size, random weights
    python -m benchmarks.encoder_batching --onnx FOLDER   # an export (medvoice models export)
    python -m benchmarks.encoder_batching --device cuda

For streaming windows (48 frames) and final ones (224): milliseconds of a call with 1, 2, 4 and 8
windows (median), and how many times more windows a second that is than one by one. Then the same
windows of the samples in batches of four and alone: the largest difference of a logit, frames whose
best piece differs. Then, for a checkpoint, one streaming window beside a thread that runs Python
without end (as another session's search does), as a graph and in eager torch.
"""

from __future__ import annotations

import argparse
import statistics
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import torch

from benchmarks.streaming_compute import BUNDLED, ROOT, random_recogniser, sound
from medvoice.asr.ctc_recogniser import CtcRecogniser
from medvoice.asr.encoder import BatchEncoder
from medvoice.asr.features import LogMel, LogMelCache, MelSettings
from medvoice.asr.loading import LoadSettings, load_recogniser
from medvoice.asr.torch_encoder import TorchEncoder
from medvoice.asr.windows import MEL_PER_FRAME, MEL_SEEN

LENGTHS = (48, 224)
SIZES = (1, 2, 4, 8)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--random", action="store_true")
    parser.add_argument("--onnx", type=Path)
    parser.add_argument("--device", default="cpu", choices=["cpu", "cuda"])
    parser.add_argument("--dtype", default="float32", choices=["float32", "bfloat16", "int8"])
    parser.add_argument("--repeat", type=int, default=9)
    given = parser.parse_args()
    torch.set_num_threads(1)
    if given.random:
        recogniser = random_recogniser(given.device, given.dtype, 1)
    else:
        settings = LoadSettings(given.device, given.dtype, 1)
        recogniser = load_recogniser(given.onnx or BUNDLED, settings)
    try:
        report(recogniser, given.repeat)
    finally:
        recogniser.close()


def report(recogniser: CtcRecogniser, repeat: int) -> None:
    encoder = recogniser._worker.encoder  # nothing else runs
    assert isinstance(encoder, BatchEncoder)
    print(f"\n{recogniser.name}, one thread\n")
    print("| frames | windows | ms a call | ms a window | windows a second | used |")
    print("| ---: | ---: | ---: | ---: | ---: | --- |")
    mels = {frames: windows(recogniser._mel, frames) for frames in LENGTHS}
    for frames in LENGTHS:
        alone = 0.0
        for size in SIZES:
            rows = mels[frames][:size]
            taken = seconds(partial(encoder.batch, rows), repeat)
            alone = alone or taken
            used = "yes" if 1 < size <= encoder.most(frames) else ""
            gain = alone * size / taken
            print(f"| {frames} | {size} | {1000 * taken:.0f} | {1000 * taken / size:.1f} "
                  f"| × {gain:.2f} | {used} |", flush=True)  # fmt: skip
    for frames in LENGTHS:
        differences(encoder, frames, mels[frames])
    if isinstance(encoder, TorchEncoder):
        beside_python(encoder, mels[48][0], repeat)


def windows(mel: MelSettings, frames: int) -> list[LogMel]:
    """40 windows of the samples, one after another."""
    cache = LogMelCache(mel)
    cache.feed(sound(sorted((ROOT / "samples").glob("*.flac")), 380))
    length = MEL_PER_FRAME * (frames - 1) + MEL_SEEN
    step = (cache.frames - length) // 40
    return [cache.slice(at, at + length) for at in range(0, 40 * step, step)]


def seconds(work: Callable[[], object], repeat: int) -> float:
    work()
    taken = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def differences(encoder: BatchEncoder, frames: int, mels: list[LogMel]) -> None:
    largest, other, heard = 0.0, 0, 0
    for at in range(0, len(mels), 4):
        rows = mels[at : at + 4]
        for one, mel in zip(encoder.batch(rows), rows, strict=True):
            alone = encoder(mel)
            largest = max(largest, float(np.abs(one - alone).max()))
            other += int((one.argmax(axis=1) != alone.argmax(axis=1)).sum())
            heard += len(alone)
    print(f"\n{frames} frames, four together against alone: logits at most {largest:.2g} apart, "
          f"another best piece in {other} of {heard} frames")  # fmt: skip


def beside_python(encoder: TorchEncoder, mel: LogMel, repeat: int) -> None:
    eager = TorchEncoder(encoder._model, encoder._device, encoder._dtype)
    stop = threading.Event()

    def spin() -> None:
        count = 0
        while not stop.is_set():
            count += 1

    print("\n| one window of 48 frames | alone, ms | beside a thread of Python, ms |")
    print("| --- | ---: | ---: |")
    for name, chosen in (("graph", encoder), ("eager", eager)):
        alone = seconds(partial(chosen, mel), repeat)
        stop.clear()
        thread = threading.Thread(target=spin, daemon=True)
        thread.start()
        beside = seconds(partial(chosen, mel), repeat)
        stop.set()
        thread.join()
        print(f"| {name} | {1000 * alone:.0f} | {1000 * beside:.0f} |", flush=True)


if __name__ == "__main__":
    main()
