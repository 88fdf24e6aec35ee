"""Lint: what is wrong with a template that loads all the same.

Loading refuses what cannot work at all (syntax, unknown keys, a body that prints a filled field
nowhere). Here is the rest: names that the body asks for in a branch that was not run, sections and
fields that cannot be reached on paper or by voice, brackets that do not match, missing normal text,
picks that no assessment can read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from medvoice.lexicon.anatomy import regions
from medvoice.lexicon.terms import folded
from medvoice.report.assessments.system import Kind
from medvoice.report.assessments.systems import system
from medvoice.report.document import Origin, Report, Statement
from medvoice.report.field_names import FieldNames
from medvoice.report.layout import Layout, PlainMarkup
from medvoice.report.template import Template
from medvoice.report.template_fields import FieldSpec, SectionSpec
from medvoice.report.template_normals import split

_PAIRS = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Fault:
    """where: "section.field", "body line N" or a key of the front matter."""

    where: str
    text: str

    def __str__(self) -> str:
        return f"{self.where}: {self.text}"


def check(template: Template) -> tuple[Fault, ...]:
    """All faults, in the order of the file."""
    return (
        *_undefined(template),
        *_unreachable(template),
        *_unspoken(template),
        *_markup(template),
        *_normals(template),
        *_assessments(template),
    )


def _undefined(template: Template) -> Iterator[Fault]:
    """Names in the body that loading did not meet, because their branch was not taken."""
    sections = {section.id for section in template.sections}
    fields = set(template.field_ids())
    for function, name, line in template.body.calls():
        known = {"section": sections, "field": fields}.get(function)
        if known is not None and name not in known:
            yield Fault(f"body line {line}", f'{function}("{name}") is not defined')


def _unreachable(template: Template) -> Iterator[Fault]:
    """Fields that the body does not print when they alone are filled, and conditions that no
    examination meets."""
    for line, value in template.body.constant_ifs():
        yield Fault(f"body line {line}", f"the condition is always {'true' if value else 'false'}")
    for field in template.field_ids():
        said = Statement("s1", "Word.", Origin.DICTATED, ())
        layout = Layout(
            template.sections, Report(template.name, ((field, (said,)),)), PlainMarkup()
        )
        layout.render(template)
        if field in layout.appended:
            yield Fault(field, "the body does not print it when nothing else is filled")
    for section in template.declared.sections:
        for spec in section.fields:
            where = f"{section.id}.{spec.id}"
            if section.when.excludes(spec.when):
                yield Fault(where, "its condition contradicts that of its section")
            for sentence in spec.normals:
                if spec.when.excludes(sentence.when) or section.when.excludes(sentence.when):
                    fault = f'"{sentence.text}" has a condition that its field never meets'
                    yield Fault(where, fault)


def _unspoken(template: Template) -> Iterator[Fault]:
    """Fields that no spoken name reaches, and picks that are taken for a heading."""
    names = FieldNames(template)
    headings = {folded(name) for name in template.spoken_names()}
    for section in template.sections:
        for spec in section.fields:
            where = f"{section.id}.{spec.id}"
            targets = [names.resolve(name) for name in (spec.name, *spec.synonyms)]
            if not any(target is not None and target.field == where for target in targets):
                yield Fault(where, f'every name of it ("{spec.name}", …) means another place')
            for choice in spec.choices:
                for way in (choice.text, *choice.say):
                    if folded(way) in headings:
                        fault = f'the choice "{way}" is also a heading, and is lost when said'
                        yield Fault(where, fault)


def _markup(template: Template) -> Iterator[Fault]:
    front = template.declared
    texts = [("title", front.title), ("exam", front.exam)]
    for section in front.sections:
        texts.append((section.id, section.name))
        for spec in section.all_fields():
            texts += [(f"{section.id}.{spec.id}", text) for text in _texts(spec)]
    texts += [(f"body line {line}", text) for line, text in template.body.literals()]
    for where, text in texts:
        fault = unbalanced(text)
        if fault:
            yield Fault(where, f"{fault} in {text.strip()!r}")


def _texts(spec: FieldSpec) -> Iterator[str]:
    yield from (spec.name, spec.prompt, spec.merge, *spec.synonyms)
    yield from (sentence.text for sentence in spec.normals)
    yield from (choice.text for choice in spec.choices)
    if spec.calculate is not None:
        yield spec.calculate.text


def unbalanced(text: str) -> str:
    """Which bracket or quote of a text has no partner, in words; "" for none."""
    open_: list[str] = []
    for char in text:
        if char in _PAIRS.values():
            open_.append(char)
        elif char in _PAIRS and (not open_ or open_.pop() != _PAIRS[char]):
            return f'"{char}" has no partner'
    if open_:
        return f'"{open_[-1]}" has no partner'
    for mark in ('"', "**", "`"):
        if text.count(mark) % 2:
            return f"{mark} has no partner"
    return ""


def _normals(template: Template) -> Iterator[Fault]:
    for section in template.declared.sections:
        for spec in section.all_fields():
            where = f"{section.id}.{spec.id}"
            if not spec.normals and where != template.unplaced and _wants_normals(section, spec):
                yield Fault(where, "it has no normal text")
            for sentence in spec.normals:
                if not sentence.text.rstrip("\"')").endswith((".", "?", "!")):
                    yield Fault(where, f'"{sentence.text}" has no closing mark')
                if len(split(sentence.text)) > 1:
                    yield Fault(where, f'"{sentence.text}" is more than one sentence')
                for name in sentence.affirms:
                    if "_" in name and name not in regions():
                        yield Fault(where, f'affirms "{name}", which is no region')


def _wants_normals(section: SectionSpec, spec: FieldSpec) -> bool:
    """A field of findings in free text; running text and computed or picked values want none."""
    kinds = (spec.choices, spec.merge, spec.measure, spec.calculate, spec.assessment)
    return bool(section.fields) and not any(kinds)


def _assessments(template: Template) -> Iterator[Fault]:
    for section in template.declared.sections:
        fields = {spec.id: spec for spec in section.fields}
        for spec in section.fields:
            if spec.assessment is None or not spec.assessment.inputs:
                continue
            where = f"{section.id}.{spec.id}"
            rules = system(spec.assessment.system)
            for name, feature in rules.features.items():
                field = spec.assessment.inputs.get(name)
                if field is None:
                    if feature.needed:
                        yield Fault(where, f'no field gives "{name}", so nothing is computed')
                    continue
                source = fields[field]
                if feature.kind is Kind.LENGTH and source.measure is None:
                    yield Fault(where, f'"{field}" is not measured, but "{name}" is a length')
                if feature.kind is Kind.LENGTH or source.assessment is not None:
                    continue
                picks = {choice.name for choice in source.choices}
                for missing in sorted(picks - set(feature.values)):
                    fault = f'"{field}" offers "{missing}", which {rules.name} does not know'
                    yield Fault(where, f"{fault} as {name}")
