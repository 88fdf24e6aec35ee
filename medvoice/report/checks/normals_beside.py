"""Normals beside abnormalities: "The lungs are clear." and a mass in one of them. The template's
own normal text is the matter of `report.normals`, which knows what each sentence denies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from medvoice.report.checks.mention import OrganState, Status
from medvoice.report.checks.passages import Found, Passage
from medvoice.report.checks.read_report import ReadReport
from medvoice.report.checks.study_facts import StudyFacts
from medvoice.report.checks.warning import CheckWarning

NAME = "normal"
_MINOR = frozenset({"granuloma", "scoliosis", "diverticulosis", "emphysema", "atelectasis"})
"""Findings that a "clear" or "normal" is said beside."""
_ORGANS = frozenset(
    "lung heart liver gallbladder pancreas spleen kidney adrenal bladder appendix prostate uterus "
    "ovary testis thyroid breast brain ventricles sinus".split()
)


def normals_beside(report: ReadReport, study: StudyFacts) -> Iterator[CheckWarning]:
    normal: dict[str, list[tuple[Passage, OrganState]]] = defaultdict(list)
    for passage, state in (*report.findings.states, *report.impression.states):
        if state.normal and state.organ in _ORGANS and not passage.normal:
            normal[state.organ].append((passage, state))
    if not normal:
        return
    warned: set[tuple[str, str]] = set()
    for organ, other, sides, size in _abnormal(report):
        for passage, state in normal.get(organ, ()):
            pair = (passage.statement, other.statement)
            if passage is other or pair in warned or (state.size and not size):
                continue
            if state.sides and (not sides or not sides & state.sides):
                continue
            warned.add(pair)
            message = f'"{passage.text}" beside "{other.text}"'
            yield CheckWarning(
                NAME, passage.field, message, state.span, passage.statement, other.statement
            )


def _abnormal(
    report: ReadReport,
) -> Iterator[tuple[str, Passage, frozenset[str], bool]]:
    """Organ, passage, sides, and whether it is its size."""
    for found in report.present:
        if _counts(found):
            for organ in found.mention.organs & _ORGANS:
                mention = found.mention
                yield organ, found.passage, mention.sides, mention.kind.size
    for passage, state in report.findings.states:
        if not state.normal and not state.calm and not passage.sentence.mentions:
            yield state.organ, passage, state.sides, state.size


def _counts(found: Found) -> bool:
    mention = found.mention
    calm = mention.calm or mention.device or mention.kind.name in _MINOR
    return mention.status is Status.PRESENT and not calm
