"""The benchmark's guidelines as files: a third each PDF, HTML and plain text, several pages each.

    python benchmarks/guideline_documents.py FOLDER

Deterministic: the same files, byte for byte, at every run. Texts: benchmarks/guidelines.
"""

from __future__ import annotations

import html
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from random import Random
from textwrap import fill

from reportlab.lib.pagesizes import A5
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate

TEXTS = Path(__file__).parent / "guidelines"
COMMON = 8
"""Shared sections in each document, of those in common.txt."""
LINES = 32
"""Of a page of plain text."""


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Guideline:
    name: str
    title: str
    sections: tuple[Section, ...]


def guidelines() -> list[Guideline]:
    """With their shared sections, before and behind their own."""
    found = [one for file in sorted(TEXTS.glob("*.md")) for one in _guidelines(file)]
    common = _sections((TEXTS / "common.txt").read_text(encoding="utf-8"))
    return [_with_common(one, common) for one in found]


def write(folder: Path) -> list[Path]:
    """Every document as a file."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for number, one in enumerate(guidelines()):
        writer, suffix = ((_pdf, "pdf"), (_html, "html"), (_text, "txt"))[number % 3]
        path = folder / f"{one.name}.{suffix}"
        writer(one, path)
        made.append(path)
    return made


def _guidelines(file: Path) -> list[Guideline]:
    parts = re.split(r"(?m)^# ", file.read_text(encoding="utf-8"))[1:]
    found = []
    for part in parts:
        head, body = part.split("\n", 1)
        name, title = head.split(" | ")
        found.append(Guideline(name.strip(), title.strip(), tuple(_sections(body))))
    return found


def _sections(text: str) -> list[Section]:
    found = []
    for part in re.split(r"(?m)^## ", text)[1:]:
        heading, body = part.split("\n", 1)
        found.append(Section(heading.strip(), " ".join(body.split())))
    return found


def _with_common(one: Guideline, common: list[Section]) -> Guideline:
    chosen = Random(one.name).sample(common, COMMON)
    topic = one.title[0].lower() + one.title[1:] if one.title[1].islower() else one.title
    shared = [Section(s.heading, s.text.format(topic=topic)) for s in chosen]
    half = COMMON // 2
    return Guideline(one.name, one.title, (*shared[:half], *one.sections, *shared[half:]))


def _pdf(one: Guideline, path: Path) -> None:
    styles = getSampleStyleSheet()
    parts = [Paragraph(html.escape(one.title), styles["Title"])]
    for section in one.sections:
        parts.append(Paragraph(html.escape(section.heading), styles["Heading2"]))
        parts.append(Paragraph(html.escape(section.text), styles["BodyText"]))
    made = SimpleDocTemplate(str(path), pagesize=A5, title=one.title, invariant=1)
    made.build(parts)


def _html(one: Guideline, path: Path) -> None:
    body = "".join(
        f"<h2>{html.escape(s.heading)}</h2>\n<p>{html.escape(s.text)}</p>\n" for s in one.sections
    )
    title = html.escape(one.title)
    path.write_text(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>body {{ font: 11pt serif }}</style></head>\n"
        f"<body><h1>{title}</h1>\n{body}</body></html>\n",
        encoding="utf-8",
    )


def _text(one: Guideline, path: Path) -> None:
    lines = [one.title.upper(), ""]
    for section in one.sections:
        lines += [section.heading, "", *fill(section.text, 78).split("\n"), ""]
    pages = ["\n".join(lines[at : at + LINES]) for at in range(0, len(lines), LINES)]
    path.write_text("\f".join(pages) + "\n", encoding="utf-8")


if __name__ == "__main__":
    print(f"{len(write(Path(sys.argv[1])))} documents")
