"""Questions to a patient's record: exact answers without a model, and questions that it leaves.

    python benchmarks/record_questions.py [--fhir FOLDER] [--write FILE] [--wrong]

A seeded synthetic record of 2,000 FHIR R4 resources (`records/synthetic_record.py`: what is true is
written down there before a resource is made, without a line of medvoice) is read and asked; an
answer is right where it names exactly the resources that the truth names, holds every value and
date of it, and none that must not stand there. --fhir: the published examples of
../shared/data/interop/fhir_r4. --wrong: shows what was wrong.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.records.questions import REFUSED, Case, cases
from benchmarks.records.synthetic_record import TODAY, made, written
from medvoice.records.reading import read_record
from medvoice.records.record_facts import RecordFacts

SHARED = Path(__file__).resolve().parents[2] / "shared/data/interop/fhir_r4"
PUBLISHED = {
    "example": (
        Case(("date of birth", "when was he born"), frozenset({"Patient/example"}),
             ("December 25, 1974",)),
        Case(("how old is he",), frozenset({"Patient/example"}), ("49 years",)),
        Case(("what is the patient's name",), frozenset({"Patient/example"}),
             ("Peter James Chalmers",)),
        Case(("what is the medical record number",), frozenset({"Patient/example"}), ("12345",)),
        Case(("is he alive",), frozenset({"Patient/example"}), ("not deceased",)),
        Case(("what does the last ultrasound report say", "impression of the last ultrasound"),
             frozenset({"DiagnosticReport/ultrasound"}), ("Unremarkable study",)),
        Case(("when was the last abdominal ultrasound",),
             frozenset({"DiagnosticReport/ultrasound"}), ("December 1, 2012",)),
        Case(("when was the last head CT", "was there ever a CT of the head"),
             frozenset({"ServiceRequest/example"}), ("holds no CT", "not known to be done")),
        Case(("is he on metformin",), frozenset(), ("The record holds no metformin",)),
        Case(("any allergies",), frozenset(), ("The record holds no allergy",)),
    ),
    "pat2": (
        Case(("bone density", "what was the last bone mineral density"),
             frozenset({"Observation/bmd"}), ("0.887 g/cm²",)),
        Case(("when was the last dxa",), frozenset({"DiagnosticReport/102"}), ("June 17, 2008",)),
        Case(("what does the last report say",), frozenset({"DiagnosticReport/102"}),
             ("Osteopenia on measured BMD", "At risk of osteoporotic fracture")),
        Case(("date of birth",), frozenset(), ("does not say",)),
    ),
    "dicom": (
        Case(("when was the last CT chest", "last chest CT"), frozenset({"ImagingStudy/example"}),
             ("January 1, 2011",)),
        Case(("how many CTs has he had",), frozenset({"ImagingStudy/example"}),
             ("1 imaging study",)),
    ),
}  # fmt: skip


def problems(facts: RecordFacts, case: Case, wording: str, void: set[str]) -> list[str]:
    answer = facts.answer(wording, TODAY)
    if answer is None:
        return ["not taken"]
    named = frozenset(one.source for one in answer.cites)
    found = [f"does not say {text!r}" for text in case.says if text not in answer.text]
    found += [f"says {text!r}" for text in case.never if text in answer.text]
    if named != case.cites:
        missing, more = sorted(case.cites - named), sorted(named - case.cites)
        found.append(f"resources: missing {missing[:4]}, more {more[:4]}")
    found += [f"names {ref}, which is void" for ref in void if ref in answer.text or ref in named]
    return found


def asked(
    name: str, facts: RecordFacts, every: Sequence[Case], void: set[str], show: bool
) -> tuple[int, int, list[float]]:
    right = total = 0
    seconds = []
    for case in every:
        for wording in case.wordings:
            start = time.perf_counter()
            wrong = problems(facts, case, wording, void)
            seconds.append(time.perf_counter() - start)
            total += 1
            right += not wrong
            if wrong and show:
                print(f"  {wording!r}: {'; '.join(wrong)}")
    print(f"{name}: {len(every)} questions, {total} wordings, {right} exact ({right / total:.1%})")
    return right, total, seconds


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--fhir", type=Path, default=SHARED)
    parser.add_argument("--write", type=Path, help="the synthetic record, as a file to look at")
    parser.add_argument("--wrong", action="store_true")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--resources", type=int, default=2_000)
    arguments = parser.parse_args()
    bundle, truth = made(arguments.seed, arguments.resources)
    text = written(bundle)
    count = len(bundle["entry"])
    del bundle
    if arguments.write:
        arguments.write.write_text(text, encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "record.json"
        path.write_text(text, encoding="utf-8")
        start = time.perf_counter()
        record = read_record([path])
        read = time.perf_counter() - start
        tracemalloc.start()
        again = read_record([path])
        kept, most = (size / 1e6 for size in tracemalloc.get_traced_memory())
        tracemalloc.stop()
        del again
    start = time.perf_counter()
    facts = RecordFacts(record)
    ready = time.perf_counter() - start
    print(
        f"synthetic record: {count} resources, {len(text) / 1e6:.1f} MB, read in {read:.2f} s, "
        f"made ready in {ready:.2f} s; it keeps {kept:.0f} MB, reading takes {most:.0f} MB at most"
    )
    right, total, seconds = asked("synthetic", facts, cases(truth), truth.void, arguments.wrong)
    print(f"time of a question: median {statistics.median(seconds) * 1e3:.1f} ms, "
          f"largest {max(seconds) * 1e3:.0f} ms")  # fmt: skip
    taken = [one for one in REFUSED if facts.answer(one, TODAY) is not None]
    print(f"left alone: {len(REFUSED) - len(taken)} of {len(REFUSED)}{': ' if taken else ''}"
          f"{'; '.join(taken)}")  # fmt: skip
    good = right == total and not taken
    if arguments.fhir.is_dir():
        for who, every in PUBLISHED.items():
            one = RecordFacts(read_record([arguments.fhir], who))
            right, total, _ = asked(f"published, Patient/{who}", one, every, set(), arguments.wrong)
            good = good and right == total
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
