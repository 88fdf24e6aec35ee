"""medvoice report: a recording or the text of a dictation to a structured report."""

from __future__ import annotations

import argparse
import sys
import uuid
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from medvoice.audio.sound_file import SoundFileError
from medvoice.export.context import ReportContext, context_of, context_pairs
from medvoice.export.names import file_name, is_pattern
from medvoice.faces.cli.context import Context
from medvoice.faces.cli.errors import USAGE, CommandError
from medvoice.faces.cli.examined import examined_of, order_options, study_option
from medvoice.faces.cli.helped import helped
from medvoice.faces.cli.options import (
    is_given,
    own_keys,
    own_pairs,
    recogniser_options,
    template_option,
)
from medvoice.faces.cli.outputs import check_folder_of, repaired
from medvoice.faces.cli.progress import Progressing
from medvoice.faces.compose import (
    DEMONSTRATION,
    ears_of,
    hooks_of,
    house_of,
    macros_of,
    shelf_of,
    templates_of,
)
from medvoice.faces.text_file import LOOK_BYTES, control_in, text_in
from medvoice.report.template import Template
from medvoice.session.about_study import about_headers
from medvoice.session.afterwards import refusals, refused, with_status, words_aside
from medvoice.session.converting import Finished, converted, finished, outdated
from medvoice.session.exporting import BINARY, FORMATS, SUFFIXES, export_as
from medvoice.session.opening import open_file
from medvoice.session.ordering import Ordered
from medvoice.session.reporting import Reporting, report_from_sound, report_from_text
from medvoice.session.saving import hand_over, save_file
from medvoice.session.state import SessionState
from medvoice.session.study_template import template_of_study
from medvoice.session.templating import report_problems

HELP = "a recording, the text of a dictation, or a report's JSON, to a report"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        help="sound, text, or a report made with --format json, whatever its name; - for text on "
        "standard input",
    )
    template_option(parser)
    recogniser_options(parser)
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="FILE",
        help='file to write, also as a pattern: "{accession}_{date}_{template}.txt"; else standard '
        "output",
    )
    parser.add_argument(
        "--hand-off",
        type=Path,
        metavar="FOLDER",
        help="put the file into a folder that another program watches: it appears whole and "
        "replaces none; -o gives its name, else {accession}_{template} with the format's suffix",
    )
    parser.add_argument("--format", choices=FORMATS, default="text")
    study_option(parser)
    order_options(parser)
    own_keys(parser)
    parser.epilog = (
        "--set also says who and what the report is about, and counts before --study: "
        "--set accession=A123. Keys: " + ", ".join(ReportContext.model_fields) + "."
    )


def run(context: Context, arguments: argparse.Namespace) -> int:
    path = Path(arguments.file)
    text = _standard_input() if arguments.file == "-" else text_in(path)
    done = finished(text, path) if text is not None else None
    known = done.known if done is not None else {}
    given = {**known, **context_pairs(own_pairs(arguments))}
    examined = examined_of(context, arguments, given.get("study_uid", ""))
    template = _template(context, arguments, done, examined)
    about, template = _about(context, template, given, examined)
    output = _output(arguments.output, about, template.name)
    check_folder_of(output)
    if arguments.hand_off is not None:
        output = _handed(arguments, output, about, template.name)
    if output is None and arguments.format in BINARY and sys.stdout.isatty():
        raise CommandError(
            f"{arguments.format} is nothing to look at.",
            "Nothing was started.",
            "Name a file for it: -o FILE.",
            USAGE,
        )
    if done is not None:
        report = _converted(context, done, template, arguments.format, about)
    else:
        shelf = shelf_of(context.settings, template)
        with helped(context, shelf.load) as model:
            how = Reporting(
                macros_of(context.settings),
                house_of(context.settings),
                shelf,
                hooks_of(context.settings),
                model,
            )
            state = _state(context, path, text, template, how)
        for line in refused(state):
            context.warn(line)
        if state.report.template != template.name:
            template = shelf.load(state.report.template)
        report = _made(context, state, template, arguments.format, about)
    if arguments.hand_off is not None and output is not None:
        context.note(f"Handed over: {hand_over(output.parent, output.name, report)}")
    elif output is not None:
        save_file(output, report)
    elif arguments.format in ("text", "markdown"):
        context.print(report.decode("utf-8").rstrip("\n"))
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(report)
        sys.stdout.buffer.flush()
    return 0


def _made(
    context: Context, state: SessionState, template: Template, form: str, about: ReportContext
) -> bytes:
    """The report of a dictation, after what there is to say about it."""
    for line in (*refusals(state), *words_aside(state)):
        context.warn(line)
    about = with_status(state, about)
    for asked in state.exports:
        context.warn(f"Asked for by voice: export as {asked}; --format {asked} makes it.")
    for problem in report_problems(template, state.report):
        context.warn(f"Look at it: {problem}")
    return export_as(state, template, form, about, context.settings.report.origin_signs)


