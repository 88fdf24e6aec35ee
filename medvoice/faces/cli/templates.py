"""medvoice templates: which report templates there are; check them, import others."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.table import Table

from medvoice.faces.cli.context import Context
from medvoice.faces.cli.errors import FAILED, USAGE, CommandError
from medvoice.faces.cli.outputs import check_folder_of
from medvoice.faces.compose import templates_of
from medvoice.report.template import Templates
from medvoice.report.template_error import TemplateError
from medvoice.session.templating import import_template, template_faults

HELP = "list the report templates; check them, import MRRT files"

_ACTIONS = (
    "check: faults of all templates, or of those named; exit status 1 if there are any. "
    "import: make a template of an IHE MRRT (RadReport) HTML file"
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", choices=("check", "import"), help=_ACTIONS)
    parser.add_argument("names", nargs="*", metavar="NAME", help="templates, or files")
    parser.add_argument(
        "--to",
        type=Path,
        metavar="FOLDER",
        help="import: where the templates go; else the first of report.folders",
    )
    parser.add_argument("--replace", action="store_true", help="import: write over old ones")
    parser.add_argument("--check", action="store_true", help="the same as the action check")


def run(context: Context, arguments: argparse.Namespace) -> int:
    templates = templates_of(context.settings)
    if arguments.action == "check" or arguments.check:
        return _check(context, templates, arguments.names)
    if arguments.action == "import":
        return _import(context, arguments)
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


def _import(context: Context, arguments: argparse.Namespace) -> int:
    """A line for each template, and indented what it holds, lacks, and should be looked at."""
    configured = context.settings.report.folders
    folder: Path | None = arguments.to or (configured[0] if configured else None)
    if not arguments.names or folder is None:
        missing = "no file to import" if not arguments.names else "no folder for the templates"
        raise CommandError(
            f"There is {missing}.",
            "Nothing was started.",
            "medvoice templates import FILE.html --to FOLDER; the setting report.folders makes "
            "medvoice look there.",
            USAGE,
        )
    check_folder_of(folder / "template")
    failed = 0
    for name in arguments.names:
        try:
            done = import_template(Path(name), folder, replace=arguments.replace)
        except TemplateError as error:
            failed += 1
            context.fault(str(error))
            continue
        context.print(f"{name}: {done.imported.title}: {', '.join(done.imported.kept)}")
        context.print(f"  written: {done.path}")
        for line in done.imported.dropped:
            context.print(f"  left out: {line}")
        for line in done.faults:
            context.print(f"  look at: {line}")
    return FAILED if failed else 0


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
