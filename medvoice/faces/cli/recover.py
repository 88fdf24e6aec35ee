"""medvoice recover: list dictations that did not end, recognise the rest, save the reports."""

from __future__ import annotations

import argparse

from medvoice.faces.cli.context import Context
from medvoice.faces.cli.dictating import left_behind
from medvoice.faces.cli.errors import FAILED, CommandError
from medvoice.faces.cli.explaining import explained
from medvoice.faces.cli.helped import helped
from medvoice.faces.cli.options import recogniser_options, storage_option, template_option
from medvoice.faces.cli.progress import Progressing
from medvoice.faces.compose import (
    Ears,
    ears_of,
    hooks_of,
    house_of,
    macros_of,
    shelf_of,
    templates_of,
)
from medvoice.report.template import Template
from medvoice.report.template_error import TemplateError
from medvoice.session.afterwards import refused
from medvoice.session.attached_study import adapted
from medvoice.session.composing import ReportComposer
from medvoice.session.folder import FolderBusyError
from medvoice.session.recovery import Interrupted, find_interrupted, recover
from medvoice.session.saving import saver
from medvoice.session.state import SessionState

HELP = "finish dictations that were interrupted (power loss, crash, full disk)"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these; else all")
    parser.add_argument("--list", action="store_true", help="only list them")
    recogniser_options(parser)
    template_option(parser)
    storage_option(parser)


def run(context: Context, arguments: argparse.Namespace) -> int:
    root = context.settings.storage.folder
    found = find_interrupted(root, context.vault())
    unknown = set(arguments.names) - {item.folder.name for item in found}
    if unknown:
        raise CommandError(
            f"No interrupted dictation is called {', '.join(sorted(unknown))}.",
            advice="medvoice recover --list names them.",
        )
    found = [item for item in found if not arguments.names or item.folder.name in arguments.names]
    if not found:
        context.print(f"No interrupted dictation in {root}.")
        return 0
    for item in found:
        context.print(_line(item))
    if arguments.list:
        return 0
    whole = [item for item in found if not item.fault]
    failed = len(found) - len(whole)
    if whole:
        with ears_of(context.settings, context.note) as ears:
            failed += sum(not _finished(context, ears, item) for item in whole)
    return FAILED if failed else 0


def _finished(context: Context, ears: Ears, item: Interrupted) -> bool:
    """False, with a message, when this one could not be finished; the others go on."""
    name = item.folder.name
    try:
        template = _template(context, item)
        footer, shelf = context.settings.report.footer, shelf_of(context.settings, template)
        macros, house = macros_of(context.settings), house_of(context.settings)
        hooks = hooks_of(context.settings)
        composer = ReportComposer(template, ears.dialect, macros, hooks, house, shelf)

        def save(state: SessionState) -> None:
            saver(item.folder, shelf.load(state.report.template), footer)(state)

        with (
            helped(context, shelf.load) as model,
            Progressing(context.err, name, item.seconds) as progress,
        ):
            state = recover(item, ears.engine(template), composer, save, progress.at, model)
        for line in refused(state):
            context.note(line)
    except FolderBusyError as error:
        context.warn(str(error))
        return False
    except (TemplateError, OSError, ValueError) as error:
        context.warn(f"{name}: {explained(error)}")
        return False
    context.print(f"Report: {item.folder.report}")
    left_behind(context, state, shelf.load(state.report.template), item.folder)
    if not state.ended:
        context.warn(
            f"{name}: a part was not recognised; the sound is kept, run medvoice recover again."
        )
    return state.ended


def _template(context: Context, item: Interrupted) -> Template:
    """Its own; the configured one where the interruption came before it was written down."""
    templates, name = templates_of(context.settings), item.state.report.template
    template = templates.load(name or context.settings.report.template)
    return adapted(template, item.state.attached)


def _line(item: Interrupted) -> str:
    if item.fault:
        return f"{item.folder.name}  damaged: {item.fault}"
    torn = f", {item.torn_bytes} torn bytes at the end left out" if item.torn_bytes else ""
    return (
        f"{item.folder.name}  {item.state.template or '(no template)'}, "
        f"{item.seconds:.1f} s of sound, {item.unheard / 16_000:.1f} s not recognised yet{torn}"
    )
