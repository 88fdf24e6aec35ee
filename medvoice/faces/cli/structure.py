"""medvoice structure: the text of a dictation, placed in a template, as JSON."""

from __future__ import annotations

import argparse
import sys
import uuid
from datetime import datetime
from pathlib import Path

from medvoice.export.context import ReportContext
from medvoice.faces.cli.context import Context
from medvoice.faces.cli.errors import CommandError
from medvoice.faces.cli.options import setting, template_option
from medvoice.faces.compose import hooks_of, house_of, macros_of, shelf_of, templates_of
from medvoice.faces.language_model import language_model_of
from medvoice.faces.text_file import text_in
from medvoice.report.template import Template
from medvoice.session.afterwards import refusals, with_status, words_aside
from medvoice.session.exporting import export_as
from medvoice.session.language_model import prompts
from medvoice.session.reporting import Reporting, report_from_text
from medvoice.session.state import SessionState

HELP = "the text of a dictation, placed in a template: JSON with origin, sources and margin"
_RULE = "-" * 80


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        nargs="?",
        help="text, a line a turn; - for standard input; not needed for --show-prompt",
    )
    template_option(parser)
    setting(
        parser,
        "--level",
        key="language_model.level",
        choices=("verbatim", "tidy", "impression"),
        help="what the language model may do: name fields, tidy sentences, draft an impression",
    )
    setting(
        parser,
        "--backend",
        key="language_model.backend",
        choices=("none", "transformers", "server"),
        help="where the language model runs; none: rules alone",
    )
    parser.add_argument(
        "--show-prompt",
        action="store_true",
        help="print what the language model would be asked, and ask nothing",
    )


def run(context: Context, arguments: argparse.Namespace) -> int:
    settings = context.settings
    template = templates_of(settings).load(settings.report.template)
    state = _state(context, arguments.file, template) if arguments.file else None
    if arguments.show_prompt:
        asked = prompts(template, settings.language_model.level, state)
        context.print(f"\n{_RULE}\n".join(asked))
        return 0
    if state is None:
        raise CommandError("No file was given.", "Nothing was started.", "Name a text file, or -.")
    if state.report.template != template.name:  # "use template"
        template = shelf_of(settings, template).load(state.report.template)
    opened = language_model_of(settings, context.note)
    for notice in opened.notices:
        context.warn(notice)
    if opened.model is not None:
        try:
            state, notes = opened.model.structured(state, template)
        finally:
            opened.model.close()
        for note in notes:
            context.warn(note)
    for line in (*refusals(state), *words_aside(state)):
        context.warn(line)
    about = with_status(state, ReportContext()).stamped(datetime.now().astimezone(), uuid.uuid4())
    report = export_as(state, template, "json", about, settings.report.origin_signs)
    context.write(report.decode("utf-8"))
    return 0


def _state(context: Context, name: str, template: Template) -> SessionState:
    path = Path(name)
    text = sys.stdin.read() if name == "-" else text_in(path)
    if text is None:
        raise CommandError(
            f"{path}: is not UTF-8 text.",
            advice="A recording becomes a report with medvoice report FILE.",
        )
    settings = context.settings
    shelf = shelf_of(settings, template)
    how = Reporting(macros_of(settings), house_of(settings), shelf, hooks_of(settings))
    return report_from_text(text, template, how=how)
