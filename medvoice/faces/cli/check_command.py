"""medvoice check: what a finished report says that does not agree with itself or its study."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path

from medvoice.faces.cli.context import Context
from medvoice.faces.cli.errors import USAGE, CommandError
from medvoice.faces.study_source import study_of
from medvoice.faces.text_file import text_in
from medvoice.session.consistency import text_warnings

HELP = "contradictions in a report: sides, sizes, levels, negations, counts, what is missing"

FOUND = 1


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", help="report as plain text with headings; - for standard input")
    parser.add_argument(
        "--study",
        metavar="STUDY",
        help="folder of the DICOM files of the study it is about, or dicomweb:accession=…",
    )
    parser.add_argument(
        "--prior",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="an earlier report of the patient, as text",
    )
    parser.add_argument(
        "--off",
        action="append",
        metavar="CHECK",
        help="a check that is not wanted, several times for several (default: checks.off)",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(context: Context, arguments: argparse.Namespace) -> int:
    """0 where nothing is to be looked at, 1 for warnings."""
    text = _text(arguments.file)
    priors = [_text(str(path)) for path in arguments.prior]
    today = datetime.now().astimezone().date()
    study = None
    if arguments.study is not None:
        study = study_of(context.settings, arguments.study, context.note).path
    off = context.settings.checks.off if arguments.off is None else arguments.off
    try:
        found = text_warnings(text, today, study, priors, off)
    except ValueError as error:
        raise CommandError(
            str(error),
            "Nothing was checked.",
            "Correct --off, or checks.off in the configuration.",
            USAGE,
        ) from error
    for warning in found:
        if arguments.json:
            record = {
                "check": warning.check,
                "field": warning.field,
                "message": warning.message,
                "span": list(warning.span),
                "statement": warning.statement,
                "against": warning.against,
            }
            sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
        else:
            context.print(f"{warning.field}: {warning.check}: {warning.message}")
    if not found:
        context.note("Nothing to look at.")
    return FOUND if found else 0


def _text(name: str) -> str:
    if name == "-":
        return sys.stdin.buffer.read().decode("utf-8")
    text = text_in(Path(name))
    if text is None:
        raise CommandError(
            f"{name} is no text file.", "Nothing was checked.", "Give a report as text.", USAGE
        )
    return text
