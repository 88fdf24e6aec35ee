"""`medvoice extract` on an archive of synthetic lung resections whose truth is known.

    python -m benchmarks.archive_extraction [--reports 10000] [--kills 5]
                                            [--family wordings|heldout|fresh|last]

The archive is a CSV file, a folder of text files, JSON lines, and a text file of many reports. One
run goes through; another one is killed (SIGKILL) at moments that are drawn, and started again until
it is done: both tables have to be the same, byte for byte. Prints reports a second, the memory of
the process through the run, what the rows say against the truth, and whether every span holds the
words that the table quotes.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import json
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))

from archive import generator  # noqa: E402

SEPARATOR = "=== REPORT"
SCHEMA = "pathology_lung"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument(
        "--family", choices=("wordings", "heldout", "fresh", "last"), default="wordings"
    )
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--wrong", type=int, default=0, help="print so many wrong values")
    parser.add_argument("--missing", type=int, default=0, help="print so many missing values")
    arguments = parser.parse_args()
    words = importlib.import_module(f"archive.{arguments.family}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        count, characters = archive(folder, arguments.seed, arguments.reports, words)
        print(f"{count:,} reports, {characters / count:,.0f} characters each, {arguments.family}")
        whole = folder / "whole.json"
        through(folder, whole, count)
        if arguments.kills:
            killed(folder, whole, arguments.kills, arguments.seed, count)
        accuracy(folder, whole, arguments, words)
        spans = spans_hold(folder, whole)
        return int(bool(spans))


# -- the archive ------------------------------------------------------------------------------


def archive(folder: Path, seed: int, count: int, words: ModuleType) -> tuple[int, int]:
    """A quarter each as CSV, files, JSON lines, and one text file. Returns (reports,
    characters)."""
    (folder / "files").mkdir()
    characters = 0
    with (
        (folder / "a.csv").open("w", newline="") as a,
        (folder / "b.jsonl").open("w") as b,
        (folder / "c.txt").open("w") as c,
    ):
        table = csv.writer(a)
        table.writerow(["report_id", "report_text"])
        for number, report in enumerate(generator.reports(seed, count, words)):
            characters += len(report.text)
            match number % 4:
                case 0:
                    table.writerow([report.name, report.text])
                case 1:
                    b.write(json.dumps({"id": report.name, "text": report.text}) + "\n")
                case 2:
                    c.write(f"{SEPARATOR} {report.name}\n{report.text}")
                case _:
                    (folder / "files" / f"{report.name}.txt").write_text(report.text)
    return count, characters


def command(folder: Path, output: Path) -> list[str]:
    files = [folder / name for name in ("a.csv", "b.jsonl", "c.txt", "files")]
    return [
        *(sys.executable, "-m", "medvoice.faces.cli.main", "extract", *map(str, files)),
        *("--schema", SCHEMA, "--separator", SEPARATOR, "-o", str(output)),
    ]


# -- running ----------------------------------------------------------------------------------


def through(folder: Path, output: Path, count: int) -> None:
    started = time.perf_counter()
    before = _processor()
    process = subprocess.Popen(command(folder, output), stderr=subprocess.DEVNULL)
    journal = output.with_name(output.name + ".journal")
    memory: list[tuple[int, float]] = []
    while process.poll() is None:
        time.sleep(0.5)
        memory.append((_lines(journal), _memory(process.pid)))
    seconds = time.perf_counter() - started
    if process.returncode:
        raise SystemExit(f"medvoice extract failed: {process.returncode}")
    busy = _processor() - before
    print(
        f"throughput: {count / seconds:,.0f} reports/s ({seconds:,.0f} s, one process); "
        f"{1000 * busy / count:.1f} ms of processor time a report"
    )
    memory = [(done, mb) for done, mb in memory if mb]
    shown = [next((m for m in memory if m[0] >= count * share), memory[-1]) for share in STAGES]
    print("memory (MB): " + ", ".join(f"{mb:,.0f} at {done:,}" for done, mb in shown))
    print(f"  most: {max(mb for _, mb in memory):,.0f}")


STAGES = (0.05, 0.25, 0.5, 0.75, 0.95)


def killed(folder: Path, whole: Path, kills: int, seed: int, count: int) -> None:
    """Killed at random moments, and started again; then compared with the run that went through."""
    rng = random.Random(seed)
    output = folder / "stopped.json"
    journal = output.with_name(output.name + ".journal")
    at = []
    for kill in range(kills):
        process = subprocess.Popen(command(folder, output), stderr=subprocess.DEVNULL)
        aim = int(count * (kill + rng.random()) / (kills + 1))
        while process.poll() is None and _lines(journal) <= aim:
            time.sleep(0.02)
        time.sleep(rng.random() * 0.2)
        process.send_signal(signal.SIGKILL)
        process.wait()
        at.append(_lines(journal))
    status = subprocess.run(command(folder, output), stderr=subprocess.DEVNULL).returncode
    same = whole.read_bytes() == output.read_bytes()
    rows = [(row["source"], row["record"]) for row in json.loads(output.read_text())]
    print(
        f"killed {kills} times at {', '.join(f'{n:,}' for n in at)} reports; then status {status}: "
        f"{len(rows):,} rows, {len(rows) - len(set(rows))} twice, {count - len(set(rows))} lost; "
        f"{'the same bytes' if same else 'NOT the same bytes'} as the run that went through"
    )


def _processor() -> float:
    """Processor seconds of all children that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _lines(path: Path) -> int:
    """Reports in a journal."""
    try:
        with path.open("rb") as file:
            return max(
                0, sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b"")) - 1
            )
    except FileNotFoundError:
        return 0


