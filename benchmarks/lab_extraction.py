"""Laboratory reports → rows: field F1 by kind of document and by layout.

    python -m benchmarks.lab_extraction [--seed N] [--each N] [--kinds text,pdf,picture] [--kept]
                                        [--model] [--show N]

Kinds: the HL7 message with its published FHIR bundle; synthetic sheets (`lab_sheets`) as text, as
PDF with a text layer, and as noisy pictures read by Tesseract (if installed). Sets: "developed"
(layouts and words that the rules were written with), "crossed" (those layouts under held-out
words), and with --kept "held out" (other layouts, other words). --model: the small real language
model reads the held-out sheets' text without any help of the rules, and a judge that shares no code
with the extractor looks at every value that was accepted.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.lab_sheets import drawing, generator
from benchmarks.lab_sheets.scoring import Claimed, Score, not_said
from benchmarks.lab_sheets.sheet import FIELDS, Sheet, Truth
from medvoice.documents.document import Document
from medvoice.documents.plain_text import text_pages
from medvoice.documents.reading import DocumentReader
from medvoice.documents.tesseract import Tesseract
from medvoice.extraction.lab.extract import extract_lab
from medvoice.extraction.value import Extracted, Row

MESSAGES = Path(__file__).resolve().parents[1].parent / "shared/data/interop/hl7v2_cda"
_MODEL_LINES = 12
FLAG_OF = {"Normal": "N", "High": "H", "Low": "L", "Abnormal": "A"}


def main() -> None:
    options = _options()
    print(f"{'kind':9} {'set':10} {'layout':28} {'rows':>5} " + " ".join(f"{n:>6}" for n in FIELDS))
    _print("HL7", "published", "LAB-ORU-1", *_message())
    sets: dict[str, Callable[[int, int], Iterator[Sheet]]] = {
        "developed": generator.sheets,
        "crossed": generator.crossed_sheets,
    }
    if options.kept:
        sets["held out"] = generator.kept_sheets
    with DocumentReader() as plain, DocumentReader(pictures=Tesseract()) as sighted:
        for kind in filter(None, options.kinds.split(",")):
            if kind == "picture" and not Tesseract.installed():
                print("picture: tesseract is not installed")
                continue
            for name, made in sets.items():
                each = max(1, options.each // 10) if kind == "picture" else options.each
                _kind(kind, name, made(options.seed, each), plain, sighted, options.show)
    if options.model:
        _with_model(options.seed, max(1, options.each // 10))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--each", type=int, default=30, help="sheets of a layout (pictures: a tenth)"
    )
    parser.add_argument("--kinds", default="text,pdf,picture")
    parser.add_argument("--kept", action="store_true", help="the held-out layouts, too")
    parser.add_argument("--model", action="store_true", help="the small real model, judged")
    parser.add_argument("--show", type=int, default=0, help="faults shown of each layout")
    return parser.parse_args()


def _message() -> tuple[Score, int]:
    """Against the observations of the bundle that its publishers expect."""
    bundle = json.loads((MESSAGES / "LAB-ORU-1-expected.json").read_text())
    truth = []
    for entry in bundle["entry"]:
        resource = entry["resource"]
        if resource["resourceType"] == "Observation" and "valueQuantity" in resource:
            quantity = resource["valueQuantity"]
            said = resource["interpretation"][0]["coding"][0]
            truth.append(
                Truth(
                    resource["code"]["coding"][0]["display"],
                    str(quantity["value"]),
                    quantity["unit"],
                    flag=FLAG_OF.get(said.get("display", ""), said.get("code", "")),
                )
            )
    with DocumentReader() as reader:
        found = extract_lab(reader.read(MESSAGES / "LAB-ORU-1.hl7"))
    score = Score()
    score.add(truth, _texts(found))
    return score, len(truth)


def _kind(
    kind: str,
    name: str,
    sheets: Iterator[Sheet],
    plain: DocumentReader,
    sighted: DocumentReader,
    show: int,
) -> None:
    scores: dict[str, Score] = {}
    counts: dict[str, int] = {}
    whole, started, pages = Score(), time.monotonic(), 0
    for number, sheet in enumerate(sheets):
        found: list[dict[str, str]] = []
        for document in _documents(kind, sheet, random.Random(number), plain, sighted):
            found += _texts(extract_lab(document))
            pages += len(document.pages)
        for score in (scores.setdefault(sheet.layout, Score()), whole):
            score.add(sheet.truth, found)
        counts[sheet.layout] = counts.get(sheet.layout, 0) + len(sheet.truth)
    for layout, score in scores.items():
        _print(kind, name, layout, score, counts[layout])
        for fault in score.wrong[:show]:
            print("   ", *map(repr, fault))
    _print(kind, name, "all", whole, sum(counts.values()))
    print(f"  {1000 * (time.monotonic() - started) / max(pages, 1):.0f} ms a page")


def _documents(
    kind: str, sheet: Sheet, chance: random.Random, plain: DocumentReader, sighted: DocumentReader
) -> Iterator[Document]:
    if kind == "text":
        yield Document("sheet.txt", text_pages(drawing.as_text(sheet)))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "sheet")
        if kind == "pdf":
            path.write_bytes(drawing.as_pdf(sheet, chance))
            yield plain.read(path)
            return
        for picture in drawing.as_pictures(sheet, chance):
            path.write_bytes(picture)
            yield sighted.read(path)


def _texts(found: Extracted) -> list[dict[str, str]]:
    """As written; a range whose limits stand in two columns as its normal form joins them."""
    return [
        {
            name: str(value.value) if name == "range" and value.continued else value.text
            for name, value in row.values.items()
        }
        for row in found.rows
    ]


def _print(kind: str, name: str, layout: str, score: Score, rows: int) -> None:
    figures = " ".join(f"{score.f1(one):6.3f}" for one in FIELDS)
    print(f"{kind:9} {name:10} {layout:28} {rows:5} {figures}", flush=True)


def _with_model(seed: int, each: int) -> None:
    """SmolLM2-135M-Instruct through llama.cpp's server, as the tests run it."""
    import sys

    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
    from small_model import llama_server

    from medvoice.assistant.choosing import BackendSettings, open_backend
    from medvoice.extraction.lab.model_rows import LabModel

    accepted = refused = 0
    faults: list[str] = []
    score, rows = Score(), 0
    with llama_server(context=4096) as address:
        backend = open_backend(BackendSettings("server", url=f"{address}/v1", timeout_s=600))
        model = LabModel(backend)
        for sheet in generator.kept_sheets(seed, each):
            # The first lines alone: on one core a line takes it some 5 s.
            text = "".join(drawing.as_text(sheet).splitlines(keepends=True)[:_MODEL_LINES])
            truth = [one for one in sheet.truth if one.test in text and one.value in text]
            document = Document("sheet.txt", text_pages(text))
            found = model.extended(document, Extracted("sheet.txt", ()))
            score.add(truth, [row for row in _texts(found) if row])
            rows += len(truth)
            for row in found.rows:
                accepted += len(row.values)
                refused += len(row.refused)
                faults += _judged(document, row)
    _print("model", "held out", "SmolLM2-135M, text alone", score, rows)
    print(f"  {accepted} values accepted, {refused} refused; not said by their span: {len(faults)}")
    for fault in faults:
        print("   ", fault)


def _judged(document: Document, row: Row) -> list[str]:
    if not row.values:
        return []
    page = {value.span.page for value in row.values.values()}
    assert len(page) == 1
    text = document.pages[page.pop() - 1].text
    claimed = [
        Claimed(name, value.text, tuple((s.start, s.end) for s in (value.span, *value.continued)))
        for name, value in row.values.items()
    ]
    return not_said(text, claimed)


if __name__ == "__main__":
    main()
