"""medvoice study: what a study holds, and the pictures of it that a model is shown."""

from __future__ import annotations

import argparse
from pathlib import Path

from medvoice.faces.cli.context import Context
from medvoice.faces.cli.errors import FAILED, USAGE, CommandError
from medvoice.faces.cli.outputs import check_folder_of
from medvoice.session.study_showing import NothingToShow, study_lines, write_sheet

HELP = "what a study holds, and the pictures of it that a model is shown"

_ACTIONS = (
    "info: series, slices, thickness, spacing, priors, and the files that were left out. "
    "show: a contact sheet of the pictures that a model is shown"
)
_PICTURES = (".png", ".jpg", ".jpeg")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("info", "show"), help=_ACTIONS)
    parser.add_argument(
        "study", type=Path, metavar="STUDY", help="folder or file: DICOM, NIfTI, PNG, JPEG, TIFF"
    )
    parser.add_argument("--prior", type=Path, metavar="STUDY", help="an older study of the patient")
    parser.add_argument("-o", "--output", type=Path, metavar="SHEET.png", help="show: where to")
    parser.add_argument(
        "--series", default="", metavar="NUMBER", help="show: which one; else what fits best"
    )


def run(context: Context, arguments: argparse.Namespace) -> int:
    if arguments.action == "info":
        for line in study_lines(arguments.study, arguments.prior):
            context.print(line)
        return 0
    output: Path | None = arguments.output
    if output is None or output.suffix.lower() not in _PICTURES:
        raise CommandError(
            "There is no file for the sheet." if output is None else f"{output}: no picture.",
            "Nothing was read.",
            "Say where it goes: -o sheet.png (or .jpg).",
            USAGE,
        )
    check_folder_of(output)
    try:
        sheet = write_sheet(arguments.study, arguments.prior, output, arguments.series)
    except NothingToShow as error:
        context.fault(str(error))
        return FAILED
    for note in sheet.notes:
        context.note(note)
    context.print(f"{sheet.path}: {sheet.pictures} picture{'' if sheet.pictures == 1 else 's'}")
    return 0
