"""JSON: every statement with its origin, sources, confidence and reason. The schema is published
(docs/report.schema.json); what is written is made from the same models."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from medvoice.export.context import ReportContext
from medvoice.report.document import Origin, Report, Source, Statement
from medvoice.report.template import Template

FORMAT: Literal["medvoice.report"] = "medvoice.report"
VERSION: Literal[1] = 1
Spoken = tuple[str, float | None, float | None]
"""Words of a source, and from when to when they were spoken, in seconds."""
_HALVES = re.compile("[\ud800-\udfff]")


class _Value(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class JsonSource(_Value):
    """Words [first, last) of an utterance. `words`: as they were recognised or typed. `start`,
    `end`: seconds from the start of the sound, null where nothing was spoken."""

    utterance: int
    first: int
    last: int
    words: str = ""
    start: float | None = None
    end: float | None = None


class JsonStatement(_Value):
    """One sentence. `id` stays the same as long as the statement lives. `confidence`: the least
    sure of its words, by the recogniser; null where nobody dictated it or the text was typed."""

    id: str
    text: str
    origin: Origin
    reason: str
    breaks_before: int = Field(ge=0, le=2, description="0 none, 1 new line, 2 new paragraph")
    sources: tuple[JsonSource, ...]
    confidence: float | None = Field(ge=0, le=1)
    margin: float | None = Field(
        default=None,
        description="where a language model chose the field: its score of it less that of the "
        "second best, natural log; null elsewhere",
    )
    said: str = Field(
        default="", description='what was dictated, where a language model wrote `text`; else ""'
    )


class JsonField(_Value):
    """A field of the template, `id` is "section.field"."""

    id: str
    name: str
    statements: tuple[JsonStatement, ...]


class JsonReport(_Value):
    """A medvoice report. `version` grows when a key changes its meaning; keys may be added."""

    format: Literal["medvoice.report"]
    version: Literal[1]
    template: str
    title: str
    fields: tuple[JsonField, ...]
    unfilled: tuple[str, ...] = Field(description="ids of required fields without a statement")
    study: dict[str, str] = Field(
        description="what is known of patient and study, keys of ReportContext; a key that is "
        "missing is unknown"
    )
    footer: str


def as_json(
    report: Report,
    template: Template,
    context: ReportContext | None = None,
    *,
    footer: str = "",
    confidences: Mapping[str, float] | None = None,
    spoken: Mapping[Source, Spoken] | None = None,
) -> str:
    """One object, UTF-8 text, two spaces of indent. Fields in the template's order with their
    names; a field the template lacks stands at the end under its id. confidences: statement id ->
    0 to 1. spoken: the words of each source. footer: over the context's."""
    report = template.completed(report)
    known = template.field_ids()
    left = [name for name, _ in report.fields if name not in known]
    names = {name: template.field(name).name for name in known} | {name: name for name in left}
    value = JsonReport(
        format=FORMAT,
        version=VERSION,
        template=report.template,
        title=template.front.title,
        fields=fields_of(report, names, confidences or {}, spoken or {}),
        unfilled=template.unfilled(report),
        study=_study(context or ReportContext()),
        footer=footer or (context.footer if context else ""),
    )
    return written(value)


def written(value: JsonReport) -> str:
    """The text of the file."""
    text = json.dumps(_plain(value), ensure_ascii=False, indent=2)
    # Halves of surrogate pairs cannot be UTF-8; as an escape they come back as they were.
    return _HALVES.sub(lambda half: f"\\u{ord(half[0]):04x}", text) + "\n"


def schema() -> dict[str, Any]:
    """JSON Schema of what `as_json` writes."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **JsonReport.model_json_schema(mode="serialization"),
    }


def fields_of(
    report: Report,
    names: Mapping[str, str],
    confidences: Mapping[str, float],
    spoken: Mapping[Source, Spoken],
) -> tuple[JsonField, ...]:
    """names: field id -> name, in the order wanted."""
    statements = dict(report.fields)
    return tuple(
        JsonField.model_construct(
            id=field,
            name=name,
            statements=tuple(
                _statement(s, confidences.get(s.id), spoken) for s in statements.get(field, ())
            ),
        )
        for field, name in names.items()
    )


def _statement(
    statement: Statement, confidence: float | None, spoken: Mapping[Source, Spoken]
) -> JsonStatement:
    # model_construct: pydantic refuses text that is not Unicode, and a report is never refused.
    return JsonStatement.model_construct(
        id=statement.id,
        text=statement.text,
        origin=statement.origin,
        reason=statement.reason,
        breaks_before=statement.breaks_before,
        sources=tuple(_source(source, spoken.get(source)) for source in statement.sources),
        confidence=confidence,
        margin=statement.margin,
        said=statement.said,
    )


def _source(source: Source, spoken: Spoken | None) -> JsonSource:
    words, start, end = spoken or ("", None, None)
    return JsonSource.model_construct(
        utterance=source.utterance,
        first=source.first,
        last=source.last,
        words=words,
        start=start,
        end=end,
    )


def _study(context: ReportContext) -> dict[str, str]:
    """The known keys, as text."""
    values = context.model_dump(mode="json", exclude={"footer"})
    return {key: str(value) for key, value in values.items() if value not in ("", None)}


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return {name: _plain(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Origin):
        return value.value
    return value
