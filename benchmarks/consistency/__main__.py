"""Warnings on the real reports as they are, and found inconsistencies that were put into them.

    python -m benchmarks.consistency              # both tables
    python -m benchmarks.consistency --late       # with words that were written after the checks
    python -m benchmarks.consistency --show       # with the words of reports that may not be shown
    python -m benchmarks.consistency --missed     # seeds that were not found
    python -m benchmarks.consistency --cost       # time on a report of 5,000 words

A seed is found where a warning of its kind stands there that the report had not before.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from datetime import date
from pathlib import Path

from benchmarks.consistency.reports import RealReport, real_reports
from benchmarks.consistency.seeding import Seeded, seeded
from medvoice.report.checks.checker import Checker
from medvoice.report.checks.sentence import read_sentence
from medvoice.report.checks.study_facts import StudyFacts
from medvoice.report.checks.warning import CheckWarning
from medvoice.report.document import Origin, Placement, Report, Statement
from medvoice.report.template import Templates

REPORTS = Path(__file__).parents[2].parent / "shared" / "data" / "reports"
TEMPLATES = Path(__file__).parents[2] / "templates"
FOUND_BY = {
    "side in the impression": {"side"},
    "side against the examination": {"side"},
    "sex and organ": {"sex"},
    "sex of the patient": {"sex"},
    "body part": {"examination"},
    "modality": {"examination"},
    "contrast": {"contrast"},
    "contrast of the study": {"contrast"},
    "enhancement without contrast": {"contrast"},
    "date after the study": {"date"},
    "date that is none": {"date"},
    "two dates of comparison": {"date"},
    "prior that is not loaded": {"prior"},
    "compared with nothing": {"prior"},
    "no that the prior had": {"prior"},
    "unit": {"size"},
    "ten times the size": {"size"},
    "growth against its numbers": {"size"},
    "level": {"level"},
    "only in the impression": {"impression"},
    "critical, only in the findings": {"impression"},
    "negation": {"negation"},
    "normal beside abnormal": {"normal"},
    "count": {"count"},
    "left open": {"unfilled"},
    "said twice": {"duplicate"},
    "critical, not told": {"critical"},
}
"""Kind of seed -> names of the checks that have to say it."""


def main() -> int:
    asked = _arguments()
    reports = real_reports(asked.reports)
    if asked.cost:
        _cost(reports)
        return 0
    plain = {report.name: Checker().text(report.text) for report in reports}
    _real(reports, plain, asked.show)
    _seeded(reports, asked.seed, asked.missed, asked.late)
    return 0


def _real(
    reports: list[RealReport], plain: dict[str, tuple[CheckWarning, ...]], show: bool
) -> None:
    print(f"{len(reports)} real reports, {sum(map(len, plain.values()))} warnings\n")
    print("| report | check | field | says |\n|---|---|---|---|")
    for report in reports:
        for warning in plain[report.name]:
            says = warning.message if report.publish or show else "(not shown: ND)"
            print(f"| {report.name} | {warning.check} | {warning.field} | {says} |")
    print()


def _seeded(reports: list[RealReport], seed: int, missed: bool, late: bool) -> None:
    made: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for report in reports:
        for one in seeded(report.name, report.text, seed, late):
            made[one.kind] += 1
            if _found(report, one):
                found[one.kind] += 1
            elif missed:
                print(f"--- {report.name}: {one.kind} {dict(one.study)}\n{one.text}\n")
    print(f"Seed {seed}\n\n| one inconsistency | reports | found |\n|---|---|---|")
    for kind in FOUND_BY:
        share = f"{found[kind]} ({100 * found[kind] / made[kind]:.1f} %)" if made[kind] else "-"
        print(f"| {kind} | {made[kind]} | {share} |")
    total, hit = made.total(), found.total()
    print(f"| all | {total} | {hit} ({100 * hit / total:.1f} %) |")


def _found(report: RealReport, one: Seeded) -> bool:
    """Whether there are more warnings of its checks than without it."""
    checks = FOUND_BY[one.kind]
    before = Counter(w.check for w in Checker().text(report.text))
    after = Counter(w.check for w in Checker(_facts(one)).text(one.text))
    return any(after[check] > before[check] for check in checks)


def _facts(one: Seeded) -> StudyFacts:
    given = dict(one.study)
    if "on" in given:
        given["on"] = date.fromisoformat(str(given["on"]))
    if "priors" in given:
        days = given["priors"]
        given["priors"] = tuple(map(date.fromisoformat, days))  # type: ignore[arg-type]
    return StudyFacts(**given)  # type: ignore[arg-type]


def _cost(reports: list[RealReport], words: int = 5_000, turns: int = 100) -> None:
    """Sentences of the real reports, made different by a number, up to so many words, in a filled
    report; then a turn with one sentence more, checked as a whole each time. Once with all
    sentences (83 reports in one contradict each other), once with those that contradict none.
    Processor time."""
    for quiet in (False, True):
        _cost_of(reports, words, turns, quiet)


def _cost_of(reports: list[RealReport], words: int, turns: int, quiet: bool) -> None:
    template = Templates([TEMPLATES]).load("cxr")
    draw = random.Random(6)
    parts = [s.strip() for r in reports for s in r.text.replace("\n", " ").split(". ") if s.strip()]
    draw.shuffle(parts)
    checker = Checker()
    report, count, number = Report(template.name), 0, 0
    while sum(len(statement.text.split()) for statement in report.statements()) < words:
        text = f"{parts[number % len(parts)]} ({number})."
        new = Statement(f"u{number}.1", text, Origin.DICTATED, ())
        more = report.placed(Placement("findings.lungs_pleura", new))
        number += 1
        found = len([w for w in checker.report(more, template) if w.check != "unfilled"])
        if not quiet or found == count:
            report, count = more, found
    statements = report.statements()
    checker = Checker()
    read_sentence.cache_clear()
    start = time.process_time()
    count = len(checker.report(report, template))
    first = time.process_time() - start
    spent = []
    for turn in range(turns):
        new = Statement(f"t{turn}.1", f"Calcified granuloma number {turn}.", Origin.DICTATED, ())
        report = report.placed(Placement("findings.lungs_pleura", new))
        start = time.process_time()
        checker.report(report, template)
        spent.append(1000 * (time.process_time() - start))
    spent.sort()
    print(
        f"{words} words, {len(statements)} sentences, {count} warnings: first look "
        f"{1000 * first:.0f} ms; a turn: median {spent[turns // 2]:.2f} ms, "
        f"p95 {spent[int(0.95 * turns)]:.2f} ms"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.consistency", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--reports", type=Path, default=REPORTS)
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--show", action="store_true", help="words of ND reports on the screen")
    parser.add_argument("--missed", action="store_true", help="the seeds that were not found")
    parser.add_argument("--late", action="store_true", help="words written after the checks")
    parser.add_argument("--cost", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
