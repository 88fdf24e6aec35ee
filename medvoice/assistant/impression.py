"""Impression: a language model drafts one from the findings, under the one-sided guard.

Nothing may be added, moved or flipped. A point that does is replaced by the finding that it comes
nearest to, word for word; one that comes near none is dropped. A critical finding that the draft
leaves out is put in, word for word. All of it stays a draft until the speaker accepts it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from medvoice.assistant.answer import json_object, spread
from medvoice.assistant.backend import Ask, Backend, Between, Conversation, Garbage, Message, Schema
from medvoice.assistant.fencing import RULE, fenced
from medvoice.assistant.prompting import texts
from medvoice.lexicon.terms import folded
from medvoice.report.document import Origin, Report, Statement
from medvoice.report.guard.difference import Kind
from medvoice.report.guard.verdict import faithful
from medvoice.report.template import Template

DRAFTED = "drafted by the model"
VERBATIM = "drafted by the model, in the words of the finding"
CRITICAL = "a critical finding that the model's draft left out"
MOST_POINTS = 5
LONGEST_POINT = 240
_MOST_SOURCES = 4
_SMALL = frozenset(
    "a an the of in on at to with and or is are was were there no not be by for normal "
    "unremarkable negative clear acute".split()
)
"""Words that alone say of nothing what it is: "Normal." is no point, whatever was dictated."""

_NORMAL = frozenset(
    "normal unremarkable negative clear intact patent preserved maintained free no not without "
    "none absent".split()
)
_NEVER_OMITTED = frozenset({Kind.SIDE, Kind.LEVEL, Kind.DOUBT, Kind.NEGATION})
"""What a point may not leave out of the findings that it is made of."""


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the draft. sources: indices of the findings that it is made of."""

    text: str
    sources: tuple[int, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Drafted:
    """omitted: indices of findings that no point is made of. refused: points of the model that said
    something else."""

    points: tuple[Point, ...]
    omitted: tuple[int, ...]
    refused: int


class ImpressionPrompt:
    """What a model is asked to draft an impression for one template."""

    def __init__(self, template: Template) -> None:
        said = texts("impression")
        system = (
            str(said["instructions"])
            .strip()
            .format(exam=template.front.exam, most=MOST_POINTS, rule=RULE)
        )
        messages = [
            message
            for example in said["examples"]
            for message in (
                self.turn(example["findings"]),
                Message.of("assistant", _object(example["impression"])),
            )
        ]
        self.fixed = Conversation(system, tuple(messages))

    def turn(self, findings: Sequence[str]) -> Message:
        return Message.of("user", "\n".join(f"- {fenced(finding)}" for finding in findings))

    def draft(self, backend: Backend, findings: Sequence[str], between: Between) -> Drafted:
        """Raises BackendError."""
        if not findings:
            return Drafted((), (), 0)
        answer = "".join(
            backend.write(
                Ask(self.fixed, self.turn(findings)),
                schema=SCHEMA,
                limit=MOST_POINTS * (LONGEST_POINT + 8) + 20,
                copies="\n".join(findings),
                between=between,
            )
        )
        return checked(findings, json_object(answer))


SCHEMA: Schema = {
    "type": "object",
    "properties": {
        "impression": {
            "type": "array",
            "minItems": 1,
            "maxItems": MOST_POINTS,
            "items": {"type": "string", "minLength": 1, "maxLength": LONGEST_POINT},
        }
    },
    "required": ["impression"],
    "additionalProperties": False,
}


def impression_field(template: Template) -> str:
    """Its id; "" for a template without one."""
    for section in template.sections:
        names = {word for name in (section.name, *section.synonyms) for word in folded(name)}
        if section.id == "impression" or "impression" in names:
            return f"{section.id}.{section.all_fields()[0].id}"
    return ""


def findings_of(report: Report, template: Template) -> tuple[Statement, ...]:
    """What an impression is drafted from: the statements of sections that have fields, in the
    template's order, without what a model said that nobody accepted (an answer that was put in)."""
    wanted = [
        f"{section.id}.{spec.id}"
        for section in template.sections
        if section.fields
        for spec in section.fields
    ]
    table = dict(report.fields)
    return tuple(
        s
        for name in wanted
        for s in table.get(name, ())
        if folded(s.text) and (s.origin is not Origin.MODEL or s.said)
    )


def checked(findings: Sequence[str], answer: dict[str, Any]) -> Drafted:
    """The model's points under the guard. Raises Garbage for an answer that is none."""
    given = answer.get("impression")
    if not isinstance(given, list) or not all(isinstance(text, str) for text in given):
        raise Garbage("the language model's answer holds no impression")
    points: list[Point] = []
    refused = 0
    for text in map(spread, given[:MOST_POINTS]):
        point = _point(findings, text)
        refused += point is None or point.reason != DRAFTED
        if point is not None and all(point.text != other.text for other in points):
            points.append(point)
    points = [*_critical(findings, points), *points]
    used = {source for point in points for source in point.sources}
    omitted = tuple(n for n in range(len(findings)) if n not in used)
    return Drafted(tuple(points), omitted, refused)


def _point(findings: Sequence[str], text: str) -> Point | None:
    """The point with the fewest findings that say all of it; else the nearest finding itself."""
    near = _nearest(findings, text)
    for count in range(1, min(len(near), _MOST_SOURCES) + 1):
        sources = tuple(sorted(near[:count]))
        if _says_no_more([findings[n] for n in sources], text):
            return Point(text, sources, DRAFTED)
    return Point(findings[near[0]], (near[0],), VERBATIM) if near else None


def _nearest(findings: Sequence[str], text: str) -> list[int]:
    """Indices of findings that share words with the text, the most first."""
    said = set(folded(text))
    shared = [said.intersection(folded(finding)) for finding in findings]
    near = [n for n, words in enumerate(shared) if words - _SMALL]
    return sorted(near, key=lambda n: (-len(shared[n] - _SMALL), -len(shared[n] & _NORMAL)))


def _says_no_more(sources: Sequence[str], text: str) -> bool:
    """Critical findings are looked for in the draft as a whole. That "The lungs are clear" is more
    than "The left lung is clear" says is the guard's to know (a small model wrote it beside a
    pneumonia); a point that calls something normal says all of its one source besides."""
    verdict = faithful(sources, text, one_sided=True)
    if _NORMAL.intersection(folded(text)) and (len(sources) > 1 or verdict.omitted):
        return False
    if any(difference.kind in _NEVER_OMITTED for difference in verdict.omitted):
        return False
    return all(difference.kind is Kind.CRITICAL for difference in verdict.differences)


def _critical(findings: Sequence[str], points: Sequence[Point]) -> list[Point]:
    """Findings that are critical and that no point says."""
    drafted = " ".join(point.text for point in points)
    found = []
    for number, finding in enumerate(findings):
        verdict = faithful([finding], drafted, one_sided=True)
        if any(difference.kind is Kind.CRITICAL for difference in verdict.differences):
            found.append(Point(finding, (number,), CRITICAL))
    return found


def _object(points: Sequence[str]) -> str:
    return json.dumps({"impression": list(points)}, ensure_ascii=False)
