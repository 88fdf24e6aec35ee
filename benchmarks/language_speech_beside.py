"""The final transcript while a language model writes: idle, beside it with the turnstile, without.

    python benchmarks/language_speech_beside.py [--finals 300] [--threads 1]

Stand-ins on the CPU: the recogniser is its real worker thread with an encoder that multiplies
matrices for about 200 ms; the language model is a random Gemma 3 of 25 M parameters behind the
real backend that reads and writes without end (a decode step takes about a tenth of a final). A
final is queued, waited for, and the next one follows after a pause of a few ms (a fixed random
sequence), so that it meets the model anywhere in its step. The three ways take turns, so that other
programs disturb all alike. p99 with the turnstile has to stay under 1.5 times p99 idle.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any

import numpy as np
import torch

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from assistant import tiny_gemma  # noqa: E402

from medvoice.asr.features import LogMel  # noqa: E402
from medvoice.asr.worker import ModelWorker  # noqa: E402
from medvoice.assistant.backend import Ask, Conversation, Garbage, Message, Stopped  # noqa: E402
from medvoice.assistant.loading import backend_of  # noqa: E402
from medvoice.assistant.turnstile import Turnstile  # noqa: E402


class Multiplying:
    """An encoder that costs and says nothing."""

    def __init__(self, rounds: int) -> None:
        self._rounds = rounds
        self._square = torch.randn(512, 512) / 23

    def __call__(self, mel: LogMel) -> np.ndarray:
        with torch.inference_mode():
            some = self._square
            for _ in range(self._rounds):
                some = torch.tanh(some @ self._square)
        return np.full((4, 4), float(some[0, 0]), dtype=np.float32)


def larger_gemma(tok: Any) -> Any:
    from transformers import Gemma3ForCausalLM

    config = tiny_gemma.text_config(len(tok))
    config.hidden_size, config.intermediate_size = 512, 2048
    config.num_attention_heads, config.head_dim, config.sliding_window = 8, 64, 512
    torch.manual_seed(0)
    model = Gemma3ForCausalLM(config).eval()
    model.generation_config.eos_token_id = [1, 6]
    return model


class Writer:
    """A language model that never has enough. `on`: whether it runs."""

    def __init__(self, backend: Any, between: Callable[[], None]) -> None:
        self._backend, self._between = backend, between
        self._may = threading.Event()
        self._over = False
        self.steps = 0
        self.longest = 0.0
        self._last = 0.0
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def set(self, on: bool) -> None:
        (self._may.set if on else self._may.clear)()

    def close(self) -> None:
        self._over = True
        self._may.set()
        self._thread.join()

    def _gate(self) -> None:
        now = time.perf_counter()
        if self._last:
            self.longest = max(self.longest, now - self._last)
        self.steps += 1
        self._may.wait()
        if self._over:
            raise Stopped
        self._between()
        self._last = time.perf_counter()

    def _run(self) -> None:
        number = 0
        try:
            while True:
                number += 1
                # Another conversation each time: prefill in slices, then steps.
                fixed = Conversation(f"{number}. " + "Name the field of each sentence. " * 20)
                ask = Ask(fixed, Message.of("user", "No effusion."))
                with suppress(Garbage):  # random weights may say nothing
                    list(
                        self._backend.write(
                            ask, schema=None, limit=60, copies="", between=self._gate
                        )
                    )
        except Stopped:
            pass


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--finals", type=int, default=300)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    tok = tiny_gemma.tokenizer()
    tok.chat_template = tiny_gemma.TEMPLATE
    model = larger_gemma(tok)
    worker = ModelWorker(lambda: Multiplying(60))
    turnstile = Turnstile()
    polite = Writer(backend_of("polite", model, tok), turnstile.between)
    rude = Writer(backend_of("rude", model, tok), lambda: None)
    ways: dict[str, tuple[Writer | None, Any]] = {
        "idle": (None, nullcontext),
        "busy, turnstile": (polite, turnstile.speech),
        "busy, none": (rude, nullcontext),
    }
    taken: dict[str, list[float]] = {name: [] for name in ways}
    mel = np.zeros((8, 4), dtype=np.float32)
    pauses = np.random.default_rng(0).uniform(0.002, 0.02, options.finals)
    for number in range(options.finals + 5):
        for name, (writer, speech) in ways.items():
            if writer is not None:
                writer.set(True)
            time.sleep(pauses[number % options.finals])  # the model gets anywhere in its step
            start = time.perf_counter()
            with speech():
                worker.submit_final(mel).result()
            if number >= 5:
                taken[name].append(1000 * (time.perf_counter() - start))
            if writer is not None:
                writer.set(False)
    idle = np.array(taken["idle"])
    for name, times in taken.items():
        p50, p99 = np.percentile(times, [50, 99])
        print(
            f"{name:16s} p50 {p50:7.1f} ms  p99 {p99:7.1f} ms  "
            f"{p50 / np.percentile(idle, 50):5.2f} x  {p99 / np.percentile(idle, 99):5.2f} x idle"
        )
    print(f"steps of the language model: {polite.steps} with the turnstile, {rude.steps} without")
    polite.close()
    rude.close()
    worker.close()


if __name__ == "__main__":
    main()
