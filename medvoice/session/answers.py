"""Commands that only show something."""

from __future__ import annotations

from collections.abc import Sequence

from medvoice.language.commands.grammar import Grammar
from medvoice.language.commands.phrases import spoken, variants
from medvoice.report.checks.checker import Checker
from medvoice.report.checks.remarks import RemarkKind, check_report
from medvoice.report.checks.study_facts import facts_of
from medvoice.report.document import Report
from medvoice.report.template import Template
from medvoice.session.desk import Desk, Given, Outcome, answered, refused

_SAID_ALREADY = frozenset({"duplicate"})
"""Checks whose matter is among the remarks."""


def read_back(desk: Desk, given: Given) -> Outcome:
    place, report = given.value("place"), given.state.report
    if place:
        target = desk.router.resolve(place)
        if target is None:
            return refused(f'no field or section is called "{given.text("place")}"')
        chosen = [
            name
            for name, _ in report.fields
            if name == target.field or (not target.field and name.split(".")[0] == target.section)
        ]
    else:
        chosen = [name for name, _ in report.fields]
    return answered(report_lines(desk.template, report, chosen) or "nothing stands there yet")


def report_lines(template: Template, report: Report, names: Sequence[str] | None = None) -> str:
    """Lungs: The lungs are clear. A line for each field that holds something. names: these
    alone."""
    labels = {name: spec.name for name, spec in template.front.specs()}
    return "\n".join(
        f"{labels.get(name, name)}: {' '.join(s.text for s in statements)}"
        for name, statements in report.fields
        if names is None or name in names
    )


def check(desk: Desk, given: Given) -> Outcome:
    remarks = check_report(given.state.report, desk.template)
    empty = unfilled(desk, given)
    lines = [f"still empty: {empty}" if empty else "every required field is filled"]
    lines += [f"{r.kind}: {r.text}" for r in remarks if r.kind is not RemarkKind.EMPTY]
    checker = Checker(facts_of(desk.template), off=desk.checks_off | _SAID_ALREADY)
    warnings = checker.report(given.state.report, desk.template)
    lines += [f"{w.check}: {w.message}" for w in warnings if w.statement]
    return answered("\n".join(lines))


def unfilled(desk: Desk, given: Given) -> str:
    names = desk.template.unfilled(given.state.report)
    return ", ".join(desk.template.field(name).name for name in names)


def shown_commands(grammar: Grammar, where: frozenset[str]) -> str:
    """What can be said, a line for each group, the shortest way of saying each command."""
    groups: dict[str, list[str]] = {}
    for command in grammar.commands:
        if not where.isdisjoint(command.when):
            shortest = min(variants(command.say[0]), key=len)
            groups.setdefault(command.group, []).append(spoken(shortest))
    return "\n".join(f"{group}: {', '.join(said)}" for group, said in groups.items())
