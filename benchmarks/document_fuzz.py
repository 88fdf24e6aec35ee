"""Damaged documents: truncated, bits flipped, stretches overwritten. Nothing may crash or hang.

    python -m benchmarks.document_fuzz                 # 10,000 inputs
    python -m benchmarks.document_fuzz --first 2500    # from that one on
    python -m benchmarks.document_fuzz --only 4711     # repeats one

Each input is one damaged PDF (text, scanned, locked), DOCX, ZIP, HTML, text, HL7, PNG or JPEG file,
made by number from the seed, so that a run that was stopped goes on with --first. It is read as a
document, its rows are extracted, and where it has pictures, the first is drawn. Only DocumentError
may come out. Exit status 1 where anything else did, where one input took longer than its limits
allow, or where this process grew by more than 300 MB.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.lab_sheets import drawing, generator
from medvoice.documents.document import DocumentError
from medvoice.documents.limits import Limits
from medvoice.documents.reading import DocumentReader, Source, Unread
from medvoice.extraction.lab.extract import extract_lab

LIMITS = Limits(seconds=10, memory=1 << 30)
MOST_SECONDS = 5 * LIMITS.seconds + 15
MOST_GROWTH = 300 << 20
TOLD_EVERY = 250
"""Inputs."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """what: "read", or what was refused. waited: by the clock, in seconds."""

    what: str
    waited: float


def originals() -> list[bytes]:
    """Some 20 good files of every kind, from 300 bytes to 40 kB."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
    import document_files as made

    sheet = next(generator.sheets(5, 1))
    chance = random.Random(5)
    text = drawing.as_text(sheet)
    lines = text.splitlines()
    cells = [(50.0, 800.0 - 14 * n, line) for n, line in enumerate(lines)]
    html = "<html><body><table>" + "".join(
        f"<tr><td rowspan=2>{line[:30]}</td><td colspan=3>{line[30:]}</td></tr>" for line in lines
    )
    message = "MSH|^~\\&|LAB|||||ORU^R01\rOBX|1|NM|1^Sodium^LN||140|mmol/L|135-145|N|||F\r" * 20
    return [
        text.encode(),
        text.encode("utf-16"),
        message.encode(),
        html.encode(),
        drawing.as_pdf(sheet, chance),
        made.pdf([cells] * 3),
        made.pdf([cells], pageCompression=1),
        made.locked_pdf([cells]),
        made.scanned_pdf([lines[:8]]),
        made.word_file(lines, [["Test", "Result"], ["Sodium", "140"]]),
        made.archive({"a.txt": text.encode(), "b.pdf": made.pdf([cells])}),
        made.picture(lines[:5]),
        made.picture(lines[:5], "JPEG"),
        made.picture(lines[:5], "TIFF"),
    ]


def damaged(files: Sequence[bytes], seed: int, number: int) -> bytes:
    """Input `number`."""
    chance = random.Random(seed * 1_000_003 + number)
    data = bytearray(chance.choice(files))
    if chance.random() < 0.25:
        del data[chance.randrange(len(data)) :]
    for _ in range(chance.choice((1, 1, 2, 4, 16, 64))):
        if not data:
            break
        at = chance.randrange(len(data))
        match chance.randrange(5):
            case 0:
                data[at] ^= 1 << chance.randrange(8)
            case 1:
                data[at : at + chance.randrange(1, 40)] = chance.randbytes(chance.randrange(40))
            case 2:
                end = at + chance.randrange(1, 400)
                data[at:at] = data[at:end] * chance.randrange(1, 6)
            case 3:  # numbers are where lengths and sizes are
                digits = [n for n in range(at, min(at + 300, len(data))) if 48 <= data[n] <= 57]
                for n in digits[: chance.randrange(1, 8)]:
                    data[n] = 48 + chance.randrange(10)
            case _:
                del data[at : at + chance.randrange(1, 200)]
    return bytes(data)


def outcome(reader: DocumentReader, path: Path) -> Outcome:
    started = time.monotonic()
    read = 0
    for found in reader.sources([path]):
        if isinstance(found, Unread):
            continue
        try:
            _looked_at(reader, found)
            read += 1
        except DocumentError:
            continue
    return Outcome("read" if read else "refused", time.monotonic() - started)


def _looked_at(reader: DocumentReader, source: Source) -> None:
    document = reader.read(source)
    for row in extract_lab(document).rows:
        for value in row.values.values():
            said = " ".join(span.of(document) for span in (value.span, *value.continued))
            if said != value.text:
                raise AssertionError(f"{value.text!r} is not what its span says")
    if document.pictures:
        reader.picture(source, document.pictures[0], 300)


def main() -> int:
    parser = argparse.ArgumentParser(description="Reads damaged documents.")
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0, help="the first input's number")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="this input alone")
    options = parser.parse_args()
    files = originals()
    numbers = range(options.first, options.count) if options.only is None else [options.only]
    outcomes: Counter[str] = Counter()
    slowest, faults = Outcome("", 0.0), 0
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, DocumentReader(LIMITS) as reader:
        path = Path(folder, "damaged")
        for number in numbers:
            path.write_bytes(damaged(files, options.seed, number))
            try:
                found = outcome(reader, path)
            except Exception as error:  # noqa: BLE001 - the very thing that is looked for
                print(f"input {number}: {type(error).__name__}: {error}")
                faults += 1
                continue
            outcomes[found.what] += 1
            if found.waited > MOST_SECONDS:
                print(f"input {number}: {found.waited:.1f} s")
                faults += 1
            slowest = max(slowest, found, key=lambda one: one.waited)
            if (number + 1) % TOLD_EVERY == 0:
                took = time.monotonic() - started
                print(f"{number + 1} done, {took:.0f} s, faults: {faults}", file=sys.stderr)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) << 10
    print(
        f"{sum(outcomes.values())} inputs in {time.monotonic() - started:.0f} s: {dict(outcomes)}; "
        f"slowest {slowest.waited:.1f} s; grown by {grown >> 20} MB; faults: {faults}"
    )
    return int(bool(faults) or grown > MOST_GROWTH)


if __name__ == "__main__":
    raise SystemExit(main())
