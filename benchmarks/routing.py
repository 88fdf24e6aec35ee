"""Routing without headings: right, unplaced, wrong; and the split of real reports.

    python benchmarks/routing.py                   # both halves, both ways of dictating
    python benchmarks/routing.py --errors tune     # and what went wrong in that half
    python benchmarks/routing.py --reports FOLDER  # default: ../shared/data/reports

Sentences: tests/data/routing_sentences.tsv, labelled before the router was run on them. "in
order": the sentences of a block are dictated one after another, each a turn of its own; "each
alone": every sentence is the first of its report (what goes by the one before cannot be right).
Unplaced: it went to the template's field for what no rule places, and should not have; it is
visible there. Wrong: it stands in another field. Real reports: the sentences under FINDINGS of the
chest reports, dictated without any heading, and those under IMPRESSION behind the one spoken word
"Impression"; none is copied.
"""

from __future__ import annotations

import argparse
import re
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from medvoice.report.context import RouterContext
from medvoice.report.dictated import Dictated, DictatedHeading, DictatedSentence
from medvoice.report.routing import Router
from medvoice.report.template import Template, Templates

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "tests" / "data" / "routing_sentences.tsv"
REPORTS = ROOT.parent / "shared" / "data" / "reports"
HALVES = ("tune", "report", "fresh", "last", "third", "fourth", "fifth", "sixth", "seventh")
TEMPLATES = ("cxr", "ct_chest", "ct_abdomen_pelvis", "ct_head", "mr_brain")


@dataclass(frozen=True)
class Row:
    half: str
    template: str
    block: str
    fields: tuple[str, ...]
    sentence: str


@dataclass(frozen=True)
class Placed:
    row: Row
    field: str
    reason: str
    unplaced: str

    @property
    def outcome(self) -> str:
        if self.field in self.row.fields:
            return "right"
        return "unplaced" if self.field == self.unplaced else "wrong"


def rows(path: Path = TABLE) -> list[Row]:
    """The table, field ids in full."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        half, template, block, fields, sentence = line.split("\t")
        ids = tuple(name if "." in name else f"findings.{name}" for name in fields.split("|"))
        found.append(Row(half, template, block, ids, sentence))
    return found


def place(table: list[Row], template: Template, in_order: bool) -> Iterator[Placed]:
    """Every row of this template through the router."""
    router = Router(template)
    block, context = ("", ""), RouterContext()
    for number, row in enumerate(table, 1):
        if row.template != template.name:
            continue
        if not in_order or (row.half, row.block) != block:
            block, context = (row.half, row.block), RouterContext()
        items: list[Dictated] = [DictatedSentence(row.sentence, 0, len(row.sentence.split()))]
        placements, context = router.place(number, items, context)
        placement = placements[0]
        yield Placed(row, placement.field, placement.statement.reason, template.unplaced)


def line(name: str, counted: Counter[str]) -> str:
    total = sum(counted.values()) or 1
    parts = " ".join(
        f"{counted[key]:4d} {100 * counted[key] / total:5.1f} %"
        for key in ("right", "unplaced", "wrong")
    )
    return f"{name:20s} {total:5d} {parts}"


def chest_reports(folder: Path) -> Iterator[tuple[list[str], list[str]]]:
    """Sentences of findings and of impression, of reports that have both."""
    for path in sorted((folder / "openi_cxr").glob("*.xml")):
        parts = {
            part.get("Label", ""): part.text or ""
            for part in ElementTree.parse(path).iter("AbstractText")
        }
        cut = {
            label: [s for s in re.split(r"(?<=[.?!])\s+", text.strip()) if re.search("[a-z]", s)]
            for label, text in parts.items()
        }
        if cut.get("FINDINGS") and cut.get("IMPRESSION"):
            yield cut["FINDINGS"], cut["IMPRESSION"]


def split_of_reports(template: Template, folder: Path) -> tuple[int, Counter[str], Counter[str]]:
    """Reports; sections that their findings and impressions went to, "unplaced" apart."""
    router = Router(template)
    reports, findings, impression = 0, Counter[str](), Counter[str]()
    for under_findings, under_impression in chest_reports(folder):
        reports += 1
        context = RouterContext()
        for number, sentence in enumerate(under_findings, 1):
            items: list[Dictated] = [DictatedSentence(sentence, 0, len(sentence.split()))]
            placements, context = router.place(number, items, context)
            findings.update(where(p.field, template) for p in placements)
        spoken: list[Dictated] = [DictatedHeading("Impression", 0, 1)]
        for number, sentence in enumerate(under_impression, 1):
            spoken.append(DictatedSentence(sentence, 1, 1 + len(sentence.split())))
            placements, context = router.place(number, spoken, context)
            impression.update(where(p.field, template) for p in placements)
            spoken = []
    return reports, findings, impression


def where(field: str, template: Template) -> str:
    return "unplaced" if field == template.unplaced else field.split(".")[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--reports", type=Path, default=REPORTS)
    parser.add_argument("--errors", choices=HALVES, help="print what is not right")
    given = parser.parse_args()
    templates = {name: Templates([ROOT / "templates"]).load(name) for name in TEMPLATES}
    table = rows()
    for in_order in (True, False):
        started = time.perf_counter()
        placed = [p for t in templates.values() for p in place(table, t, in_order)]
        each = (time.perf_counter() - started) / len(placed)
        print(f"\n{'in order' if in_order else 'each alone'} ({1e3 * each:.2f} ms a sentence)")
        print(f"{'':20s} {'n':>5s} {'right':>12s} {'unplaced':>12s} {'wrong':>12s}")
        for half in HALVES:
            own = [p for p in placed if p.row.half == half]
            for name in templates:
                counted = Counter(p.outcome for p in own if p.row.template == name)
                print(line(f"{half} {name}", counted))
            print(line(f"{half} all", Counter(p.outcome for p in own)))
        if in_order and given.errors:
            for p in placed:
                if p.row.half == given.errors and p.outcome != "right":
                    label = "|".join(p.row.fields)
                    print(f"{p.outcome}\t{p.row.template}\t{p.row.sentence}\t{label}\t{p.field}"
                          f"\t{p.reason}")  # fmt: skip
    if not given.reports.is_dir():
        print(f"\nreal reports: {given.reports} is not there")
        return
    reports, findings, impression = split_of_reports(templates["cxr"], given.reports)
    print(f"\n{reports} real chest reports")
    for name, counted in (("findings", findings), ("impression", impression)):
        total = sum(counted.values())
        shares = ", ".join(f"{k} {v} ({100 * v / total:.1f} %)" for k, v in counted.most_common())
        print(f"{name}: {total} sentences went to {shares}")


if __name__ == "__main__":
    main()
