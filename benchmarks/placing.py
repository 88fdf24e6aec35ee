"""Placing with a language model beside the rules: rules alone, model alone, both.

    python benchmarks/placing.py                                    # models made of rules
    python benchmarks/placing.py --server http://127.0.0.1:8080/v1  # and a real one
    python benchmarks/placing.py --folder CHECKPOINT --sets last

Sentences: tests/data/routing_sentences.tsv, each block dictated in order (benchmarks/routing.py).
"Both" is what a session does: the rules place, the model is asked about what they left, and decides
from the margin on that it has earned with the template's probes ("trusted from"; "never": it has no
say). Models made of rules: one that guesses, one that always says the same, one that answers the
other way round, and the worst there can be: one that is right on every probe and wrong on every
sentence.
"""

from __future__ import annotations

import argparse
import random
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from routing import ROOT, TEMPLATES, Placed, Row, line, place, rows

from medvoice.assistant.backend import (
    Ask,
    Backend,
    Between,
    Capabilities,
    Choice,
    Conversation,
    Message,
    Text,
)
from medvoice.assistant.placing import PlacingPrompt, Trust, is_left, moves, try_out
from medvoice.report.document import Origin, Placement, Statement
from medvoice.report.template import Template, Templates

Chooser = Callable[[str, Sequence[str]], tuple[int, float]]


def never() -> None:
    """Nothing waits here."""


@dataclass
class Made:
    """A model made of a rule."""

    name: str
    chooser: Chooser

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(images=False, scores=True, schema=True, here=True)

    def prepare(self, fixed: Conversation, *, between: Between) -> None:
        """Nothing to prepare."""

    def choose(
        self, ask: Ask, choices: Sequence[str], *, against: Message | None, between: Between
    ) -> Choice:
        text = "".join(part.text for part in ask.turn.parts if isinstance(part, Text))
        index, margin = self.chooser(text, choices)
        return Choice(index, None, margin)

    def write(self, ask: Ask, **named: Any) -> Iterator[str]:
        raise NotImplementedError

    def close(self) -> None:
        """Nothing to free."""


def made(prompt: PlacingPrompt, right: dict[str, tuple[str, ...]]) -> list[Made]:
    """right: fields of each labelled sentence."""
    probes = {prompt.turn(p.text).parts[0].text: p.fields for p in prompt.probes}  # type: ignore[union-attr]
    known = {prompt.turn(s).parts[0].text: set(f) for s, f in right.items()}  # type: ignore[union-attr]

    def guesses(text: str, choices: Sequence[str]) -> tuple[int, float]:
        dice = random.Random(zlib.crc32(text.encode()))
        return dice.randrange(len(choices)), dice.uniform(0, 10)

    def same(text: str, choices: Sequence[str]) -> tuple[int, float]:
        return 0, 10.0

    def wrong(text: str, choices: Sequence[str]) -> tuple[int, float]:
        good = probes.get(text) or known.get(text, set())
        return next(n for n, name in enumerate(prompt.fields) if name not in good), 10.0

    def worst(text: str, choices: Sequence[str]) -> tuple[int, float]:
        if text in probes:
            return next(n for n, name in enumerate(prompt.fields) if name in probes[text]), 10.0
        return wrong(text, choices)

    return [
        Made("guesses", guesses),
        Made("says the same", same),
        Made("wrong way round", wrong),
        Made("right on probes only", worst),
    ]


def both(ruled: Sequence[Placed], prompt: PlacingPrompt, model: Backend, trusted: Trust,
         template: Template) -> Iterator[Placed]:  # fmt: skip
    """The rules' answers, with the model's where it has a say."""
    for one in ruled:
        statement = Statement("s", one.row.sentence, Origin.DICTATED, (), one.reason)
        if trusted.least is None or not is_left(Placement(one.field, statement), template):
            yield one
            continue
        chosen = prompt.choose(model, one.row.sentence, never)
        counts = moves(chosen, trusted, template.unplaced)
        yield Placed(one.row, chosen.field if counts else one.field, "model", one.unplaced)


def alone(own: Sequence[Row], prompt: PlacingPrompt, model: Backend, unplaced: str
          ) -> Iterator[tuple[Placed, float]]:  # fmt: skip
    for row in own:
        chosen = prompt.choose(model, row.sentence, never)
        yield Placed(row, chosen.field, "model", unplaced), chosen.margin or 0.0


def compare(
    model_of: Callable[[PlacingPrompt], Backend], name: str, table: list[Row], wanted: set[str]
) -> None:
    totals: dict[str, Counter[str]] = {key: Counter() for key in ("rules", "model", "both")}
    margins: list[tuple[float, bool]] = []
    trials = []
    asked, started = 0, time.perf_counter()
    for template_name in TEMPLATES:
        template = Templates([ROOT / "templates"]).load(template_name)
        prompt = PlacingPrompt(template)
        model = model_of(prompt)
        model.prepare(prompt.fixed, between=never)
        trusted = try_out(prompt, model, never)
        ruled = [p for p in place(table, template, in_order=True) if p.row.half in wanted]
        totals["rules"].update(p.outcome for p in ruled)
        for placed, margin in alone([p.row for p in ruled], prompt, model, template.unplaced):
            totals["model"][placed.outcome] += 1
            margins.append((margin, placed.outcome == "right"))
        totals["both"].update(p.outcome for p in both(ruled, prompt, model, trusted, template))
        asked += len(ruled) + trusted.asked
        least = "never" if trusted.least is None else f"{trusted.least:.2f}"
        trials.append(f"{template_name} {trusted.right} of {trusted.asked}, {least}")
    each = (time.perf_counter() - started) / max(1, asked)
    print(f"\n{name} ({1e3 * each:.0f} ms a sentence)")
    print(f"{'':20s} {'n':>5s} {'right':>12s} {'unplaced':>12s} {'wrong':>12s}")
    for key, counted in totals.items():
        print(line({"rules": "rules alone", "model": "model alone"}.get(key, key), counted))
    print("probes right, trusted from: " + "; ".join(trials))
    margins.sort(reverse=True)
    quarter = max(1, len(margins) // 4)
    shares = [
        f"{sum(good for _, good in part)} of {len(part)}"
        for part in (margins[n : n + quarter] for n in range(0, 4 * quarter, quarter))
    ]
    print(f"model alone, right by quarters of its margin, surest first: {', '.join(shares)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--server", metavar="URL", help="OpenAI-compatible, ends in /v1")
    parser.add_argument("--folder", type=Path, help="a checkpoint for transformers")
    parser.add_argument("--sets", default="", help="sets of the table, a comma between; else all")
    given = parser.parse_args()
    table = rows()
    wanted = set(given.sets.split(",")) if given.sets else {row.half for row in table}
    right = {row.sentence: row.fields for row in table}
    for number in range(4):
        name = made(PlacingPrompt(Templates([ROOT / "templates"]).load("cxr")), right)[number].name
        compare(lambda prompt, n=number: made(prompt, right)[n], name, table, wanted)  # type: ignore[misc]
    if given.server or given.folder:
        from medvoice.assistant.choosing import BackendSettings, open_backend

        settings = (
            BackendSettings("server", url=given.server, timeout_s=600)
            if given.server
            else BackendSettings("transformers", model=str(given.folder), quantisation="float32")
        )
        backend = open_backend(settings)
        compare(lambda prompt: backend, backend.name, table, wanted)
        backend.close()


if __name__ == "__main__":
    main()
