"""medvoice templates: which report templates there are; check them, import others."""

from __future__ import annotations

import argparse

from rich.table import Table

from medvoice.faces.cli.context import Context
from medvoice.faces.cli.errors import FAILED
from medvoice.faces.compose import templates_of
from medvoice.report.template import Templates
from medvoice.report.template_error import TemplateError
from medvoice.session.templating import template_faults

HELP = "list the report templates; check them, import MRRT files"

_ACTIONS = (
    "check: faults of all templates, or of those named; exit status 1 if there are any. "
    "import: make a template of an IHE MRRT (RadReport) HTML file"
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", choices=("check",), help=_ACTIONS)
    parser.add_argument("names", nargs="*", metavar="NAME", help="templates or template files")
    parser.add_argument("--check", action="store_true", help="the same as the action check")


def run(context: Context, arguments: argparse.Namespace) -> int:
    templates = templates_of(context.settings)
    if arguments.action == "check" or arguments.check:
        return _check(context, templates, arguments.names)
    return _list(context, templates)


def _list(context: Context, templates: Templates) -> int:
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
    context.out.print(table, markup=False)
    return FAILED if faulty else 0


def _check(context: Context, templates: Templates, names: list[str]) -> int:
    """A line for every fault on standard output, a summary on standard error."""
    wanted = names or list(templates.names())
    faults = [fault for name in wanted for fault in template_faults(templates, name)]
    for fault in faults:
        context.print(fault)
    what = f"{len(wanted)} template{'s' if len(wanted) != 1 else ''} checked"
    if faults:
        context.warn(f"{what}, {len(faults)} fault{'s' if len(faults) != 1 else ''}")
        return FAILED
    context.note(f"{what}, no fault")
    return 0
