"""medvoice report: a dictation in a text file (or standard input) to a structured report."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from medvoice.export.json_ import as_json
from medvoice.export.markdown import markdown
from medvoice.export.text import text
from medvoice.export.write import write_atomic
from medvoice.faces.cli.context import Context
from medvoice.faces.cli.errors import CommandError
from medvoice.faces.compose import templates_of
from medvoice.report.document import Report
from medvoice.report.template import Template
from medvoice.session.reporting import report_from_text

HELP = "a dictation in a text file to a report"

_FORMATS: dict[str, Callable[[Report, Template], str]] = {
    "text": text,
    "markdown": markdown,
    "json": as_json,
}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", help="text of a dictation, - for standard input")
    parser.add_argument("--template", required=True, help="see medvoice templates")
    parser.add_argument("-o", "--output", type=Path, help="file to write; else standard output")
    parser.add_argument("--format", choices=sorted(_FORMATS), default="text")


def run(context: Context, arguments: argparse.Namespace) -> int:
    template = templates_of(context.settings).load(arguments.template)
    state = report_from_text(_dictation(arguments.file), template)
    report = _FORMATS[arguments.format](state.report, template)
    if arguments.output is None:
        context.print(report.rstrip("\n"))
    else:
        write_atomic(arguments.output, report)
    return 0


def _dictation(name: str) -> str:
    if name == "-":
        return sys.stdin.read()
    data = Path(name).read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CommandError(
            f"{name}: is not UTF-8 text.",
            advice="Recordings cannot be reported yet: this version has no recogniser.",
        ) from error
