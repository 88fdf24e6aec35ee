"""medvoice log: what was heard in a dictation, what it led to, and what is in no report."""

from __future__ import annotations

import argparse

from medvoice.faces.cli.context import Context
from medvoice.faces.cli.errors import CommandError
from medvoice.faces.cli.options import storage_option
from medvoice.session.audit import audit
from medvoice.session.event_log import EventLogError, read_events
from medvoice.session.folder import all_folders

HELP = "the log of a dictation: everything that was heard, done, undone and kept out of the report"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", help="which dictation; else the newest")
    storage_option(parser)


def run(context: Context, arguments: argparse.Namespace) -> int:
    root = context.settings.storage.folder
    folders = [folder for folder in all_folders(root, context.vault()) if folder.events.exists()]
    chosen = [f for f in folders if arguments.name in (None, f.name)]
    if not chosen:
        wanted = f"called {arguments.name} " if arguments.name else ""
        known = ", ".join(folder.name for folder in folders[-5:]) or "none"
        raise CommandError(f"No dictation {wanted}in {root}.", advice=f"Newest: {known}.")
    folder = chosen[-1]
    try:
        contents = read_events(folder.log)
    except EventLogError as error:
        raise CommandError(str(error)) from error
    context.print(folder.name)
    for line in audit(contents.events):
        context.print(line)
    if contents.ignored_bytes:
        context.warn(f"{contents.ignored_bytes} torn bytes at the end of the log are left out.")
    return 0
