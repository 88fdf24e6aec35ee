"""The texts that the benchmark is made of: its own, and the real reports where they lie at hand."""

from __future__ import annotations

import csv
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
_MODALITIES = frozenset({"CT", "MR", "XR", "US"})
_SPLIT = re.compile(r"(?<=[a-z0-9)%][.?!])\s+(?=[A-Z\d])(?<!\d\.\s)|(?<=X[.])\s+(?=[A-Z])")
_FEWEST_WORDS, _MOST_WORDS = 3, 60


@dataclass(frozen=True, slots=True)
class Text:
    """name: where it is from. publish: its words may be written into files of the repository."""

    name: str
    sentences: tuple[str, ...]
    publish: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Sources and a statement written by hand. half: "" for the one that its place gives it."""

    sources: tuple[str, ...]
    statement: str
    half: str = ""


def own() -> list[Text]:
    return [*_own("texts.txt", "own"), *_own("texts_relations.txt", "own relations")]


def _own(file: str, name: str) -> list[Text]:
    blocks = (HERE / file).read_text(encoding="utf-8").split("\n\n")
    found = []
    for at, block in enumerate(blocks):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        if lines and lines[0] in _MODALITIES:
            found.append(Text(f"{name} {lines[0]} {at}", tuple(lines[1:]), publish=True))
    return found


def pairs() -> list[Pair]:
    """Faithful ones."""
    return [
        *_pairs("pairs.txt"),
        *_pairs("pairs_tune.txt", half="tune"),
        *_pairs("pairs_late.txt", half="tune"),
    ]


def wrong() -> list[Pair]:
    """Statements that do not say what their sources say, most of them with the same words."""
    return [
        *_pairs("wrong.txt"),
        *_pairs("wrong_tune.txt", half="tune"),
        *_pairs("wrong_late.txt", half="tune"),
    ]


def _pairs(name: str, half: str = "") -> list[Pair]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    split = (line.split(" | ") for line in lines if line and not line.startswith("#"))
    return [Pair(tuple(sentences(sources, 1)), statement, half) for sources, statement in split]


def real(folder: Path) -> list[Text]:
    """The reports under `../shared/data/reports`: chest X-rays (CC BY-NC-ND: mutated at run time
    only), CheXpert's samples (MIT), MTSamples (CC0). Empty where the folder is not there."""
    return [*_open_i(folder), *_chexpert(folder), *_mtsamples(folder)]


def sentences(text: str, fewest: int = _FEWEST_WORDS) -> list[str]:
    """Sentences that say something, without the numbers of a list."""
    plain = re.sub(r"(?:^|\s)\d{1,2}\.\s+(?=[A-Z])", " ", " ".join(text.split()))
    found = (part.strip() for part in _SPLIT.split(plain))
    return [
        part if part.endswith((".", "?", "!")) else f"{part}."
        for part in found
        if fewest <= len(part.split()) <= _MOST_WORDS
    ]


def _open_i(folder: Path) -> Iterator[Text]:
    for file in sorted((folder / "openi_cxr").glob("*.xml")):
        for part in ElementTree.parse(file).getroot().iter("AbstractText"):
            if part.get("Label") in ("FINDINGS", "IMPRESSION") and part.text:
                name = f"{file.stem} {part.get('Label')}"
                yield Text(name, tuple(sentences(part.text)), publish=False)


def _chexpert(folder: Path) -> Iterator[Text]:
    file = folder / "chexpert_sample_reports.csv"
    if file.is_file():
        with file.open(encoding="utf-8", newline="") as lines:
            for at, row in enumerate(csv.reader(lines)):
                yield Text(f"chexpert {at}", tuple(sentences(row[0])), publish=True)


def _mtsamples(folder: Path) -> Iterator[Text]:
    for file in sorted((folder / "mtsamples").glob("*.txt")):
        text = re.sub(r"[A-Z][A-Z /]+: ?,|(?<=\.) ?,", " ", file.read_text(encoding="utf-8"))
        yield Text(file.stem, tuple(sentences(text)), publish=True)
