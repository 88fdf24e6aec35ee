"""Reading a report's JSON back, and writing one that came from another."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

from pydantic import ValidationError

from medvoice.export.json_ import FORMAT, JsonReport, fields_of, written
from medvoice.report.document import Report, Source, Statement

_BEGINS = re.compile(rf'\s*\{{\s*"format"\s*:\s*"{re.escape(FORMAT)}"')


class JsonReportError(Exception):
    """path: the file that is no report of ours."""

    def __init__(self, path: Path, fault: str) -> None:
        super().__init__(f"{path}: {fault}. Nothing was written; give a file that was made with "
                         "medvoice report --format json")  # fmt: skip
        self.path = path


def read_report(path: Path) -> JsonReport:
    """Raises JsonReportError."""
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise JsonReportError(path, error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise JsonReportError(path, "is not JSON in UTF-8") from error
    return parsed_report(text, path)


def parsed_report(text: str, path: Path) -> JsonReport:
    """path: where the text is from, for the message. Raises JsonReportError."""
    try:
        value = JsonReport.model_validate(json.loads(text))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        raise JsonReportError(path, f"is no report: {where}: {first['msg']}") from error
    except (ValueError, RecursionError) as error:
        raise JsonReportError(path, "is not JSON in UTF-8") from error
    ids = Counter(statement.id for field in value.fields for statement in field.statements)
    for name, times in ids.items():
        if times > 1:  # a change is told by the id
            raise JsonReportError(path, f'the id "{name}" stands {times} times')
    return value


def is_report(text: str) -> bool:
    """Whether a text is meant to be a report's JSON: no dictation begins so."""
    return bool(_BEGINS.match(text))


def report_of(value: JsonReport) -> Report:
    """The document."""
    fields = tuple(
        (
            field.id,
            tuple(
                Statement(
                    statement.id, statement.text, statement.origin,
                    tuple(Source(s.utterance, s.first, s.last) for s in statement.sources),
                    statement.reason, statement.breaks_before, statement.margin,
                    statement.said,
                )
                for statement in field.statements
            ),
        )
        for field in value.fields
    )  # fmt: skip
    return Report(value.template, tuple((name, s) for name, s in fields if s))


def rewritten(report: Report, *versions: JsonReport) -> str:
    """JSON of a report that was made of these versions: title, study and footer of the first, names
    of fields, confidences and spoken words from wherever they are known. Required fields are those
    that were so in any version."""
    first = versions[0]
    names = {field.id: field.name for version in versions for field in version.fields}
    statements = {
        statement.id: statement
        for version in reversed(versions)
        for field in version.fields
        for statement in field.statements
    }
    sure = {s.id: s.confidence for s in statements.values() if s.confidence is not None}
    spoken = {
        Source(s.utterance, s.first, s.last): (s.words, s.start, s.end)
        for statement in statements.values()
        for s in statement.sources
    }
    order = tuple(dict.fromkeys([*names, *(name for name, _ in report.fields)]))
    wanted = dict.fromkeys(name for version in versions for name in version.unfilled)
    return written(
        first.model_copy(
            update={
                "fields": fields_of(report, {n: names.get(n, n) for n in order}, sure, spoken),
                "unfilled": tuple(name for name in wanted if not report.field(name)),
            }
        )
    )
