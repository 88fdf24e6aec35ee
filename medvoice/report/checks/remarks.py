"""What a radiologist should look at before signing: found by rules, changed by none of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from medvoice.lexicon.terms import folded
from medvoice.report.document import Origin, Report
from medvoice.report.house_rules import HouseRule, house_flags
from medvoice.report.normals import Normals
from medvoice.report.template import Template


class RemarkKind(StrEnum):
    EMPTY = "still empty"
    CONTRADICTION = "contradiction"
    TWICE = "said twice"
    HOUSE_RULE = "house rule"


@dataclass(frozen=True, slots=True)
class Remark:
    """field: where it is. statements: ids of those concerned, () for an empty field."""

    kind: RemarkKind
    field: str
    statements: tuple[str, ...]
    text: str


def check_report(
    report: Report, template: Template, leave: Iterable[HouseRule] = ()
) -> tuple[Remark, ...]:
    """Remarks by kind, then in the report's order. leave: house rules that are not wanted."""
    return (
        *_empty(report, template),
        *_contradictions(report, template),
        *_twice(report, template),
        *_house_rules(report, template, frozenset(leave)),
    )


def _empty(report: Report, template: Template) -> Iterable[Remark]:
    for name in template.unfilled(report):
        yield Remark(RemarkKind.EMPTY, name, (), _label(template, name))


def _contradictions(report: Report, template: Template) -> Iterable[Remark]:
    where = {s.id: (name, s.text) for name, statements in report.fields for s in statements}
    for warned in Normals(template).warnings(report):
        field, normal = where[warned.normal_id]
        other, said = where[warned.statement_id]
        yield Remark(
            RemarkKind.CONTRADICTION,
            field,
            (warned.normal_id, warned.statement_id),
            f'"{normal}" ({_label(template, field)}) against "{said}" ({_label(template, other)})',
        )


def _twice(report: Report, template: Template) -> Iterable[Remark]:
    """The same sentence in two places of the findings; an impression repeats them as it must."""
    seen: dict[tuple[str, ...], str] = {}
    with_fields = {section.id for section in template.sections if section.fields}
    for name, statements in report.fields:
        if name.split(".")[0] not in with_fields:
            continue
        for statement in statements:
            words = folded(statement.text)
            if len(words) < 2:
                continue
            if words in seen:
                ids = (seen[words], statement.id)
                yield Remark(RemarkKind.TWICE, name, ids, f'"{statement.text}"')
            seen.setdefault(words, statement.id)


def _house_rules(
    report: Report, template: Template, leave: frozenset[HouseRule]
) -> Iterable[Remark]:
    for name, statements in report.fields:
        for statement in statements:
            if statement.origin is Origin.NORMAL:
                continue
            for flag in house_flags(statement.text, leave):
                instead = f', write "{flag.instead}"' if flag.instead else ""
                yield Remark(
                    RemarkKind.HOUSE_RULE,
                    name,
                    (statement.id,),
                    f'"{flag.found}" ({_label(template, name)}): {flag.why}{instead}',
                )


def _label(template: Template, name: str) -> str:
    return template.field(name).name if name in template.field_ids() else name
