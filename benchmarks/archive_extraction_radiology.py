"""`radiology_chest` on the 75 real chest radiographs of Open-i, against the labels that people gave
them (MeSH, in each file). The reports are read where they lie and never copied.

    python -m benchmarks.archive_extraction_radiology [--show]

A label says that a finding is there; that there is none says little, since minor findings are not
always labelled. So what counts as wrong is "absent" where the label says that it is there.
"""

from __future__ import annotations

import argparse
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from medvoice.documents.document import Document, Page
from medvoice.extraction.rules import Rules
from medvoice.extraction.schema_file import load

FOLDER = Path(__file__).resolve().parents[2] / "shared/data/reports/openi_cxr"
LABELS = {
    "pleural_effusion": ("pleural effusion",),
    "pneumothorax": ("pneumothorax",),
    "cardiomegaly": ("cardiomegaly",),
    "atelectasis": ("pulmonary atelectasis",),
    "consolidation": ("consolidation", "airspace disease", "pneumonia", "infiltrate"),
    "edema": ("pulmonary edema", "pulmonary congestion"),
    "nodule": ("nodule", "mass"),
    "emphysema": ("emphysema", "pulmonary emphysema"),
    "fracture": ("fractures, bone",),
}
STATES = ("present", "uncertain", "absent", None)


def reports(folder: Path = FOLDER) -> Iterator[tuple[str, str, frozenset[str]]]:
    """(name, text, labels in lower case)."""
    for file in sorted(folder.glob("*.xml")):
        root = ElementTree.parse(file).getroot()
        parts = [p for p in root.iter("AbstractText") if p.text]
        text = "".join(f"{part.get('Label')}: {part.text}\n\n" for part in parts)
        labels = [(one.text or "").lower().partition("/")[0] for one in root.iter("major")]
        yield file.name, text, frozenset(labels)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true", help="print what disagrees with a label")
    arguments = parser.parse_args()
    rules = Rules(load("radiology_chest")[0])
    counts: Counter[tuple[str, bool, str | None]] = Counter()
    total = 0
    for name, text, labels in reports():
        total += 1
        row = rules.extract(Document(name, (Page(1, text),))).rows[0]
        for field, names in LABELS.items():
            labelled = any(label in labels for label in names)
            value = row.values.get(field)
            state = str(value.value) if value is not None else None
            counts[field, labelled, state] += 1
            odd = (labelled, state) in ((True, "absent"), (False, "present"))
            if arguments.show and odd and value is not None:
                print(f"{name} {field}: label {labelled}, {state}: {value.text!r}")
    print(f"{total} reports")
    for labelled in (True, False):
        print(f"\n{'labelled' if labelled else 'not labelled'}")
        print(f"{'field':20}" + "".join(f"{state or 'no value':>11}" for state in STATES))
        for field in LABELS:
            row_ = "".join(f"{counts[field, labelled, state]:11}" for state in STATES)
            print(f"{field:20}{row_}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