def _memory(pid: int) -> float:
    """MB in use by the process."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    for line in status.splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


# -- what the table says ----------------------------------------------------------------------


def rows_of(folder: Path, output: Path) -> Iterator[tuple[str, dict[str, dict[str, object]], str]]:
    """(name of the report, values, source)."""
    order = iter(sorted(path.stem for path in (folder / "files").iterdir()))
    names_in_c = iter(_names_in_c(folder))
    for row in json.loads(output.read_text()):
        source = Path(row["source"])
        if source.name == "c.txt":
            name = next(names_in_c)
        elif source.parent.name == "files":
            name = next(order)
            assert name == source.stem
        else:
            name = row["record"]
        yield name, row["values"], row["source"]


def _names_in_c(folder: Path) -> Iterator[str]:
    with (folder / "c.txt").open() as file:
        for line in file:
            if line.startswith(SEPARATOR):
                yield line.split()[-1]


def accuracy(
    folder: Path, output: Path, arguments: argparse.Namespace, words: ModuleType
) -> Counter[str]:
    said: Counter[str] = Counter()
    right: Counter[str] = Counter()
    missing: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    values = {name: found for name, found, _ in rows_of(folder, output)}
    to_show = {"wrong": arguments.wrong, "missing": arguments.missing}
    for report in generator.reports(arguments.seed, arguments.reports, words):
        found = values[report.name]
        for field in {*report.truth, *found}:
            truth, value = report.truth.get(field), found.get(field)
            said[field] += truth is not None
            if value is None:
                missing[field] += 1
                _show(to_show, "missing", report.name, field, truth, None)
            elif same(truth, value):
                right[field] += 1
            else:
                wrong[field] += 1
                _show(to_show, "wrong", report.name, field, truth, value)
    print(f"\n{'field':26}{'said':>8}{'right':>8}{'missing':>9}{'wrong':>7}")
    for field in words.LABELS:
        print(f"{field:26}{said[field]:8,}{right[field]:8,}{missing[field]:9,}{wrong[field]:7,}")
    total = sum(said.values())
    print(
        f"{'all':26}{total:8,}{sum(right.values()):8,}{sum(missing.values()):9,}"
        f"{sum(wrong.values()):7,}\n"
        f"right {sum(right.values()) / total:.2%}, missing {sum(missing.values()) / total:.2%}, "
        f"wrong {sum(wrong.values()) / total:.3%} of {total:,} values said"
    )
    return wrong


def same(truth: object, value: dict[str, object]) -> bool:
    if truth is None:
        return False
    number = value["value"]
    if isinstance(truth, str) and not isinstance(number, str):  # a share, with its sign
        sign = str(value["sign"]).strip("~")
        return truth.lstrip("<>") == f"{number:g}" and truth.rstrip("0123456789") == sign
    if isinstance(number, str):
        return truth == number
    return abs(float(str(truth)) - float(str(number))) < 1e-6


def _show(
    room: dict[str, int], kind: str, name: str, field: str, truth: object, value: object
) -> None:
    if room[kind] > 0:
        room[kind] -= 1
        quote = value["quote"] if isinstance(value, dict) else ""
        said = value["value"] if isinstance(value, dict) else None
        print(f"{kind.upper()} {name} {field}: truth {truth}, table {said} {quote!r}")


def spans_hold(folder: Path, output: Path) -> int:
    """Spans that do not hold what the table quotes."""
    tables: dict[str, str] = {}
    with (folder / "a.csv").open(newline="") as file:
        tables |= {row["report_id"]: row["report_text"] for row in csv.DictReader(file)}
    with (folder / "b.jsonl").open() as file:
        tables |= {row["id"]: row["text"] for row in map(json.loads, file)}
    c = (folder / "c.txt").read_text()
    bad = looked = 0
    for name, values, source in rows_of(folder, output):
        text = tables.get(name) or (c if source.endswith("c.txt") else Path(source).read_text())
        for value in values.values():
            looked += 1
            bad += text[int(str(value["start"])) : int(str(value["end"]))] != value["quote"]
    print(f"spans: {looked:,} looked at, {bad:,} do not hold the words that the table quotes")
    return bad


if __name__ == "__main__":
    raise SystemExit(main())