def _converted(
    context: Context, done: Finished, template: Template, form: str, about: ReportContext
) -> bytes:
    """A finished report in another format."""
    for line in (*report_problems(template, done.report), *outdated(done.report, template)):
        context.warn(f"Look at it: {line}")
    return converted(done, template, form, about, context.settings.report.origin_signs)


def _template(
    context: Context, arguments: argparse.Namespace, done: Finished | None, examined: Ordered | None
) -> Template:
    """The one that is named, else the study's, else the configured one; a finished report has its
    own. Raises TemplateError."""
    templates, settings = templates_of(context.settings), context.settings
    if done is None and examined is not None and not is_given(arguments, "report.template"):
        choice = template_of_study(examined.study, templates)
        if choice.name:
            context.note(choice.reason)
            return templates.load(choice.name)
        context.warn(f"{choice.reason} It is {settings.report.template}, as configured.")
    if done is None:
        return templates.load(settings.report.template)
    if is_given(arguments, "report.template") and settings.report.template != done.template:
        context.warn(f"--template is not used: the report is one of {done.template}.")
    return templates.load(done.template)


def _about(
    context: Context, template: Template, given: Mapping[str, str], examined: Ordered | None
) -> tuple[ReportContext, Template]:
    """What the report is about, and the template for that. given: what the user says of it, else a
    finished report. Raises ContextError."""
    footer = context.settings.report.footer
    if examined is None:
        about = context_of(given)
    else:
        found = about_headers(examined.study, examined.priors, template, given)
        about, template = found.context, found.template
        for note in found.notes:
            context.warn(note)
    if footer and not about.footer:
        about = about.model_copy(update={"footer": footer})
    return about.stamped(datetime.now().astimezone(), uuid.uuid4()), template


def _output(path: Path | None, about: ReportContext, template: str) -> Path | None:
    """The file to write, its name filled in where it is a pattern. Raises ContextError."""
    if path is None or not is_pattern(path.name):
        return path
    return path.parent / file_name(path.name, about, template)


def _handed(
    arguments: argparse.Namespace, output: Path | None, about: ReportContext, template: str
) -> Path:
    """Where a file to be handed over goes. Raises CommandError, ContextError."""
    folder: Path = arguments.hand_off
    if not folder.is_dir():
        raise CommandError(f"{folder}: there is no folder.", "Nothing was started.", status=USAGE)
    if output is None:
        pattern = "{accession}_{template}." + SUFFIXES[arguments.format]
        return folder / file_name(pattern, about, template)
    if output.parent != Path():
        raise CommandError(
            f"{output}: -o names the file alone where --hand-off names the folder.",
            "Nothing was started.",
            status=USAGE,
        )
    return folder / output.name


def _state(
    context: Context, path: Path, text: str | None, template: Template, how: Reporting
) -> SessionState:
    if text is not None:
        return report_from_text(text, template, how=how)
    return _from_sound(context, path, template, how)


def _no_text(what: str, control: str) -> CommandError:
    return CommandError(
        f"{what} is not text: {control}.", "No report was made.", "Remove it and try again."
    )


def _standard_input() -> str:
    data = sys.stdin.buffer.read()
    if control := control_in(data):
        raise _no_text("Standard input", control)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(
            "Standard input is not UTF-8 text.",
            advice="A recording is given as a file: medvoice report FILE.",
        ) from error
    if not text.strip():
        raise CommandError(
            "Standard input is empty.", "No report was made.", "Pipe the dictation into it."
        )
    return text


def _from_sound(context: Context, path: Path, template: Template, how: Reporting) -> SessionState:
    """Raises SoundFileError, ModelMissing, RecogniserError, CommandError."""
    try:
        source = open_file(path)
    except SoundFileError as error:
        if "is not a sound file" in error.fault:
            with path.open("rb") as file:
                control = control_in(file.read(LOOK_BYTES))
            if control:
                raise _no_text(f"{path}:", control) from error
            raise CommandError(
                f"{path}: is neither a sound file that can be read nor UTF-8 text.",
                advice=f"{error.advice[:1].upper()}{error.advice[1:]}." if error.advice else "",
            ) from error
        raise
    with ears_of(context.settings, context.note) as ears:
        if ears.model.demonstration:
            context.warn(DEMONSTRATION)
        with Progressing(context.err, path.name, source.duration) as progress:
            state = report_from_sound(
                source,
                ears.engine(template),
                template,
                ears.dialect,
                progress.at,
                how,
            )
    if source.repaired:
        context.warn(f"{path}: {repaired(source.repaired)}")
    return state
