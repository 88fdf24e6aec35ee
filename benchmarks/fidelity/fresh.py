"""Statements by hand that were written before they were run, by kind.

python -m benchmarks.fidelity.fresh              # the guard, and the second check beside it
python -m benchmarks.fidelity.fresh --errors     # what each judged wrong
python -m benchmarks.fidelity.fresh --list pairs_fresh3   # one list alone, or several
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from benchmarks.fidelity import systems
from benchmarks.fidelity.__main__ import GUARD
from benchmarks.fidelity.generate import Case
from benchmarks.fidelity.texts import sentences

HERE = Path(__file__).parent
LISTS = (
    ("pairs_fresh", True),
    ("wrong_fresh", False),
    ("pairs_fresh2", True),
    ("wrong_fresh2", False),
    ("pairs_tune3", True),
    ("wrong_tune3", False),
    ("pairs_fresh3", True),
    ("wrong_fresh3", False),
    ("pairs_tune4", True),
    ("wrong_tune4", False),
    ("pairs_fresh4", True),
    ("pairs_fresh5", True),
    ("pairs_fresh6", True),
    ("wrong_fresh6", False),
)
RELATION_LISTS = (
    ("pairs_tune7", True),
    ("wrong_tune7", False),
    ("draft_pairs_tune7", True),
    ("draft_wrong_tune7", False),
    ("pairs_fresh7", True),
    ("wrong_fresh7", False),
    ("draft_pairs_fresh7", True),
    ("draft_wrong_fresh7", False),
    ("pairs_tune8", True),
    ("pairs_tune8b", True),
    ("wrong_tune8", False),
    ("wrong_tune8b", False),
    ("pairs_fresh8", True),
    ("wrong_fresh8", False),
)
"""Faithful or not. "tune" lists were read while the rules were made, "fresh" ones only after.
Those of a "draft" are impressions, compared one-sided."""
ONE_SIDED = "draft_"


def cases(name: str, faithful: bool) -> list[Case]:
    """The cases of a list: "kind: sources | statement" a line."""
    found = []
    for line in (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, _, rest = line.partition(": ")
            sources, statement = rest.split(" | ")
            given = tuple(sentences(sources, 1))
            found.append(Case(kind, faithful, "fresh", given, statement, name, publish=True))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fidelity.fresh")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument(
        "--list", nargs="+", choices=[name for name, _ in (*LISTS, *RELATION_LISTS)]
    )
    asked = parser.parse_args()
    for name, faithful in (*LISTS, *RELATION_LISTS):
        if asked.list and name not in asked.list:
            continue
        runs = _draft_runs() if name.startswith(ONE_SIDED) else _runs()
        listed = cases(name, faithful)
        answers = {run: system(listed) for run, system in runs.items()}
        title = "rejected" if faithful else "caught"
        print(
            f"| {name}: {title} | cases | "
            + " | ".join(runs)
            + " |\n|---|---|"
            + "---|" * len(runs)
        )
        kinds = Counter(case.kind for case in listed)
        for kind in [*kinds, "all"]:
            of = [at for at, case in enumerate(listed) if kind in (case.kind, "all")]
            hits = (sum(not given[at] for at in of) for given in answers.values())
            cells = " | ".join(f"{hit} ({100 * hit / len(of):.1f} %)" for hit in hits)
            print(f"| {kind} | {len(of)} | {cells} |")
        print()
        if asked.errors:
            for case, said in zip(listed, answers["guard"], strict=True):
                if said is not faithful:
                    print(f"{case.kind}: {' '.join(case.sources)} | {case.statement}")
    return 0


def _runs() -> dict[str, systems.System]:
    return {"guard": systems.command(GUARD), "second check": systems.second_check}


def _draft_runs() -> dict[str, systems.System]:
    """The second check knows no drafts."""
    return {"guard": systems.command(f"{GUARD} --one-sided")}


if __name__ == "__main__":
    raise SystemExit(main())
