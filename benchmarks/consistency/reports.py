"""The real reports as plain text with headings: chest X-rays of Open-i (ND: read at run time, never
written), CheXpert's samples (impressions alone) and MTSamples."""

from __future__ import annotations

import csv
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class RealReport:
    """name: of its file. text: with headings. publish: its words may be shown in the repository."""

    name: str
    text: str
    publish: bool


def real_reports(folder: Path) -> list[RealReport]:
    """Empty where the folder is not there."""
    return [*_open_i(folder), *_chexpert(folder), *_mtsamples(folder)]


def _open_i(folder: Path) -> Iterator[RealReport]:
    for file in sorted((folder / "openi_cxr").glob("*.xml")):
        parts = [
            f"{part.get('Label')}: {part.text}"
            for part in ElementTree.parse(file).getroot().iter("AbstractText")
            if part.text
        ]
        yield RealReport(f"openi {file.stem}", "\n".join(parts), publish=False)


def _chexpert(folder: Path) -> Iterator[RealReport]:
    file = folder / "chexpert_sample_reports.csv"
    if file.is_file():
        with file.open(encoding="utf-8", newline="") as lines:
            for at, row in enumerate(csv.reader(lines), 1):
                yield RealReport(f"chexpert {at}", f"IMPRESSION: {row[0]}", publish=True)


def _mtsamples(folder: Path) -> Iterator[RealReport]:
    for file in sorted((folder / "mtsamples").glob("*.txt")):
        yield RealReport(file.stem, file.read_text(encoding="utf-8"), publish=True)
