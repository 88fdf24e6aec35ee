"""Coded findings: the picks of a report that have codes, for the formats that can say them."""

from __future__ import annotations

from dataclasses import dataclass

from medvoice.export.characters import printable
from medvoice.lexicon.codes import Code
from medvoice.lexicon.terms import folded
from medvoice.report.document import Origin, Report, Statement
from medvoice.report.template import Template
from medvoice.report.template_fields import FieldSpec


@dataclass(frozen=True, slots=True)
class CodedFinding:
    """One entry of a pick list as it stands in the report. id: of its statement. section: name of
    its section. name, question: of its field, question () for a field without codes. text: what the
    report says; answer: at least one code."""

    id: str
    section: str
    name: str
    question: tuple[Code, ...]
    text: str
    answer: tuple[Code, ...]
    origin: Origin


def coded_findings(report: Report, template: Template) -> tuple[CodedFinding, ...]:
    """In the template's order. Only a statement that is an entry word for word is coded: of "no
    ground glass" or "probably solid" the words alone are given on."""
    found = []
    for section in template.sections:
        for spec in section.all_fields():
            for statement in report.field(f"{section.id}.{spec.id}"):
                answer = _answer(spec, statement)
                if answer:
                    found.append(
                        CodedFinding(
                            statement.id,
                            printable(section.name),
                            printable(spec.name),
                            spec.codes,
                            printable(statement.text),
                            answer,
                            statement.origin,
                        )
                    )
    return tuple(found)


def _answer(spec: FieldSpec, statement: Statement) -> tuple[Code, ...]:
    words = folded(statement.text)
    return next((one.codes for one in spec.choices if words in one.spoken()), ())
