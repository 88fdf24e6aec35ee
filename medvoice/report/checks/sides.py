"""Sides: impression against findings, and both against the examination's side."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medvoice.lexicon.organ_words import organ_words, part_names
from medvoice.report.checks.mention import Mention, Status
from medvoice.report.checks.passages import Found, Passage
from medvoice.report.checks.read_report import ReadReport
from medvoice.report.checks.same_thing import same_family, same_organ, same_place
from medvoice.report.checks.study_facts import StudyFacts
from medvoice.report.checks.warning import CheckWarning

NAME = "side"
_SIDE = re.compile(r"\b(left|right|leftward|rightward)\b", re.I)
_SILENT = frozenset(
    "left right the a an of in on is are was with and or no not there mild moderate severe small "
    "large to at for by acute chronic new stable unchanged likely possible seen noted base upper "
    "lower mid midlung lobe side sided bilateral probable advanced from has have been which".split()
)
_COMPARED = frozenset("than compared comparison contralateral opposite versus asymmetric".split())
_SHARED = 2
"""Other words that two sentences must share to speak of the same thing; one where a finding's name
is among them."""


def sides(report: ReadReport, study: StudyFacts) -> Iterator[CheckWarning]:
    warned: set[str] = set()
    for found in report.impression.mentions:
        against = _flipped(report, found)
        if against is not None and found.passage.statement not in warned:
            warned.add(found.passage.statement)
            yield _warning(found.passage, against)
    for passage in report.impression.sided:
        other = _same_words(report, passage)
        if other is not None and passage.statement not in warned:
            yield _warning(passage, other)
    yield from _examined(report, study)


def _flipped(report: ReadReport, found: Found) -> Passage | None:
    """The findings name it on the other side alone."""
    mention = found.mention
    if mention.status not in (Status.PRESENT, Status.DOUBTED) or len(mention.sides) != 1:
        return None
    same = [
        other
        for other in report.findings.mentions
        if other.mention.status in (Status.PRESENT, Status.DOUBTED)
        and same_family(mention, other.mention)
        and same_organ(mention, other.mention)
        and same_place(mention, other.mention)
    ]
    exact = [other for other in same if _exact(mention, other.mention)]
    same = exact or same
    if not same or any(mention.sides & _all_sides(other) or not other.mention.sides
                       for other in same):  # fmt: skip
        return None
    return same[0].passage


def _exact(one: Mention, other: Mention) -> bool:
    """The same size, or the same place named by both: others without a side are other ones."""
    if one.millimetres and one.millimetres == other.millimetres:
        return True
    return bool(one.places & other.places) and one.kind is other.kind


def _all_sides(found: Found) -> frozenset[str]:
    """Of the whole sentence: "bilateral effusions, left small" is on both."""
    bag = found.passage.sentence.bag
    return found.mention.sides | (bag & {"left", "right"} if "bilateral" in bag else frozenset())


def _same_words(report: ReadReport, passage: Passage) -> Passage | None:
    """A sentence of the findings with the same words and the other side."""
    mine, side = _words_and_side(passage)
    if len(side) != 1 or len(mine) < _SHARED:
        return None
    best: tuple[int, Passage, frozenset[str]] | None = None
    for other in report.findings.sided:
        words, theirs = _words_and_side(other)
        shared = len(mine & words)
        enough = shared >= _SHARED and 2 * shared >= min(len(mine), len(words))
        if theirs and enough and (best is None or shared > best[0]):
            best = (shared, other, theirs)
        if theirs and enough and theirs & side:
            return None
    return best[1] if best is not None else None


def _words_and_side(passage: Passage) -> tuple[frozenset[str], frozenset[str]]:
    bag = passage.sentence.bag
    side = bag & {"left", "right"}
    return bag - _SILENT, side


def _examined(report: ReadReport, study: StudyFacts) -> Iterator[CheckWarning]:
    """ "MR LEFT KNEE" and a right knee in the report."""
    named = [study.description, *(p.text for p in report.section("exam").passages)]
    words = {word for text in named for word in re.findall(r"[a-z]+", text.lower())}
    side = words & {"left", "right"}
    parts = {part_names()[word] for word in words if word in part_names()}
    if len(side) != 1 or "bilateral" in words or "both" in words or not parts:
        return
    (examined,) = side
    for passage in (*report.findings.sided, *report.impression.sided):
        bag = passage.sentence.bag
        if examined in bag or bag & _COMPARED or not bag & {"left", "right"}:
            continue
        for match in _SIDE.finditer(passage.text):
            behind = re.findall(r"[a-z]+", passage.text[match.end() :].lower())[:1]
            if behind and (behind[0] in parts or organ_words().get(behind[0]) in parts):
                message = f"{match.group().lower()} here, the examination is of the {examined}"
                yield CheckWarning(NAME, passage.field, message, match.span(), passage.statement)
                break


def _warning(passage: Passage, against: Passage) -> CheckWarning:
    match = _SIDE.search(passage.text)
    there = _SIDE.search(against.text)
    message = (
        f"{match.group().lower() if match else 'both sides'} here, "
        f'{there.group().lower() if there else "otherwise"} in the findings: "{against.text}"'
    )
    span = match.span() if match else (0, 0)
    return CheckWarning(NAME, passage.field, message, span, passage.statement, against.statement)
