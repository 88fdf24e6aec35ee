"""Written form on real reports: sentences turned to speech form and back, and what it costs.

    python benchmarks/written_form.py                     # ../shared/data/reports
    python benchmarks/written_form.py --reports FOLDER --failures 0

Sentences of the chest reports (openi_cxr), the transcribed reports (mtsamples), the notes
(acibench_virtscribe, primock57) and chexpert's samples; none is copied. Exact: letter for letter,
spaces apart. Those with the collections' own "XXXX" for a removed word are counted apart.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from speech_form import speech_form

from medvoice.language.reader import Dialect, Reader, ReaderSettings, typed

REPORTS = Path(__file__).parents[2] / "shared" / "data" / "reports"
CATEGORIES = (
    ("removed words", r"X{3,}"),
    ("list number alone", r"^\d+\.$"),
    ("age", r"-old\b"),
    ("measurement", r"\d\s?(?:mm|cm|ml|mg|mci|%|degrees|eu/dl)"),
    ("date or year", r"\d/\d|\b(?:19|20)\d\d\b"),
    ("level", r"\b[CTLS]\d"),
    ("ordinal", r"\d(?:st|nd|rd|th)\b"),
    ("other number", r"(?<!^)\d(?!\.\s)"),
    ("abbreviation", r"\b[A-Z]{2,}\b"),
    ("words and marks", r""),
)


def texts(folder: Path) -> Iterator[str]:
    for path in sorted((folder / "openi_cxr").glob("*.xml")):
        for part in ElementTree.parse(path).iter("AbstractText"):
            yield part.text or ""
    for path in sorted((folder / "mtsamples").glob("*.txt")):
        # The collection's own commas around headings and list numbers.
        text = re.sub(r"\s*,\s*(?=\d+\.\s)|(?<=:)\s*,\s*|\s+,\s*(?=[A-Z])", "\n", path.read_text())
        yield re.sub(r"(?<=\.),\s*", "\n", text)
    for path in sorted((folder / "acibench_virtscribe").glob("*.note.txt")):
        yield path.read_text(encoding="utf-8").replace("• ", "")
    for path in sorted((folder / "primock57").glob("*.json")):
        yield json.loads(path.read_text(encoding="utf-8"))["note"]
    with (folder / "chexpert_sample_reports.csv").open(encoding="utf-8") as file:
        for row in csv.reader(file):
            yield " ".join(row)


def sentences(folder: Path) -> list[str]:
    found: dict[str, None] = {}
    for text in texts(folder):
        for line in text.splitlines():
            # Not behind a list number, and not inside "Dr. Smith".
            for sentence in re.split(r"(?<!^\d\.)(?<!\s\d\.)(?<=[.?!])\s+(?=\S)", line.strip()):
                if re.search(r"[A-Za-z]", sentence):
                    found[" ".join(sentence.split())] = None
    return list(found)


def category(sentence: str) -> str:
    for name, pattern in CATEGORIES:
        if re.search(pattern, sentence, re.IGNORECASE if name == "measurement" else 0):
            return name
    raise AssertionError(sentence)


def bare(text: str) -> str:
    """Spaces between words and marks say nothing about written form."""
    return re.sub(r"\s+", " ", re.sub(r"\s+(?=[.,:;?!)/])|(?<=[(/])\s+", "", text))


def round_trip(found: list[str], shown: int) -> None:
    reader = Reader(ReaderSettings(Dialect.MARKERS))
    total, exact, caseless = Counter[str](), Counter[str](), Counter[str]()
    failures: list[tuple[str, str, str]] = []
    for sentence in found:
        kind = category(sentence)
        text = reader.read(typed(speech_form(sentence))).text
        total[kind] += 1
        same = bare(text) == bare(sentence)
        exact[kind] += same
        caseless[kind] += bare(text).casefold() == bare(sentence).casefold()
        if not same and kind != "removed words":
            failures.append((kind, sentence, text))
    print("| category | sentences | exact | but for capitals |\n|---|---:|---:|---:|")
    for kind, _ in CATEGORIES:
        if total[kind]:
            n = total[kind]
            print(f"| {kind} | {n} | {exact[kind] / n:.1%} | {caseless[kind] / n:.1%} |")
    kept = [kind for kind in total if kind != "removed words"]
    n, same = sum(total[k] for k in kept), sum(exact[k] for k in kept)
    loose = sum(caseless[k] for k in kept)
    print(f"| all but removed words | {n} | {same / n:.1%} | {loose / n:.1%} |\n")
    for kind, sentence, text in failures[: shown if shown else None]:
        print(f"{kind}\n  report   {sentence}\n  returned {text}")
    if shown and len(failures) > shown:
        print(f"... and {len(failures) - shown} more failures (--failures 0 shows all)")


def cost(found: list[str]) -> None:
    """Milliseconds of reading a turn of 20 words, and whether a long report makes it dearer."""
    words = " ".join(speech_form(s) for s in found if category(s) != "removed words").split()
    turns = [typed(" ".join(words[at : at + 20])) for at in range(0, len(words) - 20, 20)]
    reader = Reader(ReaderSettings(Dialect.MARKERS))
    before = None
    times: list[float] = []
    for turn in turns:
        start = time.perf_counter()
        before = reader.read(turn, before).carried
        times.append(1e3 * (time.perf_counter() - start))
    rows = [sorted(times[at : at + 50]) for at in (0, len(times) // 2, len(times) - 50)]
    medians = ", ".join(f"{row[len(row) // 2]:.2f}" for row in rows)
    ranked = sorted(times)
    print(
        f"\nReader, 20 words a turn, {len(times)} turns of {20 * len(times)} words: median "
        f"{ranked[len(ranked) // 2]:.2f} ms, 95 % under {ranked[int(0.95 * len(ranked))]:.2f} ms; "
        f"medians at start, middle and end of the text: {medians} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--reports", type=Path, default=REPORTS)
    parser.add_argument("--failures", type=int, default=40, help="how many are shown; 0: all")
    options = parser.parse_args()
    found = sentences(options.reports)
    round_trip(found, options.failures)
    cost(found)


if __name__ == "__main__":
    main()
