"""medvoice report: a recording or the text of a dictation to a structured report."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from medvoice.audio.sound_file import SoundFileError
from medvoice.faces.cli.context import Context
from medvoice.faces.cli.errors import CommandError
from medvoice.faces.cli.options import recogniser_options, template_option
from medvoice.faces.cli.outputs import check_folder_of, repaired
from medvoice.faces.cli.progress import Progressing
from medvoice.faces.compose import DEMONSTRATION, ears_of, templates_of
from medvoice.faces.text_file import text_in
from medvoice.report.template import Template
from medvoice.session.opening import open_file
from medvoice.session.reporting import report_from_sound, report_from_text
from medvoice.session.saving import FORMATS, report_as, save_file
from medvoice.session.state import SessionState

HELP = "a recording, or the text of a dictation, to a report"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", help="sound or text, whatever its name; - for text on input")
    template_option(parser)
    recogniser_options(parser)
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="file to write; else standard output"
    )
    parser.add_argument("--format", choices=FORMATS, default="text")


def run(context: Context, arguments: argparse.Namespace) -> int:
    settings = context.settings
    template = templates_of(settings).load(settings.report.template)
    check_folder_of(arguments.output)
    state = _state(context, arguments.file, template)
    report = report_as(state, template, arguments.format, settings.report.footer)
    if arguments.output is None:
        context.print(report.rstrip("\n"))
    else:
        save_file(arguments.output, report)
    return 0


def _state(context: Context, name: str, template: Template) -> SessionState:
    if name == "-":
        return report_from_text(_standard_input(), template)
    path = Path(name)
    text = text_in(path)
    if text is not None:
        return report_from_text(text, template)
    return _from_sound(context, path, template)


def _standard_input() -> str:
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(
            "Standard input is not UTF-8 text.",
            advice="A recording is given as a file: medvoice report FILE.",
        ) from error


def _from_sound(context: Context, path: Path, template: Template) -> SessionState:
    """Raises SoundFileError, ModelMissing, RecogniserError, CommandError."""
    try:
        source = open_file(path)
    except SoundFileError as error:
        if "is not a sound file" in error.fault:
            raise CommandError(
                f"{path}: is neither a sound file that can be read nor UTF-8 text.",
                advice=f"{error.advice[:1].upper()}{error.advice[1:]}." if error.advice else "",
            ) from error
        raise
    with ears_of(context.settings, context.note) as ears:
        if ears.model.demonstration:
            context.warn(DEMONSTRATION)
        with Progressing(context.err, path.name, source.duration) as progress:
            state = report_from_sound(source, ears.engine(), template, ears.dialect, progress.at)
    if source.repaired:
        context.warn(f"{path}: {repaired(source.repaired)}")
    return state
