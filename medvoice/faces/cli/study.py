"""medvoice study: what a study holds, and the pictures of it that a model is shown."""

from __future__ import annotations

import argparse
from pathlib import Path

from medvoice.faces.cli.context import Context
from medvoice.faces.cli.errors import FAILED, USAGE, CommandError
from medvoice.faces.cli.outputs import check_folder_of
from medvoice.faces.study_source import study_of
from medvoice.session.study_showing import NothingToShow, study_lines, write_sheet
from medvoice.session.study_source import Located
from medvoice.session.study_windowed import NoSuchWindow, write_windowed

HELP = "what a study holds, and the pictures of it that a model is shown"

_ACTIONS = (
    "info: series, slices, thickness, spacing, priors, and the files that were left out. "
    "show: a contact sheet of the pictures that a model is shown"
)
_PICTURES = (".png", ".jpg", ".jpeg")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("info", "show"), help=_ACTIONS)
    parser.add_argument(
        "study",
        metavar="STUDY",
        help="folder or file (DICOM, NIfTI, PNG, JPEG, TIFF), or dicomweb:accession=…",
    )
    parser.add_argument("--prior", type=Path, metavar="STUDY", help="an older study of the patient")
    parser.add_argument(
        "--window",
        default="",
        metavar="NAME",
        help="show: for the eye, in one window: lung, bone, brain … or CENTRE,WIDTH",
    )
    parser.add_argument("--uid", default="", help="which study, where several are as new")
    parser.add_argument("-o", "--output", type=Path, metavar="SHEET.png", help="show: where to")
    parser.add_argument(
        "--series", default="", metavar="NUMBER", help="show: which one; else what fits best"
    )


def run(context: Context, arguments: argparse.Namespace) -> int:
    if arguments.action == "info":
        study = _located(context, arguments.study)
        for line in study_lines(study.path, arguments.prior, arguments.uid or study.uid):
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
    study = _located(context, arguments.study)
    try:
        uid = arguments.uid or study.uid
        if arguments.window:
            sheet = write_windowed(study.path, output, arguments.window, arguments.series, uid)
        else:
            sheet = write_sheet(study.path, arguments.prior, output, arguments.series, uid)
    except NothingToShow as error:
        context.fault(str(error))
        return FAILED
    except NoSuchWindow as error:
        raise CommandError(str(error), "Nothing was written.", status=USAGE) from error
    for note in sheet.notes:
        context.note(note)
    context.print(f"{sheet.path}: {sheet.pictures} picture{'' if sheet.pictures == 1 else 's'}")
    return 0


def _located(context: Context, study: str) -> Located:
    found = study_of(context.settings, study, context.note)
    for note in found.notes:
        context.warn(note)
    return found
