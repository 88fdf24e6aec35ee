"""Mutations caught and rewordings rejected, by kind.

    python -m benchmarks.fidelity                      # the half that is reported
    python -m benchmarks.fidelity --half tune --errors # what went wrong in the other
    python -m benchmarks.fidelity --system "my-guard --json"   # another system, JSON lines
    python -m benchmarks.fidelity --negspacy PYTHON    # beside it, a Python that has negspacy
    python -m benchmarks.fidelity --write FILE         # the publishable cases as JSON lines

Texts: benchmarks/fidelity/texts.txt and the reports of ../shared/data/reports where they are
(--reports FOLDER). What may not be published (chest X-rays, ND) is mutated here and never written.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path

from benchmarks.fidelity import generate, relation_mutations, systems, texts
from benchmarks.fidelity.mutations import KINDS
from benchmarks.fidelity.rewordings import RULES

REPORTS = Path(__file__).parents[2].parent / "shared" / "data" / "reports"
GUARD = f"{sys.executable} -m medvoice.faces.cli.main guard"


def main() -> int:
    asked = _arguments()
    found = [*texts.own(), *texts.real(asked.reports)]
    all_cases = list(generate.cases(found, texts.pairs(), texts.wrong(), asked.seed))
    if asked.write:
        lines = (json.dumps(_written(case)) for case in all_cases if case.publish)
        asked.write.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return 0
    cases = [case for case in all_cases if asked.half in (case.half, "both")]
    runs: dict[str, systems.System] = {
        Path(asked.system.split()[0]).name if asked.system != GUARD else "guard": systems.command(
            asked.system
        ),
        "second check": systems.second_check,
        "word diff": systems.word_diff,
        "word bag": systems.word_bag,
    }
    if asked.negspacy:
        runs["negspacy"] = systems.command(
            f"{asked.negspacy} -m benchmarks.fidelity.negspacy_system"
        )
    answers: dict[str, list[bool]] = {}
    for name, system in runs.items():
        start = time.perf_counter()
        answers[name] = system(cases)
        spent = time.perf_counter() - start
        print(f"{name}: {len(cases)} cases, {1000 * spent / len(cases):.2f} ms each", flush=True)
    print(f"\nTexts: {len(found)}, seed {asked.seed}, half: {asked.half}\n")
    _table(
        "mutations caught",
        [*KINDS, *relation_mutations.KINDS, generate.MUTATED_REWORDING, generate.BY_HAND],
        cases,
        answers,
        faithful=False,
    )
    _table("rewordings rejected", [*RULES, generate.BY_HAND], cases, answers, faithful=True)
    if asked.errors:
        _errors(cases, next(iter(answers.values())), asked.errors)
    return 0


def _table(
    title: str,
    kinds: list[str],
    cases: list[generate.Case],
    answers: dict[str, list[bool]],
    faithful: bool,
) -> None:
    print(f"| {title} | cases | " + " | ".join(answers) + " |")
    print("|---" * (len(answers) + 2) + "|")
    for kind in [*kinds, "all"]:
        of = [
            at
            for at, case in enumerate(cases)
            if case.faithful is faithful and kind in (case.kind, "all")
        ]
        cells = []
        for given in answers.values():
            hit = sum(not given[at] for at in of)
            cells.append(f"{hit} ({100 * hit / len(of):.1f} %)" if of else "-")
        print(f"| {kind} | {len(of)} | " + " | ".join(cells) + " |")
    print()


def _errors(cases: list[generate.Case], given: list[bool], which: str) -> None:
    """What the first system judged wrong, of one text alone for what may not be published."""
    count: Counter[str] = Counter()
    for case, said in zip(cases, given, strict=True):
        wanted = which == "all" or (which == "missed") is not case.faithful
        if said is not case.faithful and wanted:
            count[case.kind] += 1
            print(f"{case.kind} [{case.text}]")
            print(f"   {' '.join(case.sources)}\n   {case.statement}")
    print(dict(count))


def _written(case: generate.Case) -> dict[str, object]:
    return {
        "kind": case.kind,
        "faithful": case.faithful,
        "half": case.half,
        "sources": list(case.sources),
        "statement": case.statement,
    }


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fidelity", description=__doc__)
    parser.add_argument(
        "--system", default=GUARD, help="command of JSON lines (default: the guard)"
    )
    parser.add_argument("--negspacy", help="a Python that has spacy and negspacy")
    parser.add_argument("--reports", type=Path, default=REPORTS)
    parser.add_argument("--half", choices=["tune", "report", "both"], default="report")
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--errors", nargs="?", const="all", choices=["all", "missed", "rejected"])
    parser.add_argument("--write", type=Path, help="write the publishable cases and stop")
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
