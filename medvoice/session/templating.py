"""What faces do with templates besides taking one: check them, import others."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from medvoice.export.codes import codes
from medvoice.export.write import write_atomic
from medvoice.report.document import Report
from medvoice.report.mrrt.importing import Imported, import_mrrt
from medvoice.report.template import Template, Templates, load_template
from medvoice.report.template_check import check
from medvoice.report.template_error import TemplateError
from medvoice.report.template_files import SUFFIX
from medvoice.report.template_problems import problems


def template_faults(templates: Templates, name: str) -> tuple[str, ...]:
    """What is wrong with a template, named or given by the path of its file: "FILE: PLACE: FAULT"
    each; () for a sound one."""
    try:
        template = by_name_or_path(templates, name)
    except TemplateError as error:
        return (f"{error.path}: {error.fault}. {error.advice}",)
    return tuple(f"{template.path}: {fault}" for fault in check(template))


def by_name_or_path(templates: Templates, name: str) -> Template:
    """Raises TemplateError."""
    if name.endswith(SUFFIX):
        return load_template(Path(name), templates.folders)
    return templates.load(name)


def report_problems(template: Template, report: Report) -> tuple[str, ...]:
    """What a template's own rules object to in a report (categories, ranges, conditions), a line
    each: "warning: findings.common_duct: ..."."""
    return tuple(
        f"{problem.severity.value}: {problem.field}: {problem.text}"
        for problem in problems(template, report)
    )


@dataclass(frozen=True, slots=True)
class Import:
    """path: where the template was written. faults: what `template_faults` says of it."""

    imported: Imported
    path: Path
    faults: tuple[str, ...]


def import_template(source: Path, folder: Path, *, replace: bool = False) -> Import:
    """An IHE MRRT (RadReport) HTML file as a template in a folder, written whole or not at all;
    it is loaded before it is written. replace: over a template of that name.

    Raises TemplateError (nothing was written), ExportError."""
    imported = import_mrrt(source, codes().kind_of_code)
    path = folder / f"{imported.name}{SUFFIX}"
    if path.exists() and not replace:
        fault = "is there already; nothing was written"
        raise TemplateError(path, fault, "Say --replace to write over it, or name another folder")
    with tempfile.TemporaryDirectory() as trial:
        tried = Path(trial) / path.name
        tried.write_text(imported.text, encoding="utf-8")
        template = load_template(tried)
        faults = tuple(str(fault) for fault in check(template))
    write_atomic(path, imported.text)
    return Import(imported, path, faults)
