"""Gemma 3 in MedGemma's size with random weights: prefill and decode rates, a turn, memory.

    python benchmarks/language_model_rates.py                       # CUDA where there is a card
    python benchmarks/language_model_rates.py --device cpu --layers 4   # a few layers, anywhere
    python benchmarks/language_model_rates.py --images 85           # a study in front
    python benchmarks/language_model_rates.py --compile             # static cache, torch.compile
    python benchmarks/language_model_rates.py --beside FOLDER       # a recogniser on the same card

Random weights cost what trained ones cost; their text is noise, so the drafts are given: as many
tokens of each draft are right as --right says (0.75: what tidying reached on Gemma 3 270M is in
docs/measurements/language_model.md). The 4B configuration is google/gemma-3-4b-it's, which
MedGemma 1.5 shares.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from medvoice.assistant.causal_model import CausalModel
from medvoice.assistant.decode_loop import CPU_DRAFT, CUDA_DRAFT, Counts, Limits, greedy
from medvoice.assistant.drafts import Drafts
from medvoice.assistant.prefill import CPU_SLICING, CUDA_SLICING
from medvoice.assistant.prefix_cache import compact, fork
from medvoice.assistant.scoring import ChoiceTree, scores, scores_of_each

IMAGE_TOKENS = 256


def model_4b(layers: int, device: str, dtype: torch.dtype) -> Any:
    """Gemma 3 4B with its image part; fewer layers where asked for."""
    from transformers import (
        Gemma3Config,
        Gemma3ForConditionalGeneration,
        Gemma3TextConfig,
        SiglipVisionConfig,
    )

    config = Gemma3Config(
        text_config=Gemma3TextConfig(
            vocab_size=262208,
            hidden_size=2560,
            intermediate_size=10240,
            num_hidden_layers=layers,
            num_attention_heads=8,
            num_key_value_heads=4,
            head_dim=256,
            sliding_window=1024,
            query_pre_attn_scalar=256,
            max_position_embeddings=131072,
        ),
        vision_config=SiglipVisionConfig(
            hidden_size=1152,
            intermediate_size=4304,
            num_hidden_layers=27,
            num_attention_heads=16,
            image_size=896,
            patch_size=14,
            vision_use_head=False,
        ),
        mm_tokens_per_image=IMAGE_TOKENS,
        image_token_index=262144,
        boi_token_index=255999,
        eoi_token_index=256000,
    )
    usual = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        with torch.device(device):
            return Gemma3ForConditionalGeneration(config).eval()
    finally:
        torch.set_default_dtype(usual)


class Watch:
    """Seconds, with the card's queue emptied on both sides."""

    def __init__(self, device: str) -> None:
        self._cuda = device == "cuda"

    def now(self) -> float:
        if self._cuda:
            torch.cuda.synchronize()
        return time.perf_counter()

    def of(self, work: Callable[[], object], repeats: int = 3) -> float:
        """The median of the repeats, after one that does not count."""
        taken = []
        for _ in range(repeats + 1):
            start = self.now()
            work()
            taken.append(self.now() - start)
        return sorted(taken[1:])[repeats // 2]


class Given(Drafts):
    """Drafts of which a fixed share is right, whatever the model says."""

    def __init__(self, truth: Sequence[int], right: float) -> None:
        super().__init__([], [0])
        self._truth, self._right, self._at = list(truth), right, 0

    def extend(self, tokens: Sequence[int]) -> None:
        self._at += len(tokens)

    def propose(self, most: int) -> list[int]:
        draft = self._truth[self._at : self._at + most]
        good = round(self._right * len(draft))
        return draft[:good] + [3] * (len(draft) - good)


def nobody() -> None:
    """No speech."""


def read_images(model: CausalModel, cache: Any, images: int, slice: int) -> None:
    """Random pictures, as many a call as a slice holds."""
    types: list[int] = []
    left = images
    while left:
        now = min(left, slice)
        ids = ([255999] + [262144] * IMAGE_TOKENS + [256000]) * now
        types += ([0] + [1] * IMAGE_TOKENS + [0]) * now
        model.feed_images(ids, cache, types, torch.rand(now, 3, 896, 896) * 2 - 1)
        left -= now


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--layers", type=int, default=34)
    parser.add_argument("--prefix", type=int, default=600)
    parser.add_argument("--images", type=int, default=0)
    parser.add_argument("--right", type=float, default=0.75)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--beside", help="a recogniser's folder, loaded on the same device")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    watch = Watch(options.device)
    raw = model_4b(options.layers, options.device, torch.bfloat16)
    model = CausalModel(raw)
    slicing = CUDA_SLICING if options.device == "cuda" else CPU_SLICING
    print(f"{options.layers} layers in bfloat16 on {options.device}; {_memory(options.device)}")
    if options.beside:
        _beside(options.beside, options.device)
        print(f"with the recogniser: {_memory(options.device)}")
    ids = torch.randint(1000, 200000, (options.prefix + 400,)).tolist()
    cache = model.new_cache()
    start = watch.now()
    read_images(model, cache, options.images, slicing.images)
    if options.images:
        taken = watch.now() - start
        print(f"{options.images} images: {taken:.2f} s, {taken / options.images:.3f} s each")
    start = watch.now()
    for at in range(0, options.prefix, slicing.tokens):
        model.feed(ids[at : min(at + slicing.tokens, options.prefix)], cache)
    taken = watch.now() - start
    print(
        f"prefill of {options.prefix} in slices of {slicing.tokens}: {taken:.3f} s, "
        f"{options.prefix / taken:.0f} tokens/s"
    )
    print(f"states kept: {compact(cache) / 1e6:.0f} MB")
    for tokens in (1, 4, 9, 17, 25):
        part = ids[options.prefix : options.prefix + tokens]
        taken = watch.of(lambda part=part: model.last_rows(part, fork(cache), len(part)))
        print(
            f"a call of {tokens:2d} tokens: {1000 * taken:7.1f} ms, {tokens / taken:6.0f} tokens/s"
        )
    turn = ids[options.prefix : options.prefix + 25]
    tree = ChoiceTree.of([(*ids[n : n + 3], 106) for n in range(700, 730, 3)])
    taken = watch.of(lambda: scores(model, fork(cache), turn, tree))
    print(f"placing one sentence among 10 fields: {1000 * taken:.1f} ms; six: {6 * taken:.2f} s")
    _sessions(model, cache, ids[options.prefix :], tree, watch)
    _writing(model, cache, [*_placeholder(cache), *ids[:60]], options.right, slicing.tokens, watch)
    if options.compile:
        _compiled(raw, ids[: options.prefix + 60], options.device, watch)
    print(f"at the end: {_memory(options.device)}")


def _sessions(
    model: CausalModel, cache: Any, ids: list[int], tree: ChoiceTree, watch: Watch
) -> None:
    """A sentence of each session behind the same template."""
    for count in (2, 4, 8):
        branches = [(ids[25 * n : 25 * n + 25], tree) for n in range(count)]
        alone = watch.of(
            lambda some=branches: [scores(model, fork(cache), turn, tree) for turn, tree in some]
        )
        together = watch.of(lambda some=branches: scores_of_each(model, fork(cache), some))
        print(
            f"placing for {count} sessions: {1000 * alone:.1f} ms one by one, "
            f"{1000 * together:.1f} in one call ({alone / together:.1f} x)"
        )


def _placeholder(cache: Any) -> list[int]:
    """As many ids as the cache holds: what they are does not matter any more."""
    return [5] * int(cache.get_seq_length())


def _writing(
    model: CausalModel, cache: Any, ids: list[int], right: float, slice: int, watch: Watch
) -> None:
    limits = Limits(120, frozenset(), slice, CPU_DRAFT if model.on_cpu else CUDA_DRAFT)

    def said(drafts: Drafts | None, counts: Counts) -> list[int]:
        runs = greedy(
            model,
            fork(cache),
            ids,
            grammar=None,
            drafts=drafts,
            limits=limits,
            between=nobody,
            counts=counts,
        )
        return [token for run in runs for token in run]

    truth = said(None, Counts())
    for name, share in (("without drafts", None), (f"{right:.0%} of drafts right", right)):
        counts = Counts()
        drafts = None if share is None else Given(truth, share)
        start = watch.now()
        said(drafts, counts)
        taken = watch.now() - start
        print(f"writing 120 tokens, {name}: {taken:.2f} s, {counts.calls} calls")


def _compiled(raw: Any, ids: list[int], device: str, watch: Watch) -> None:
    """transformers' static cache, compiled: it cannot be cropped, so there are no drafts."""
    prompt = torch.tensor([ids], device=device)

    def run() -> None:
        raw.generate(
            prompt,
            attention_mask=torch.ones_like(prompt),
            max_new_tokens=120,
            min_new_tokens=120,
            do_sample=False,
            cache_implementation="static",
            pad_token_id=0,
        )

    print(f"generate, static cache, compiled, cold, 120 tokens: {watch.of(run, 1):.2f} s")


def _beside(folder: str, device: str) -> None:
    """Stays loaded; MedASR takes 0.4 GB."""
    from medvoice.asr.loading import LoadSettings, load_recogniser

    _kept.append(load_recogniser(folder, LoadSettings(device=device)))


_kept: list[object] = []


def _memory(device: str) -> str:
    if device == "cuda":
        held, most = torch.cuda.memory_allocated(), torch.cuda.max_memory_allocated()
        return f"{held / 1e9:.2f} GB on the card, at most {most / 1e9:.2f}"
    import resource

    return f"at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB of memory"


if __name__ == "__main__":
    main()
