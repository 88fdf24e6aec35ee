"""A report's statements under another template: where each of them goes, none of them lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from medvoice.report.context import RouterContext
from medvoice.report.dictated import DictatedSentence
from medvoice.report.document import Origin, Report, Statement
from medvoice.report.routing import Router
from medvoice.report.template import Template

_FINDINGS = "findings"


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """report: under the new template. moved: statements that stand in another field than before.
    left_out: normal text of the old template, which nobody dictated."""

    report: Report
    moved: int
    left_out: tuple[Statement, ...]


def carried_over(report: Report, old: Template, new: Template, router: Router) -> CarriedOver:
    """router: of the new template. A field that both have under one name keeps its text; other
    statements are placed anew by their words, each field's in their order. Ids, origins and sources
    stay."""
    fields: dict[str, list[Statement]] = {}
    left_out: list[Statement] = []
    moved = 0
    for name, statements in _in_order(report, old):
        left_out += [s for s in statements if s.origin is Origin.NORMAL]
        own = [s for s in statements if s.origin is not Origin.NORMAL]
        if _is_same(name, old, new):
            fields.setdefault(name, []).extend(own)
            continue
        for field, statement in _placed(name, own, old, new, router):
            moved += field != name
            fields.setdefault(field, []).append(statement)
    filled = tuple((name, tuple(found)) for name, found in fields.items() if found)
    return CarriedOver(Report(new.name, filled), moved, tuple(left_out))


def _in_order(report: Report, old: Template) -> Iterator[tuple[str, tuple[Statement, ...]]]:
    """The report's fields in the template's order; those that it lacks last."""
    table = dict(report.fields)
    known = old.field_ids()
    for name in (*known, *(name for name in table if name not in known)):
        if name in table:
            yield name, table[name]


def _is_same(name: str, old: Template, new: Template) -> bool:
    """Whether both templates have the field. What no rule of the old one could place may have a
    field of its own in the new one."""
    if name not in old.field_ids():
        return name in new.field_ids()
    if name == old.unplaced or name not in new.field_ids():
        return False
    return old.field(name).name == new.field(name).name


def _placed(
    name: str, statements: Sequence[Statement], old: Template, new: Template, router: Router
) -> Iterator[tuple[str, Statement]]:
    """By their words, in the section that they stood in; a sentence that goes on with the one
    before ("it measures …") follows it."""
    sections = {section.id for section in new.sections}
    section = name.split(".")[0]
    context = RouterContext(section if section in sections else _FINDINGS)
    label = old.field(name).name if name in old.field_ids() else name
    for statement in statements:
        first, last = _span(statement)
        sentence = DictatedSentence(statement.text, first, last, statement.breaks_before)
        placements, context = router.place(0, [sentence], context)
        for placement in placements:
            reason = f"{placement.statement.reason} (from {label} of {old.front.title})"
            yield placement.field, replace(statement, reason=reason)


def _span(statement: Statement) -> tuple[int, int]:
    if not statement.sources:
        return 0, 0
    return statement.sources[0].first, statement.sources[0].last
