"""What faces do with templates besides taking one: check them."""

from __future__ import annotations

from pathlib import Path

from medvoice.report.template import Template, Templates, load_template
from medvoice.report.template_check import check
from medvoice.report.template_error import TemplateError
from medvoice.report.template_files import SUFFIX


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
