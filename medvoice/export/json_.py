"""JSON: every statement with its origin, sources and reason."""

from __future__ import annotations

import json
from typing import Any

from medvoice.report.document import Report, Statement
from medvoice.report.template import Template

FORMAT = "medvoice.report"
VERSION = 1


def as_json(report: Report, template: Template, *, footer: str = "") -> str:
    """One object, UTF-8 text, two spaces of indent. Fields in the template's order with their
    names; a field the template lacks stands at the end under its id. `version` grows when a key
    changes its meaning."""
    known = template.field_ids()
    left = [name for name, _ in report.fields if name not in known]
    fields = [_field(report, name, template.field(name).name) for name in known]
    fields += [_field(report, name, name) for name in left]
    value: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "template": report.template,
        "title": template.front.title,
        "fields": fields,
        "unfilled": list(template.unfilled(report)),
    }
    if footer:
        value["footer"] = footer
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _field(report: Report, field_id: str, name: str) -> dict[str, Any]:
    return {
        "id": field_id,
        "name": name,
        "statements": [_statement(statement) for statement in report.field(field_id)],
    }


def _statement(statement: Statement) -> dict[str, Any]:
    return {
        "id": statement.id,
        "text": statement.text,
        "origin": statement.origin.value,
        "reason": statement.reason,
        "breaks_before": statement.breaks_before,
        "sources": [
            {"utterance": source.utterance, "first": source.first, "last": source.last}
            for source in statement.sources
        ],
    }
