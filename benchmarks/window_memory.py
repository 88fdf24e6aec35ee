"""Memory by window length: what torch keeps for every length of window that it has seen.

    python -m benchmarks.window_memory                # the bundled model, bfloat16 and float32

Resident MiB of a process that computes random windows of 5 to 224 frames, each length as it is or
filled up to a multiple of 16 frames (medvoice/asr/torch_encoder.py), or of three lengths only.
"""

from __future__ import annotations

import argparse
import gc
import subprocess
import sys
import time

import numpy as np

from benchmarks.memory import resident_mib
from medvoice.asr.torch_encoder import TorchEncoder
from medvoice.asr.windows import MEL_PER_FRAME, MEL_SEEN, SHAPE_STEP
from medvoice.models.catalogue import BUNDLED, speech_model
from medvoice.models.store import obtained

LONGEST = 224
FEW = (48, 64, 224)
CASES = {"every length as it is": 1, "filled up": SHAPE_STEP, "three lengths only": 0}


def measure(model: str, dtype: str, case: str, windows: int) -> str:
    """One row: MiB at each sixth of the windows, then CPU seconds."""
    import torch
    from transformers import LasrForCTC

    torch.set_num_threads(1)
    lasr = LasrForCTC.from_pretrained(obtained(speech_model(model)), dtype=getattr(torch, dtype))
    encoder = TorchEncoder(lasr.eval(), "cpu", dtype, step=max(1, CASES[case]))
    rng = np.random.default_rng(0)
    sound = rng.standard_normal((MEL_PER_FRAME * LONGEST + MEL_SEEN, 128)).astype(np.float32)
    begun, cells = time.process_time(), []
    for number in range(windows + 1):
        frames = int(rng.integers(5, LONGEST + 1)) if CASES[case] else FEW[number % len(FEW)]
        encoder(sound[: MEL_PER_FRAME * (frames - 1) + MEL_SEEN])
        if number % (windows // 5) == 0:
            gc.collect()
            cells.append(f"{resident_mib():.0f}")
    spent = time.process_time() - begun
    return f"| {dtype}, {case} | {' | '.join(cells)} | {spent:.1f} |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default=BUNDLED)
    parser.add_argument("--windows", type=int, default=600)
    parser.add_argument("--one", nargs=2, metavar=("DTYPE", "CASE"), help="one row, no table")
    arguments = parser.parse_args()
    if arguments.one:
        print(measure(arguments.model, *arguments.one, arguments.windows))
        return 0
    counts = [number * (arguments.windows // 5) for number in range(6)]
    print("| windows computed | " + " | ".join(map(str, counts)) + " | CPU s |")
    print("| --- |" + " ---: |" * (len(counts) + 1))
    for dtype in ("bfloat16", "float32"):
        for case in CASES:  # each in a process of its own
            command = [sys.executable, "-m", "benchmarks.window_memory", "--one", dtype, case]
            command += ["--model", arguments.model, "--windows", str(arguments.windows)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            print(done.stdout.splitlines()[-1], flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
