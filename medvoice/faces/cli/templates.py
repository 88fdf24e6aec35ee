"""medvoice templates: which report templates there are."""

from __future__ import annotations

import argparse

from rich.table import Table

from medvoice.faces.cli.context import Context
from medvoice.faces.cli.errors import FAILED
from medvoice.faces.compose import templates_of
from medvoice.report.template_error import TemplateError

HELP = "list the report templates"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="only say which are faulty")


def run(context: Context, arguments: argparse.Namespace) -> int:
    templates = templates_of(context.settings)
    table = Table("Name", "Title", "Required", "File", box=None, header_style="bold")
    faulty = 0
    for name in templates.names():
        try:
            template = templates.load(name)
        except TemplateError as error:
            faulty += 1
            context.warn(str(error))
            continue
        fields = [template.field(field) for field in template.field_ids()]
        required = [field.name for field in fields if field.required]
        table.add_row(name, template.front.title, ", ".join(required), str(template.path))
    if not arguments.check:
        context.out.print(table, markup=False)
    return FAILED if faulty else 0
