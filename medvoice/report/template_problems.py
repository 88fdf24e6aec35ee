"""What a filled template's own rules object to: categories, ranges, conditions, fields left empty.

It changes nothing and forbids nothing: what was dictated stands. Faces show the problems; signing
may stop at an ERROR.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from medvoice.report.assessments.systems import system
from medvoice.report.document import Origin, Report
from medvoice.report.measured import measured
from medvoice.report.template import Template
from medvoice.report.template_computed import category_of, field_text, picked, stated_categories
from medvoice.report.template_fields import FieldSpec, SectionSpec
from medvoice.report.template_values import Assessment, Completion, Measure


class Severity(StrEnum):
    """ERROR: cannot be right. WARNING: look at it. NOTICE: outside the usual."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Problem:
    """field: "section.field". text: a sentence for the reader."""

    field: str
    severity: Severity
    text: str


def problems(template: Template, report: Report) -> tuple[Problem, ...]:
    """All of them, in the template's order."""
    found: list[Problem] = []
    whole = template.completed(report)
    for section, declared in zip(template.sections, template.declared.sections, strict=True):
        before = {spec.id: spec for spec in declared.all_fields()}
        for spec in section.all_fields():
            field = f"{section.id}.{spec.id}"
            text = field_text(section, spec.id, whole)
            if not text:
                found += _left_empty(field, spec)
                continue
            if _meant_for_others(template, declared, before[spec.id]):
                fault = f"{spec.name} holds text, but is not meant for this examination"
                found.append(Problem(field, Severity.WARNING, fault))
            if spec.measure is not None:
                found += _measured(field, spec, spec.measure, text)
            if spec.choices and not spec.several and len(_picks(spec, text)) > 1:
                fault = f"{spec.name} takes one, not {' and '.join(_picks(spec, text))}"
                found.append(Problem(field, Severity.WARNING, fault))
            if spec.assessment is not None:
                found += _assessed(section, spec, spec.assessment, whole)
    return (*found, *_disagreeing(template, whole))


def _left_empty(field: str, spec: FieldSpec) -> Iterator[Problem]:
    if spec.completion is Completion.PROHIBIT:
        yield Problem(field, Severity.ERROR, f"{spec.name} must be filled before signing")
    elif spec.completion is Completion.ALERT:
        yield Problem(field, Severity.WARNING, f"{spec.name} is empty")


def _meant_for_others(template: Template, section: SectionSpec, declared: FieldSpec) -> bool:
    conditions = (section.when, declared.when)
    return any(one.agrees(template.examination) is False for one in conditions)


def _picks(spec: FieldSpec, text: str) -> tuple[str, ...]:
    return picked(spec.model_copy(update={"several": True}), text)


def _measured(field: str, spec: FieldSpec, measure: Measure, text: str) -> Iterator[Problem]:
    for one in measured(text, measure.unit):
        values = one.in_unit(measure.unit)
        if values is None:
            continue  # another quantity, said beside it
        low, high = measure.low, measure.high
        shown = " x ".join(f"{value:g}" for value in one.values) + f" {one.unit}"
        if any((low is not None and v < low) or (high is not None and v > high) for v in values):
            limits = f"{_limit(low)} to {_limit(high)} {measure.unit}"
            fault = f"{spec.name}: {shown} is outside {limits}; check the unit"
            yield Problem(field, Severity.ERROR, fault)
        elif measure.normal_high is not None and max(values) > measure.normal_high:
            fault = f"{spec.name}: {shown} is above {measure.normal_high:g} {measure.unit}"
            yield Problem(field, Severity.NOTICE, fault)
        elif measure.normal_low is not None and max(values) < measure.normal_low:
            fault = f"{spec.name}: {shown} is below {measure.normal_low:g} {measure.unit}"
            yield Problem(field, Severity.NOTICE, fault)


def _limit(value: float | None) -> str:
    return f"{value:g}" if value is not None else "any"


def _assessed(
    section: SectionSpec, spec: FieldSpec, assessment: Assessment, report: Report
) -> Iterator[Problem]:
    field = f"{section.id}.{spec.id}"
    rules = system(assessment.system)
    stated = stated_categories(spec, field_text(section, spec.id, report))
    allowed = ", ".join(one.id for one in rules.categories)
    if not stated:
        fault = f"{spec.name} gives no category of {rules.name}; allowed: {allowed}"
        yield Problem(field, Severity.WARNING, fault)
    for category in stated:
        if not rules.allowed(category):
            fault = f"{spec.name}: {rules.name} has no category {category}; allowed: {allowed}"
            yield Problem(field, Severity.ERROR, fault)
    computed = category_of(section, assessment, report)
    if computed is not None and stated and computed.category not in stated:
        written = rules.category(computed.category).written
        fault = f"{spec.name}: {stated[0]} is stated, but {written} follows from {computed.why}"
        yield Problem(field, Severity.WARNING, fault)


def _disagreeing(template: Template, report: Report) -> Iterator[Problem]:
    """Categories named elsewhere (the impression) that no assessment field of their system has."""
    fields: dict[str, set[str]] = {}
    assessed: set[str] = set()
    for section in template.sections:
        for spec in section.fields:
            if spec.assessment is None:
                continue
            name = f"{section.id}.{spec.id}"
            assessed.add(name)
            text = field_text(section, spec.id, report)
            found = stated_categories(spec, text)
            fields.setdefault(spec.assessment.system, set()).update(found)
    for field, statements in report.fields:
        if field in assessed:
            continue
        for statement in statements:
            if statement.origin is Origin.STUDY:
                continue
            for name, categories in fields.items():
                rules = system(name)
                for category in rules.stated(statement.text):
                    if categories and category not in categories:
                        other = ", ".join(sorted(categories))
                        fault = f"{rules.name} {category} here, {other} in its own field"
                        yield Problem(field, Severity.WARNING, fault)
