"""What a weak language model gets into the table: every value that is accepted is looked at once
more, by code that shares nothing with the extractor (archive/second_look.py).

    python -m benchmarks.archive_extraction_model [--reports 20]

The rules are kept from finding anything, and the model may not answer "null": it has to propose a
value and a quote for every field that a sentence speaks of. The model is the small real one that
`make setup-dev` installs (SmolLM2 135M), or random answers (--random).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).resolve().parent
sys.path[:0] = [str(ROOT), str(ROOT.parent / "tests")]

from archive import generator, heldout  # noqa: E402
from archive.second_look import around, says  # noqa: E402
from scripted_backend import ScriptedBackend  # noqa: E402
from small_model import llama_server  # noqa: E402

from medvoice.assistant.backend import Backend  # noqa: E402
from medvoice.assistant.choosing import BackendSettings, open_backend  # noqa: E402
from medvoice.documents.document import Document, Page  # noqa: E402
from medvoice.extraction import model_values  # noqa: E402
from medvoice.extraction.rules import Rules  # noqa: E402
from medvoice.extraction.schema_extractor import SchemaExtractor  # noqa: E402
from medvoice.extraction.schema_file import load  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=20)
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("--random", action="store_true", help="random answers instead of a model")
    arguments = parser.parse_args()
    with backend_of(arguments.random, arguments.seed) as backend:
        accepted, refused, unsaid = looked_at(backend, arguments.seed, arguments.reports)
    print(f"{sum(accepted.values())} values accepted, {sum(refused.values())} refused")
    for why, count in refused.most_common():
        print(f"  {count:6,} {why}")
    print(f"accepted and not said by their span: {len(unsaid)}")
    for one in unsaid:
        print(f"  {one}")
    return int(bool(unsaid))


@contextmanager
def backend_of(random_answers: bool, seed: int) -> Iterator[Backend]:
    if random_answers:
        yield ScriptedBackend(writer=RandomAnswers(seed))
        return
    with llama_server(context=4096) as address:
        yield open_backend(BackendSettings("server", url=f"{address}/v1", timeout_s=600))


class RandomAnswers:
    """Quotes words of a sentence that it is shown, drawn by chance, and proposes one of the
    choices, or words or numbers of the quote."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)

    def __call__(self, turn: str, schema: dict[str, Any]) -> str:
        lines = turn.partition("</dictation>")[0].rpartition("<dictation>")[2].splitlines()
        given = {}
        for name, one in schema["properties"].items():
            shown = self._rng.choice(lines or ["x"]).split() or ["x"]
            start = self._rng.choice((0, self._rng.randrange(len(shown))))
            quote = " ".join(shown[start : start + self._rng.choice((1, 2, 4, 8, 99))])
            options = one["properties"]["value"].get("enum")
            value = self._rng.choice(options or [quote, *quote.split()])
            given[name] = {"value": value[:60], "quote": quote[:300]}
        return json.dumps(given)


def looked_at(
    backend: Backend, seed: int, count: int
) -> tuple[Counter[str], Counter[str], list[tuple[object, ...]]]:
    """(accepted by field, refused by reason, accepted values that their span does not say)."""
    accepted: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    unsaid: list[tuple[object, ...]] = []
    with forced():
        extractor = SchemaExtractor(*load("pathology_lung"), backend)
        for report in generator.reports(seed, count, heldout):
            document = Document(report.name, (Page(1, report.text),))
            row = extractor.extract(document).rows[0]
            refused.update(one.why for one in row.refused)
            for name, value in row.values.items():
                assert value.by_model
                accepted[name] += 1
                lines = around(report.text, value.span.start, value.span.end)
                if not says(name, value.value, value.unit, value.text, lines):
                    unsaid.append((report.name, name, value.value, value.text))
    return accepted, refused, unsaid


@contextmanager
def forced() -> Iterator[None]:
    """The rules find nothing, and a model may not say that there is nothing."""
    real_findings, real_schema = Rules.findings, model_values.answer_schema

    def findings(self: Rules, document: Document) -> Any:
        found = real_findings(self, document)
        found.found.clear()
        found.addressed.clear()
        return found

    def schema(fields: Any) -> dict[str, Any]:
        made = real_schema(fields)
        made["properties"] = {n: one["anyOf"][1] for n, one in made["properties"].items()}
        return made

    with (
        patch.object(Rules, "findings", findings),
        patch.object(model_values, "answer_schema", schema),
    ):
        yield


if __name__ == "__main__":
    raise SystemExit(main())
