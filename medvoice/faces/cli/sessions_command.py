"""medvoice sessions: the kept dictations: list, export, delete."""

from __future__ import annotations

import argparse
import uuid
from datetime import datetime
from pathlib import Path

from medvoice.export.context import ReportContext
from medvoice.faces.cli.context import Context
from medvoice.faces.cli.errors import FAILED, CommandError
from medvoice.faces.cli.options import storage_option
from medvoice.faces.compose import templates_of
from medvoice.session.afterwards import with_status
from medvoice.session.event_log import EventLogError, read_events
from medvoice.session.exporting import BINARY, FORMATS, export_as
from medvoice.session.folder import FolderBusyError, SessionFolder
from medvoice.session.ledger import LedgerError
from medvoice.session.listing import Listed, Listing, NoSuchSessionError
from medvoice.session.saving import save_file
from medvoice.session.state import replay

HELP = "kept dictations: list, export, delete with their sound"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", nargs="?", choices=("list", "export", "delete"), default="list")
    parser.add_argument("names", nargs="*", metavar="NAME", help="which dictations")
    parser.add_argument("--as", dest="form", choices=FORMATS, default="text", help="of export")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="of export: goes here")
    parser.add_argument("--yes", action="store_true", help="of delete: do not ask")
    storage_option(parser)


def run(context: Context, arguments: argparse.Namespace) -> int:
    listing = Listing(context.settings.storage.folder, context.vault())
    if arguments.what == "list":
        for one in listing.all():
            context.print(_line(one))
        return 0
    try:
        folders = [listing.folder(name) for name in arguments.names]
    except NoSuchSessionError as error:
        raise CommandError(
            "No kept dictation has that name.", advice="medvoice sessions lists them."
        ) from error
    if not folders:
        raise CommandError("Name the dictations.", advice="medvoice sessions lists them.")
    if arguments.what == "export":
        return _exported(context, folders, arguments.form, arguments.output)
    return _deleted(context, listing, folders, asked=not arguments.yes)


def _line(one: Listed) -> str:
    if one.fault:
        return f"{one.name}  {one.fault}"
    ended = "" if one.ended else ", not ended (medvoice recover)"
    return (
        f"{one.name}  {one.template}, {one.status}, {one.seconds:.1f} s of sound, "
        f"{one.statements} statements{ended}"
    )


def _exported(
    context: Context, folders: list[SessionFolder], form: str, output: Path | None
) -> int:
    if len(folders) > 1:
        raise CommandError("Export one dictation at a time.")
    (folder,) = folders
    if form in BINARY and output is None:
        raise CommandError(f"{form} is nothing to look at: give a file with -o.")
    try:
        state = replay(read_events(folder.log).events)
    except EventLogError as error:
        raise CommandError(str(error)) from error
    report = context.settings.report
    template = templates_of(context.settings).load(state.report.template or report.template)
    about = with_status(state, ReportContext(footer=report.footer))
    about = about.stamped(datetime.now().astimezone(), uuid.uuid4())
    body = export_as(state, template, form, about, report.origin_signs)
    if output is None:
        context.write(body.decode("utf-8"))
    else:
        save_file(output, body)
        context.print(f"Report: {output}")
    return 0


def _deleted(
    context: Context, listing: Listing, folders: list[SessionFolder], *, asked: bool
) -> int:
    if asked:
        context.note(f"Sound, log and report of {len(folders)} dictations will be deleted.")
        if input("Type yes to delete them: ").strip().lower() != "yes":
            raise CommandError("Nothing was deleted.")
    left = 0
    for folder in folders:
        try:
            deleted = listing.delete(folder.name)
        except (FolderBusyError, LedgerError, OSError) as error:
            context.warn(f"{folder.name}: not deleted: {error}")
            left += 1
            continue
        context.print(f"Deleted: {folder.name}")
        context.note(deleted.said)
    return FAILED if left else 0
