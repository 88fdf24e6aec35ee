"""Positives against normals: the table, and real chest reports that are labelled normal.

    python benchmarks/normals.py
    python benchmarks/normals.py --reports FOLDER   # default: ../shared/data/reports

Tables: tests/data/normals_cases.tsv and normals_unseen.tsv, right where exactly the named sentences
go and exactly the named ones are warned of; the others are printed. Real reports: in those whose
MeSH label is "normal", routed without a heading, no sentence should contradict the template's
normal text; those that do are printed with what they took out (the collection's words; nothing is
copied into the repository).
"""

from __future__ import annotations

import argparse
import re
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

from medvoice.report.context import RouterContext
from medvoice.report.dictated import Dictated, DictatedSentence
from medvoice.report.normals import Normals
from medvoice.report.routing import Router
from medvoice.report.template import Templates
from medvoice.report.template_conditions import Examination, Sex

ROOT = Path(__file__).parents[1]
TABLES = [ROOT / "tests" / "data" / f"normals_{name}.tsv" for name in ("cases", "unseen")]
REPORTS = ROOT.parent / "shared" / "data" / "reports"


def table(path: Path) -> None:
    """Prints what is right in one table, and what is not."""
    print(f"\n{path.name}")
    right, total = Counter[str](), Counter[str]()
    known: dict[tuple[str, str], Normals] = {}
    seconds = 0.0
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, sex, field, text, out, warn = line.split("\t")
        if (name, sex) not in known:
            examination = Examination(None if sex == "-" else Sex(sex), contrast=True)
            template = Templates([ROOT / "templates"]).load(name).for_study(examination, {})
            known[name, sex] = Normals(template)
        started = time.perf_counter()
        hits = known[name, sex].against(f"findings.{field}", text)
        seconds += time.perf_counter() - started
        gone = [hit.normal.text for hit in hits if hit.same_field]
        warned = [hit.normal.text for hit in hits if not hit.same_field]
        total[name] += 1
        good = exactly(gone, out) and exactly(warned, warn)
        right[name] += good
        if not good:
            print(f"  {name}: {text}  takes out {gone}, warns of {warned}")
    for name, cases in total.items():
        print(f"{name:20s} {right[name]:4d} of {cases}")
    print(f"{'all':20s} {sum(right.values()):4d} of {sum(total.values())}")
    print(f"{1e3 * seconds / sum(total.values()):.2f} ms a statement")


def exactly(texts: list[str], keys: str) -> bool:
    """Whether these are the sentences that the keys name."""
    wanted = [] if keys == "-" else keys.lower().split(";")
    found = [key for key in wanted if any(key in text.lower() for text in texts)]
    return len(found) == len(wanted) == len(texts)


def normal_reports(folder: Path) -> None:
    template = Templates([ROOT / "templates"]).load("cxr")
    router, normals = Router(template), Normals(template)
    reports, sentences, said, against = 0, 0, 0, Counter[str]()
    for path in sorted((folder / "openi_cxr").glob("*.xml")):
        tree = ElementTree.parse(path)
        if [node.text for node in tree.iter("major")] != ["normal"]:
            continue
        reports += 1
        text = next(
            (p.text or "" for p in tree.iter("AbstractText") if p.get("Label") == "FINDINGS"), ""
        )
        context = RouterContext()
        for number, sentence in enumerate(re.split(r"(?<=[.?!])\s+", text.strip()), 1):
            items: list[Dictated] = [DictatedSentence(sentence, 0, len(sentence.split()))]
            placements, context = router.place(number, items, context)
            sentences += 1
            hits = normals.against(placements[0].field, sentence)
            said += any(hit.says_same for hit in hits)
            for hit in hits:
                if not hit.says_same:
                    against[f"{sentence}  takes out  {hit.normal.text} ({hit.reason})"] += 1
    print(f"\n{reports} real reports labelled normal, {sentences} sentences")
    print(f"say a normal sentence themselves: {said}; contradict one: {sum(against.values())}")
    for line in against:
        print(f"  {line}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--reports", type=Path, default=REPORTS)
    given = parser.parse_args()
    for path in TABLES:
        table(path)
    if given.reports.is_dir():
        normal_reports(given.reports)
    else:
        print(f"\nreal reports: {given.reports} is not there")


if __name__ == "__main__":
    main()
