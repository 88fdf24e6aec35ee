"""Examined: body part and modality of the report against the study's header and its exam line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from medvoice.lexicon.organ_words import part_names
from medvoice.report.checks.passages import Passage
from medvoice.report.checks.read_report import ReadReport
from medvoice.report.checks.study_facts import StudyFacts
from medvoice.report.checks.warning import CheckWarning

NAME = "examination"
_MODALITIES = {
    "CT": r"\bct\b|\bcta\b|computed tomograph",
    "MR": r"\bmri?\b|\bmra\b|magnetic resonance",
    "XR": r"\bx-?rays?\b|\bradiographs?\b|\bcxr\b",
    "US": r"\bultrasound\b|\bsonogra\w+",
    "MG": r"\bmammogra\w+",
}
_SAME = {"CR": "XR", "DX": "XR", "DR": "XR", "RF": "XR"}
_NEIGHBOURS = ({"chest", "abdomen"}, {"abdomen", "pelvis"}, {"head", "neck"}, {"hip", "pelvis"})
_FEWEST = 3
"""Organs of another part of the body, and none of the examined one, that make a report of it."""


def examined(report: ReadReport, study: StudyFacts) -> Iterator[CheckWarning]:
    exam = report.section("exam").passages
    yield from _modality(exam, study)
    header = _parts(study.description)
    for passage in exam[:1]:
        named = _parts(passage.text)
        if header and named and not header & named:
            message = f"{_listed(named)} here, the study is of {_listed(header)}"
            yield CheckWarning(NAME, passage.field, message, (0, 0), passage.statement)
    yield from _organs(report, header or {part for p in exam[:1] for part in _parts(p.text)})


def _modality(exam: tuple[Passage, ...], study: StudyFacts) -> Iterator[CheckWarning]:
    wanted = _SAME.get(study.modality.upper(), study.modality.upper())
    if wanted not in _MODALITIES:
        return
    for passage in exam[:1]:
        found = {
            name: match
            for name, pattern in _MODALITIES.items()
            if (match := re.search(pattern, passage.text, re.I))
        }
        if found and wanted not in found:
            match = next(iter(found.values()))
            message = f"{match.group()} here, the study's modality is {study.modality}"
            yield CheckWarning(NAME, passage.field, message, match.span(), passage.statement)


def _organs(report: ReadReport, parts: set[str]) -> Iterator[CheckWarning]:
    """A report of another part of the body."""
    if not parts:
        return
    near = parts | {part for pair in _NEIGHBOURS if pair & parts for part in pair}
    seen: Counter[str] = Counter()
    first: dict[str, tuple[Passage, tuple[int, int]]] = {}
    for passage in report.findings.passages:
        for part, span in passage.sentence.parts:
            seen[part] += 1
            first.setdefault(part, (passage, span))
    ours = sum(count for part, count in seen.items() if part in near)
    foreign = {part: count for part, count in seen.items() if part not in near}
    if not ours and sum(foreign.values()) >= _FEWEST:
        part = max(foreign, key=lambda name: foreign[name])
        passage, span = first[part]
        message = f"the findings are of the {part}, the examination is of {_listed(parts)}"
        yield CheckWarning(NAME, passage.field, message, span, passage.statement)


def _parts(text: str) -> set[str]:
    words = re.findall(r"[a-z]+", text.lower())
    return {part_names()[word] for word in words if word in part_names()}


def _listed(parts: set[str]) -> str:
    return " and ".join(sorted(parts))
